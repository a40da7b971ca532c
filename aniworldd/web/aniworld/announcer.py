"""What happened, put on the stream in the documents' words."""

import asyncio

from aniworldd.borders import contain
from aniworldd.clock import Clock
from aniworldd.errors import NotFound
from aniworldd.events import (
    DownloadFailed,
    DownloadFinished,
    DownloadProgressed,
    DownloadQueued,
    DownloadStarted,
    DownloadWithdrawn,
    Event,
    PassFinished,
)
from aniworldd.model.download import Speed
from aniworldd.web.aniworld import shapes
from aniworldd.web.aniworld.shapes import Message
from aniworldd.web.keys import Reads
from aniworldd.web.stream import Frame, Stream

TICK = 0.25  # seconds; progress and the queue's figures are told at most once in it


def framed(message: Message, clock: Clock) -> Frame:
    return Frame(shapes.envelope(message, clock.now()), message.room, message.slot)


class Announcer:
    """Puts what happened on the stream; of progress only the newest, once a tick."""

    def __init__(self, stream: Stream, reads: Reads, clock: Clock) -> None:
        self._stream = stream
        self._reads = reads
        self._clock = clock
        self._speeds: dict[str, Speed] = {}
        self._folders: dict[str, str] = {}  # until the next pass, which may pin one
        self._queue_changed = False
        self._something = asyncio.Event()

    def hear(self, event: Event) -> None:
        """A listener for the bus."""
        if not len(self._stream):
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
            self._queue_changed = True
            self._something.set()
        if isinstance(event, PassFinished):
            self._folders.clear()
        self._tell(shapes.told(event, self._folder))

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
        for speed in speeds.values():
            self._tell(shapes.progress(speed, self._folder))
        if self._queue_changed:
            self._queue_changed = False
            self._tell(shapes.queue_status(self._reads.now()))

    def _tell(self, message: Message) -> None:
        self._stream.send(framed(message, self._clock))

    def _folder(self, key: str) -> str:
        if key not in self._folders:
            try:
                self._folders[key] = self._reads.title(key).folder
            except NotFound:
                self._folders[key] = ""
        return self._folders[key]
