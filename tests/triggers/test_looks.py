"""Two looks differ when something in a folder does, and looking is no news itself."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from aniworldd.triggers.looks import Looks, changed_at, with_parents

MANY = 30  # looks


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "watchlist"
    folder.mkdir()
    (folder / "a.yaml").write_text("link: x")
    return folder


CHANGES: dict[str, Callable[[Path], object]] = {
    "made": lambda folder: (folder / "b.yaml").write_text(""),
    "deleted": lambda folder: (folder / "a.yaml").unlink(),
    "renamed": lambda folder: (folder / "a.yaml").rename(folder / "b.yaml"),
    "longer": lambda folder: (folder / "a.yaml").write_text("link: y, and more"),
    "touched": lambda folder: os.utime(folder / "a.yaml", (1, 1)),
    "locked": lambda folder: (folder / "a.yaml").chmod(0),
    "replaced": lambda folder: (_made(folder.parent / "new")).replace(folder / "a.yaml"),
    "all gone": lambda folder: folder.rename(folder.with_name("elsewhere")),
    "a link that leads nowhere, until it does": lambda folder: (folder.parent / "far").touch(),
}


def _made(path: Path) -> Path:
    path.write_text("link: x")
    return path


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("before", [1, 2, 3, MANY])
def test_whatever_changes_is_seen(
    folder: Path, change: Callable[[Path], object], before: int
) -> None:
    (folder / "c.yaml").symlink_to(folder.parent / "far")
    os.utime(folder, (1, 1))  # looks at a running daemon's folders are not that near to a change
    looks = Looks()
    seen = {looks.look([folder]) for _ in range(before)}

    change(folder)

    assert len(seen) == 1
    assert looks.look([folder]) not in seen


def test_an_empty_folder_is_not_none_at_all(tmp_path: Path) -> None:
    looks, folder = Looks(), tmp_path / "watchlist"
    before = looks.look([folder])
    folder.mkdir()
    empty = looks.look([folder])
    folder.rename(tmp_path / "old")
    folder.mkdir()

    assert len({before, empty, looks.look([folder])}) == 3


def test_a_folder_is_rarely_listed_while_nothing_changes(folder: Path) -> None:
    looks = Looks()

    listed = 0
    for _ in range(MANY):
        os.utime(folder, ns=(0, folder.stat().st_mtime_ns))
        looks.look([folder])
        listed += folder.stat().st_atime_ns != 0

    assert listed <= 4


@pytest.mark.parametrize("before, until", [(1, 1), (3, 13)], ids=["just now", "long ago"])
def test_a_name_that_its_folders_time_does_not_show_is_seen(
    folder: Path, before: int, until: int
) -> None:
    """A file system that counts whole seconds sees it soon, a server that forgets in a minute."""
    looks = Looks()
    own = folder.stat()
    seen = {looks.look([folder]) for _ in range(before)}

    (folder / "b.yaml").write_text("")
    os.utime(folder, ns=(own.st_atime_ns, own.st_mtime_ns))

    assert any(looks.look([folder]) not in seen for _ in range(until))


def test_the_last_change_is_that_of_the_bytes_or_of_the_name(folder: Path) -> None:
    path = folder / "a.yaml"
    os.utime(path, (1000, 1000))
    moved = path.stat().st_ctime

    assert changed_at([path], [], before=moved + 1) == moved
    assert changed_at([], [folder], before=moved + 1) == moved
    assert changed_at([path], [], before=moved - 1) == 1000
    assert changed_at([folder / "none"], [folder / "none"], before=moved) == 0


def test_folders_and_their_parents_are_told_apart_by_inode(folder: Path) -> None:
    before = with_parents([folder, folder.parent / "none"])
    folder.rename(folder.with_name("old"))
    folder.mkdir()

    assert [path for path, _, _ in before] == [str(folder.parent), str(folder)]
    assert with_parents([folder]) != before
