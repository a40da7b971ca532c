"""A shortcut as Windows writes it, dragged from the browser into the folder, is a wish."""

from pathlib import Path

import pytest

from aniworldd.config.problems import Place, render
from aniworldd.watchlist import forms, watchlist
from tests.config.make import text

WINDOWS = (
    "[{000214A0-0000-0000-C000-000000000046}]\r\nProp3=19,11\r\n"
    "[InternetShortcut]\r\nIDList=\r\nURL=https://x.example/a?b=c#d\r\nIconIndex=13\r\n"
)


@pytest.mark.parametrize(
    "source",
    {
        "windows": WINDOWS.encode(),
        "with a byte order mark": WINDOWS.encode("utf-8-sig"),
        "in the alphabet of its Windows": (WINDOWS + "IconFile=C:\\Züge.ico\r\n").encode("cp1252"),
        "written by hand": b" [ internetshortcut ]\n url = https://x.example/a?b=c#d \n",
    }.values(),
)
def test_a_shortcut_is_a_wish(tmp_path: Path, source: bytes) -> None:
    (tmp_path / "A.url").write_bytes(source)

    wishes = watchlist.read(tmp_path)

    assert wishes.problems == ()
    assert [(watch.id, watch.link) for watch in wishes.watches] == [
        ("A.url", "https://x.example/a?b=c#d")
    ]


def test_others_can_point_at_the_address(tmp_path: Path) -> None:
    (tmp_path / "A.url").write_text(WINDOWS)

    assert watchlist.read(tmp_path).place("A.url", "link") == Place(
        "watchlist/A.url", 5, 5, 25, "URL=https://x.example/a?b=c#d"
    )


def test_what_is_wrong_is_said_with_its_place() -> None:
    def said(source: str) -> str:
        return render(forms.judge(source, "a.url", "watchlist/a.url").problems)

    assert said("[InternetShortcut]\nURL=file:///C:/a\n") == text("""
        watchlist/a.url:2:5: error C206: link: 'file:///C:/a' is not an http:// or https:// address
            2 | URL=file:///C:/a
              |     ^~~~~~~~~~~~
              = copy it from the browser's address bar
        1 error
    """).rstrip("\n")
    missing = (
        "watchlist/a.url: error C101: URL: a line 'URL=https://…' below a line "
        "'[InternetShortcut]' is missing\n"
    )
    assert said("URL=https://x.example\n").startswith(missing)
    assert said("[InternetShortcut]\n[Other]\nURL=https://x.example\n").startswith(missing)
    assert said("").startswith(missing)
    assert "error C003: the file is UTF-16" in render(
        forms.judge(WINDOWS.encode("utf-16"), "a.url", "a.url").problems
    )


def test_a_broken_shortcut_leaves_its_wish_in_force(tmp_path: Path) -> None:
    (tmp_path / "A.url").write_text(WINDOWS)
    before = watchlist.read(tmp_path)
    (tmp_path / "A.url").write_text("[InternetShortcut]\nURL=\n")

    assert watchlist.read(tmp_path, before).watches == before.watches


def test_endings_in_capitals_are_passed_over_and_said(tmp_path: Path) -> None:
    (tmp_path / "A.URL").write_text(WINDOWS)

    wishes = watchlist.read(tmp_path)

    assert wishes.watches == ()
    assert [problem.headline for problem in wishes.problems] == [
        "watchlist/A.URL: warning C404: this file is not read: the name of a wish ends in .url"
    ]
