"""The journal's lines."""

import pytest

from aniworldd.store.lines import compose, compose_head, read_head, read_lines

LINES = [compose(number, number, b'[["put","a","%d",{}]]' % number) for number in range(5, 9)]


def test_lines_are_read_back_with_their_places() -> None:
    raw = compose_head(3, 4) + b"".join(LINES) + bytes(100)

    head = read_head(raw)

    assert head is not None
    assert (head.life, head.after) == (3, 4)
    assert [line.sequence for line in read_lines(raw, 4)] == [5, 6, 7, 8]
    assert [line.sequence for line in read_lines(raw, 6)] == [7, 8]
    assert [line.end for line in read_lines(raw, 7)] == [len(raw) - 100]


def test_a_line_is_text_that_people_can_read() -> None:
    assert compose(17, 16, b'[["drop","queue","7"]]') == b'7543fb24 17 16 [["drop","queue","7"]]\n'


@pytest.mark.parametrize("place", range(len(LINES[1])))
def test_a_flipped_bit_costs_its_line_and_never_makes_another(place: int) -> None:
    raw = bytearray(b"".join(LINES))
    raw[len(LINES[0]) + place] ^= 4

    found = {line.sequence: line.payload for line in read_lines(bytes(raw), 0)}

    assert {5, 8} <= found.keys()
    assert all(compose(number, number, found[number]) in LINES for number in found)


@pytest.mark.parametrize("size", range(len(LINES[0])))
def test_a_torn_line_is_none(size: int) -> None:
    assert list(read_lines(LINES[0][:size], 0)) == []
    assert list(read_lines(LINES[0][:size] + bytes(50) + b"\n", 0)) == []


@pytest.mark.parametrize("raw", [b"", b"\n", bytes(300), b"\n" * 300, b"x" * 300, LINES[0]])
def test_what_is_no_head_is_none(raw: bytes) -> None:
    assert read_head(raw) is None
