"""A table's way from an older schema to the one that the code knows."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from aniworldd.errors import StoreError
from aniworldd.store.encoding import Document
from aniworldd.store.storage import StateStorage

Migration: TypeAlias = Callable[[Document], Document]
"""Makes a document of the next schema out of one that it must leave as it is."""


def migrate(
    storage: StateStorage,
    name: str,
    migrations: Sequence[Migration],
    keep_copy: Callable[[str], None],
) -> None:
    """Bring the table to schema 1 + the number of migrations, in one change.

    `keep_copy` is given the file name under which the old state stays. Raises `StoreError` for a
    table of a newer version.
    """
    state = storage.state
    stored, wanted = state.schemas.get(name, 1), 1 + len(migrations)
    if stored == wanted:
        return
    if stored > wanted:
        raise StoreError(
            f"the table {name!r} was written by a newer aniworldd (schema {stored}, this one knows "
            f"{wanted}); it was not touched: install the newer version again"
        )
    if state.table(name):
        keep_copy(f"state.before-{name}-{wanted}.json")
    with storage.batch():
        for id, document in tuple(state.table(name).items()):
            for step in migrations[stored - 1 :]:
                document = step(document)
            storage.record(["put", name, id, document])
        storage.record(["schema", name, wanted])
