import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from aniworldd.errors import LibraryAway
from aniworldd.library.root import MARK, Machine, Root, RootMemory, accept
from tests.library.roots import MACHINE, NOW, listing, new_id, open_at

FSTAB = """
# /srv/other is only a comment
UUID=1-2 / ext4 defaults 0 1
UUID=3-4 none swap sw 0 0
UUID=5-6 {point} ext4 noauto 0 2
broken
"""
MOUNTED = "36 25 8:1 / {point} rw,relatime shared:1 - ext4 /dev/sda1 rw"


@contextmanager
def as_nobody() -> Iterator[None]:
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def plain(directory: Path) -> Path:
    """A root that everyone may reach: pytest's own folders are private."""
    for folder in (directory, *directory.parents):
        if folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    return directory


def fstab(directory: Path) -> Machine:
    point = str(directory).replace(" ", "\\040")
    return replace(MACHINE, fstab=FSTAB.format(point=point))


def remembered(directory: Path) -> RootMemory:
    with open_at(directory) as root:
        return root.memory


def test_a_root_never_seen_gets_a_mark(directory: Path) -> None:
    with open_at(directory) as root:
        mark = json.loads((directory / MARK).read_text())

    assert mark == {"id": root.memory.id, "made_at": NOW.isoformat(), "product": "aniworldd"}
    assert root.memory.directory == str(directory)
    assert root.memory.boot_id == "boot-1"
    assert listing(directory) == [MARK]


def test_a_root_never_seen_that_has_a_mark_keeps_it(directory: Path) -> None:
    memory = remembered(directory)

    assert remembered(directory) == memory


def test_a_root_that_is_remembered_is_recognised(directory: Path) -> None:
    memory = remembered(directory)

    with open_at(directory, memory) as root:
        root.check()

        assert root.memory == memory
        assert root.free() > 0


def test_a_memory_of_another_directory_is_none(directory: Path) -> None:
    other = RootMemory("/elsewhere", "other", 1, "boot-1")

    with open_at(directory, other) as root:
        assert root.memory.id != "other"


def test_a_mount_point_of_fstab_without_its_disk_is_away(directory: Path) -> None:
    with pytest.raises(LibraryAway, match="nothing is mounted there"):
        open_at(directory, machine=fstab(directory.parent))

    assert listing(directory) == []


def test_a_mount_point_with_a_blank_in_its_name_is_understood(tmp_path: Path) -> None:
    directory = tmp_path / "my anime"
    directory.mkdir()

    with pytest.raises(LibraryAway, match="nothing is mounted there"):
        open_at(directory, machine=fstab(directory))


def test_a_mount_point_of_fstab_with_its_disk_gets_a_mark(directory: Path) -> None:
    point = str(directory.parent)
    machine = replace(fstab(directory.parent), mounts=MOUNTED.format(point=point))

    with open_at(directory, machine=machine):
        assert (directory / MARK).exists()


def test_a_neighbour_of_a_mount_point_is_no_mount_point(directory: Path) -> None:
    with open_at(directory, machine=fstab(directory.parent / "ani")):
        assert (directory / MARK).exists()


def test_the_machine_can_be_observed() -> None:
    machine = Machine.observe()

    assert machine.boot_id
    assert machine.unmounted(Path("/")) is None


def test_a_folder_without_the_mark_is_away(directory: Path) -> None:
    memory = remembered(directory)
    (directory / MARK).unlink()

    with pytest.raises(LibraryAway, match="has no mark"):
        open_at(directory, memory)

    assert listing(directory) == []


def test_a_folder_with_another_mark_is_away(directory: Path) -> None:
    memory = replace(remembered(directory), id="other")

    with pytest.raises(LibraryAway, match="mark of another library"):
        open_at(directory, memory)


@pytest.mark.parametrize("content", [b"", b"{}", b'{"id": 1}', b"[]", b"\0\0", b'{"id": ""}'])
def test_a_damaged_mark_is_away_and_not_replaced(directory: Path, content: bytes) -> None:
    (directory / MARK).write_bytes(content)

    with pytest.raises(LibraryAway, match="is damaged"):
        open_at(directory)

    assert (directory / MARK).read_bytes() == content


@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_a_mark_that_is_no_file_is_away(directory: Path, kind: str) -> None:
    outside = directory.parent / "mark"
    outside.write_text('{"id": "id"}')
    make = {"link": lambda at: at.symlink_to(outside), "pipe": os.mkfifo, "folder": os.mkdir}
    make[kind](directory / MARK)

    with pytest.raises(LibraryAway, match="mark"):
        open_at(directory)


def test_another_device_within_one_boot_is_away(directory: Path) -> None:
    memory = remembered(directory)

    with pytest.raises(LibraryAway, match="another file system is mounted"):
        open_at(directory, replace(memory, device=memory.device + 1))


def test_another_device_after_a_boot_is_normal(directory: Path) -> None:
    memory = remembered(directory)
    before = replace(memory, device=memory.device + 1, boot_id="boot-0")

    with open_at(directory, before) as root:
        assert root.memory == memory


def test_a_machine_without_boot_ids_compares_no_devices(directory: Path) -> None:
    memory = replace(remembered(directory), device=1, boot_id="")

    with open_at(directory, memory, replace(MACHINE, boot_id="")) as root:
        assert root.memory.device != 1


def test_a_missing_folder_has_its_sentence(directory: Path) -> None:
    with pytest.raises(LibraryAway, match="does not exist"):
        open_at(directory / "none")


def test_a_file_in_place_of_the_folder_has_its_sentence(directory: Path) -> None:
    (directory / "file").touch()

    with pytest.raises(LibraryAway, match="is not a folder"):
        open_at(directory / "file")


def test_an_odd_failure_has_its_sentence(directory: Path) -> None:
    (directory / "a").symlink_to("b")
    (directory / "b").symlink_to("a")

    with pytest.raises(LibraryAway, match=r"cannot be opened: Too many levels"):
        open_at(directory / "a")


def test_a_folder_that_may_not_be_written_to_has_its_sentence(plain: Path) -> None:
    plain.chmod(0o555)

    with as_nobody(), pytest.raises(LibraryAway, match="may not be written to"):
        open_at(plain)


@pytest.mark.parametrize("mode", [0o000, 0o333, 0o444])
def test_a_folder_that_may_not_be_read_has_its_sentence(plain: Path, mode: int) -> None:
    plain.chmod(mode)

    try:
        with as_nobody(), pytest.raises(LibraryAway, match="may not be read"):
            open_at(plain)
    finally:
        plain.chmod(0o755)


def test_nothing_stays_open_when_a_root_is_away(directory: Path) -> None:
    memory = replace(remembered(directory), id="other")
    before = len(listing(Path("/proc/self/fd")))

    for _ in range(3):
        with pytest.raises(LibraryAway):
            open_at(directory, memory)

    assert len(listing(Path("/proc/self/fd"))) == before


def test_a_folder_that_was_replaced_by_an_empty_one_is_noticed(root: Root, directory: Path) -> None:
    directory.rename(directory.with_name("moved"))
    directory.mkdir()

    with pytest.raises(LibraryAway, match="another folder lies at"):
        root.check()


def test_a_folder_that_went_away_is_noticed(root: Root, directory: Path) -> None:
    directory.rename(directory.with_name("moved"))

    with pytest.raises(LibraryAway, match="cannot be reached"):
        root.check()


def test_a_mark_that_vanishes_is_noticed(root: Root, directory: Path) -> None:
    (directory / MARK).unlink()

    with pytest.raises(LibraryAway, match="has no mark"):
        root.check()


def test_a_mark_that_changes_is_noticed(root: Root, directory: Path) -> None:
    (directory / MARK).write_text('{"id": "other"}')

    with pytest.raises(LibraryAway, match="mark of another library"):
        root.check()


def test_a_vanished_mark_comes_back_when_a_person_accepts(directory: Path) -> None:
    memory = remembered(directory)
    (directory / MARK).unlink()

    accepted = accept(directory, machine=MACHINE, new_id=new_id, now=NOW)

    assert accepted.id != memory.id
    with open_at(directory, accepted) as root:
        root.check()


def test_another_mark_is_taken_when_a_person_accepts(directory: Path) -> None:
    memory = remembered(directory)

    assert accept(directory, machine=MACHINE, new_id=new_id, now=NOW) == memory


def test_a_damaged_mark_is_replaced_when_a_person_accepts(directory: Path) -> None:
    (directory / MARK).write_bytes(b"")

    accepted = accept(directory, machine=MACHINE, new_id=new_id, now=NOW)

    assert json.loads((directory / MARK).read_text())["id"] == accepted.id


def refuse(number: int) -> object:
    def call(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return call


@pytest.mark.parametrize(
    "number, why", [(errno.ENOSPC, "the disk is full"), (errno.EIO, "Input/output error")]
)
def test_a_mark_that_cannot_be_written_has_its_sentence(
    directory: Path, monkeypatch: pytest.MonkeyPatch, number: int, why: str
) -> None:
    monkeypatch.setattr(os, "rename", refuse(number))

    with pytest.raises(LibraryAway, match=f"cannot be written: {why}"):
        open_at(directory)

    assert not (directory / MARK).exists()


def test_a_root_that_does_not_say_what_is_free_is_away(
    root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fstatvfs", refuse(errno.ESTALE))

    with pytest.raises(LibraryAway, match="cannot be reached"):
        root.free()


def test_what_is_no_folder_cannot_be_accepted(directory: Path) -> None:
    with pytest.raises(LibraryAway, match="does not exist"):
        accept(directory / "none", machine=MACHINE, new_id=new_id, now=NOW)


def test_the_held_root_is_reached_by_its_own_path_wherever_it_goes(
    root: Root, directory: Path
) -> None:
    (directory / "file").write_text("here")
    directory.rename(directory.with_name("moved"))

    assert (root.base / "file").read_text() == "here"
