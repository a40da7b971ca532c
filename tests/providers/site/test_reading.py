import re
from pathlib import Path

import pytest

from aniworldd.config.problems import Problem
from aniworldd.providers.site import faults
from aniworldd.providers.site.fields import key_in
from aniworldd.providers.site.patterns import compile_pattern
from aniworldd.providers.site.reading import read_site
from tests.providers.site.web import JSON_REFERENCE, REFERENCE, complaints, make_site, reference


def problems(source: str) -> list[Problem]:
    site, found = read_site(source, "site.yaml")
    assert site is None
    return found


def test_the_reference_definition_loads_as_it_stands() -> None:
    site, found = read_site(REFERENCE.read_bytes(), REFERENCE.name)

    assert found == []
    assert site is not None
    assert site.id == "standin"
    assert site.links == ("https://catalogue.example", "https://mirror.example")
    assert set(site.pages) == {"search", "series", "season", "links", "latest"}
    assert (site.http.delay, site.http.timeout) == (1.0, 20.0)


def test_the_json_reference_definition_loads_as_it_stands() -> None:
    site, found = read_site(JSON_REFERENCE.read_bytes(), JSON_REFERENCE.name)

    assert found == []
    assert site is not None
    assert site.one_season
    assert site.running_numbers
    assert set(site.pages) == {"search", "series", "season"}


def test_a_site_s_words_and_numbers_mean_labels() -> None:
    labels = make_site().labels

    assert labels["japanese-german"] == labels["3"] == labels["german sub"] == "German Sub"


@pytest.mark.parametrize(
    "old, new, code, expected",
    [
        (
            "h1 span",
            "h1 >> span",
            "S101",
            """\
site.yaml:31:14: error S101: pages.series.fields.title: 'div.series-title h1 >> span' is not a CSS \
selector: Expected selector, got <DELIM '>' at 21>
   31 |       title: div.series-title h1 >> span
      |              ^~~~~~~~~~~~~~~~~~~~~~~~~~~""",
        ),
        (
            r"re tt\d+",
            r"re (tt\d+)+",
            "S102",
            r"""
   38 |       imdb: a.imdb-link @data-imdb | re (tt\d+)+
      |                                         ^~~~~~~~""",
        ),
        (
            "small | re \\d{4} | int",
            "small | re \\d{4} | itn",
            "S103",
            """\
site.yaml:35:47: error S103: pages.series.fields.year[1]: there is no filter 'itn'; \
did you mean 'int'?
   35 |         - div.series-title small | re \\d{4} | itn
      |                                               ^~~""",
        ),
        (
            "split ,",
            "split",
            "S104",
            """
   32 |       alternative[]: div.series-title h1 @data-alternativetitles | split
      |                                                                    ^~~~~
      = for example: | split ,""",
        ),
        (
            '"{season.url}"',
            '"{season.ulr}"',
            "S105",
            """\
site.yaml:51:11: error S105: pages.season.get: there is no {season.ulr} on this page; \
did you mean 'season.url'?
   51 |     get: "{season.ulr}"
      |           ^~~~~~~~~~~~
      = known here: {key}, {season.number}, {season.url}""",
        ),
        (
            "      title: name\n",
            "      titel: name\n",
            "C107",
            """\
site.yaml:22:7: error C107: pages.search.fields.titel: unknown field; did you mean 'title'?
   22 |       titel: name
      |       ^~~~~
""",
        ),
        (
            "missing: div.messageAlert.danger ",
            "mising: div.messageAlert.danger ",
            "C107",
            "unknown key; did you mean 'missing'?",
        ),
        ("hosters[]:", "hosters:", "S107", "this field is a list"),
        ("original_title:", "original_title[]:", "S107", "this field is one value"),
        ("https://mirror.example]", "mirror.example]", "S108", "not the address of a site"),
        ("schema: 1", "schema: 2", "C205", "is none of 1"),
        ("expect: {season", "expect: {search: 1, season", "C107", "unknown key"),
        (
            "key: /anime/stream/([a-z0-9-]+)",
            "key: /anime/stream/([a-z",
            "S102",
            "key: not a regular",
        ),
        ("as: json", "as: xml", "C205", "'xml' is none of html, json"),
        ("delay: 1.0", "delay: soon", "C202", "http.delay: 'soon' is not a duration"),
    ],
)
def test_each_mistake_is_told_with_its_place(old: str, new: str, code: str, expected: str) -> None:
    found = complaints(reference(**{old: new}))

    assert expected.strip("\n") in found[code]


@pytest.mark.parametrize(
    "old, new, caret",
    [
        (
            "rows: div.hosterSiteVideo li",
            "rows: div.hosterSiteVideo #list li",
            "#list li[data-link-target]",
        ),
        ("hoster: h4", "hoster: #name h4", "#name h4"),
        ("        - td.seasonEpisodeTitle strong", "        - td #title", "#title"),
    ],
    ids=["cuts a selector", "leaves nothing", "in a list"],
)
def test_a_comment_that_cuts_a_selector_is_refused(old: str, new: str, caret: str) -> None:
    shown = complaints(reference(**{old: new}))["C208"]

    assert "is a comment and cuts the value" in shown
    assert f"^{'~' * (len(caret) - 1)}\n" in shown
    assert "put the value in quotes" in shown


def test_a_selector_with_a_hash_is_fine_in_quotes_and_without_a_blank() -> None:
    for selector in ("'div #name h4'", "div#name h4", "h4   # the name"):
        assert "links" in make_site(reference(**{"h4\n": f"{selector}\n"})).pages


def test_all_mistakes_are_told_at_once_in_one_reading() -> None:
    text = reference(
        **{
            "h1 span": "h1[",
            "| re staffel-(\\d+) | int\n            - = 0": "| re staffel-(\\d+) | itn",
            "{episode.url}": "{episode.link}",
            "tt\\d+": "tt(\\d+",
        }
    )

    assert sorted(problem.code for problem in problems(text)) == ["S101", "S102", "S103", "S105"]


def test_mistakes_of_the_reader_hide_none_of_the_language() -> None:
    text = reference(
        **{
            "h1 span": "h1 #x span",
            "tt\\d+": "tt(\\d+",
            "{episode.url}": "{episode.link}",
            "title: name": "titel: name",
            "rows: table.": "rowz: table.",
            "- = 0": "- = 0 | itn",
            "key: link": "key: link @href",
            "([a-z0-9-]+)   ": "([a-z0-9-+   ",
            "tr[data-episode-id]": "tr[",
        }
    )

    assert sorted(problem.code for problem in problems(text)) == [
        *("C107", "C208", "S101", "S102", "S102", "S103", "S105")
    ]


@pytest.mark.parametrize(
    "old, new, path, message",
    [
        ("      title: name\n", "", "pages.search.fields", "the field 'title' is needed"),
        (
            "          url: . @href | url\n",
            "",
            "pages.series.each.seasons.fields",
            "the field 'url'",
        ),
        ("      url: td.seasonEpisodeTitle a @href | url\n", "", "pages.season.fields", "'url' is"),
        ("{season: 1,", "{season: 1, catalogue: 3,", "expect.catalogue", "no page 'catalogue'"),
        (
            '    get: "{season.url}"\n',
            "    get: /s/{key}\n    number: running\n",
            "pages.season.number",
            "contradict",
        ),
    ],
)
def test_parts_that_do_not_fit_each_other_are_refused(
    old: str, new: str, path: str, message: str
) -> None:
    found = problems(reference(**{old: new}))

    assert [(it.path, message in it.message) for it in found] == [(path, True)]


def test_a_definition_says_which_seasons_there_are() -> None:
    text = JSON_REFERENCE.read_text("utf-8")

    (missing,) = problems(text.replace(", seasons: one", ""))
    (unknown,) = problems(text.replace("/{key}/videos?count", "{season.url}?count"))

    assert missing.message == "nothing says which seasons there are"
    assert unknown.message == "with 'seasons: one' there is no {season.url}"


def test_an_item_needs_an_address_when_there_is_no_page_of_links() -> None:
    text = JSON_REFERENCE.read_text("utf-8")

    (problem,) = problems(text.replace(" url: url,", ""))

    assert (problem.path, problem.message) == (
        "pages.season.fields",
        "the field 'url' is needed",
    )


def test_numbers_are_needed_unless_they_run() -> None:
    text = JSON_REFERENCE.read_text("utf-8")

    (problem,) = problems(text.replace(", number: running", ""))

    assert problem.message == "the field 'number' is needed"
    assert "number: running" in problem.hint


def test_aliases_of_aliases_are_not_followed_for_ever() -> None:
    many = ", ".join(["a"] * 20_000)
    keys = "\n".join(f"      a{number}: *many" for number in range(20_000))
    text = f"many: &many [{many}]\npages:\n  search:\n    fields:\n{keys}\n"

    assert "C007" in {problem.code for problem in problems(text)}


@pytest.mark.parametrize(
    "source", ["", "a: [", "- a", "\0", "schema: 1", "pages: 3", "pages: {series: {fields: []}}"]
)
def test_a_file_that_is_no_definition_is_told_so(source: str) -> None:
    assert problems(source)


@pytest.mark.parametrize(
    "pattern, url, key",
    [
        (r"/anime/stream/([a-z0-9-]+)", "https://s.example/anime/stream/lamp-post", "lamp-post"),
        (
            r"/anime/stream/([a-z0-9-]+)",
            "https://s.example/anime/stream/lamp/staffel-1/episode-2",
            "lamp",
        ),
        (r"/anime/stream/([a-z0-9-]+)", "https://s.example/anime/stream/lamp?x=1#y", "lamp"),
        (r"/anime/stream/([a-z0-9-]+)", "https://s.example/anime/stream/lampPost", None),
        (r"/anime/stream/([a-z0-9-]+)", "https://s.example/anime/stream/lamp_post", None),
        (r"/anime/stream/([a-z0-9-]+)", "https://s.example/anime/stream/", None),
        (r"/title/(\d+)", "https://s.example/title/123-lamp", "123"),
        (r"/show\?id=(\d+)", "https://s.example/show?id=5&page=2", "5"),
        (r"/c/(.*)", "https://s.example/c/" + "a" * 101, None),
        (r"/c/(.*)", "https://s.example/c/..", None),
        (r"/c/(.*)", "https://s.example/c/a/b", None),
    ],
)
def test_the_key_of_a_link(pattern: str, url: str, key: str | None) -> None:
    assert key_in(url, compile_pattern(pattern)) == key


def test_every_code_is_known_and_used() -> None:
    sources = [path.read_text("utf-8") for path in Path(faults.__file__).parent.glob("*.py")]
    found = [set(re.findall(r'"(S\d{3})"(?!:)', source)) for source in sources]

    assert set().union(*found) == set(faults.CODES)
