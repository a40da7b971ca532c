"""Streams by playlist (HLS). In the config: `downloaders: [{kind: hls}]`.

The best variant that is not higher than `max_height` is fetched, several fragments side by side.
Fragments of MP4 are put behind each other; MPEG-TS is made an MP4 by ffmpeg, and stays `.ts`
without it. Sound that is a stream of its own needs ffmpeg. AES-128 with a key that anybody is given
is decrypted; other encryption and DRM are refused by their names.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field

from aniworldd.disk import Disk
from aniworldd.downloaders import Streams, Tools
from aniworldd.downloaders.hls import finish, join
from aniworldd.downloaders.hls.choose import choose
from aniworldd.downloaders.hls.fetcher import Fetcher
from aniworldd.downloaders.hls.playlist import Master, Media
from aniworldd.downloaders.hls.receive import Stream
from aniworldd.errors import DownloadError
from aniworldd.model.download import Progress
from aniworldd.model.release import Form, Release
from aniworldd.programs import Programs

_ENOUGH = 0.02  # of a stream, to say how large it will be


class Settings(BaseModel):
    """Streams by playlist (HLS), several fragments side by side."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["hls"]
    fragments: Annotated[int, Field(ge=1, le=32)] = Field(
        default=8, description="How many fragments are fetched at once."
    )
    max_height: Annotated[int, Field(ge=144, le=8640)] | None = Field(
        default=None,
        description="Lines of the picture: the best variant that has no more is taken; null for the"
        " best of all.",
        examples=[720, 1080],
    )


def build(settings: Settings, tools: Tools) -> "Hls":
    return Hls(settings, tools.client, tools.programs, tools.disk)


class Hls:
    name = "hls"

    def __init__(self, settings: Settings, client: Streams, programs: Programs, disk: Disk) -> None:
        self._settings = settings
        self._client = client
        self._programs = programs
        self._disk = disk

    def accepts(self, release: Release) -> bool:
        """Anything that may be a playlist: what `http` found one at has a form of its own."""
        parts = urlsplit(release.url)
        if parts.scheme.lower() not in ("http", "https"):
            return False
        return release.form is not Form.PAGE or parts.path.lower().endswith(".m3u8")

    async def fetch(self, release: Release, folder: Path) -> AsyncIterator[Progress]:
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
                steps = stream.receive(fetcher.piece, at_once=self._settings.fragments)
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
            max_height=self._settings.max_height,
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
