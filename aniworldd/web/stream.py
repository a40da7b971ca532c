"""The fan-out: one frame to many clients, none of which can slow another."""

import asyncio
import itertools
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frame:
    """Something to be told, serialised already."""

    body: bytes
    room: str = ""  # only for those in it; everybody is in "" unless he was taken out of it
    slot: str = ""  # takes the place of an unread frame with the same slot; "" = stands for itself
    number: int = 0  # counts what is told to many; in a slot: the last one before it


class Client:
    """What one listener has not read yet: bounded, and always the newest of each slot."""

    def __init__(self, number: int, bound: int, missed: Callable[[], Frame]) -> None:
        self.number = number
        self.rooms = {""}
        self.known = False  # nothing is sent to somebody whom nobody knows
        self._bound = bound
        self._missed = missed
        self._waiting: dict[str | int, Frame] = {}
        self._order = itertools.count()
        self._some = asyncio.Event()

    def hears(self, frame: Frame) -> bool:
        return self.known and frame.room in self.rooms

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

    `missed` makes the frame for a client that was too slow to be told everything. The last frames
    that stand for themselves are kept for whoever comes back, half as many as a client may leave
    unread.
    """

    def __init__(self, *, most: int, bound: int, missed: Callable[[], Frame]) -> None:
        self._most = most
        self._bound = bound
        self._missed = missed
        self._clients: dict[int, Client] = {}
        self._numbers = itertools.count(1)
        self._kept: deque[Frame] = deque(maxlen=max(bound // 2, 1))

    def __len__(self) -> int:
        return len(self._clients)

    @property
    def full(self) -> bool:
        return len(self._clients) >= self._most

    def occupied(self, room: str) -> bool:
        return any(room in client.rooms for client in self._clients.values())

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
        if frame.number and not frame.slot:
            self._kept.append(frame)
        for client in self._clients.values():
            if client.hears(frame):
                client.offer(frame)

    def since(self, number: int) -> tuple[Frame, ...] | None:
        """What was sent after the one with this number; None when that is not all known."""
        if not self._kept or not self._kept[0].number - 1 <= number <= self._kept[-1].number:
            return None
        return tuple(frame for frame in self._kept if frame.number > number)

    def forget(self) -> None:
        """Keep nothing for whoever comes back: from now on something is missing."""
        self._kept.clear()
