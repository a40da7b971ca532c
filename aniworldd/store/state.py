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
        table = self._tables.get(name)
        if table is None:
            table = self._tables[name] = {}
        return table

    def tables(self) -> dict[str, dict[str, Document]]:
        """Those that exist, live."""
        return {name: table for name, table in self._tables.items() if name in self._existing}

    def take_id(self, name: str) -> int:
        """A number that no document of the table ever had."""
        number = self.last_ids.get(name, 0) + 1
        self.last_ids[name] = number
        return number

    def apply(self, change: JsonValue) -> None:
        """Make one change; `StoreError` when it is of a kind that this version does not know."""
        match change:
            case ["change", str(name), str(id), dict(fields)]:
                self._put(name, id, {**self.table(name).get(id, {}), **fields})
            case ["put", str(name), str(id), dict(fields)]:
                self._put(name, id, fields)
            case ["drop", str(name), str(id)]:
                self.table(name).pop(id, None)
            case ["clear", str(name)]:
                self.table(name).clear()
                self._existing.add(name)
            case ["forget", str(name)]:
                self.table(name).clear()
                self._existing.discard(name)
            case ["schema", str(name), int(number)]:
                self.schemas[name] = number
            case _:
                raise _unknown(change)

    def undo(self, change: JsonValue) -> Undo:
        """What takes back a change that is about to be made."""
        match change:
            case ["put" | "change" | "drop", str(name), str(id), *_]:
                before = self.table(name).get(id)
                known = {} if before is None else {id: before}
                return self._restore(name, {id}, known)
            case ["clear" | "forget", str(name)]:
                before_all = self.table(name).copy()
                return self._restore(name, set(before_all), before_all)
            case ["schema", str(name), int()]:
                number = self.schemas.get(name, 1)
                return lambda: self.schemas.update({name: number})
            case _:
                raise _unknown(change)

    def _put(self, name: str, id: str, document: Document) -> None:
        self.table(name)[id] = document
        self._existing.add(name)
        if id.isdecimal() and id.isascii() and len(id) <= _LONGEST_NUMBER:
            number = int(id)
            if number > self.last_ids.get(name, 0):
                self.last_ids[name] = number

    def _restore(self, name: str, ids: set[str], before: Mapping[str, Document]) -> Undo:
        existed = name in self._existing

        def restore() -> None:
            table = self.table(name)
            for id in ids:
                table.pop(id, None)
            table.update(before)
            if existed:
                self._existing.add(name)
            else:
                self._existing.discard(name)

        return restore


def _unknown(change: JsonValue) -> StoreError:
    return StoreError(
        f"the journal holds a change that this version does not know: {str(change)[:80]}"
    )
