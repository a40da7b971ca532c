from pathlib import Path

import pytest

from aniworldd.errors import FetchError
from aniworldd.providers import site
from aniworldd.providers.site.check import Report, fixtures_of, try_fixtures
from aniworldd.providers.site.live import try_live
from aniworldd.providers.site.reading import Site, read_site
from tests.providers.site.web import SITE, STREAM, Web, lighthouse, make_provider, make_site, saved

SHIPPED = sorted(site.SHIPPED.glob("*.yaml"))


def shipped(path: Path) -> Site:
    read, problems = read_site(path.read_bytes(), path.name)
    assert problems == []
    assert read is not None
    return read


def failures(report: Report) -> list[str]:
    return [finding.sentence for finding in report.findings if finding.kind == "failed"]


async def tried(folder: Path, **files: str) -> Report:
    """The reference definition against these pages; `_` in a name stands for a dot."""
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, "utf-8")
    return await try_fixtures(make_site(), folder)


@pytest.mark.parametrize("path", SHIPPED, ids=[path.stem for path in SHIPPED])
async def test_a_shipped_definition_passes_its_own_test(path: Path) -> None:
    read = shipped(path)

    report = await try_fixtures(read, fixtures_of(path, read))

    assert failures(report) == []
    assert {finding.kind for finding in report.findings} >= {"ok"}


@pytest.mark.parametrize("path", SHIPPED, ids=[path.stem for path in SHIPPED])
def test_no_shipped_definition_names_a_site(path: Path) -> None:
    assert shipped(path).links == ()


async def test_pages_are_compared_with_what_is_expected(tmp_path: Path) -> None:
    report = await tried(
        tmp_path,
        season_html=saved("season.html"),
        expected_yaml="files: {season.html: {records: [{number: 1, title: Das Licht}], rows: 3}}",
    )

    assert report.ok
    assert [finding.sentence for finding in report.findings][:1] == [
        "season.html: 3 rows, as expected"
    ]


async def test_a_page_without_expectations_must_only_be_readable(tmp_path: Path) -> None:
    report = await tried(tmp_path, season_html=saved("season.html"), links_html="<p>none</p>")

    assert report.ok


async def test_what_no_page_shows_is_noted(tmp_path: Path) -> None:
    report = await tried(tmp_path, season_html=saved("season.html"))

    notes = [finding.sentence for finding in report.findings if finding.kind == "note"]
    assert notes == [
        f"no saved page shows the page '{name}'" for name in ("latest", "links", "search", "series")
    ]


@pytest.mark.parametrize(
    "expected, sentence",
    [
        ("season.html: {rows: 4}", "season.html: 4 rows expected, 3 found"),
        ("season.html: {records: [{number: 1}]}", "season.html: 1 row expected, 3 found"),
        (
            "season.html: {rows: 3, records: [{number: 1}, {title: Fog}]}",
            "season.html: row 2: title is 'Nebel ½: wohin?', 'Fog' expected",
        ),
        (
            "season.html: {rows: 3, records: [{languages: [German Dub]}]}",
            "row 1: languages is ['German Dub', 'German Sub'], ['German Dub'] expected",
        ),
        (
            "season.html: {rows: 3, records: [{url: /x}]}",
            f"season.html: row 1: url is '{STREAM}/staffel-1/episode-1', '{SITE}/x' expected",
        ),
        ("season.html: {gives: changed}", "season.html: changed expected, but it gives 3 rows"),
        (
            "saeson.html: {rows: 3}",
            "expected.yaml names saeson.html, which is not there; did you mean 'season.html'?",
        ),
        ("season.html: {rowz: 3}", "unknown key; did you mean 'rows'?"),
        ("season.html: [", "expected.yaml:"),
    ],
)
async def test_a_difference_is_told(tmp_path: Path, expected: str, sentence: str) -> None:
    report = await tried(
        tmp_path,
        season_html=saved("season.html"),
        expected_yaml=f"files:\n  {expected}\n",
    )

    assert not report.ok
    (told,) = failures(report)
    assert sentence in told


async def test_seasons_are_compared_too(tmp_path: Path) -> None:
    report = await tried(
        tmp_path,
        series_html=saved("series.html"),
        expected_yaml="files: {series.html: {seasons: [{number: 0}, {number: 7}]}}",
    )

    assert failures(report) == [
        "series.html: 2 seasons expected, 3 found; season 2: number is '1', '7' expected"
    ]


async def test_a_page_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    report = await tried(tmp_path, season_html="<table></table>", sesaon_html="<p>x</p>")

    changed, unknown = sorted(failures(report), key=lambda it: "no page" in it)
    assert changed.startswith("season.html: records expected, but changed: ")
    assert unknown == "sesaon.html: the definition has no page 'sesaon'; did you mean 'season'?"


async def test_a_definition_without_saved_pages_has_not_passed(tmp_path: Path) -> None:
    report = await try_fixtures(make_site(), tmp_path / "absent")

    assert not report.ok
    assert "holds no saved pages" in failures(report)[0]


def shelf() -> Web:
    web = lighthouse()
    found = saved("search.json")
    web.pages[f"{SITE}/ajax/seriesSearch?keyword=Der%20Leuchtturm%20%26%20das%20Meer"] = found
    return web


async def test_a_live_test_asks_as_the_daemon_would() -> None:
    report = await try_live(make_provider(shelf()), STREAM)

    assert [(finding.kind, finding.sentence) for finding in report.findings][:-1] == [
        ("ok", "series: Der Leuchtturm & das Meer (2012), 3 seasons, key leuchtturm"),
        ("ok", "season 0: 1 item; 1 German Dub"),
        ("ok", "season 1: 3 items; 1 German Dub, 1 German Sub, 1 English Sub, 1 klingon"),
        ("ok", "season 2: 3 items; 1 German Dub, 1 German Sub, 1 English Sub, 1 klingon"),
        ("ok", "links of S01E01: 1 German Dub, 1 German Sub, 1 9"),
        ("ok", "search for its name finds it at place 1"),
    ]
    assert "/neue-episoden answered 404" in failures(report)[0]


async def test_a_live_test_tells_what_fails_and_goes_on() -> None:
    web = shelf()
    web.pages[f"{STREAM}/staffel-1/episode-1"] = FetchError("the links are down")

    report = await try_live(make_provider(web), STREAM)

    assert not report.ok
    assert any("the links are down" in sentence for sentence in failures(report))
    assert any(finding.sentence.startswith("search for") for finding in report.findings)
