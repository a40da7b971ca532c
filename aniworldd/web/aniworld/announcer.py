"""What happened, put on the stream in the documents' words."""

import asyncio
from collections.abc import Sequence

from aniworldd.borders import contain
from aniworldd.clock import Clock
from aniworldd.events import (
    DownloadFailed,
    DownloadFinished,
    DownloadProgressed,
    DownloadQueued,
    DownloadStarted,
    DownloadWithdrawn,
    Event,
    QueueStarted,
    QueueStopped,
)
from aniworldd.model.download import Speed
from aniworldd.web.aniworld import older, shapes
from aniworldd.web.aniworld.shapes import Message
from aniworldd.web.keys import Reads
from aniworldd.web.stream import Frame, Stream

_BACK = 300.0  # seconds in which somebody who lost his connection is waited for
TICK = 0.25  # seconds; progress and the queue's figures are told at most once in it


def framed(message: Message, clock: Clock, id: str = "", number: int = 0) -> Frame:
    """The message for one listener, or, with an id and its number, for many."""
    body = shapes.envelope(message, clock.now(), id)
    return Frame(body, message.room, message.slot, number)


class Announcer:
    """Puts what happened on the stream; of progress only the newest, once a tick.

    Messages are numbered, so that whoever lost his connection is told what he missed: `run` tells
    the numbers of one start from those of another. Once nobody listened for a while nothing is put
    together any more.
    """

    def __init__(self, stream: Stream, reads: Reads, clock: Clock, run: str) -> None:
        self._stream = stream
        self._reads = reads
        self._clock = clock
        self._run = run
        self._number = 0
        self._left_at = -_BACK  # monotonic; when somebody last went
        self._speeds: dict[str, Speed] = {}
        self._queue_changed = False
        self._something = asyncio.Event()

    def hear(self, event: Event) -> None:
        """A listener for the bus."""
        if not self._somebody():
            self._number += 1
            self._stream.forget()
            return
        if isinstance(event, DownloadProgressed):
            self._speeds[event.speed.download] = event.speed
            self._something.set()
            return
        if isinstance(
            event,
            DownloadQueued
            | DownloadStarted
            | DownloadFinished
            | DownloadFailed
            | DownloadWithdrawn,
        ):
            self._speeds.pop(event.download.id, None)
            self._queue_has_changed()
        if isinstance(event, QueueStarted | QueueStopped):
            self._queue_has_changed()
        self._number += 1
        self._tell(shapes.told(event, self._reads.label))
        in_october_s_words = older.told(event)
        if in_october_s_words is not None and self._stream.occupied(older.ROOM):
            self._stream.send(framed(in_october_s_words, self._clock))

    def left(self) -> None:
        """Somebody listens no more; perhaps he comes back."""
        self._left_at = self._clock.monotonic()

    def missed(self, id: str) -> Sequence[Frame]:
        """What was said after that message, or that this is not known; then how it stands now."""
        frames = self._since(id)
        if frames is None:
            message = "What you missed is not known any more; this is how it stands"
            frames = (self._framed(Message("system_info", {"message": message, "missed": True})),)
        running = (shapes.progress(speed, self._reads.label) for speed in self._reads.running())
        return [
            *frames,
            *map(self._framed, running),
            self._framed(shapes.queue_status(self._reads.queue())),
        ]

    async def run(self) -> None:
        """Tell what gathers, until cancelled."""
        while True:
            await self._something.wait()
            await self._clock.sleep(TICK)
            self._something.clear()
            with contain("telling progress"):
                self._tell_gathered()

    def _tell_gathered(self) -> None:
        speeds, self._speeds = self._speeds, {}
        october = self._stream.occupied(older.ROOM)
        for speed in speeds.values():
            self._tell(shapes.progress(speed, self._reads.label))
            if october:
                self._stream.send(framed(older.progress(speed), self._clock))
        if self._queue_changed:
            self._queue_changed = False
            self._tell(shapes.queue_status(self._reads.queue()))

    def _queue_has_changed(self) -> None:
        self._queue_changed = True
        self._something.set()

    def _tell(self, message: Message) -> None:
        self._stream.send(self._framed(message))

    def _framed(self, message: Message) -> Frame:
        return framed(message, self._clock, self.id(self._number), self._number)

    def id(self, number: int) -> str:
        """What that message is called, and whoever comes back calls it."""
        return f"{self._run}-{number}"

    def _since(self, id: str) -> Sequence[Frame] | None:
        run, _, number = id.rpartition("-")
        if run != self._run or not number.isdecimal():
            return None
        return () if int(number) == self._number else self._stream.since(int(number))

    def _somebody(self) -> bool:
        """Whether anybody listens, or may come back."""
        return len(self._stream) > 0 or self._clock.monotonic() - self._left_at < _BACK
