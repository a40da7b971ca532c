"""The state in memory, and the changes that make it: the same code when they happen and on replay.

Documents are replaced and never mutated, so a copy of the tables' dicts is a consistent picture
that a thread may write while the state goes on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from pydantic import JsonValue

from aniworldd.errors import StoreError
from aniworldd.store.encoding import Document

Undo: TypeAlias = Callable[[], None]

_LONGEST_NUMBER = 15  # digits: what is longer is a name and does not count


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole state at one moment."""

    tables: Mapping[str, Mapping[str, Document]]
    last_ids: Mapping[str, int]
    schemas: Mapping[str, int]  # of tables that were ever migrated; the others have 1


@dataclass(slots=True)
class State:
    """Tables stay the same dict for ever, so that views of them stay true."""

    _tables: dict[str, dict[str, Document]] = field(default_factory=dict)
    _existing: set[str] = field(default_factory=set)
    last_ids: dict[str, int] = field(default_factory=dict)
    schemas: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, picture: Picture) -> "State":
        tables = {name: dict(table) for name, table in picture.tables.items()}
        return cls(tables, set(tables), dict(picture.last_ids), dict(picture.schemas))

    def picture(self) -> Picture:
        tables = {name: table.copy() for name, table in self.tables().items()}
        return Picture(tables, dict(self.last_ids), dict(self.schemas))

    def table(self, name: str) -> dict[str, Document]:
        """The live documents by id; the table need not exist."""
        return self._tables.setdefault(name, {})

    def tables(self) -> dict[str, dict[str, Document]]:
        """Those that exist, live."""
        return {name: table for name, table in self._tables.items() if name in self._existing}

    def take_id(self, name: str) -> int:
        """A number that no document of the table ever had."""
        number = self.last_ids.get(name, 0) + 1
        self.last_ids[name] = number
        return number

    def apply(self, change: JsonValue) -> Undo:
        """Make one change; `StoreError` when it is of a kind that this version does not know."""
        match change:
            case ["put", str(table), str(id), dict(fields)]:
                return self._put(table, id, fields)
            case ["change", str(table), str(id), dict(fields)]:
                return self._put(table, id, {**self.table(table).get(id, {}), **fields})
            case ["drop", str(table), str(id)]:
                return self._drop(table, id)
            case ["clear", str(table)]:
                return self._clear(table, existing=True)
            case ["forget", str(table)]:
                return self._clear(table, existing=False)
            case ["schema", str(table), int(number)]:
                return self._set_schema(table, number)
            case _:
                raise StoreError(
                    "the journal holds a change that this version does not know: "
                    f"{str(change)[:80]}"
                )

    def _put(self, name: str, id: str, document: Document) -> Undo:
        table = self.table(name)
        before = table.get(id)
        existed = self._exist(name)
        table[id] = document
        if id.isdecimal() and id.isascii() and len(id) <= _LONGEST_NUMBER:
            self.last_ids[name] = max(self.last_ids.get(name, 0), int(id))

        def undo() -> None:
            if before is None:
                del table[id]
            else:
                table[id] = before
            if not existed:
                self._existing.discard(name)

        return undo

    def _drop(self, name: str, id: str) -> Undo:
        table = self.table(name)
        before = table.pop(id, None)

        def undo() -> None:
            if before is not None:
                table[id] = before

        return undo

    def _clear(self, name: str, *, existing: bool) -> Undo:
        table = self.table(name)
        before = table.copy()
        existed = self._exist(name)
        table.clear()
        if not existing:
            self._existing.discard(name)

        def undo() -> None:
            table.update(before)
            if existed:
                self._existing.add(name)
            else:
                self._existing.discard(name)

        return undo

    def _set_schema(self, name: str, number: int) -> Undo:
        before = self.schemas.get(name, 1)
        self.schemas[name] = number

        def undo() -> None:
            self.schemas[name] = before

        return undo

    def _exist(self, name: str) -> bool:
        """Make the table exist; says whether it did before."""
        existed = name in self._existing
        self._existing.add(name)
        return existed
