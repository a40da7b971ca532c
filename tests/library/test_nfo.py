"""Numbers in the NFOs of strangers: found, or not, and nothing else happens."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aniworldd.errors import LibraryAway
from aniworldd.library import beneath, nfo
from aniworldd.library.root import Root
from aniworldd.naming.ids import Id
from tests.library.roots import put
from tests.net.hostile import XML_BOMB

KODI = b"""\xef\xbb\xbf<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>
<tvshow>
  <title>The Lamp Post</title>
  <uniqueid type="tmdb" default="true">12</uniqueid>
  <uniqueid type="imdb">tt0000007</uniqueid>
  <uniqueid type="home"></uniqueid>
  <uniqueid>9</uniqueid>
  <actor><name>A</name><uniqueid type="tvdb">1</uniqueid></actor>
</tvshow>
https://www.themoviedb.org/tv/12
"""
JELLYFIN = b"<tvshow><imdb_id>tt7</imdb_id><tmdbid>12</tmdbid><tvdbid>x</tvdbid></tvshow>"
BOTH = frozenset({("tmdb", "12"), ("imdb", "tt7")})


@pytest.mark.parametrize(
    "content, numbers",
    [
        (KODI, BOTH),
        (JELLYFIN, BOTH),
        (b"https://www.themoviedb.org/tv/12", frozenset()),
        (b"<movie><tmdbid>12</tmdbid></movie>", frozenset()),
        (b"<tvshow><uniqueid type='tmdb'>../12</uniqueid></tvshow>", frozenset()),
        (b"<tvshow><uniqueid type='tmdb'>" + b"1" * 99 + b"</uniqueid></tvshow>", frozenset()),
        (XML_BOMB, frozenset()),
        (b"<!DOCTYPE tvshow SYSTEM 'file:///etc/passwd'><tvshow><tmdbid>12</tmdbid></tvshow>",
         frozenset()),
        (b"", frozenset()),
    ],
)  # fmt: skip
def test_an_nfo_says_its_numbers(content: bytes, numbers: frozenset[Id]) -> None:
    assert nfo.understand(content, "Show") == numbers


@given(st.binary(max_size=300))
def test_any_bytes_say_something_or_nothing(content: bytes) -> None:
    assert isinstance(nfo.understand(content, "Show"), frozenset)


def test_only_folders_that_have_some_are_named(root: Root, directory: Path) -> None:
    put(directory, "A/tvshow.nfo", "german-dub/B/tvshow.nfo", content=KODI)
    put(directory, "C/tvshow.nfo", content=b"<tvshow/>")
    put(directory, "D/x.mkv")
    put(directory, "Huge/tvshow.nfo", content=KODI + b" " * 600_000)
    put(directory.parent, "outside.nfo", content=KODI)
    for folder, target in (("Link", directory / "A"), ("E", None)):
        if target is None:
            (directory / folder).mkdir()
            (directory / folder / "tvshow.nfo").symlink_to(directory.parent / "outside.nfo")
        else:
            (directory / folder).symlink_to(target)
    (directory / "F/tvshow.nfo").mkdir(parents=True)
    steps: list[None] = []

    folders = ("A", "german-dub/B", "C", "D", "Huge", "Link", "E", "F", "gone", "..")
    found = nfo.read(root, folders, lambda: steps.append(None))

    assert found == {"A": BOTH, "german-dub/B": BOTH}
    assert len(steps) == len(folders)


def test_a_disk_that_fails_is_away(
    root: Root, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> int:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(beneath, "open_file", fail)

    with pytest.raises(LibraryAway, match=r"A/tvshow\.nfo cannot be read"):
        nfo.read(root, ["A"], lambda: None)
