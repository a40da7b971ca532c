"""Each state file damaged in each way: what the next start makes of it."""

import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from aniworldd.errors import StoreError
from aniworldd.store import Store
from aniworldd.store.files import Disk
from tests.store.folders import Content, content, fill, journal_in_use, now, other_journal

Damage = Callable[[Path], None]


def remove(path: Path) -> None:
    path.unlink()


def cut(share: float) -> Damage:
    def damage(path: Path) -> None:
        raw = path.read_bytes()
        path.write_bytes(raw[: int(len(raw) * share)])

    return damage


def nuls(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def noise(path: Path) -> None:
    path.write_bytes(random.Random(1).randbytes(path.stat().st_size))


def other_json(path: Path) -> None:
    path.write_text('["a", "list"]')


def other_object(path: Path) -> None:
    path.write_text('{"_default": {"1": {"a": 1}}}')


def folder_in_its_place(path: Path) -> None:
    path.unlink()
    path.mkdir()


def schema(number: int) -> Damage:
    def damage(path: Path) -> None:
        data = json.loads(path.read_text())
        data["_meta"]["1"]["schema"] = number
        path.write_text(json.dumps(data))

    return damage


DAMAGES = {
    "missing": remove,
    "empty": cut(0),
    "cut at 1 %": cut(0.01),
    "cut at 10 %": cut(0.1),
    "cut at 50 %": cut(0.5),
    "cut at 99 %": cut(0.99),
    "NULs": nuls,
    "random": noise,
    "JSON of another type": other_json,
    "JSON of another program": other_object,
    "a folder in its place": folder_in_its_place,
}


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Content]]:
    folder = tmp_path_factory.mktemp("filled") / "state"
    return folder, fill(folder)


@pytest.fixture
def states(filled: tuple[Path, list[Content]]) -> list[Content]:
    return filled[1]


@pytest.fixture
def folder(filled: tuple[Path, list[Content]], tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled[0], tmp_path / "state"))


def goes_on(folder: Path, before: Content) -> bool:
    """The next starts find nothing wrong, and new changes stay."""
    store = Store.open(folder, now=now)
    clean = store.losses == () and content(store) == before
    store.table("after").put("one", {"more": 1})
    store.close()
    again = Store.open(folder, now=now)
    stays = again.losses == () and content(again) == {**before, "after": {"one": {"more": 1}}}
    again.close()
    return clean and stays


@pytest.mark.parametrize("damage", [*DAMAGES.values(), schema(0)], ids=[*DAMAGES, "older schema"])
def test_a_damaged_newest_snapshot_costs_nothing_and_is_told(
    folder: Path, states: list[Content], damage: Damage
) -> None:
    damage(folder / "state.json")

    store = Store.open(folder, now=now)

    assert not store.locked
    assert content(store) == states[-1]
    assert [(loss.file, loss.cost) for loss in store.losses] == [("state.json", "nothing was lost")]
    store.close()
    assert goes_on(folder, states[-1])


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("name", ["state.1.json", "state.2.json"])
def test_a_damaged_older_snapshot_costs_nothing(
    folder: Path, states: list[Content], name: str, damage: Damage
) -> None:
    damage(folder / name)

    store = Store.open(folder, now=now)

    assert content(store) == states[-1]
    store.close()
    assert goes_on(folder, states[-1])


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_journal_leaves_an_exact_earlier_state_and_is_told(
    folder: Path, states: list[Content], damage: Damage
) -> None:
    name = journal_in_use(folder)
    damage(folder / name)

    store = Store.open(folder, now=now)

    assert not store.locked
    assert content(store) in states
    assert [loss.file for loss in store.losses] == [name]
    assert store.losses[0].cost.endswith("may be lost")
    found = content(store)
    store.close()
    assert goes_on(folder, found)


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_journal_that_is_folded_costs_nothing_and_is_told(
    folder: Path, states: list[Content], damage: Damage
) -> None:
    name = other_journal(folder)
    damage(folder / name)

    store = Store.open(folder, now=now)

    assert content(store) == states[-1]
    assert [loss.file for loss in store.losses] == [name]
    store.close()
    assert goes_on(folder, states[-1])


@pytest.mark.parametrize(
    "damage",
    [damage for name, damage in DAMAGES.items() if name != "missing"],
    ids=[name for name in DAMAGES if name != "missing"],
)
@pytest.mark.parametrize("find", [lambda _: "state.json", journal_in_use], ids=["state", "journal"])
def test_a_damaged_file_is_kept_under_a_dated_name(
    folder: Path, find: Callable[[Path], str], damage: Damage
) -> None:
    name = find(folder)
    damage(folder / name)
    damaged = (folder / name).read_bytes() if (folder / name).is_file() else None

    store = Store.open(folder, now=now)

    aside = folder / f"{name}.unreadable-20260501T120000Z"
    assert store.losses[0].aside == aside.name
    assert (aside.read_bytes() if aside.is_file() else None) == damaged
    store.close()


def test_two_damaged_snapshots_cost_what_the_journals_do_not_hold(
    folder: Path, states: list[Content]
) -> None:
    noise(folder / "state.json")
    cut(0.5)(folder / "state.1.json")

    store = Store.open(folder, now=now)

    assert content(store) in states
    assert any("are lost" in loss.cost for loss in store.losses)
    found = content(store)
    store.close()
    assert goes_on(folder, found)


def test_a_journal_that_had_grown_and_is_cut_is_told(tmp_path: Path) -> None:
    store = Store.open(tmp_path, now=now)
    with store.batch():
        for number in range(30):
            store.table("big").put(str(number), {"text": "x" * 40_000})
    store.flush()
    for number in range(15):
        store.table("big").put(str(number), {"text": "y" * 40_000})
        store.flush()
    before = content(store)
    store.close()
    path = tmp_path / journal_in_use(tmp_path)
    assert path.stat().st_size > 600_000
    path.write_bytes(path.read_bytes()[:400_000])

    store = Store.open(tmp_path, now=now)

    assert content(store) != before
    assert [(loss.file, loss.reason) for loss in store.losses] == [(path.name, "it is cut short")]
    store.close()


def test_a_flipped_byte_before_good_lines_is_told_and_the_journal_kept(
    folder: Path, states: list[Content]
) -> None:
    path = folder / journal_in_use(folder)
    raw = bytearray(path.read_bytes())
    raw[raw.index(b'"last","one",{"number":1}') + 3] ^= 1
    path.write_bytes(raw)

    store = Store.open(folder, now=now)

    assert content(store) == states[-3]
    losses = {loss.file: loss for loss in store.losses}
    assert losses[path.name].cost == "the changes 22 to 23 are lost"
    assert (folder / losses[path.name].aside).read_bytes() == raw
    store.close()
    assert goes_on(folder, states[-3])


def test_a_flipped_byte_in_the_last_line_looks_like_a_torn_one(
    folder: Path, states: list[Content]
) -> None:
    path = folder / journal_in_use(folder)
    raw = bytearray(path.read_bytes())
    raw[raw.index(b'"last","one",{"number":2}') + 3] ^= 1
    path.write_bytes(raw)

    store = Store.open(folder, now=now)

    assert content(store) == states[-2]
    assert store.losses == ()
    store.close()


def test_every_single_flipped_byte_of_the_journal_leaves_a_state_that_was(
    folder: Path, states: list[Content]
) -> None:
    path = folder / journal_in_use(folder)
    whole = path.read_bytes()
    start = whole.index(b'"last","one",{"number":0}') - 40
    for place in [*range(60), *range(start, start + 240)]:
        raw = bytearray(whole)
        raw[place] ^= 0x10
        path.write_bytes(raw)

        store = Store.read(folder)

        assert store.locked or content(store) in states


def test_a_newer_schema_is_refused_and_nothing_is_touched(folder: Path) -> None:
    schema(2)(folder / "state.json")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    with pytest.raises(StoreError, match=r"state\.json was written by a newer aniworldd"):
        Store.open(folder, now=now)

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_without_any_good_snapshot_it_starts_locked_and_touches_nothing(
    folder: Path, damage: Damage
) -> None:
    for name in ("state.json", "state.1.json", "state.2.json"):
        damage(folder / name)
    names = sorted(path.name for path in folder.iterdir())
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}

    store = Store.open(folder, now=now)

    assert "aniworldd recover" in store.locked
    assert "journal" not in store.locked
    assert len(store.table("numbers")) == 0
    with pytest.raises(StoreError, match="cannot be read"):
        store.table("numbers").put("n1", {})
    store.close()
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before
    assert sorted(path.name for path in folder.iterdir()) == names


def test_when_every_state_file_is_gone_it_starts_locked(folder: Path) -> None:
    for path in folder.iterdir():
        if path.name != "lock":
            path.unlink()

    store = Store.open(folder, now=now)

    assert "state.json: it is missing" in store.locked
    store.close()


def test_a_young_state_without_its_snapshot_is_read_from_the_journal(tmp_path: Path) -> None:
    store = Store.open(tmp_path, now=now)
    store.table("numbers").put("n1", {"number": 1})
    store.close()
    (tmp_path / "state.json").write_bytes(b"")

    store = Store.open(tmp_path, now=now)

    assert content(store) == {"numbers": {"n1": {"number": 1}}}
    assert store.losses[0].reason == "it is empty"
    store.close()


class Refusing(Disk):
    """A disk that does not give one file, as for a user without rights to it."""

    def __init__(self, path: Path) -> None:
        self.inode = path.stat().st_ino

    def open(self, path: Path, *, create: bool = False, read_only: bool = False) -> int:
        if path.exists() and path.stat().st_ino == self.inode:
            raise PermissionError(13, "Permission denied", str(path))
        return super().open(path, create=create, read_only=read_only)


def test_a_snapshot_out_of_reach_is_put_aside_when_nothing_is_lost_by_it(
    folder: Path, states: list[Content]
) -> None:
    store = Store.open(folder, files=Refusing(folder / "state.json"), now=now)

    assert content(store) == states[-1]
    assert store.losses[0].reason == "it cannot be read: Permission denied"
    store.close()


def test_a_journal_out_of_reach_locks_the_state_until_it_is_back(
    folder: Path, states: list[Content]
) -> None:
    locked = Store.open(folder, files=Refusing(folder / journal_in_use(folder)), now=now)
    assert "Permission denied" in locked.locked
    locked.close()

    store = Store.open(folder, now=now)

    assert content(store) == states[-1]
    assert store.losses == ()
    store.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_files_without_rights_lock_the_state(folder: Path) -> None:
    for path in folder.glob("journal.*"):
        path.chmod(0)

    store = Store.open(folder, now=now)

    assert "Permission denied" in store.locked
    store.close()
