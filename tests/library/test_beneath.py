import errno
import os
from collections.abc import Iterator
from pathlib import Path, PurePath

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aniworldd.errors import Conflict, InvalidRequest
from aniworldd.library import beneath
from tests.library.roots import listing


@pytest.fixture
def held(directory: Path) -> Iterator[int]:
    fd = os.open(directory, os.O_RDONLY)
    yield fd
    os.close(fd)


@pytest.mark.parametrize("path", ["..", "a/../..", "a/..", "/etc", "", ".", "a\0b", "//x"])
def test_a_path_that_could_lead_elsewhere_is_refused(held: int, path: str) -> None:
    with pytest.raises(InvalidRequest, match="not a path below"):
        beneath.make_folders(held, PurePath(path))


def test_folders_are_made_as_far_as_they_are_missing(held: int, directory: Path) -> None:
    (directory / "a").mkdir()

    assert beneath.make_folders(held, PurePath("a/b/c")) == PurePath("a/b/c")
    assert (directory / "a/b/c").is_dir()


def test_folders_obey_the_umask(held: int, directory: Path) -> None:
    before = os.umask(0o022)
    try:
        beneath.make_folders(held, PurePath("a"))
    finally:
        os.umask(before)

    assert (directory / "a").stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize("there, asked", [("season 01", "Season 01"), ("Poke\u0301", "Poké")])
def test_a_folder_that_differs_in_case_or_form_is_that_folder(
    held: int, directory: Path, there: str, asked: str
) -> None:
    (directory / there).mkdir()

    assert beneath.make_folders(held, PurePath(asked, "x")) == PurePath(there, "x")
    assert listing(directory) == [there]


def test_a_path_is_told_as_it_is_there_and_nothing_is_made(held: int, directory: Path) -> None:
    (directory / "show/Season 01").mkdir(parents=True)

    told = beneath.as_it_is(held, PurePath("Show/season 01/New/More"))

    assert told == PurePath("show/Season 01/New/More")
    assert listing(directory / "show/Season 01") == []


@pytest.mark.parametrize("kind", ["inward", "outward", "dangling", "file"])
def test_a_link_or_file_on_the_way_is_a_conflict(held: int, directory: Path, kind: str) -> None:
    (directory / "real").mkdir()
    outside = directory.parent / "outside"
    outside.mkdir()
    targets = {"inward": directory / "real", "outward": outside, "dangling": directory / "none"}
    if kind == "file":
        (directory / "way").touch()
    else:
        (directory / "way").symlink_to(targets[kind])

    with pytest.raises(Conflict, match="'way' is in the way"):
        beneath.make_folders(held, PurePath("way/new"))

    assert listing(outside) == listing(directory / "real") == []


def test_a_file_behind_a_linked_folder_is_not_opened(held: int, directory: Path) -> None:
    (directory / "way").symlink_to("/etc")

    with pytest.raises(OSError, match=r"directory|symbolic") as caught:
        beneath.open_file(held, PurePath("way/passwd"), os.O_RDONLY)

    assert caught.value.errno in beneath.NOT_A_FOLDER


def test_a_link_to_a_file_is_not_opened(held: int, directory: Path) -> None:
    (directory / "way").symlink_to("/etc/passwd")

    with pytest.raises(OSError, match="symbolic"):
        beneath.open_file(held, PurePath("way"), os.O_RDONLY)


def test_nothing_stays_open_after_a_failure(held: int, directory: Path) -> None:
    (directory / "a").mkdir()
    before = len(listing(Path("/proc/self/fd")))

    for _ in range(3):
        with pytest.raises(FileNotFoundError), beneath.folder(held, PurePath("a/b/c")):
            pass

    assert len(listing(Path("/proc/self/fd"))) == before


def test_a_rename_never_replaces(held: int, directory: Path) -> None:
    (directory / "new").write_text("new")
    (directory / "old").write_text("old")

    with pytest.raises(FileExistsError):
        beneath.rename_new(held, "new", held, "old")

    assert (directory / "old").read_text() == "old"
    assert (directory / "new").read_text() == "new"


@pytest.mark.parametrize("kind", ["link", "folder"])
def test_a_rename_replaces_no_link_and_no_folder(held: int, directory: Path, kind: str) -> None:
    (directory / "new").write_text("new")
    if kind == "link":
        (directory / "old").symlink_to("nowhere")
    else:
        (directory / "old").mkdir()

    with pytest.raises(FileExistsError):
        beneath.rename_new(held, "new", held, "old")


def refuse(number: int) -> object:
    def call(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return call


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP])
def test_hard_links_take_over_where_the_rename_cannot_refuse(
    held: int, directory: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(beneath, "_renameat2", refuse(number))
    (directory / "new").write_text("new")
    (directory / "old").write_text("old")

    with pytest.raises(FileExistsError):
        beneath.rename_new(held, "new", held, "old")
    beneath.rename_new(held, "new", held, "free")

    assert listing(directory) == ["free", "old"]
    assert (directory / "old").read_text() == "old"
    assert (directory / "free").read_text() == "new"


def test_a_file_system_with_neither_is_told_apart(
    held: int, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beneath, "_renameat2", refuse(errno.EINVAL))
    monkeypatch.setattr(os, "link", refuse(errno.EPERM))
    (directory / "new").touch()

    with pytest.raises(OSError, match="not supported") as caught:
        beneath.rename_new(held, "new", held, "free")

    assert caught.value.errno == errno.EOPNOTSUPP
    assert listing(directory) == ["new"]


@pytest.mark.parametrize("name", ["_renameat2", "link"])
def test_any_other_failure_is_not_a_reason_for_another_way(
    held: int, directory: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(beneath, "_renameat2", refuse(errno.EINVAL))
    monkeypatch.setattr(os if name == "link" else beneath, name, refuse(errno.EIO))
    (directory / "new").touch()

    with pytest.raises(OSError, match="Input/output"):
        beneath.rename_new(held, "new", held, "free")


_NAMES = st.text("./\\\0ab~é\u202e", max_size=12) | st.sampled_from(["..", "out", "out/x", "/"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.lists(_NAMES, min_size=1, max_size=4))
def test_no_name_leads_outside(held: int, directory: Path, names: list[str]) -> None:
    outside = directory.parent / "outside"
    outside.mkdir(exist_ok=True)
    if not (directory / "out").is_symlink():
        (directory / "out").symlink_to(outside)

    for action in (beneath.make_folders, _create):
        try:
            action(held, PurePath("/".join(names)))
        except (Conflict, InvalidRequest, OSError):
            continue

    assert listing(outside) == []
    assert listing(directory.parent) == ["anime", "outside"]


def _create(held: int, path: PurePath) -> None:
    os.close(beneath.open_file(held, path, os.O_WRONLY | os.O_CREAT))
