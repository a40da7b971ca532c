import errno
import hashlib
import os
from pathlib import Path, PurePath

import pytest

from aniworldd.errors import Conflict, DiskFull, InvalidRequest, LibraryAway, Unavailable
from aniworldd.library import beneath, importer, work
from aniworldd.library.importer import Placed
from aniworldd.library.root import MARK, Root
from tests.library.roots import listing, put

TARGET = PurePath("Show/Season 01/Show - S01E01.mkv")


@pytest.fixture
def part(root: Root) -> Path:
    part = work.make(root, "us", "one") / "media.mkv"
    part.write_bytes(b"the video")
    return part


def hashes(directory: Path) -> dict[str, str]:
    """Of everything that is no work of ours."""
    return {
        str(path.relative_to(directory)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in directory.rglob("*")
        if path.is_file() and ".aniworldd" not in str(path)
    }


def test_a_part_takes_its_place(root: Root, directory: Path, part: Path) -> None:
    placed = importer.place(root, part, TARGET)

    assert placed == Placed(TARGET, 9)
    assert (directory / TARGET).read_bytes() == b"the video"
    assert listing(directory / ".aniworldd/parts/us") == []


def test_a_part_may_be_named_by_the_roots_own_path(root: Root, directory: Path, part: Path) -> None:
    importer.place(root, directory / ".aniworldd/parts/us/one/media.mkv", TARGET)

    assert (directory / TARGET).exists()


def test_what_else_is_in_the_work_folder_stays(root: Root, directory: Path, part: Path) -> None:
    put(part.parent, "resume.part")

    importer.place(root, part, TARGET)

    assert listing(directory / ".aniworldd/parts/us/one") == ["resume.part"]


def test_folders_that_are_there_are_used(root: Root, directory: Path, part: Path) -> None:
    (directory / "show/season 01").mkdir(parents=True)

    placed = importer.place(root, part, TARGET)

    assert placed.path == PurePath("show/season 01/Show - S01E01.mkv")
    assert listing(directory) == [".aniworldd", MARK, "show"]


@pytest.mark.parametrize(
    "planted",
    ["Show - S01E01.mkv", "show - s01e01.MKV", "SHOW - S01E01.mkv"],
)
def test_a_file_that_is_there_is_never_replaced(
    root: Root, directory: Path, part: Path, planted: str
) -> None:
    put(directory, f"Show/Season 01/{planted}", "Show/Season 01/other.mkv", content=b"planted")
    before = hashes(directory)

    with pytest.raises(Conflict, match=f"{planted} is already there"):
        importer.place(root, part, TARGET)

    assert hashes(directory) == before
    assert part.read_bytes() == b"the video"


def test_a_file_in_another_normal_form_is_never_replaced(
    root: Root, directory: Path, part: Path
) -> None:
    put(directory, "Show/Poke\u0301mon S01E01.mkv", content=b"planted")

    with pytest.raises(Conflict, match="is already there"):
        importer.place(root, part, PurePath("Show/Pokémon S01E01.mkv"))


@pytest.mark.parametrize("kind", ["dangling", "file", "folder"])
def test_a_link_or_folder_that_is_there_is_never_replaced(
    root: Root, directory: Path, part: Path, kind: str
) -> None:
    put(directory.parent, "outside.mkv", content=b"planted")
    place = directory / TARGET
    place.parent.mkdir(parents=True)
    if kind == "folder":
        place.mkdir()
    else:
        place.symlink_to("nowhere" if kind == "dangling" else directory.parent / "outside.mkv")

    with pytest.raises(Conflict, match="is already there"):
        importer.place(root, part, TARGET)

    assert (directory.parent / "outside.mkv").read_bytes() == b"planted"


def test_a_file_that_comes_at_the_last_moment_is_never_replaced(
    root: Root, directory: Path, part: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(directory, str(TARGET), content=b"planted")
    monkeypatch.setattr(beneath, "twin", lambda *_: None)
    (directory / "Show").rename(directory / "Shown")

    with pytest.raises(Conflict, match="is already there"):
        importer.place(root, part, PurePath("Shown/Season 01", TARGET.name))

    assert (directory / "Shown/Season 01" / TARGET.name).read_bytes() == b"planted"


def test_without_a_refusing_rename_hard_links_do_the_same(
    root: Root, directory: Path, part: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beneath, "_renameat2", failing(errno.EINVAL))

    importer.place(root, part, TARGET)

    assert (directory / TARGET).read_bytes() == b"the video"
    assert (directory / TARGET).stat().st_nlink == 1
    assert not part.exists()


def test_a_try_that_was_interrupted_between_two_names_is_finished(
    root: Root, directory: Path, part: Path
) -> None:
    (directory / TARGET).parent.mkdir(parents=True)
    os.link(part, directory / TARGET)

    importer.place(root, part, TARGET)

    assert (directory / TARGET).stat().st_nlink == 1
    assert not part.exists()


@pytest.mark.parametrize("link", ["Show", "Show/Season 01"])
def test_nothing_is_written_through_a_link(
    root: Root, directory: Path, part: Path, link: str
) -> None:
    outside = directory.parent / "outside"
    outside.mkdir()
    (directory / link).parent.mkdir(exist_ok=True)
    (directory / link).symlink_to(outside)

    with pytest.raises(Conflict, match="is in the way"):
        importer.place(root, part, TARGET)

    assert listing(outside) == []
    assert part.exists()


@pytest.mark.parametrize("target", ["../out.mkv", "/tmp/out.mkv", "a/../../out.mkv", "..", ""])
def test_no_target_leads_outside(root: Root, directory: Path, part: Path, target: str) -> None:
    with pytest.raises(InvalidRequest):
        importer.place(root, part, PurePath(target))

    assert listing(directory.parent) == ["anime"]


def test_a_part_from_elsewhere_is_refused(root: Root, directory: Path) -> None:
    put(directory.parent, "elsewhere.mkv")

    with pytest.raises(Conflict, match="does not lie in the library"):
        importer.place(root, directory.parent / "elsewhere.mkv", TARGET)


@pytest.mark.parametrize("kind", ["link", "folder", "pipe"])
def test_a_part_that_is_no_file_is_refused(root: Root, directory: Path, kind: str) -> None:
    part = work.make(root, "us", "one") / "media.mkv"
    make = {"link": lambda at: at.symlink_to("/etc/passwd"), "folder": os.mkdir, "pipe": os.mkfifo}
    make[kind](part)

    with pytest.raises(Conflict, match=r"not a file|link or a file"):
        importer.place(root, part, TARGET)

    assert not (directory / "Show").exists()


def test_a_library_that_is_away_gets_nothing(root: Root, directory: Path, part: Path) -> None:
    directory.rename(directory.with_name("moved"))
    directory.mkdir()

    with pytest.raises(LibraryAway, match="another folder lies at"):
        importer.place(root, part, TARGET)

    assert listing(directory) == []
    assert part.exists()


def failing(number: int) -> object:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize(
    "number, error",
    [
        (errno.ENOSPC, DiskFull),
        (errno.EDQUOT, DiskFull),
        (errno.EIO, LibraryAway),
        (errno.EROFS, LibraryAway),
        (errno.EXDEV, Unavailable),
        (errno.ENAMETOOLONG, Conflict),
    ],
    ids=errno.errorcode.get,
)
@pytest.mark.parametrize("call", ["fsync", "mkdir", "rename"])
def test_a_failure_leaves_the_part_where_it_is(
    root: Root,
    directory: Path,
    part: Path,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    number: int,
    error: type[Exception],
) -> None:
    where, name = (beneath, "_renameat2") if call == "rename" else (os, call)
    monkeypatch.setattr(where, name, failing(number))

    with pytest.raises(error):
        importer.place(root, part, TARGET)

    assert part.read_bytes() == b"the video"
    assert not (directory / TARGET).exists()


def test_a_file_system_that_can_do_neither_is_named(
    root: Root, part: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beneath, "_renameat2", failing(errno.EINVAL))
    monkeypatch.setattr(os, "link", failing(errno.EPERM))

    with pytest.raises(Unavailable, match="neither a rename that refuses to replace nor hard"):
        importer.place(root, part, TARGET)


def test_the_content_is_durable_before_it_has_a_name(
    root: Root, part: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, rename = os.fsync, beneath.rename_new

    def sync(fd: int) -> None:
        done.append("folder" if Path(f"/proc/self/fd/{fd}").is_dir() else "file")
        fsync(fd)

    def move(*where: int | str) -> None:
        done.append("rename")
        rename(*where)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(beneath, "rename_new", move)

    importer.place(root, part, TARGET)

    assert done == ["file", "folder", "folder", "rename", "folder", "folder"]
