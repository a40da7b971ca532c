"""Sections and sound become one file: by ffmpeg, which sees nothing but the files that are here."""

import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from enum import Enum
from functools import partial
from pathlib import Path

from aniworldd.disk import Disk
from aniworldd.downloaders.part import explained
from aniworldd.errors import DiskFull, DownloadError, ProgramError
from aniworldd.programs import Programs, Run, no_room, told

_AGAIN = 60.0  # seconds
_NUMBER = re.compile(r"(total_size|out_time_us)=([0-9]{1,18})")
_FORMATS = "concat,mov,mp4,mpegts,aac,mp3,ac3"
_SLACK = 0.05  # of the duration, and
_SLACK_SECONDS = 3.0  # that much: what playlists say is rounded, and sound ends later than pictures


class Kind(Enum):
    """What a stream consists of, as ffmpeg calls it."""

    TS = "mpegts"
    MP4 = "mov"
    AAC = "aac"
    MP3 = "mp3"
    AC3 = "ac3"


@dataclass(frozen=True, slots=True)
class Whole:
    """A stream that is whole, on the disk."""

    kind: Kind
    sections: Sequence[Path]


def kind(head: bytes) -> Kind | None:
    """By the first bytes; None when it is nothing that HLS is made of."""
    if head.startswith(b"\x47"):
        return Kind.TS
    if head[4:8] in (b"ftyp", b"styp", b"moof", b"moov", b"sidx"):
        return Kind.MP4
    sound = head[10 + _syncsafe(head[6:10]) :] if head.startswith(b"ID3") else head
    if sound[:2] in (b"\xff\xf1", b"\xff\xf9", b"\xff\xf0", b"\xff\xf8"):
        return Kind.AAC
    if sound[:2] == b"\x0b\x77":
        return Kind.AC3
    return Kind.MP3 if sound[:2] in (b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2") else None


class Joiner:
    """Runs ffmpeg in the download's folder."""

    def __init__(self, programs: Programs, program: str, folder: Path, disk: Disk) -> None:
        self._programs = programs
        self._program = program
        self._folder = folder
        self._disk = disk

    async def join(
        self, streams: Sequence[Whole], extension: str, duration: float
    ) -> AsyncGenerator[int, None]:
        """Write `joined-EXTENSION.part`; gives the bytes of it so far.

        Raises `DownloadError` when it cannot be made, or lacks some of `duration` (seconds).
        """
        inputs = [word for stream in streams for word in _input(stream)]
        await self._disk.run(partial(_list, self._folder, streams))
        sound = ("-map", "1:a:0") if len(streams) > 1 else ("-map", "0:a?")
        name = f"joined-{extension}.part"
        # a section that cannot be read must not be left out; a lone stream has its odd packets
        strict = any(len(stream.sections) > 1 for stream in streams)
        call = [
            *(self._program, "-nostdin", "-hide_banner", "-loglevel", "error", "-y"),
            *(("-xerror",) if strict else ()),
            *inputs,
            *("-map", "0:v:0", *sound, "-c", "copy", "-dn", "-sn", "-map_metadata", "-1"),
            *("-max_muxing_queue_size", "4096", "-progress", "pipe:1", "-stats_period", "0.5"),
            *("-f", "matroska" if extension == "mkv" else extension, f"file:{name}"),
        ]
        seconds = 0.0
        try:
            async with self._programs.run(call, folder=self._folder) as run:
                async with aclosing(_told(run)) as facts:
                    async for what, number in facts:
                        if what == "total_size":
                            yield number
                        else:
                            seconds = max(seconds, number / 1e6)
                await _judge(run)
        except ProgramError as error:
            raise DownloadError(f"ffmpeg: {error}", retry_after=_AGAIN) from error
        if seconds < duration * (1 - _SLACK) - _SLACK_SECONDS:
            raise DownloadError(
                f"ffmpeg made {seconds:.0f} s of what should be {duration:.0f} s",
                retry_after=_AGAIN,
            )


def _input(stream: Whole) -> list[str]:
    """Its kind is told, never guessed: guessing, ffmpeg follows whatever a playlist says."""
    only_files = ("-protocol_whitelist", "file,pipe", "-format_whitelist", _FORMATS)
    if len(stream.sections) == 1:
        return [*only_files, "-f", stream.kind.value, "-i", f"file:{stream.sections[0].name}"]
    return [*only_files, "-f", "concat", "-safe", "0", "-i", f"file:{_list_name(stream)}"]


def _list(folder: Path, streams: Sequence[Whole]) -> None:
    """Write down what ffmpeg is to put behind each other; also shows whether the disk answers."""
    with explained():
        for stream in streams:
            lines = [f"file 'file:{path.name}'\n" for path in stream.sections]
            (folder / _list_name(stream)).write_text("".join(["ffconcat version 1.0\n", *lines]))


def _list_name(stream: Whole) -> str:
    return f"{stream.sections[0].name.removesuffix('.part')}-list.part"


async def _told(run: Run) -> AsyncGenerator[tuple[str, int], None]:
    async with aclosing(run.lines()) as lines:
        async for line in lines:
            if not line.error and (found := _NUMBER.fullmatch(line.text.strip())):
                yield found[1], int(found[2])


async def _judge(run: Run) -> None:
    code = await run.wait()
    if code == 0:
        return
    if no_room(run.errors):
        raise DiskFull("the disk has no room for what ffmpeg writes")
    raise DownloadError(f"ffmpeg cannot join it: {told(run.errors, code)}", retry_after=_AGAIN)


def _syncsafe(four: bytes) -> int:
    """A number as ID3 writes it: seven bits in a byte."""
    number = 0
    for byte in four:
        number = number << 7 | byte & 0x7F
    return number
