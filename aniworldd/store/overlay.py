"""What one of TinyDB's updates does to a table, caught as changes instead of a new table."""

from collections.abc import Iterator, Mapping, MutableMapping
from typing import TypeAlias

from aniworldd.store.encoding import JSON, Document, decode, encode

DocId: TypeAlias = int | str


def read_id(text: object) -> DocId:
    """Ids that TinyDB gave out are numbers; every other one stays text."""
    name = str(text)
    number = name.isdecimal() and name.isascii() and (name[0] != "0" or name == "0")
    return int(name) if number else name


class Overlay(MutableMapping[DocId, Document]):
    """Looks like the table; the documents it hands out are copies, and may be changed."""

    def __init__(self, table: Mapping[str, Document]) -> None:
        self._table = table
        self._touched: dict[str, Document] = {}
        self._gone: set[str] = set()
        self._cleared = False

    def __getitem__(self, key: DocId) -> Document:
        id = str(key)
        if id not in self._touched:
            if self._hidden(id):
                raise KeyError(key)
            copy = decode(encode(self._table[id]))
            self._touched[id] = copy if isinstance(copy, dict) else {}
        return self._touched[id]

    def __setitem__(self, key: DocId, document: Document) -> None:
        self._touched[str(key)] = document

    def __delitem__(self, key: DocId) -> None:
        if key not in self:
            raise KeyError(key)
        self._touched.pop(str(key), None)
        self._gone.add(str(key))

    def __contains__(self, key: object) -> bool:
        return str(key) in self._touched or not self._hidden(str(key))

    def __iter__(self) -> Iterator[DocId]:
        for id in self._table:
            if id in self:
                yield read_id(id)
        for id in self._touched:
            if id not in self._table:
                yield read_id(id)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def clear(self) -> None:
        self._cleared = True
        self._touched.clear()
        self._gone.clear()

    def changes(self, name: str) -> list[list[JSON]]:
        """What has to be done to the table to look like this."""
        changes: list[list[JSON]] = [["clear", name]] if self._cleared else []
        if not self._cleared:
            gone = self._gone - self._touched.keys()
            changes += [["drop", name, id] for id in gone if id in self._table]
        for id, document in self._touched.items():
            before = None if self._cleared else self._table.get(id)
            changes += _difference(name, id, before, document)
        return changes

    def _hidden(self, id: str) -> bool:
        return self._cleared or id in self._gone or id not in self._table


def _difference(name: str, id: str, before: Document | None, after: Document) -> list[list[JSON]]:
    if before is None or before.keys() - after.keys():
        return [["put", name, id, after]]
    fields = {
        key: value
        for key, value in after.items()
        if key not in before or encode(before[key]) != encode(value)
    }
    return [["change", name, id, fields]] if fields else []
