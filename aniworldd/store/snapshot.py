"""A snapshot: the whole state as a plain TinyDB file, one document a line.

{
"_meta": {"1": {"schema": 1, "sequence": 812, "life": 3, "last_ids": {}, "schemas": {}}},
"queue": {
"7": {…},
"8": {…}
},
"_sum": {"1": {"crc32": "b1946ac9", "bytes": 5120}}
}
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from pydantic import JsonValue

from aniworldd.errors import StoreError
from aniworldd.store.encoding import JSON, Document, decode, encode
from aniworldd.store.files import Facts, Files, read_file, refused, write_all
from aniworldd.store.state import Picture

SCHEMA = 1
RESERVED = ("_meta", "_sum")

_SUM = b',\n"_sum": '
_PART = 1 << 20  # bytes handed to the disk at once


@dataclass(frozen=True, slots=True)
class Snapshot:
    picture: Picture
    sequence: int  # the last change that is in it
    life: int  # of the journal that goes on from it
    size: int = 0  # bytes, of the file it was read from
    facts: Facts | None = None  # of the same


class Unreadable(Exception):
    """The file is no whole snapshot; says why. `refused`: the disk did not give it."""

    def __init__(self, reason: str, *, refused: bool = False) -> None:
        super().__init__(reason)
        self.refused = refused


def read(files: Files, path: Path) -> Snapshot:
    """The snapshot in a file.

    Raises `FileNotFoundError`, `Unreadable`, and `StoreError` for one of a newer version.
    """
    try:
        facts = files.facts(path)
        raw = read_file(files, path)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _unreadable(error) from error
    content = _parse(raw)
    meta = _meta(content)
    _judge_schema(meta, path)
    if not _is_whole(raw, content):
        raise Unreadable("its checksum does not fit its content")
    return _compose(content, meta, len(raw), facts)


def salvage(files: Files, path: Path) -> Snapshot:
    """The same for a file whose checksum does not fit, as far as its shape is right."""
    try:
        raw = read_file(files, path)
    except OSError as error:
        raise _unreadable(error) from error
    content = _parse(raw)
    meta = _meta(content)
    _judge_schema(meta, path)
    return _compose(content, meta, len(raw), None)


def write(files: Files, path: Path, snapshot: Snapshot) -> Facts:
    """Write it to a new file and return once its bytes are safe; `OSError` when they are not."""
    descriptor = files.open(path, create=True)
    try:
        offset = checksum = 0
        for part in _parts(_chunks(snapshot)):
            write_all(files, descriptor, part, offset)
            offset += len(part)
            checksum = crc32(part, checksum)
        seal = encode({"1": {"crc32": f"{checksum:08x}", "bytes": offset}})
        write_all(files, descriptor, _SUM + seal + b"\n}\n", offset)
        files.sync(descriptor)
        return files.facts(descriptor)
    finally:
        files.close(descriptor)


def _unreadable(error: OSError) -> Unreadable:
    return Unreadable(f"it cannot be read: {error.strerror}", refused=refused(error))


def _parts(chunks: Iterator[bytes]) -> Iterator[bytes]:
    part = bytearray()
    for chunk in chunks:
        part += chunk
        if len(part) >= _PART:
            yield bytes(part)
            part.clear()
    yield bytes(part)


def _chunks(snapshot: Snapshot) -> Iterator[bytes]:
    picture = snapshot.picture
    meta: dict[str, JSON] = {
        "schema": SCHEMA,
        "sequence": snapshot.sequence,
        "life": snapshot.life,
        "last_ids": dict(picture.last_ids),
        "schemas": dict(picture.schemas),
    }
    yield b'{\n"_meta": ' + encode({"1": meta})
    for name, table in picture.tables.items():
        yield b",\n" + encode(name) + b": {"
        separator = b"\n"
        for id, document in table.items():
            yield separator + encode(id) + b": " + encode(document)
            separator = b",\n"
        yield b"\n}" if table else b"}"


def _parse(raw: bytes) -> dict[str, JsonValue]:
    if not raw:
        raise Unreadable("it is empty")
    try:
        content = decode(raw)
    except ValueError as error:
        raise Unreadable("it is no JSON, or cut short") from error
    except RecursionError as error:
        raise Unreadable("it is nested too deeply") from error
    if not isinstance(content, dict):
        raise Unreadable("it is JSON, but no state")
    return content


def _meta(content: dict[str, JsonValue]) -> dict[str, JsonValue]:
    match content.get("_meta"):
        case {"1": dict(meta)}:
            return meta
        case _:
            raise Unreadable("it is JSON, but no state")


def _judge_schema(meta: dict[str, JsonValue], path: Path) -> None:
    schema = meta.get("schema")
    if not isinstance(schema, int) or schema < 1:
        raise Unreadable(f"its schema {schema!r} is none that ever was")
    if schema > SCHEMA:
        raise StoreError(
            f"{path} was written by a newer aniworldd (schema {schema}, this one knows {SCHEMA}); "
            "it was not touched: install the newer version again, or move the state folder away"
        )


def _is_whole(raw: bytes, content: dict[str, JsonValue]) -> bool:
    end = raw.rfind(_SUM)
    match content.get("_sum"):
        case {"1": {"crc32": str(checksum), "bytes": int(size)}}:
            return size == end and checksum == f"{crc32(memoryview(raw)[:end]):08x}"
        case _:
            return False


def _compose(
    content: dict[str, JsonValue], meta: dict[str, JsonValue], size: int, facts: Facts | None
) -> Snapshot:
    match meta:
        case {
            "sequence": int(sequence),
            "life": int(life),
            "last_ids": dict(last_ids),
            "schemas": dict(schemas),
        }:
            picture = Picture(_tables(content), _numbers(last_ids), _numbers(schemas))
            return Snapshot(picture, sequence, life, size, facts)
        case _:
            raise Unreadable("it is JSON, but no state")


def _tables(content: dict[str, JsonValue]) -> dict[str, dict[str, Document]]:
    tables: dict[str, dict[str, Document]] = {}
    for name, table in content.items():
        if name in RESERVED:
            continue
        if not isinstance(table, dict):
            raise Unreadable(f"its table {name!r} is no table")
        tables[name] = _documents(name, table)
    return tables


def _documents(name: str, table: dict[str, JsonValue]) -> dict[str, Document]:
    documents = {id: document for id, document in table.items() if isinstance(document, dict)}
    if len(documents) != len(table):
        raise Unreadable(f"its table {name!r} holds something that is no document")
    return documents


def _numbers(values: dict[str, JsonValue]) -> dict[str, int]:
    return {key: value for key, value in values.items() if isinstance(value, int)}
