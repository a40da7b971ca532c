"""Pieces fetched side by side and handed out in their order, with bounded memory."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from enum import Enum, auto

from aniworldd.downloaders.hls.playlist import Piece
from aniworldd.errors import DownloadError

HELD = 16 * 1024 * 1024  # bytes that wait for their turn
TRIES = 3  # of one piece, one after the other
PATIENCE = 30.0  # seconds; what asks for a longer wait is the worker's to plan

_AHEAD = 4  # times as many pieces as are fetched at once may be begun

Read = Callable[[Piece], AsyncGenerator[bytes, None]]


class Mark(Enum):
    """What the chunks of a batch are followed by."""

    MORE = auto()  # more of the same piece
    END = auto()  # the next piece
    AGAIN = auto()  # the same piece from its beginning


@dataclass(frozen=True, slots=True)
class Batch:
    chunks: Sequence[bytes]
    mark: Mark
    size: int = 0  # bytes


@dataclass(slots=True)
class _Slot:
    """A piece on its way."""

    piece: Piece
    chunks: list[bytes] = field(default_factory=list)
    taken: bool = False  # some of it was handed out
    again: bool = False  # and that is void
    ended: bool = False
    error: DownloadError | None = None


class Flow:
    """The piece in front is handed out as it arrives, those behind it wait when that is much.

    After a failure fewer are fetched at once: many servers fail because of being asked too much.
    """

    def __init__(self, read: Read, pieces: Sequence[Piece], *, at_once: int) -> None:
        self._read = read
        self._pieces = deque(pieces)
        self._at_once = at_once
        self._slots: deque[_Slot] = deque()  # in order
        self._tasks: set[asyncio.Task[None]] = set()
        self._held = 0  # bytes
        self._changed = asyncio.Event()  # for who takes
        self._room = asyncio.Event()  # for those who bring
        self._broken = False
        self._odd: BaseException | None = None  # what is no error of ours

    async def take(self) -> Batch:
        """What came of the piece in front since the last call, waiting for something to come.

        Raises the `DownloadError` of a piece that cannot be had.
        """
        while True:
            if self._odd is not None:
                raise self._odd
            self._begin()
            if self._slots:  # none: all were handed out, and their tasks are just ending
                slot = self._slots[0]
                if slot.again:
                    slot.again = False
                    return Batch((), Mark.AGAIN)
                if slot.chunks or slot.ended:
                    return self._hand_out(slot)
                if slot.error is not None:
                    raise slot.error
            self._changed.clear()
            await self._changed.wait()

    @property
    def has_more(self) -> bool:
        """Whether the next batch is here."""
        return bool(self._slots) and (bool(self._slots[0].chunks) or self._slots[0].ended)

    async def aclose(self) -> None:
        """End what is under way."""
        self._broken = True
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def _hand_out(self, slot: _Slot) -> Batch:
        chunks, slot.chunks = slot.chunks, []
        slot.taken = True
        size = sum(len(chunk) for chunk in chunks)
        self._held -= size
        if slot.ended:
            self._slots.popleft()
            self._begin()
        self._room.set()
        return Batch(chunks, Mark.END if slot.ended else Mark.MORE, size)

    def _begin(self) -> None:
        while (
            self._pieces
            and not self._broken
            and len(self._tasks) < self._at_once
            and len(self._slots) < self._at_once * _AHEAD
            and (self._held < HELD or not self._slots)
        ):
            slot = _Slot(self._pieces.popleft())
            self._slots.append(slot)
            task = asyncio.create_task(self._bring(slot))
            self._tasks.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (odd := task.exception()) is not None:
            self._odd, self._broken = odd, True
        self._begin()
        self._changed.set()

    async def _bring(self, slot: _Slot) -> None:
        for left in reversed(range(TRIES)):
            try:
                await self._try(slot)
            except DownloadError as error:
                if left == 0 or error.retry_after is None or error.retry_after > PATIENCE:
                    slot.error = error
                    self._broken = True
                    return
                self._at_once = max(self._at_once // 2, 1)
                self._void(slot)
            else:
                slot.ended = True
                return

    async def _try(self, slot: _Slot) -> None:
        async with aclosing(self._read(slot.piece)) as chunks:
            async for chunk in chunks:
                while self._held >= HELD and not self._is_wanted_now(slot):
                    self._room.clear()
                    await self._room.wait()
                slot.chunks.append(chunk)
                self._held += len(chunk)
                self._changed.set()

    def _is_wanted_now(self, slot: _Slot) -> bool:
        return slot is self._slots[0] and not slot.chunks

    def _void(self, slot: _Slot) -> None:
        self._held -= sum(len(chunk) for chunk in slot.chunks)
        slot.chunks = []
        if slot.taken:
            slot.taken, slot.again = False, True
            self._changed.set()
        self._room.set()
