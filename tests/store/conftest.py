"""A database over a real folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aniworldd.store import Store
from aniworldd.store.table import Database
from tests.store.folders import now


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "state", now=now)
    yield store
    store.close()


@pytest.fixture
def empty(store: Store) -> Database:
    return store.database


@pytest.fixture
def db(store: Store) -> Database:
    """Filled as TinyDB's own tests have it."""
    store.database.insert_multiple({"int": 1, "char": c} for c in "abc")
    return store.database
