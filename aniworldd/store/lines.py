"""The journal's lines: `checksum sequence first payload`, each ended by a line feed.

`first` is the sequence of the first line that was written in the same breath. A line that is
missing before a good one was acknowledged exactly when it is older than that one's `first`;
otherwise a power cut tore lines that nobody was told about.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from zlib import crc32

from aniworldd.store.encoding import encode

_HEAD = re.compile(rb'([0-9a-f]{8}) ([0-9]+) [0-9]+ \{"life":([0-9]+)\}\n')
_LIST = ord("[")


class Line(NamedTuple):
    """One change. There may be hundreds of thousands at a start, so a tuple."""

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
    text = raw[: raw.find(b"\n", 0, 200) + 1]
    match = _HEAD.fullmatch(text)
    if match is None or int(match[1], 16) != crc32(text[9:-1]):
        return None
    return Head(int(match[3]), int(match[2]), len(text))


def read_lines(raw: bytes, after: int) -> Iterator[Line]:
    """The good lines with changes newer than `after`, wherever in the file they are.

    Stale ones are many, and passed over by what they claim, without a check.
    """
    start = 0
    while (stop := raw.find(b"\n", start)) >= 0:
        text = raw[start:stop]
        start = stop + 1
        try:
            checksum, number, first, payload = text.split(b" ", 3)
            sequence = int(number)
            if sequence > after and int(checksum, 16) == crc32(text[9:]) and payload[0] == _LIST:
                yield Line(sequence, int(first), payload, start)
        except ValueError:
            continue
