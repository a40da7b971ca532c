"""A file that people write is replaced whole or not at all, with the rights that it had."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from aniworldd.config import saving
from aniworldd.errors import Conflict, DiskFull, Unavailable
from aniworldd.store.files import Disk
from tests.config.failing import FailingDisk, PowerCut

OLD, NEW = b"name: old\n", b"name: new, and longer\n" * 50
AT_ROOT = os.geteuid() == 0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_bytes(OLD)
    return path


def calls_of_a_write(folder: Path) -> list[str]:
    path = folder / "trial" / "config.yaml"
    path.parent.mkdir()
    path.write_bytes(OLD)
    disk = FailingDisk()
    saving.write(path, NEW, before=OLD, files=disk)
    return disk.calls


def test_a_write_is_synced_before_it_is_named_and_its_name_afterwards(tmp_path: Path) -> None:
    calls = calls_of_a_write(tmp_path)

    assert calls.index("sync") < calls.index("rename .config.yaml.new config.yaml")
    assert calls[-1] == "sync folder"


def test_wherever_the_machine_stops_the_file_is_the_old_or_the_new_one(tmp_path: Path) -> None:
    for at in range(1, len(calls_of_a_write(tmp_path)) + 1):
        path = tmp_path / f"cut-{at}" / "config.yaml"
        path.parent.mkdir()
        path.write_bytes(OLD)

        with pytest.raises(PowerCut):
            saving.write(path, NEW, before=OLD, files=FailingDisk(at))

        found = path.read_bytes()
        assert found in {OLD, NEW}
        saving.write(path, b"later", before=found)
        assert [one.name for one in path.parent.iterdir()] == ["config.yaml"]
        assert path.read_bytes() == b"later"


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_disk_that_fails_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, number: int
) -> None:
    calls = calls_of_a_write(tmp_path)
    for at, call in enumerate(calls, 1):
        path = tmp_path / f"failed-{at}" / "config.yaml"
        path.parent.mkdir()
        path.write_bytes(OLD)
        disk = FailingDisk(at, number)
        if call == "lock":  # a file system without locks is edited all the same
            saving.write(path, NEW, before=OLD, files=disk)
            assert path.read_bytes() == NEW
            continue

        with pytest.raises((Unavailable, DiskFull)) as failed:
            saving.write(path, NEW, before=OLD, files=disk)

        assert str(path) in str(failed.value)
        assert path.read_bytes() == (NEW if at == len(calls) else OLD)
        assert [one.name for one in path.parent.iterdir()] == ["config.yaml"]


@pytest.mark.parametrize(
    "number, words",
    [
        (errno.EACCES, "this user may not write in {folder}: give that folder to it, or edit the"),
        (errno.EROFS, "{folder} is read-only here: mount it writable (systemd: ReadWritePaths=, a"),
        (errno.EBUSY, "it is mounted as a single file: mount its folder instead, or edit the file"),
        (errno.EIO, "Input/output error, or edit the file by hand"),
        (errno.ENOSPC, "the disk is full"),
    ],
    ids=lambda it: str(it)[:12],
)
def test_each_refusal_says_what_to_do(file: Path, number: int, words: str) -> None:
    calls = len(calls_of_a_write(file.parent)) - 1  # the rename

    with pytest.raises((Unavailable, DiskFull)) as failed:
        saving.write(file, NEW, before=OLD, files=FailingDisk(calls, number))

    said = str(failed.value)
    assert said.startswith(f"{file} cannot be written: {words.format(folder=file.parent)}")


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o644])
def test_the_mode_stays(file: Path, mode: int) -> None:
    file.chmod(mode)

    saving.write(file, NEW, before=OLD)

    assert stat.S_IMODE(file.stat().st_mode) == mode


@pytest.mark.skipif(not AT_ROOT, reason="only root may give files away")
def test_the_owner_stays(file: Path) -> None:
    os.chown(file, 1234, 4321)

    saving.write(file, NEW, before=OLD)

    assert (file.stat().st_uid, file.stat().st_gid) == (1234, 4321)


@pytest.mark.skipif(not AT_ROOT, reason="only root may give files away")
def test_a_new_file_belongs_to_whom_its_folder_does(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    os.chown(tmp_path, 1234, 4321)

    saving.write(tmp_path / "x.yaml", NEW, before=None)

    found = (tmp_path / "x.yaml").stat()
    assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == (1234, 4321, 0o640)


@contextmanager
def as_user(number: int) -> Iterator[None]:
    os.setegid(number)
    os.seteuid(number)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


@pytest.mark.skipif(not AT_ROOT, reason="only root can be somebody else")
def test_who_may_not_write_there_is_told_what_to_do() -> None:
    with TemporaryDirectory() as name:  # pytest's own folders let nobody else in
        folder = Path(name)
        folder.chmod(0o755)
        file = folder / "config.yaml"
        file.write_bytes(OLD)

        with as_user(1234), pytest.raises(Unavailable) as refused:
            saving.write(file, NEW, before=OLD)

        assert str(refused.value) == (
            f"{file} cannot be written: this user may not write in {folder}: give that folder to"
            " it, or edit the file by hand"
        )
        assert file.read_bytes() == OLD


@pytest.mark.skipif(not AT_ROOT, reason="only root can be somebody else")
def test_a_file_is_not_taken_away_from_its_owner() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        file = folder / "config.yaml"
        file.write_bytes(OLD)
        os.chown(file, 4321, 4321)
        file.chmod(0o666)

        with as_user(1234), pytest.raises(Unavailable) as refused:
            saving.write(file, NEW, before=OLD)

        assert str(refused.value) == (
            f"{file} belongs to another user and would not any more: run this as its owner (user"
            " 4321), or edit the file by hand"
        )
        assert (file.read_bytes(), file.stat().st_uid) == (OLD, 4321)
        assert [one.name for one in folder.iterdir()] == ["config.yaml"]


@pytest.mark.skipif(not AT_ROOT, reason="only root can be somebody else")
def test_a_file_that_its_owner_shares_with_our_group_stays_shared() -> None:
    """/etc/aniworldd: root writes the config, and the service may edit it."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        os.chown(folder, 4321, 1234)
        folder.chmod(0o2770)
        file = folder / "config.yaml"
        file.write_bytes(OLD)
        os.chown(file, 4321, 1234)
        file.chmod(0o660)

        with as_user(1234):
            saving.write(file, NEW, before=OLD)

        found = file.stat()
        assert file.read_bytes() == NEW
        assert (found.st_gid, stat.S_IMODE(found.st_mode)) == (1234, 0o660)


def test_a_write_protected_file_is_respected(file: Path) -> None:
    file.chmod(0o444)

    with pytest.raises(Unavailable, match=r"is write-protected: allow it with 'chmod u\+w "):
        saving.write(file, NEW, before=OLD)

    assert file.read_bytes() == OLD
    assert [one.name for one in file.parent.iterdir()] == ["config.yaml"]


def test_a_link_stays_a_link_and_its_target_is_written(tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    target = tmp_path / "dotfiles" / "aniworldd.yaml"
    target.write_bytes(OLD)
    link = tmp_path / "config.yaml"
    link.symlink_to("dotfiles/aniworldd.yaml")

    saving.write(link, NEW, before=OLD)

    assert link.is_symlink()
    assert target.read_bytes() == NEW


def test_a_file_that_changed_meanwhile_is_left_alone(file: Path) -> None:
    file.write_bytes(b"name: somebody else\n")

    with pytest.raises(Conflict, match="changed meanwhile: look at it again, then repeat the chan"):
        saving.write(file, NEW, before=OLD)
    with pytest.raises(Conflict, match="is there already"):
        saving.write(file, NEW, before=None)
    with pytest.raises(Conflict, match="was removed meanwhile"):
        saving.write(file.with_name("other.yaml"), NEW, before=OLD)
    with pytest.raises(Conflict, match="changed meanwhile"):
        saving.remove(file, before=OLD)

    assert file.read_bytes() == b"name: somebody else\n"


def test_two_editors_of_ours_do_not_meet(file: Path) -> None:
    disk = Disk()
    descriptor = disk.open(file.parent, read_only=True)
    disk.lock(descriptor)

    with pytest.raises(Conflict, match=r"^config\.yaml is being changed by somebody else"):
        saving.write(file, NEW, before=OLD)

    disk.close(descriptor)
    saving.write(file, NEW, before=OLD)


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    saving.write(tmp_path / "new" / "x.yaml", NEW, before=None)

    assert (tmp_path / "new" / "x.yaml").read_bytes() == NEW


def test_a_removed_file_is_gone_for_good(file: Path) -> None:
    disk = FailingDisk()

    saving.remove(file, before=OLD, files=disk)

    assert not file.exists()
    assert disk.calls[-1] == "sync folder"
    with pytest.raises(Unavailable, match="cannot be read"):
        saving.read(file.parent)
