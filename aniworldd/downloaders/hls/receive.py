"""One stream from the network onto the disk, piece by piece in their order."""

import asyncio
import hashlib
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from functools import partial
from pathlib import Path

from aniworldd.disk import LONG, Disk
from aniworldd.downloaders.hls.flow import Batch, Flow, Mark, Read
from aniworldd.downloaders.hls.playlist import Media
from aniworldd.downloaders.hls.spool import Load, Proof, Spool
from aniworldd.errors import AniworldError

logger = logging.getLogger(__name__)

_BATCH = 2 * 1024 * 1024  # bytes that are written at once


class Stream:
    """A stream in the download's folder, whole when `receive` has ended."""

    def __init__(self, folder: Path, name: str, media: Media, disk: Disk) -> None:
        self.media = media
        self.seconds = 0.0  # of what is whole
        self._folder = folder
        self._name = name
        self._disk = disk
        self._spool: Spool | None = None
        self._write: asyncio.Future[None] | None = None
        self._sync: asyncio.Future[None] | None = None
        self._waiting = 0  # bytes to be written

    @property
    def size(self) -> int:
        """Bytes that are here."""
        return (self._spool.size if self._spool else 0) + self._waiting

    @property
    def sections(self) -> Sequence[Path]:
        spool = self._opened()
        return [spool.section(number) for number in range(self.media.sections)]

    async def take_up(self) -> None:
        """Take up what an earlier fetch left."""
        make = partial(Spool, self._folder, self._name, self.media.identity())
        self._spool = await self._disk.run(make, unwanted=Spool.close)
        self._count()

    async def receive(self, read: Read, *, at_once: int) -> AsyncGenerator[None, None]:
        """Fetch what is missing; gives something whenever more is here.

        What is here already stays only if the last piece of it is still the same.
        """
        spool = self._opened()
        proof = await self._disk.run(spool.proof, patience=LONG)
        first = spool.finished - 1 if proof else 0
        async with aclosing(Flow(read, self.media.pieces[first:], at_once=at_once)) as flow:
            if proof is None or await _is_proved(flow, proof):
                async with aclosing(self._take(flow, spool)) as steps:
                    async for step in steps:
                        yield step
                return
        logger.info("%s starts over: its last piece is not the same any more", self._name)
        await self._disk.run(spool.start_over)
        self._count()
        async with (
            aclosing(Flow(read, self.media.pieces, at_once=at_once)) as flow,
            aclosing(self._take(flow, spool)) as steps,
        ):
            async for step in steps:
                yield step

    async def close(self) -> None:
        """Let go of the files, when nothing is being written any more."""
        if self._spool is None:
            return
        try:
            for under_way in (self._write, self._sync):
                if under_way is not None:
                    await asyncio.shield(under_way)
        except AniworldError as error:
            logger.info("The last pieces of a stream are not kept: %s", error)
        finally:
            self._disk.post(self._spool.close)

    async def head(self, section: int) -> bytes:
        """The first bytes of a section."""
        spool = self._opened()
        return await self._disk.run(partial(spool.head, section))

    async def _take(self, flow: Flow, spool: Spool) -> AsyncGenerator[None, None]:
        batches: list[Batch] = []
        try:
            while spool.finished < len(self.media.pieces):
                batch = await flow.take()
                if batch.mark is Mark.AGAIN:
                    batches = batches[: _whole(batches)]
                batches.append(batch)
                self._waiting = sum(batch.size for batch in batches)
                # one write for whatever is whole: each costs two changes of the thread
                if self._waiting >= _BATCH or not (batch.mark is Mark.MORE or flow.has_more):
                    self._write = self._put(spool, batches)
                    batches = []
                    await asyncio.shield(self._write)
                    self._waiting = 0
                    self._keep(spool)
                yield
        finally:
            self._waiting = 0
            if whole := batches[: _whole(batches)]:
                self._write = self._put(spool, whole)  # `close` waits for it

    def _put(self, spool: Spool, batches: Sequence[Batch]) -> asyncio.Future[None]:
        return self._disk.start(partial(self._written, spool, batches), patience=LONG)

    def _written(self, spool: Spool, batches: Sequence[Batch]) -> None:
        """Runs in a thread. One write for what goes into one file."""
        if batches[0].mark is Mark.AGAIN:  # of a later one nothing is written yet
            spool.rewind()
        number = spool.finished
        load = Load(self.media.pieces[number].section)
        for batch in batches:
            section = self.media.pieces[number].section
            if section != load.section:
                spool.write(load)
                load = Load(section)
            load.chunks += batch.chunks
            load.size += batch.size
            if batch.mark is Mark.END:
                load.ends.append(load.size)
                self.seconds += self.media.pieces[number].duration
                number += 1
        spool.write(load)

    def _keep(self, spool: Spool) -> None:
        """Have what is written survive a power cut, now and then."""
        if spool.sync_due and (self._sync is None or self._sync.done()):
            if self._sync is not None:
                self._sync.result()
            self._sync = self._disk.start(spool.sync, patience=LONG)

    def _count(self) -> None:
        whole = self.media.pieces[: self._opened().finished]
        self.seconds = sum(piece.duration for piece in whole)

    def _opened(self) -> Spool:
        if self._spool is None:
            raise RuntimeError("the stream was not taken up")
        return self._spool


def _whole(batches: Sequence[Batch]) -> int:
    """How many of them are before the piece that is not whole."""
    ends = [index for index, batch in enumerate(batches, 1) if batch.mark is not Mark.MORE]
    return max(ends, default=0)


async def _is_proved(flow: Flow, proof: Proof) -> bool:
    """Whether the first piece that comes is the one that was here last."""
    digest, length = hashlib.sha256(), 0
    while True:
        batch = await flow.take()
        if batch.mark is Mark.AGAIN:
            digest, length = hashlib.sha256(), 0
        for chunk in batch.chunks:
            digest.update(chunk)
            length += len(chunk)
        if batch.mark is Mark.END:
            return Proof(length, digest.digest()) == proof
