"""From whole streams to the one file that is the media."""

import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from functools import partial
from pathlib import Path

from aniworldd.disk import Disk
from aniworldd.downloaders import part
from aniworldd.downloaders.hls import join
from aniworldd.downloaders.hls.join import Joiner, Kind, Whole
from aniworldd.downloaders.hls.receive import Stream
from aniworldd.downloaders.part import explained
from aniworldd.errors import DownloadError

logger = logging.getLogger(__name__)

_PICTURES = (Kind.TS, Kind.MP4)
_FORMATS = ("mp4", "mkv")  # the first that takes what is inside
_FIRST = "video-000.part"


async def finish(
    streams: Sequence[Stream], folder: Path, disk: Disk, joiner: Joiner | None
) -> AsyncGenerator[int, None]:
    """Leave `media.EXTENSION`; gives the bytes that are written for it.

    What is put together of nothing but bytes keeps them; a file that `joiner` makes leaves its
    streams beside it until the download's folder goes. Raises `DownloadError`.
    """
    whole = [await _whole(stream) for stream in streams]
    if whole[0].kind not in _PICTURES:
        raise DownloadError("what the playlist leads to is no video")
    alone = len(whole) == 1 and len(whole[0].sections) == 1
    if alone and (whole[0].kind is Kind.MP4 or joiner is None):
        await disk.run(partial(_name, folder, _FIRST, _usual(whole[0].kind)))
        return
    if joiner is None:
        raise DownloadError("ffmpeg, which would put it together, is not installed")
    duration = streams[0].media.duration
    async with aclosing(_joined(joiner, whole, folder, disk, duration)) as written:
        try:
            async for size in written:
                yield size
        except DownloadError as error:
            if not alone:
                raise
            logger.warning("It stays as it came, a .ts file: %s", error)
            await disk.run(partial(_name, folder, _FIRST, "ts"))


async def _joined(
    joiner: Joiner, whole: Sequence[Whole], folder: Path, disk: Disk, duration: float
) -> AsyncGenerator[int, None]:
    """In the first format that takes it."""
    trouble = DownloadError("there is no format to join it in")
    for extension in _FORMATS:
        try:
            async with aclosing(joiner.join(whole, extension, duration)) as written:
                async for size in written:
                    yield size
        except DownloadError as error:
            trouble = error
        else:
            await disk.run(partial(_name, folder, f"joined-{extension}.part", extension))
            return
    raise trouble


def take_back(folder: Path) -> None:
    """A file that found no place is a part again if it was one; any other goes."""
    with explained():
        part.take_back(folder, _FIRST)


async def _whole(stream: Stream) -> Whole:
    """Every section must be of the one kind that the first one is."""
    kinds = {join.kind(await stream.head(n)) for n in range(stream.media.sections)}
    found = kinds.pop()
    if kinds or found is None:
        raise DownloadError("the fragments are nothing that a film is made of")
    return Whole(found, stream.sections)


def _name(folder: Path, written: str, extension: str) -> None:
    with explained():
        (folder / written).rename(folder / f"media.{extension}")


def _usual(kind: Kind) -> str:
    return "mp4" if kind is Kind.MP4 else "ts"
