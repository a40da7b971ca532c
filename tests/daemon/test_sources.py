"""Whose a link is, and what the providers that nobody named cost and need."""

import subprocess
import sys
from pathlib import Path

import pytest

from aniworldd.config.files import judge
from aniworldd.config.places import Places
from aniworldd.config.problems import render
from aniworldd.daemon import plugs, together
from aniworldd.model.watch import Watch
from tests.daemon.program import Program
from tests.providers.site.web import reference
from tests.providers.tools import make_tools

SCRAMBLED = """\
providers:
  web: {kind: ytdlp}
  plain: {kind: plain}
  feeds: {kind: rss}
  archive.org: {kind: archive}
  mysite: {kind: site, definition: mine.yaml, links: ["https://catalogue.example"]}
"""
START = """
import sys
from pathlib import Path
from aniworldd.clock import SystemClock
from aniworldd.config import places
from aniworldd.daemon import build, plugs, run, written
where = places.find(None, {"HOME": sys.argv[1]})
begin = written.start(where, plugs.PLUGS)
made, _ = build.sources(begin, where.folder, SystemClock())
print(*made)
heavy = ("feedparser", "lxml", "yt_dlp", "aniworldd.providers.rss", "aniworldd.providers.site")
print(*(name for name in heavy if name in sys.modules))
"""


@pytest.mark.parametrize(
    "link, name",
    {
        "https://catalogue.example/anime/stream/bus": "mysite",
        "https://archive.org/details/bus": "archive.org",
        "https://archive.org/download/bus/bus.mp4": "plain",
        "https://pod.example/feed.xml": "feeds",
        "https://files.example/bus.mkv": "plain",
        "https://files.example/feed/bus.mp4": "plain",
        "https://tube.example/@bus": "web",
    }.items(),
)
def test_a_link_goes_to_who_knows_it_best_whatever_the_order_of_the_config(
    tmp_path: Path, link: str, name: str
) -> None:
    (tmp_path / "mine.yaml").write_text(reference(), "utf-8")
    reading = judge(SCRAMBLED.encode(), Places(tmp_path / "config.yaml", {}), plugs.PLUGS)
    assert reading.settings is not None, render(reading.problems)

    providers, problems = plugs.providers(reading.providers, make_tools(sites=tmp_path))
    assigned = together.assign([Watch("w", link)], providers)

    assert problems == []
    assert [key for key, watches in assigned.by_provider.items() if watches] == [name]


def test_the_usual_providers_import_nothing_heavy(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", START, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.stdout.splitlines() == ["archive.org plain web", ""], done.stderr


def test_a_link_that_nobody_takes_is_told_with_those_that_there_are(tmp_path: Path) -> None:
    program = Program(tmp_path)
    program.lay_out("providers: {archive.org: {kind: archive}, plain: {kind: plain}}\n")
    (program.watchlist / "bus.yaml").write_text("link: https://tube.example/@bus\n")

    done = program.call("check")

    assert done.returncode == 78
    assert "bus.yaml:1:7: error C402: link: no provider recognises 'https://tube" in done.stdout
    assert "= providers in config.yaml: archive.org, plain" in done.stdout


def test_a_missing_program_is_told_where_it_is_needed(tmp_path: Path) -> None:
    program = Program(tmp_path)
    program.lay_out(
        "providers: {plain: {kind: plain}, web: {kind: ytdlp, program: /nowhere/yt-dlp}}\n"
    )
    (program.watchlist / "film.yaml").write_text("link: https://files.example/film.mkv\n")
    without = program.call("check")
    (program.watchlist / "bus.yaml").write_text("link: https://tube.example/@bus\n")

    needed = program.call("check")
    added = program.call("add", "https://tube.example/@tram")

    assert "All files are valid" in without.stdout
    assert needed.returncode == 0
    assert (
        "bus.yaml:1:7: warning C306: link: 'https://tube.example/@bus' is for the provider web,"
        " but there is no program /nowhere/yt-dlp" in needed.stdout
    )
    assert "But there is no program /nowhere/yt-dlp" in added.stdout


@pytest.mark.parametrize(
    "link, said",
    [
        ("https://tube.example/@bus", "no provider recognises 'https://tube.example/@bus'"),
        ("https://pod.example/feed.xml", "'https://pod.example/feed.xml' is a feed, which"),
    ],
)
def test_a_further_link_that_leads_nowhere_is_told_at_its_place(
    tmp_path: Path, link: str, said: str
) -> None:
    program = Program(tmp_path)
    program.lay_out("providers: {feeds: {kind: rss}, plain: {kind: plain}}\n")
    (program.watchlist / "bus.yaml").write_text(
        f"link: https://files.example/bus.mkv\nalso: [{link}]\n"
    )

    done = program.call("check")

    assert done.returncode == 78
    assert f"bus.yaml:2:8: error C402: also[0]: {said}" in done.stdout
