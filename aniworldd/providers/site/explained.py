"""What the codes of problems in site definitions mean, for `aniworldd explain`."""

from collections.abc import Mapping

from aniworldd.config.explained import Explained

CODES: Mapping[str, Explained] = {
    "S101": Explained(
        "An expression is a CSS selector (in JSON a dotted path), then perhaps ' @attribute', "
        "then filters, each with ' | ' before it. This selector or path cannot be read. '.' "
        "means the row itself, '= text' a text that is always the same.",
        "title: div..name span          # wrong\n"
        "title: div.name span           # right\n"
        "url: . @href | url             # an attribute of the row",
    ),
    "S102": Explained(
        "A pattern is a regular expression. It must be valid, and it must not be one that can "
        "take for ever on some text, such as repeats inside of repeats: pages come from "
        "strangers.",
        "number: . @href | re (\\d+)+ | int    # wrong: a repeat in a repeat\n"
        "number: . @href | re (\\d+) | int     # right",
    ),
    "S103": Explained(
        "There is no filter of this name. The filters are re, replace, split, int, date, url, "
        "map, query, lower and default.",
        "year: small | number    # wrong\nyear: small | int       # right",
    ),
    "S104": Explained(
        "The filter needs an argument, takes none, or takes another one. Arguments are "
        "separated by blanks; one with blanks inside stands in quotes.",
        "title: h1 | replace Anime          # wrong: it takes OLD and NEW\n"
        "aired: time | date %d.%m.%Y        # right",
    ),
    "S105": Explained(
        "An address may have placeholders in braces, and each page knows its own: search "
        "{query}, series {key}, season {key} and the fields of its season as {season.url}, "
        "links those of its episode. A path begins with one '/'.",
        "get: /series/{name}    # wrong\nget: /series/{key}     # right",
    ),
    "S106": Explained(
        "Without this field the page is of no use: an episode needs its number, a link its url. "
        "Give the field an expression, if need be a text that is always the same.",
        "fields: {title: strong}                                    # wrong on a season's page\n"
        "fields: {title: strong, number: . @data-number | int}      # right",
    ),
    "S107": Explained(
        "Two parts of the definition exclude each other, or one speaks of another that is not "
        "there: expectations of a page that is not described, a field given once as a value and "
        "once as a list, seasons both listed and said to be one.",
        "expect: {latest: 10}    # wrong without pages.latest",
    ),
    "S108": Explained(
        "A site's links are the addresses that it is asked under: http:// or https:// and a "
        "host, at most with a path. A definition without links is a template: the provider in "
        "config.yaml must then name them.",
        "links: [catalogue.example]            # wrong\n"
        "links: [https://catalogue.example]    # right",
    ),
    "S109": Explained(
        "The provider names a definition that is neither in sites/ beside config.yaml nor among "
        "those that come with aniworldd. The hint lists what there is.",
        "mysite: {kind: site, definition: mysite.yml}     # wrong, when the file is mysite.yaml",
    ),
}
