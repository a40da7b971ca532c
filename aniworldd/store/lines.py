"""The journal's lines: `checksum sequence first payload`, each ended by a line feed.

`first` is the sequence of the first line that was written in the same breath. A line that is
missing before a good one was acknowledged exactly when it is older than that one's `first`;
otherwise a power cut tore lines that nobody was told about.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

from aniworldd.store.encoding import decode, encode


@dataclass(frozen=True, slots=True)
class Line:
    sequence: int
    first: int
    payload: bytes
    end: int  # where the next line starts


@dataclass(frozen=True, slots=True)
class Head:
    """The first line of a journal file: which life of the pair it is, and what lies before it."""

    life: int
    after: int  # the last sequence before this life
    end: int


def compose(sequence: int, first: int, payload: bytes) -> bytes:
    body = b"%d %d %b" % (sequence, first, payload)
    return b"%08x %b\n" % (crc32(body), body)


def compose_head(life: int, after: int) -> bytes:
    return compose(after, after, encode({"life": life}))


def read_head(raw: bytes) -> Head | None:
    """None when the file does not start with one."""
    line = _read(raw, 0, raw.find(b"\n", 0, 200))
    if line is None or not line.payload.startswith(b'{"life":'):
        return None
    fields = decode(line.payload)
    life = fields.get("life") if isinstance(fields, dict) else None
    return Head(life, line.sequence, line.end) if isinstance(life, int) else None


def read_lines(raw: bytes, after: int, start: int = 0) -> Iterator[Line]:
    """The good lines with changes newer than `after`, wherever in the file they are."""
    while (stop := raw.find(b"\n", start)) >= 0:
        if _sequence(raw, start) > after:
            line = _read(raw, start, stop)
            if line is not None and line.payload.startswith(b"["):
                yield line
        start = stop + 1


def _sequence(raw: bytes, start: int) -> int:
    """What the line claims, without a check: stale lines are many, and cheap to pass over."""
    digits = raw[start + 9 : raw.find(b" ", start + 9, start + 30)]
    return int(digits) if digits.isdigit() else -1


def _read(raw: bytes, start: int, stop: int) -> Line | None:
    if stop < start + 9:
        return None
    body = raw[start + 9 : stop]
    try:
        if int(raw[start : start + 8], 16) != crc32(body):
            return None
    except ValueError:
        return None
    sequence, first, payload = body.split(b" ", 2)
    return Line(int(sequence), int(first), payload, stop + 1)
