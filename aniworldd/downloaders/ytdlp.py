"""Pages of the sites that yt-dlp knows. In the config: `downloaders: [{kind: ytdlp}]`.

yt-dlp 2026.7.4 or newer does the work as a program of its own: without config files, plugins,
cookies or anything run besides it, in a folder of its own, and ended with whatever it started. What
a stopped run left is not gone on with: it asks for the rest of a file without any proof that it is
still the same file.
"""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from aniworldd.downloaders import Tools
from aniworldd.downloaders.annex import Annex, refuse_inside, watched
from aniworldd.errors import DiskFull, DownloadError, HostDown, ProgramError, ProgramMissing
from aniworldd.model.download import Progress
from aniworldd.model.release import Form, Release
from aniworldd.net.urls import shown
from aniworldd.programs import Line, ended, no_room, proxied, ytdlp
from aniworldd.programs.ytdlp import Failure

logger = logging.getLogger(__name__)

AGAIN = 60.0  # seconds
LIVE = 3600.0  # seconds until it makes sense to look again whether a broadcast has ended

_PLAN, _STEP, _FILE = "aniworldd-plan ", "aniworldd-step ", "aniworldd-file "
_OPTIONS = (
    *(
        "--no-playlist",
        "--playlist-items=1",
        "--match-filters=!is_live & live_status!=?is_upcoming",
    ),
    *("--no-continue", "--abort-on-unavailable-fragments", "--no-warnings", "--no-simulate"),
    *("--socket-timeout=20", "--retries=3", "--fragment-retries=3", "--file-access-retries=0"),
    *("--quiet", "--progress", "--newline", "--output=media.%(ext)s"),
    f"--print=before_dl:{_PLAN}%(.{{filesize,filesize_approx,requested_formats.:.format_id}})j",
    f"--progress-template=download:{_STEP}"
    "%(progress.{status,filename,downloaded_bytes,total_bytes,total_bytes_estimate})j",
    f"--print=after_move:{_FILE}%(filepath)j",
)


class Settings(BaseModel):
    """Pages of the sites that yt-dlp knows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["ytdlp"]
    program: Path | None = Field(
        default=None,
        description="The program's path. null: yt-dlp beside aniworldd's own Python, else on PATH.",
        examples=["/opt/yt-dlp/bin/yt-dlp"],
    )
    fragments: Annotated[int, Field(ge=1, le=32)] = Field(
        default=4, description="How many fragments of a stream are fetched at once."
    )
    max_height: Annotated[int, Field(ge=144, le=8640)] | None = Field(
        default=None,
        description="Lines of the picture: the best that has no more is taken; null for the best of"
        " all.",
        examples=[720, 1080],
    )


class _Foreign(BaseModel, frozen=True):
    """A line of JSON; anything that is not named here is let go."""


class _Plan(_Foreign):
    filesize: int | None = None
    filesize_approx: float | None = None
    requested_formats: tuple[object, ...] | None = None


class _Step(_Foreign):
    status: str = ""
    filename: str = ""
    downloaded_bytes: int | None = None
    total_bytes: int | None = None
    total_bytes_estimate: float | None = None


class _File(_Foreign):
    path: str


def build(settings: Settings, tools: Tools) -> "Ytdlp":
    return Ytdlp(settings, tools)


class Ytdlp:
    name = "ytdlp"

    def __init__(self, settings: Settings, tools: Tools) -> None:
        self._settings = settings
        self._tools = tools

    def accepts(self, release: Release) -> bool:
        """Pages, and what may be one.

        A page where a file or a stream was promised is a login or an excuse, and the videos that it
        shows are not the one that is due.
        """
        web = urlsplit(release.url).scheme.lower() in ("http", "https")
        return web and release.form in (Form.PAGE, Form.UNKNOWN)

    async def fetch(self, release: Release, folder: Path) -> AsyncIterator[Progress]:
        refuse_inside(release.url, self._tools)
        annex = Annex(folder, "ytdlp", self._tools.disk)
        await annex.make()
        account = _Account()
        try:
            async with self._tools.programs.run(
                await self._call(release), folder=annex.path, environment=proxied(self._tools.proxy)
            ) as run:
                async with aclosing(watched(run, annex)) as said:
                    async for word in said:
                        if account.hear(word):
                            yield account.progress
                code = await run.wait()
        except ytdlp.Missing as error:
            raise ProgramMissing(str(error)) from error
        except ProgramError as error:
            raise DownloadError(str(error), retry_after=AGAIN) from error
        if code != 0:
            raise _failure(release.url, run.errors, code, began=account.progress.done > 0)
        if not account.file:
            raise DownloadError(
                f"yt-dlp found nothing to fetch at {shown(release.url)} yet", retry_after=LIVE
            )
        await annex.take(account.file)

    async def _call(self, release: Release) -> Sequence[str]:
        settings = self._settings
        given = None if settings.program is None else str(settings.program)
        program = await ytdlp.find(self._tools.programs, given)
        rate, height = self._tools.rate(), settings.max_height
        return [
            *(program, *ytdlp.ALONE, *_OPTIONS),
            f"--concurrent-fragments={settings.fragments}",
            *((f"--limit-rate={rate}",) if rate else ()),
            *((f"--format-sort=res:{height}",) if height else ()),
            *((f"--add-headers=Referer:{release.referer}",) if release.referer else ()),
            *("--", release.url),
        ]


class _Account:
    """What a run said so far: how far it is, and which file it made."""

    def __init__(self) -> None:
        self.progress = Progress(0)
        self.file = ""
        self._plan = 0  # bytes that it will write, as far as it knows
        self._times = 1  # 2: pictures and sound are fetched apart, and joined afterwards
        self._files: dict[str, _Step] = {}

    def hear(self, word: Line | int) -> bool:
        """Whether it is further than before."""
        before = self.progress
        if isinstance(word, int):  # while it joins files it says nothing
            self._move(word)
        elif not word.error:
            self._read(word.text)
        return self.progress != before

    def _read(self, text: str) -> None:
        try:
            if text.startswith(_PLAN):
                plan = _Plan.model_validate_json(text.removeprefix(_PLAN))
                self._plan = plan.filesize or int(plan.filesize_approx or 0)
                self._times = 2 if len(plan.requested_formats or ()) > 1 else 1
            elif text.startswith(_STEP):
                step = _Step.model_validate_json(text.removeprefix(_STEP))
                self._files[step.filename] = step
                self._move(sum(step.downloaded_bytes or 0 for step in self._files.values()))
            elif text.startswith(_FILE):
                self.file = _File.model_validate_json(
                    f'{{"path": {text.removeprefix(_FILE)}}}'
                ).path
            else:
                logger.debug("yt-dlp says: %s", text)
        except ValidationError as error:
            logger.warning("yt-dlp says something odd: %s", error.errors(include_url=False)[0])

    def _move(self, done: int) -> None:
        done = max(done, self.progress.done)
        fetched = sum(_total(step) for step in self._files.values())
        total = max(self._plan, fetched) * self._times
        self.progress = Progress(done, max(total, done) if total else None)


def _total(step: _Step) -> int:
    return step.total_bytes or int(step.total_bytes_estimate or 0)


def _failure(url: str, said: str, code: int, *, began: bool) -> DownloadError | DiskFull:
    """What its last error means for a download; `began`: bytes of the media had come."""
    sentence = ytdlp.sentence(said) or ended(code)
    message = f"yt-dlp does not get {shown(url)}: {sentence}"
    if no_room(said):
        return DiskFull(message)
    match ytdlp.failure(said):
        case Failure.PROTECTED:
            return DownloadError(f"{shown(url)} is protected by DRM, which is not broken here")
        case Failure.UNKNOWN_SITE:
            return DownloadError(message, not_media=True)
        case Failure.GONE:
            return DownloadError(message)
        case Failure.DOWN if not began:
            return HostDown(message, retry_after=AGAIN)
        case Failure.DOWN | Failure.LATER | Failure.OTHER:
            return DownloadError(message, retry_after=AGAIN)
