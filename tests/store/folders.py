"""State folders with a past, for tests that damage them."""

from datetime import UTC, datetime
from pathlib import Path

from aniworldd.store import Store, reading
from aniworldd.store.files import Disk
from aniworldd.store.journal import NAMES

Content = dict[str, dict[str, object]]

CHANGES = 20
TEXT = "x" * 40_000


def now() -> datetime:
    return datetime(2026, 5, 1, 12, tzinfo=UTC)


def content(store: Store) -> Content:
    names = store.database.tables()
    tables: Content = {name: dict(store.table(name).documents()) for name in names}
    return {name: table for name, table in tables.items() if table}


def fill(folder: Path) -> list[Content]:
    """Make a folder with three generations and changes after the newest; each state it had."""
    store = Store.open(folder, now=now)
    states = [content(store)]
    for number in range(CHANGES):
        store.table("numbers").put(f"n{number % 4}", {"number": number, "text": TEXT})
        store.flush()
        states.append(content(store))
    for number in range(3):
        store.table("last").put("one", {"number": number})
        store.flush()
        states.append(content(store))
    store.close()
    return states


def journal_in_use(folder: Path) -> str:
    place = reading.read(Disk(), folder, known=True).place
    assert place is not None
    return place.name


def other_journal(folder: Path) -> str:
    return next(name for name in NAMES if name != journal_in_use(folder))
