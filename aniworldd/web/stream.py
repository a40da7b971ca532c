"""The fan-out: one frame to many clients, none of which can slow another."""

import asyncio
import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frame:
    """Something to be told, serialised already."""

    body: bytes
    room: str = ""  # only for those in it; "" = for everybody
    slot: str = ""  # takes the place of an unread frame with the same slot; "" = stands for itself


class Client:
    """What one listener has not read yet: bounded, and always the newest of each slot."""

    def __init__(self, number: int, bound: int, missed: Callable[[], Frame]) -> None:
        self.number = number
        self.rooms: set[str] = set()
        self.known = False  # nothing is sent to somebody whom nobody knows
        self._bound = bound
        self._missed = missed
        self._waiting: dict[str | int, Frame] = {}
        self._order = itertools.count()
        self._some = asyncio.Event()

    def offer(self, frame: Frame) -> None:
        """Leave a frame to be read. Of a client that is too far behind all frames are dropped."""
        if len(self._waiting) >= self._bound and frame.slot not in self._waiting:
            self._waiting.clear()
            self._put(self._missed())
        self._put(frame)

    def clear(self) -> None:
        """Forget what was not read yet."""
        self._waiting.clear()
        self._some.clear()

    async def take(self) -> Frame:
        """The oldest unread frame, as soon as there is one."""
        await self._some.wait()
        frame = self._waiting.pop(next(iter(self._waiting)))
        if not self._waiting:
            self._some.clear()
        return frame

    def _put(self, frame: Frame) -> None:
        # To the end, also in a slot: what was said in between stays before it.
        self._waiting.pop(frame.slot, None)
        self._waiting[frame.slot or next(self._order)] = frame
        self._some.set()


class Stream:
    """Everybody who listens. Sending never waits.

    `missed` makes the frame for a client that was too slow to be told everything.
    """

    def __init__(self, *, most: int, bound: int, missed: Callable[[], Frame]) -> None:
        self._most = most
        self._bound = bound
        self._missed = missed
        self._clients: dict[int, Client] = {}
        self._numbers = itertools.count(1)

    def __len__(self) -> int:
        return len(self._clients)

    @property
    def full(self) -> bool:
        return len(self._clients) >= self._most

    @contextmanager
    def joined(self) -> Iterator[Client]:
        """A client that is sent frames until the block ends."""
        client = Client(next(self._numbers), self._bound, self._missed)
        self._clients[client.number] = client
        try:
            yield client
        finally:
            del self._clients[client.number]

    def send(self, frame: Frame) -> None:
        for client in self._clients.values():
            if client.known and (not frame.room or frame.room in client.rooms):
                client.offer(frame)
