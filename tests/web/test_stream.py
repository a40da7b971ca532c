import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from aniworldd.web.stream import Client, Frame, Stream

MISSED = Frame(b"missed")


def make_stream(*, most: int = 10, bound: int = 4) -> Stream:
    return Stream(most=most, bound=bound, missed=lambda: MISSED)


def make_frame(number: int, *, slot: str = "", room: str = "") -> Frame:
    return Frame(str(number).encode(), room, slot)


@contextmanager
def known(stream: Stream) -> Iterator[Client]:
    """Somebody who has logged in."""
    with stream.joined() as client:
        client.known = True
        yield client


async def test_nobody_unknown_is_told_anything() -> None:
    stream = make_stream()
    with stream.joined() as client:
        stream.send(make_frame(1))

        assert await read_all(client) == []


async def read_all(client: Client) -> list[bytes]:
    client.offer(Frame(b"end"))
    bodies = []
    while (frame := await client.take()).body != b"end":
        bodies.append(frame.body)
    return bodies


async def test_frames_arrive_in_order() -> None:
    stream = make_stream()
    with known(stream) as client:
        for number in range(3):
            stream.send(make_frame(number))

        assert await read_all(client) == [b"0", b"1", b"2"]


async def test_only_those_in_a_room_hear_what_is_said_there() -> None:
    stream = make_stream()
    with known(stream) as inside, known(stream) as outside:
        inside.rooms.add("downloads")
        stream.send(make_frame(1, room="downloads"))
        stream.send(make_frame(2))

        assert await read_all(inside) == [b"1", b"2"]
        assert await read_all(outside) == [b"2"]


async def test_of_a_slot_only_the_newest_waits_and_it_waits_last() -> None:
    stream = make_stream()
    with known(stream) as client:
        stream.send(make_frame(1, slot="a"))
        stream.send(make_frame(2))
        stream.send(make_frame(3, slot="b"))
        stream.send(make_frame(4, slot="a"))

        assert await read_all(client) == [b"2", b"3", b"4"]


async def test_a_full_client_still_takes_the_newest_of_its_slots() -> None:
    stream = make_stream(bound=3)
    with known(stream) as client:
        for number in range(100):
            stream.send(make_frame(number, slot=f"item {number % 3}"))

        frames = [(await client.take()).body for _ in range(3)]
        assert frames == [b"97", b"98", b"99"]


async def test_a_client_that_is_too_far_behind_is_told_that_it_missed_some() -> None:
    stream = make_stream(bound=4)
    with known(stream) as client:
        for number in range(6):
            stream.send(make_frame(number))

        assert await read_all(client) == [b"missed", b"4", b"5"]


async def test_a_client_waits_until_there_is_something() -> None:
    stream = make_stream()
    with known(stream) as client:
        waiting = asyncio.ensure_future(client.take())
        await asyncio.sleep(0)
        assert not waiting.done()

        stream.send(make_frame(1))

        assert (await waiting).body == b"1"


async def test_who_left_is_sent_nothing_more_and_makes_room() -> None:
    stream = make_stream(most=1)
    with known(stream) as client:
        assert stream.full

    stream.send(make_frame(1))

    assert not stream.full
    assert await read_all(client) == []
