"""Copies of good files are whole or not there."""

from pathlib import Path

import pytest

from aniworldd.config.kept import FOLDER, Kept
from aniworldd.errors import StoreError
from aniworldd.store.files import Disk


class _Failing(Disk):
    """Ends with an error at the call that is named, as a full disk would."""

    def __init__(self, call: str) -> None:
        self._call = call

    def write(self, descriptor: int, data: bytes | memoryview, offset: int) -> int:
        if self._call == "write":
            raise OSError(28, "No space left on device")
        return super().write(descriptor, data[:1], offset)

    def sync(self, descriptor: int) -> None:
        if self._call == "sync":
            raise OSError(5, "Input/output error")
        super().sync(descriptor)

    def rename(self, old: Path, new: Path) -> None:
        if self._call == "rename":
            raise OSError(30, "Read-only file system")
        super().rename(old, new)


def test_a_copy_is_found_again_and_replaced(tmp_path: Path) -> None:
    kept = Kept(tmp_path)

    assert kept.find("a.yaml") is None
    kept.keep("a.yaml", b"one")
    kept.keep("a.yaml", b"two")

    assert kept.find("a.yaml") == b"two"
    assert [path.name for path in (tmp_path / FOLDER).iterdir()] == ["a.yaml"]


def test_the_same_copy_is_not_written_again(tmp_path: Path) -> None:
    Kept(tmp_path).keep("a.yaml", b"one")

    Kept(tmp_path, _Failing("write")).keep("a.yaml", b"one")

    assert Kept(tmp_path).find("a.yaml") == b"one"


@pytest.mark.parametrize("call", ["write", "sync", "rename"])
def test_a_failing_disk_leaves_the_copy_of_before(tmp_path: Path, call: str) -> None:
    Kept(tmp_path).keep("a.yaml", b"one")

    with pytest.raises(StoreError, match=r"the last good a\.yaml could not be kept in .*"):
        Kept(tmp_path, _Failing(call)).keep("a.yaml", b"two")

    assert Kept(tmp_path).find("a.yaml") == b"one"
    Kept(tmp_path).keep("a.yaml", b"three")
    assert Kept(tmp_path).find("a.yaml") == b"three"
