import errno
import os
from pathlib import Path

import pytest

from aniworldd.errors import DiskFull, InvalidRequest, LibraryAway
from aniworldd.library import beneath, work
from aniworldd.library.root import MARK, Root
from tests.library.roots import listing, put


def test_a_download_has_a_hidden_folder(root: Root, directory: Path) -> None:
    folder = work.make(root, "us", "one")
    (folder / "media.part").write_bytes(b"bytes")

    assert (directory / ".aniworldd/parts/us/one/media.part").read_bytes() == b"bytes"
    assert work.make(root, "us", "one") == folder


def test_bytes_go_to_the_held_root_wherever_it_is(root: Root, directory: Path) -> None:
    folder = work.make(root, "us", "one")
    directory.rename(directory.with_name("moved"))
    directory.mkdir()

    (folder / "media.part").write_bytes(b"bytes")

    assert listing(directory) == []
    assert (directory.with_name("moved") / ".aniworldd/parts/us/one/media.part").exists()


def test_no_folder_is_made_in_a_library_that_is_away(root: Root, directory: Path) -> None:
    (directory / MARK).unlink()

    with pytest.raises(LibraryAway, match="has no mark"):
        work.make(root, "us", "one")

    assert listing(directory) == []


@pytest.mark.parametrize("download", ["..", "../x", "/x", ""])
def test_an_id_never_leads_elsewhere(root: Root, directory: Path, download: str) -> None:
    with pytest.raises(InvalidRequest):
        work.make(root, "us", download)

    assert listing(directory) == [MARK]


@pytest.mark.parametrize(
    "number, error", [(errno.ENOSPC, DiskFull), (errno.EDQUOT, DiskFull), (errno.EIO, LibraryAway)]
)
def test_a_folder_that_cannot_be_made_has_its_error(
    root: Root, monkeypatch: pytest.MonkeyPatch, number: int, error: type[Exception]
) -> None:
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(beneath, "make_folders", fail)

    with pytest.raises(error):
        work.make(root, "us", "one")


def test_a_discarded_folder_is_gone_with_all_that_is_in_it(root: Root, directory: Path) -> None:
    outside = directory.parent / "outside"
    put(outside, "kept")
    folder = work.make(root, "us", "one")
    put(folder, "media.part", "deep/er/file")
    (folder / "link").symlink_to(outside)
    work.make(root, "us", "two")

    work.discard(root, "us", "one")

    assert listing(directory / ".aniworldd/parts/us") == ["two"]
    assert listing(outside) == ["kept"]


def test_discarding_what_is_not_there_is_fine(root: Root) -> None:
    work.discard(root, "us", "one")


def test_a_folder_that_cannot_be_removed_has_its_sentence(
    root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    work.make(root, "us", "one")

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(os, "rmdir", fail)

    with pytest.raises(LibraryAway, match="cannot be removed: Read-only"):
        work.discard(root, "us", "one")


def test_parts_that_cannot_be_reached_are_not_taken_for_none(
    root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    work.make(root, "us", "one")

    def fail(_: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(beneath, "names", fail)

    with pytest.raises(LibraryAway, match="cannot be removed: Input/output"):
        work.discard(root, "us", "one")


def test_only_the_folders_of_known_downloads_are_kept(root: Root, directory: Path) -> None:
    for download in ("one", "two", "three"):
        put(work.make(root, "us", download), "media.part")
    put(directory, ".aniworldd/parts/us/stray")

    work.keep_only(root, "us", {"two", "four"})

    assert listing(directory / ".aniworldd/parts/us") == ["two"]


def test_keeping_only_some_of_none_is_fine(root: Root, directory: Path) -> None:
    work.keep_only(root, "us", {"one"})

    assert listing(directory) == [MARK]


def test_parts_that_cannot_be_listed_have_their_sentence(root: Root, directory: Path) -> None:
    put(directory, ".aniworldd/parts")

    with pytest.raises(LibraryAway, match="cannot be listed"):
        work.keep_only(root, "us", set())


def touch(directory: Path, *paths: str, at: float) -> None:
    for path in paths:
        os.utime(directory / path, (at, at))


def test_what_another_state_has_made_is_neither_kept_nor_removed(
    root: Root, directory: Path
) -> None:
    put(work.make(root, "us", "one"), "media.part")
    put(work.make(root, "them", "one"), "media.part")

    work.keep_only(root, "us", set())
    work.discard(root, "us", "one")
    found = work.tidy(root, "us", 0.0)

    assert listing(directory / ".aniworldd/parts") == ["them", "us"]
    assert (directory / ".aniworldd/parts/them/one/media.part").exists()
    assert (found.owners, found.downloads, found.removed) == (frozenset({"them"}), 1, 0)


def test_what_nobody_touched_for_long_is_removed(root: Root, directory: Path) -> None:
    outside = directory.parent / "outside"
    put(outside, "kept")
    put(work.make(root, "them", "one"), "media.part")
    (directory / ".aniworldd/parts/them/link").symlink_to(outside)
    os.utime(directory / ".aniworldd/parts/them/link", (50, 50), follow_symlinks=False)
    put(directory, ".aniworldd/parts/stray")
    there = ("them/one/media.part", "them/one", "them", "stray")
    touch(directory / ".aniworldd/parts", *there, at=50)

    found = work.tidy(root, "us", 100.0)

    assert listing(directory / ".aniworldd/parts") == []
    assert listing(outside) == ["kept"]
    assert (found.owners, found.removed) == (frozenset(), 2)


@pytest.mark.parametrize("fresh", ["them", "them/one", "them/one/media.part"])
def test_anything_that_was_touched_keeps_the_whole(root: Root, directory: Path, fresh: str) -> None:
    put(work.make(root, "them", "one"), "media.part")
    parts = directory / ".aniworldd/parts"
    touch(parts, *{"them/one/media.part", "them/one", "them"} - {fresh}, at=50)
    touch(parts, fresh, at=150)

    found = work.tidy(root, "us", 100.0)

    assert found.removed == 0
    assert (parts / "them/one/media.part").exists()


def test_ours_are_kept_whatever_their_age_and_shown_to_be_alive(
    root: Root, directory: Path
) -> None:
    put(work.make(root, "us", "one"), "media.part")
    own = directory / ".aniworldd/parts/us"
    touch(own, "one/media.part", "one", ".", at=50)

    found = work.tidy(root, "us", 100.0)

    assert (found.owners, found.removed) == (frozenset(), 0)
    assert (own / "one/media.part").exists()
    assert own.stat().st_mtime > 100


def test_a_daemon_without_downloads_is_nobody(root: Root, directory: Path) -> None:
    (directory / ".aniworldd/parts/them").mkdir(parents=True)

    assert work.tidy(root, "us", 0.0) == work.Strangers()


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.ENOENT])
def test_what_we_may_not_touch_is_somebody_s(
    root: Root, directory: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Root may everything, so the refusal is played."""
    put(work.make(root, "them", "one"), "media.part")

    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(beneath, "remove", refuse)
    found = work.tidy(root, "us", float("inf"))

    assert (found.owners, found.downloads, found.removed) == (frozenset({"them"}), 1, 0)


def test_a_disk_that_fails_is_not_taken_for_an_old_one(
    root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    work.make(root, "them", "one")

    def fail(path: str, *, dir_fd: int | None = None, follow_symlinks: bool = True) -> object:
        if dir_fd is not None:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return honest(path, follow_symlinks=follow_symlinks)

    honest = os.stat
    monkeypatch.setattr(os, "stat", fail)

    with pytest.raises(LibraryAway, match="cannot be looked at"):
        work.tidy(root, "us", float("inf"))
