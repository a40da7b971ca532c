"""What the parts of a definition must have for each other."""

from aniworldd.config.reading import did_you_mean
from aniworldd.providers.site.address import is_link
from aniworldd.providers.site.complaints import Complaints, Path
from aniworldd.providers.site.definition import Definition, Fields
from aniworldd.providers.site.fields import KINDS

_WHY = {
    ("season", "number"): "or 'number: running' when the page does not number its items",
    ("season", "url"): "the links of an item are found by its url",
    ("seasons", "url"): "the season page is asked for by {season.url}",
}


def judge(definition: Definition, complaints: Complaints) -> None:
    """Complain about what fits the models, and yet cannot work."""
    for position, link in enumerate(definition.links):
        if not is_link(link):
            message = "not the address of a site, such as https://catalogue.example"
            complaints.value("S108", message, ("links", position))
    pages = definition.pages.written()
    for name, page in pages.items():
        _judge_fields(definition, name, page.fields, ("pages", name, "fields"), complaints)
    seasons = definition.pages.series.each.seasons
    if seasons is not None:
        path = ("pages", "series", "each", "seasons", "fields")
        _judge_fields(definition, "seasons", seasons.fields, path, complaints)
    _judge_seasons(definition, complaints)
    for name in definition.expect.model_fields_set - {"seasons", *pages}:
        complaints.key("S107", f"there is no page '{name}'", ("expect", name))


def required_fields(definition: Definition, name: str) -> frozenset[str]:
    """Without which a row of that page (or list) means nothing."""
    required = set(KINDS[name].required)
    pages = definition.pages
    if name == "season":
        if pages.season.number == "running":
            required.discard("number")
        if pages.links is None or "{episode.url}" in pages.links.get:
            required.add("url")
    if name == "seasons" and "{season.url}" in pages.season.get:
        required.add("url")
    return frozenset(required)


def _judge_fields(
    definition: Definition, name: str, fields: Fields, path: Path, complaints: Complaints
) -> None:
    known = KINDS[name].fields
    for field in fields:
        if field in known:
            continue
        twin = field.removesuffix("[]") if field.endswith("[]") else f"{field}[]"
        if twin in known:
            message = f"this field is {'one value' if field.endswith('[]') else 'a list'}"
            complaints.key("S107", message, (*path, field), f"write {twin}:")
        else:
            message = f"unknown field{did_you_mean(field, known)}"
            hint = "" if "?" in message else f"known here: {', '.join(known)}"
            complaints.key("C107", message, (*path, field), hint)
    for field in sorted(required_fields(definition, name) - set(fields)):
        complaints.key("S106", f"the field '{field}' is needed", path, _WHY.get((name, field), ""))


def _judge_seasons(definition: Definition, complaints: Complaints) -> None:
    series, season = definition.pages.series, definition.pages.season
    path = ("pages", "series")
    if series.seasons is None and series.each.seasons is None:
        hint = "add 'each: {seasons: …}', or 'seasons: one' when there is only one"
        complaints.key("S106", "nothing says which seasons there are", path, hint)
    if series.seasons is not None and series.each.seasons is not None:
        message = "'seasons: one' and 'each: {seasons: …}' contradict each other"
        complaints.key("S107", message, (*path, "seasons"))
    if series.seasons is not None and "{season.url}" in season.get:
        message = "with 'seasons: one' there is no {season.url}"
        complaints.value("S105", message, ("pages", "season", "get"), "use {key}")
    if season.number is not None and "number" in season.fields:
        message = "'number: running' and a field 'number' contradict each other"
        complaints.key("S107", message, ("pages", "season", "number"))
