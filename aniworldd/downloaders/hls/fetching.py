"""A stream fetched by its playlist, into one file."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from aniworldd.downloaders import Tools
from aniworldd.downloaders.hls import finish, join
from aniworldd.downloaders.hls.choose import choose
from aniworldd.downloaders.hls.fetcher import Fetcher
from aniworldd.downloaders.hls.playlist import Master, Media
from aniworldd.downloaders.hls.receive import Stream
from aniworldd.errors import DownloadError
from aniworldd.model.download import Progress
from aniworldd.model.release import Release

_ENOUGH = 0.02  # of a stream, to say how large it will be


class Fetching:
    """`at_once` fragments side by side; the best variant with at most `max_height` lines."""

    def __init__(self, tools: Tools, *, at_once: int, max_height: int | None) -> None:
        self._client = tools.client
        self._programs = tools.programs
        self._disk = tools.disk
        self._at_once = at_once
        self._max_height = max_height

    async def fetch(self, release: Release, folder: Path) -> AsyncGenerator[Progress, None]:
        """As `Downloader.fetch`."""
        ffmpeg = self._programs.find("ffmpeg")
        async with AsyncExitStack() as opened:
            fetcher = Fetcher(self._client, release.referer)
            opened.push_async_callback(fetcher.close)
            plan = await self._plan(fetcher, release, can_join=ffmpeg is not None)
            await self._disk.run(partial(finish.take_back, folder))
            streams = [
                Stream(folder, name, media, self._disk)
                for name, media in (("video", plan.video), ("audio", plan.audio))
                if media is not None
            ]
            for stream in streams:
                opened.push_async_callback(stream.close)
                await stream.take_up()
            reckoning = _Reckoning(streams, plan)
            yield reckoning.now()
            for stream in streams:
                steps = stream.receive(fetcher.piece, at_once=self._at_once)
                async with aclosing(steps):
                    async for _ in steps:
                        yield reckoning.now()
            joiner = self._joiner(ffmpeg, folder)
            async with aclosing(finish.finish(streams, folder, self._disk, joiner)) as written:
                async for more in written:
                    yield reckoning.now(more)

    def _joiner(self, ffmpeg: str | None, folder: Path) -> join.Joiner | None:
        return join.Joiner(self._programs, ffmpeg, folder, self._disk) if ffmpeg else None

    async def _plan(self, fetcher: Fetcher, release: Release, *, can_join: bool) -> "_Plan":
        """What is to be fetched. Raises `DownloadError`."""
        found = await fetcher.playlist(release.url)
        if isinstance(found, Media):
            return _checked(_Plan(found, None, 0), can_join=can_join)
        variant, sound = choose(
            found,
            max_height=self._max_height,
            language=release.language,
            can_join=can_join,
        )
        video = await _read_media(fetcher, variant.url)
        audio = await _read_media(fetcher, sound.url) if sound and sound.url else None
        return _checked(_Plan(video, audio, variant.bandwidth), can_join=can_join)


@dataclass(frozen=True, slots=True)
class _Plan:
    """The streams to fetch."""

    video: Media
    audio: Media | None
    bandwidth: int  # bits a second; 0 = not said
    joins: bool = False  # ffmpeg writes it all once more


class _Reckoning:
    """How far it is, and how many bytes it is likely to become: playlists do not say."""

    def __init__(self, streams: Sequence[Stream], plan: _Plan) -> None:
        self._streams = streams
        self._said = int(plan.bandwidth / 8 * plan.video.duration)
        self._times = 2 if plan.joins else 1

    def now(self, joined: int = 0) -> Progress:
        """`joined` are the bytes that ffmpeg has written."""
        done = sum(stream.size for stream in self._streams)
        total = self._estimate()
        if total is None:
            return Progress(done)
        return Progress(done + joined, max(total * self._times, done + joined))

    def _estimate(self) -> int | None:
        sizes = [_likely(stream) for stream in self._streams]
        if sizes[0] is None:
            return self._said or None
        return max(sum(size or 0 for size in sizes), sum(stream.size for stream in self._streams))


def _likely(stream: Stream) -> int | None:
    """Bytes, once a fiftieth of it or all is here."""
    share = stream.seconds / stream.media.duration if stream.media.duration else 0.0
    return int(stream.size / share) if share >= _ENOUGH else None


def _checked(plan: _Plan, *, can_join: bool) -> _Plan:
    """Whether it needs ffmpeg; raises `DownloadError` when it cannot do without."""
    begun_anew = max(media.sections for media in (plan.video, plan.audio) if media) > 1
    if begun_anew and not can_join:
        raise DownloadError(
            "its MP4 begins anew within the film, and ffmpeg, which would join that, is not"
            " installed"
        )
    joins = can_join and (plan.audio is not None or begun_anew or not plan.video.has_header)
    return replace(plan, joins=joins)


async def _read_media(fetcher: Fetcher, url: str) -> Media:
    found = await fetcher.playlist(url)
    if isinstance(found, Master):
        raise DownloadError("the playlist leads to another choice of playlists")
    return found
