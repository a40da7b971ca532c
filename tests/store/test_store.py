"""The store as the rest of the house uses it."""

import asyncio
import errno
import json
import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tinydb import TinyDB

from aniworldd.errors import AlreadyRunning, NotFound, StoreError
from aniworldd.store import Store
from aniworldd.store.files import Disk
from tests.store.folders import content, now
from tests.store.simulated import SimulatedDisk

BIG = "x" * 60_000


def reopened(store: Store, folder: Path) -> Store:
    store.close()
    return Store.open(folder, now=now)


# changes


def test_what_was_put_changed_and_dropped_is_there_after_a_restart(tmp_path: Path) -> None:
    store = Store.open(tmp_path, now=now)
    queue = store.table("queue")
    queue.put("a", {"state": "pending", "tries": 0})
    queue.put("b", {"state": "pending"})
    queue.put("c", {"state": "pending"})
    queue.change("a", {"state": "failed"})
    queue.put("b", {"other": [1, {"deep": None}]})
    queue.drop("c")

    store = reopened(store, tmp_path)

    assert store.table("queue").documents() == {
        "a": {"state": "failed", "tries": 0},
        "b": {"other": [1, {"deep": None}]},
    }
    store.close()


def test_ids_and_documents_are_live_views(store: Store) -> None:
    table = store.table("queue")
    ids, documents = table.ids(), table.documents()

    table.put("a", {"n": 1})

    assert list(ids) == ["a"]
    assert documents == {"a": {"n": 1}}
    assert table.find("a") == {"n": 1}
    assert table.find("b") is None


def test_changing_or_dropping_what_is_not_there_raises(store: Store) -> None:
    with pytest.raises(NotFound, match="there is no 'a' among the queue"):
        store.table("queue").change("a", {})
    with pytest.raises(NotFound, match="there is no 'a' among the queue"):
        store.table("queue").drop("a")


def test_the_sequence_grows_with_each_change_and_not_without(store: Store) -> None:
    table = store.table("queue")
    table.put("a", {"n": 1, "flag": True})
    before = store.sequence

    table.put("a", {"n": 1, "flag": True})
    table.change("a", {"n": 1})
    same = store.sequence
    table.change("a", {"flag": 1})

    assert same == before
    assert store.sequence == before + 1
    assert table.find("a") == {"n": 1, "flag": 1}
    assert type(table.documents()["a"]["flag"]) is int


def test_memory_holds_what_a_restart_would_read(tmp_path: Path) -> None:
    store = Store.open(tmp_path, now=now)
    mine = [1]
    store.table("odd").put(
        "a", {"tuple": (1, 2), "big": 2**63 + 1, "name": "\udcff.mkv", "mine": mine}
    )
    mine.append(2)
    before = content(store)

    store = reopened(store, tmp_path)

    assert before == {
        "odd": {"a": {"tuple": [1, 2], "big": 2**63 + 1, "name": "\udcff.mkv", "mine": [1]}}
    }
    assert content(store) == before
    store.close()


def test_what_is_no_json_is_refused_and_changes_nothing(store: Store) -> None:
    with pytest.raises(TypeError):
        store.table("odd").put("a", {"when": now()})  # type: ignore[dict-item]
    with pytest.raises(TypeError, match="more than 64 bits"):
        store.table("odd").put("a", {"large": 2**70})

    assert content(store) == {}
    assert store.sequence == 0


@pytest.mark.parametrize("name", ["_meta", "_sum"])
def test_the_state_keeps_its_own_names(store: Store, name: str) -> None:
    with pytest.raises(ValueError, match="a name of the state's own"):
        store.table(name)


def test_the_ids_of_removed_documents_are_not_given_out_again(tmp_path: Path) -> None:
    store = Store.open(tmp_path, now=now)
    numbers = store.table("numbers")
    assert numbers.insert_multiple([{}, {}, {}]) == [1, 2, 3]
    numbers.remove(doc_ids=[3])
    for _ in range(6):
        store.table("big").put("one", {"n": store.sequence, "text": BIG})
        store.flush()
    assert (tmp_path / "state.1.json").exists()

    store = reopened(store, tmp_path)

    assert store.table("numbers").insert({}) == 4
    store.close()


# batches


def test_a_batch_is_one_change(tmp_path: Path) -> None:
    store = Store.open(tmp_path, now=now)

    with store.batch():
        store.table("a").put("1", {"n": 1})
        with store.batch():
            store.table("b").put("1", {"n": 2})
        store.table("a").drop("1")

    assert store.sequence == 1
    store = reopened(store, tmp_path)
    assert content(store) == {"b": {"1": {"n": 2}}}
    store.close()


def test_a_batch_that_raises_changed_nothing(store: Store) -> None:
    table = store.table("queue")
    table.put("a", {"n": 1})
    table.put("b", {"n": 1})
    found = table.search(lambda document: document.get("n") == 2)
    before, sequence = content(store), store.sequence

    with pytest.raises(RuntimeError, match="stop"), store.batch():  # noqa: PT012
        table.put("a", {"n": 2})
        table.change("b", {"m": 2})
        table.drop("b")
        table.put("c", {})
        store.table("new").put("x", {})
        table.truncate()
        raise RuntimeError("stop")

    assert content(store) == before
    assert store.sequence == sequence
    assert store.database.tables() == {"queue"}
    assert table.search(lambda document: document.get("n") == 2) == found == []


async def test_durable_inside_a_batch_is_a_mistake(store: Store) -> None:
    with store.batch(), pytest.raises(RuntimeError, match="a batch is open"):
        await store.durable()


# on the disk


def test_everything_is_private(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    folder.mkdir(0o755)
    store = Store.open(folder, now=now)
    store.table("a").put("1", {})
    store.close()

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_the_snapshot_opens_in_plain_tinydb_with_a_document_a_line(tmp_path: Path) -> None:
    store = Store.open(tmp_path, now=now)
    for number in range(8):
        store.table("big").put(str(number), {"number": number, "text": BIG})
        store.flush()
    store.close()

    with TinyDB(tmp_path / "state.json") as plain:
        documents = plain.table("big").all()
    lines = (tmp_path / "state.json").read_text().splitlines()

    assert len(documents) >= 4
    assert documents[0]["number"] == 0
    assert json.loads(lines[lines.index('"big": {') + 1].split(": ", 1)[1][:-1])["number"] == 0


def test_three_generations_are_kept(tmp_path: Path) -> None:
    store = Store.open(tmp_path, now=now)
    for number in range(40):
        store.table("big").put(str(number % 3), {"number": number, "text": BIG})
        store.flush()
    store.close()

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *("journal.a", "journal.b", "lock", "reserve"),
        *("state.1.json", "state.2.json", "state.json"),
    ]
    assert {(tmp_path / name).stat().st_size for name in ("journal.a", "journal.b")} == {262144}


def test_a_journal_may_grow_as_large_as_the_state_before_it_is_folded(tmp_path: Path) -> None:
    store = Store.open(tmp_path, now=now)
    with store.batch():
        for number in range(40):
            store.table("big").put(str(number), {"text": BIG})
    store.flush()
    store.table("small").put("first", {})
    store.flush()
    snapshot = (tmp_path / "state.json").stat()

    for number in range(20):
        store.table("big").put(str(number), {"text": BIG, "number": number})
        store.flush()

    assert (tmp_path / "state.json").stat() == snapshot
    assert max((tmp_path / name).stat().st_size for name in ("journal.a", "journal.b")) > 1_200_000
    before = content(store)
    store = reopened(store, tmp_path)
    assert content(store) == before
    store.close()


async def test_callers_that_come_together_share_a_write(tmp_path: Path) -> None:
    class Counting(Disk):
        syncs = 0

        def sync(self, descriptor: int) -> None:
            self.syncs += 1
            super().sync(descriptor)

    disk = Counting()
    store = Store.open(tmp_path, files=disk, now=now)
    before = disk.syncs

    async def change(number: int) -> None:
        store.table("a").put(str(number), {"n": number})
        await store.durable()

    await asyncio.gather(*(change(number) for number in range(50)))

    assert disk.syncs - before <= 2
    assert len(Store.read(tmp_path).table("a")) == 50
    store.close()


class Paused(Disk):
    """A disk on which a call waits until it is let go."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.reached = threading.Event()
        self.go = threading.Event()
        self.active = False

    def _pause(self, name: str) -> None:
        if self.active and name == self.name:
            self.reached.set()
            assert self.go.wait(10)

    def sync(self, descriptor: int) -> None:
        self._pause("sync")
        super().sync(descriptor)

    def rename(self, old: Path, new: Path) -> None:
        self._pause(old.name)
        super().rename(old, new)


async def test_what_changes_during_a_write_is_not_forgotten(tmp_path: Path) -> None:
    disk = Paused("sync")
    store = Store.open(tmp_path, files=disk, now=now)
    disk.active = True
    store.table("a").put("1", {})
    writing = asyncio.create_task(store.durable())
    await asyncio.to_thread(disk.reached.wait, 10)

    store.table("a").put("2", {})
    disk.go.set()
    await writing
    await store.durable()

    assert set(Store.read(tmp_path).table("a").ids()) == {"1", "2"}
    store.close()


async def test_changes_become_durable_while_a_snapshot_is_written(tmp_path: Path) -> None:
    disk = Paused("state.json.tmp")
    store = Store.open(tmp_path, files=disk, now=now)
    disk.active = True
    number = 0
    while not disk.reached.is_set():
        number += 1
        store.table("big").put(str(number % 7), {"number": number, "text": BIG})
        await store.durable()

    for more in range(20):
        store.table("big").put(f"more {more}", {"text": BIG})
        await store.durable()
        assert content(Store.read(tmp_path)) == content(store)
    disk.go.set()
    before = content(store)
    assert store.trouble == ""

    store = reopened(store, tmp_path)
    assert content(store) == before
    assert store.losses == ()
    store.close()


def test_a_full_disk_refuses_what_does_not_fit_and_forgets_nothing() -> None:
    disk, folder = SimulatedDisk(), Path("/state")
    store = Store.open(folder, files=disk, now=now)
    store.table("a").put("1", {"n": 1})
    store.flush()
    disk.room = -1_048_576

    store.table("big").put("1", {"text": BIG * 10})
    with pytest.raises(StoreError, match="the state could not be written in /state: the disk is f"):
        store.flush()
    assert "the disk is full" in store.trouble
    assert content(Store.read(folder, files=disk)) == {"a": {"1": {"n": 1}}}

    disk.room = 10_000_000
    store.flush()
    assert store.trouble == ""
    assert content(Store.read(folder, files=disk)) == content(store)


def test_the_reserve_lets_a_full_disk_take_a_little_more() -> None:
    disk, folder = SimulatedDisk(), Path("/state")
    store = Store.open(folder, files=disk, now=now)
    store.table("big").put("1", {"text": BIG * 4})
    store.flush()
    disk.room = 0

    store.table("big").put("2", {"text": BIG * 4})
    store.flush()

    assert "reserve" not in disk.names(folder)
    assert content(Store.read(folder, files=disk)) == content(store)


def test_a_failing_fold_is_told_and_made_up_for(tmp_path: Path) -> None:
    class Failing(Disk):
        failing = True

        def rename(self, old: Path, new: Path) -> None:
            if self.failing and old.name == "state.json.tmp" and old.with_name("reserve").exists():
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            super().rename(old, new)

    disk = Failing()
    store = Store.open(tmp_path, files=disk, now=now)
    for number in range(12):
        store.table("big").put(str(number % 3), {"number": number, "text": BIG})
        store.flush()
    told = store.trouble
    disk.failing = False
    for number in range(12):
        store.table("big").put(str(number % 3), {"number": 100 + number, "text": BIG})
        store.flush()

    assert "could not be folded" in told
    assert store.trouble == ""
    before = content(store)
    store = reopened(store, tmp_path)
    assert content(store) == before
    assert store.losses == ()
    store.close()


# others


def test_a_second_store_is_refused_and_told_by_whom(tmp_path: Path) -> None:
    store = Store.open(tmp_path, now=now)

    with pytest.raises(AlreadyRunning, match=f"is in use by process {os.getpid()}"):
        Store.open(tmp_path, now=now)

    store.close()
    Store.open(tmp_path, now=now).close()


def test_of_ten_that_start_at_once_one_lives(tmp_path: Path) -> None:
    def start(_: int) -> Store | None:
        try:
            return Store.open(tmp_path, now=now)
        except AlreadyRunning:
            return None

    with ThreadPoolExecutor(10) as pool:
        stores = [store for store in pool.map(start, range(10)) if store is not None]

    assert len(stores) == 1
    stores[0].close()


def test_reading_needs_no_lock_and_changes_nothing(tmp_path: Path) -> None:
    store = Store.open(tmp_path, now=now)
    store.table("a").put("1", {})
    store.flush()
    before = {path.name: path.stat() for path in tmp_path.iterdir()}

    reader = Store.read(tmp_path)

    assert content(reader) == {"a": {"1": {}}}
    with pytest.raises(StoreError, match="for reading only"):
        reader.table("a").put("2", {})
    reader.close()
    assert {path.name: path.stat() for path in tmp_path.iterdir()} == before
    store.close()


def test_a_folder_that_is_not_there_reads_as_empty(tmp_path: Path) -> None:
    reader = Store.read(tmp_path / "none")

    assert (content(reader), reader.locked, reader.losses) == ({}, "", ())
    assert not (tmp_path / "none").exists()


def test_a_reader_always_sees_a_state_that_was(tmp_path: Path) -> None:
    store = Store.open(tmp_path, now=now)
    done = threading.Event()

    def look() -> list[tuple[object, object, int, str]]:
        seen: list[tuple[object, object, int, str]] = []
        while not done.is_set():
            reader = Store.read(tmp_path)
            one, other = (reader.table(name).find("it") or {"n": 0} for name in ("one", "other"))
            seen.append((one["n"], other["n"], len(reader.losses), reader.locked))
        return seen

    with ThreadPoolExecutor(1) as pool:
        looking = pool.submit(look)
        for number in range(1, 300):
            with store.batch():
                store.table("one").put("it", {"n": number, "text": BIG[:20_000]})
                store.table("other").put("it", {"n": number})
            store.flush()
        done.set()
        seen = looking.result()

    assert [row for row in seen if row[0] != row[1] or row[2] or row[3]] == []
    assert sorted(seen, key=lambda row: str(row[0]).zfill(4)) == seen
    assert len(seen) > 3
    store.close()


def test_a_reader_that_was_overtaken_looks_again(tmp_path: Path) -> None:
    store = Store.open(tmp_path, now=now)

    class Overtaken(Disk):
        times = 0

        def open(self, path: Path, *, create: bool = False, read_only: bool = False) -> int:
            if path.name == "journal.b" and not self.times:
                self.times += 1
                for number in range(18):
                    store.table("big").put(str(number % 3), {"number": number, "text": BIG})
                    store.flush()
                (tmp_path / "state.json").rename(tmp_path / "gone")
            elif (tmp_path / "gone").exists() and path.name == "journal.a":
                (tmp_path / "gone").rename(tmp_path / "state.json")
            return super().open(path, create=create, read_only=read_only)

    disk = Overtaken()
    reader = Store.read(tmp_path, files=disk)

    assert disk.times == 1
    assert (reader.losses, reader.locked) == ((), "")
    assert content(reader) == content(store)
    store.close()


def test_a_state_file_changed_from_outside_is_kept_and_told(tmp_path: Path) -> None:
    store = Store.open(tmp_path, now=now)
    store.table("a").put("1", {})
    store.flush()
    (tmp_path / "state.json").write_text("mine")

    for number in range(8):
        store.table("big").put(str(number % 3), {"number": number, "text": BIG})
        store.flush()

    assert "state.json was changed from outside" in store.trouble
    assert (tmp_path / "state.json.edited-20260501T120000Z").read_text() == "mine"
    before = content(store)
    store = reopened(store, tmp_path)
    assert content(store) == before
    assert store.losses == ()
    store.close()


@pytest.mark.parametrize("replace", [False, True], ids=["removed", "replaced"])
def test_a_journal_that_lost_its_name_is_not_written_to(tmp_path: Path, replace: bool) -> None:
    store = Store.open(tmp_path, now=now)
    path = tmp_path / "journal.a"
    raw = path.read_bytes()
    path.unlink()
    if replace:
        path.write_bytes(raw)
    store.table("a").put("1", {})

    with pytest.raises(StoreError, match=r"journal\.a was replaced or removed while aniworldd was"):
        store.flush()
    with pytest.raises(StoreError):
        store.close()

    Store.open(tmp_path, now=now).close()


def test_after_closing_nothing_can_be_changed(tmp_path: Path) -> None:
    store = Store.open(tmp_path, now=now)
    store.close()
    store.close()

    with pytest.raises(StoreError, match="the state is closed"):
        store.table("a").put("1", {})


@pytest.mark.parametrize(
    "call, number, sentence",
    [
        ("rename", errno.EPERM, "this user may not write there"),
        ("rename", errno.EROFS, "it is mounted read-only"),
        ("sync", errno.EIO, "the disk reports an error"),
        ("sync_folder", errno.EINVAL, "Invalid argument"),
        ("lock", errno.ENOLCK, "it does not support locks"),
        ("open", errno.EACCES, "this user may not write there"),
        ("write", errno.EDQUOT, "the disk quota is used up"),
        ("open", errno.ESTALE, "the network storage has lost it"),
    ],
)
def test_a_folder_that_cannot_hold_a_state_is_named(
    tmp_path: Path, call: str, number: int, sentence: str
) -> None:
    class Unable(Disk):
        pass

    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    setattr(Unable, call, fail)

    with pytest.raises(StoreError, match=sentence):
        Store.open(tmp_path, files=Unable(), now=now)

    Store.open(tmp_path, now=now).close()


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")

    with pytest.raises(StoreError, match="it is a file"):
        Store.open(tmp_path / "state", now=now)
