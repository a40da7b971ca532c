"""Tables of older and newer schemas."""

from pathlib import Path

import pytest

from aniworldd.errors import StoreError
from aniworldd.store import Document, Store
from aniworldd.store.files import Disk
from aniworldd.store.snapshot import read
from tests.store.folders import content, now
from tests.store.simulated import SimulatedDisk


def rename_title(document: Document) -> Document:
    return {"name": document["title"]}


def add_year(document: Document) -> Document:
    return {**document, "year": None}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A folder with titles of schema 1."""
    store = Store.open(tmp_path, now=now)
    store.table("titles").put("a", {"title": "Lamp"})
    store.table("titles").put("b", {"title": "Post"})
    store.close()
    return tmp_path


def test_documents_go_through_every_migration_once(old: Path) -> None:
    migrations = (rename_title, add_year)
    store = Store.open(old, now=now)
    store.table("titles", migrations)
    sequence = store.sequence
    store.close()

    store = Store.open(old, now=now)

    assert store.table("titles", migrations).documents() == {
        "a": {"name": "Lamp", "year": None},
        "b": {"name": "Post", "year": None},
    }
    assert store.sequence == sequence
    store.close()


def test_a_later_migration_starts_where_the_last_one_ended(old: Path) -> None:
    store = Store.open(old, now=now)
    store.table("titles", (rename_title,))
    store.close()

    store = Store.open(old, now=now)

    assert store.table("titles", (rename_title, add_year)).find("a") == {
        "name": "Lamp",
        "year": None,
    }
    store.close()


def test_the_old_state_is_kept_before_a_migration(old: Path) -> None:
    store = Store.open(old, now=now)
    before = content(store)

    store.table("titles", (rename_title,))

    kept = read(Disk(), old / "state.before-titles-2.json").picture.tables
    assert kept == before
    store.close()


def test_the_old_state_survives_a_power_cut_after_the_migration() -> None:
    disk, folder = SimulatedDisk(), Path("/state")
    store = Store.open(folder, files=disk, now=now)
    store.table("titles").put("a", {"title": "Lamp"})
    before = content(store)

    store.table("titles", (rename_title,))
    store.flush()

    cut = disk.after_cut()
    reader = Store.read(folder, files=cut)
    assert reader.table("titles", (rename_title,)).documents() == {"a": {"name": "Lamp"}}
    assert read(cut, folder / "state.before-titles-2.json").picture.tables == before


def test_a_new_table_has_the_newest_schema(tmp_path: Path) -> None:
    store = Store.open(tmp_path, now=now)
    store.table("titles", (rename_title,)).put("a", {"name": "Lamp"})
    store.close()

    store = Store.open(tmp_path, now=now)

    assert store.table("titles", (rename_title,)).find("a") == {"name": "Lamp"}
    store.close()


def test_a_table_of_a_newer_schema_is_refused(old: Path) -> None:
    store = Store.open(old, now=now)
    store.table("titles", (rename_title, add_year))
    store.close()

    store = Store.open(old, now=now)

    with pytest.raises(StoreError, match="'titles' was written by a newer aniworldd"):
        store.table("titles", (rename_title,))
    store.close()


def test_a_migration_that_fails_changes_nothing(old: Path) -> None:
    def fail(document: Document) -> Document:
        return {"name": document["name"]}

    store = Store.open(old, now=now)
    before = content(store)

    with pytest.raises(KeyError):
        store.table("titles", (rename_title, fail, rename_title))

    assert content(store) == before
    store.close()


def test_a_reader_migrates_in_memory_only(old: Path) -> None:
    before = {path.name: path.read_bytes() for path in old.iterdir()}

    reader = Store.read(old)

    assert reader.table("titles", (rename_title,)).find("a") == {"name": "Lamp"}
    reader.close()
    assert {path.name: path.read_bytes() for path in old.iterdir()} == before
