"""A table of the state: five calls by id of our own, and all of TinyDB's."""

from collections.abc import Callable, Collection, Iterable, Mapping, MutableMapping
from types import MappingProxyType
from typing import Any

from pydantic import JsonValue
from tinydb import TinyDB
from tinydb.queries import QueryLike
from tinydb.table import Document as Found
from tinydb.table import Table

from aniworldd.errors import NotFound
from aniworldd.store.encoding import JSON, Document, encode
from aniworldd.store.overlay import Overlay, read_id
from aniworldd.store.storage import StateStorage


class StateTable(Table):
    """Served from memory; ids are text, and those that TinyDB gives out are numbers never reused.

    Every change costs what it holds, not what the table holds. `StoreError` when the state is
    locked, read-only or closed.
    """

    document_id_class = staticmethod(read_id)  # type: ignore[assignment]

    def __init__(self, storage: StateStorage, name: str, **options: Any) -> None:
        self._state = storage
        self._seen = storage.version
        super().__init__(storage, name, **options)

    def put(self, id: str, fields: Mapping[str, JSON]) -> None:
        """Store the whole document, new or not; nothing is written when it is there already."""
        fields = dict(fields)
        if not _same(self._live().get(id), fields):
            self._state.record(["put", self._name, id, fields])

    def change(self, id: str, fields: Mapping[str, JSON]) -> None:
        """Set these fields and leave the others; raises `NotFound`."""
        before = self._known(id)
        fields = dict(fields)
        if not _same({key: before[key] for key in fields if key in before}, fields):
            self._state.record(["change", self._name, id, fields])

    def drop(self, id: str) -> None:
        """Remove the document; raises `NotFound`."""
        self._known(id)
        self._state.record(["drop", self._name, id])

    def find(self, id: str) -> Mapping[str, JsonValue] | None:
        return self._live().get(id)

    def ids(self) -> Collection[str]:
        """A live view."""
        return self._live().keys()

    def documents(self) -> Mapping[str, Mapping[str, JsonValue]]:
        """A live view by id."""
        return MappingProxyType(self._live())

    def search(self, cond: QueryLike) -> list[Found]:
        if self._seen != self._state.version:
            self.clear_cache()
            self._seen = self._state.version
        return super().search(cond)

    def update(
        self,
        fields: Mapping[str, JSON] | Callable[[MutableMapping[str, JsonValue]], None],
        cond: QueryLike | None = None,
        doc_ids: Iterable[int] | None = None,
    ) -> list[int]:
        """As TinyDB's; only the documents that match are copied."""
        if doc_ids is None and cond is not None:
            doc_ids = self._matching(cond)
        return super().update(fields, None, doc_ids)

    def remove(
        self, cond: QueryLike | None = None, doc_ids: Iterable[int] | None = None
    ) -> list[int]:
        """As TinyDB's; only the documents that match are copied."""
        if doc_ids is None and cond is not None:
            doc_ids = self._matching(cond)
        return super().remove(None, doc_ids)

    def _live(self) -> dict[str, Document]:
        return self._state.state.table(self._name)

    def _known(self, id: str) -> Document:
        document = self._live().get(id)
        if document is None:
            raise NotFound(f"there is no {id!r} among the {self.name}")
        return document

    def _matching(self, cond: QueryLike) -> Any:
        # TinyDB's signatures say that every id is a number
        return [read_id(id) for id, document in self._live().items() if cond(document)]

    def _get_next_id(self) -> int:
        return self._state.state.take_id(self.name)

    def _read_table(self) -> dict[str, Any]:
        return self._live()

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        overlay = Overlay(self._live())
        updater(overlay)
        self._state.record(*overlay.changes(self.name))
        self.clear_cache()


def _same(before: Mapping[str, JSON] | None, after: Mapping[str, JSON]) -> bool:
    # Python takes 1, 1.0 and True for equal
    return before == after and encode(before) == encode(after)


class Database(TinyDB):
    """TinyDB over the state: its default table, its tables, its queries."""

    table_class = StateTable  # type: ignore[assignment]
    default_storage_class = StateStorage  # type: ignore[assignment]

    def table(self, name: str, **options: Any) -> StateTable:
        found: Any = super().table(name, **options)
        table: StateTable = found
        return table
