import errno
import os
from pathlib import Path

import pytest

from aniworldd.errors import DiskFull, InvalidRequest, LibraryAway
from aniworldd.library import beneath, work
from aniworldd.library.root import MARK, Root
from tests.library.roots import listing, put


def test_a_download_has_a_hidden_folder(root: Root, directory: Path) -> None:
    folder = work.make(root, "one")
    (folder / "media.part").write_bytes(b"bytes")

    assert (directory / ".aniworldd/parts/one/media.part").read_bytes() == b"bytes"
    assert work.make(root, "one") == folder


def test_bytes_go_to_the_held_root_wherever_it_is(root: Root, directory: Path) -> None:
    folder = work.make(root, "one")
    directory.rename(directory.with_name("moved"))
    directory.mkdir()

    (folder / "media.part").write_bytes(b"bytes")

    assert listing(directory) == []
    assert (directory.with_name("moved") / ".aniworldd/parts/one/media.part").exists()


def test_no_folder_is_made_in_a_library_that_is_away(root: Root, directory: Path) -> None:
    (directory / MARK).unlink()

    with pytest.raises(LibraryAway, match="has no mark"):
        work.make(root, "one")

    assert listing(directory) == []


@pytest.mark.parametrize("download", ["..", "../x", "/x", ""])
def test_an_id_never_leads_elsewhere(root: Root, directory: Path, download: str) -> None:
    with pytest.raises(InvalidRequest):
        work.make(root, download)

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
        work.make(root, "one")


def test_a_discarded_folder_is_gone_with_all_that_is_in_it(root: Root, directory: Path) -> None:
    outside = directory.parent / "outside"
    put(outside, "kept")
    folder = work.make(root, "one")
    put(folder, "media.part", "deep/er/file")
    (folder / "link").symlink_to(outside)
    work.make(root, "two")

    work.discard(root, "one")

    assert listing(directory / ".aniworldd/parts") == ["two"]
    assert listing(outside) == ["kept"]


def test_discarding_what_is_not_there_is_fine(root: Root) -> None:
    work.discard(root, "one")


def test_a_folder_that_cannot_be_removed_has_its_sentence(
    root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    work.make(root, "one")

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(os, "rmdir", fail)

    with pytest.raises(LibraryAway, match="cannot be removed: Read-only"):
        work.discard(root, "one")


def test_parts_that_cannot_be_reached_are_not_taken_for_none(
    root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    work.make(root, "one")

    def fail(_: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(beneath, "names", fail)

    with pytest.raises(LibraryAway, match="cannot be removed: Input/output"):
        work.discard(root, "one")


def test_only_the_folders_of_known_downloads_are_kept(root: Root, directory: Path) -> None:
    for download in ("one", "two", "three"):
        put(work.make(root, download), "media.part")
    put(directory, ".aniworldd/parts/stray")

    work.keep_only(root, {"two", "four"})

    assert listing(directory / ".aniworldd/parts") == ["two"]


def test_keeping_only_some_of_none_is_fine(root: Root, directory: Path) -> None:
    work.keep_only(root, {"one"})

    assert listing(directory) == [MARK]


def test_parts_that_cannot_be_listed_have_their_sentence(root: Root, directory: Path) -> None:
    put(directory, ".aniworldd/parts")

    with pytest.raises(LibraryAway, match="cannot be listed"):
        work.keep_only(root, set())
