"""Unlocking a state that could not be read."""

import shutil
from pathlib import Path

import pytest

from aniworldd.errors import AlreadyRunning, StoreError
from aniworldd.store import Store, recover
from tests.store.folders import content, fill, now

SNAPSHOTS = ("state.json", "state.1.json", "state.2.json")


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled") / "state"
    fill(folder)
    return folder


@pytest.fixture
def folder(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "state"))


def test_a_state_that_can_be_read_is_not_recovered(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    with pytest.raises(StoreError, match="there is nothing to recover"):
        recover(folder, now=now)

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_state_in_use_is_not_recovered(folder: Path) -> None:
    store = Store.open(folder, now=now)

    with pytest.raises(AlreadyRunning):
        recover(folder, now=now)

    store.close()


def test_the_journal_alone_gives_what_it_holds(folder: Path) -> None:
    for name in SNAPSHOTS:
        (folder / name).write_bytes(b"damaged")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    found = recover(folder, now=now)

    store = Store.open(folder, now=now)
    assert not store.locked
    assert store.losses == ()
    assert found.documents == {name: len(table) for name, table in content(store).items()}
    assert store.table("last").find("one") == {"number": 2}
    assert [loss.file for loss in found.losses] == [*SNAPSHOTS, "journal.a", "journal.b"]
    for loss in found.losses:
        assert (folder / loss.aside).read_bytes() == before[loss.file]
    store.table("after").put("one", {})
    store.close()


def test_a_snapshot_whose_checksum_is_wrong_is_taken_as_it_is(folder: Path) -> None:
    for name in SNAPSHOTS:
        path = folder / name
        path.write_bytes(path.read_bytes().replace(b"xx", b"yy"))
    assert Store.read(folder).locked

    recover(folder, now=now)

    store = Store.open(folder, now=now)
    numbers = store.table("numbers").documents()
    assert len(numbers) == 4
    assert store.table("last").find("one") == {"number": 2}
    store.close()


def test_with_nothing_left_it_starts_empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.name != "lock":
            path.unlink()

    found = recover(folder, now=now)

    assert found.documents == {}
    store = Store.open(folder, now=now)
    assert (store.locked, store.losses, content(store)) == ("", (), {})
    store.table("a").put("1", {})
    store.close()
