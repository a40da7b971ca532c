"""A program of your own. In the config: `downloaders: [{kind: command, arguments: [...]}]`.

downloaders:
  - kind: command
    arguments: [/usr/local/bin/fetch, --out, "{folder}", "{url}"]
    forms: [page, unknown]

It is started with these arguments, without a shell, in an empty folder of its own, with nothing in
its environment but PATH, HOME (that folder), LANG, TZ, and with `fetch.proxy` http_proxy and
https_proxy. In an argument `{url}`, `{folder}`,
`{title}`, `{season}`, `{number}`, `{language}`, `{referer}`, `{provider}`, `{hoster}` and `{rate}`
(bytes a second that it may take, 0 for no limit) stand for what is to be fetched; `{{` and `}}` are
braces.

It ends with 0 when exactly one file is in that folder, the media; what begins with a dot or ends in
`.part` or `.tmp` does not count. It ends with 65 when there is no media behind the address: the
next downloader gets it. 69: the host does not answer, and is left alone for a while, at no cost in
tries. 75: not now, but later. Anything else: this address is no good. Its last
line on stderr is the reason that people are shown. A line `progress DONE` or `progress DONE TOTAL`
(bytes) on stdout says how far it is; without one the size of its folder does. When it is not wanted
any more it gets SIGTERM, and SIGKILL three seconds later, it and everything that it has started.
"""

import logging
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from aniworldd.downloaders import Tools
from aniworldd.downloaders.annex import Annex, refuse_inside, watched
from aniworldd.errors import DiskFull, DownloadError, HostDown, ProgramError, ProgramMissing
from aniworldd.model.download import Progress
from aniworldd.model.release import Form, Release
from aniworldd.programs import Line, Run, no_room, proxied, told

logger = logging.getLogger(__name__)

AGAIN = 60.0  # seconds
NO_MEDIA, DOWN, LATER = 65, 69, 75  # EX_DATAERR, EX_UNAVAILABLE, EX_TEMPFAIL of sysexits.h

_FIELDS = (
    *("url", "folder", "title", "season", "number", "language", "referer", "provider"),
    *("hoster", "rate"),
)
_PLACE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_PROGRESS = re.compile(r"progress ([0-9]{1,18})(?: ([0-9]{1,18}))?")


def _argument(text: str) -> str:
    """An argument that can be filled in. Raises ValueError with a sentence."""
    if "\0" in text:
        raise ValueError("an argument cannot hold a NUL")
    for found in _PLACE.finditer(text):
        if found[0] in ("{", "}"):
            raise ValueError(f"'{text}' has a lone brace; write {{{{ or }}}} for one")
        if found[1] is not None and found[1] not in _FIELDS:
            places = " ".join(f"{{{field}}}" for field in _FIELDS)
            raise ValueError(f"there is no {{{found[1]}}}; what may stand there: {places}")
    return text


def _arguments(texts: tuple[str, ...]) -> tuple[str, ...]:
    if _PLACE.search(texts[0]):
        raise ValueError("the first of them is the program itself, without any {place}")
    return texts


Argument = Annotated[str, AfterValidator(_argument)]


class Settings(BaseModel):
    """A program of your own; its arguments say what it is told."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["command"]
    arguments: Annotated[
        tuple[Argument, ...], Field(min_length=1, max_length=100), AfterValidator(_arguments)
    ] = Field(
        description="The program and its arguments; {url}, {folder}, {title}, {season}, {number},"
        " {language}, {referer}, {provider}, {hoster} and {rate} stand for what is to be fetched.",
        examples=[["/usr/local/bin/fetch", "--out", "{folder}", "{url}"]],
    )
    forms: tuple[Form, ...] = Field(
        default=tuple(Form),
        description="Which releases it is offered, by what is found at their addresses.",
        examples=[["page", "unknown"]],
    )
    name: Annotated[str, Field(min_length=1, max_length=40)] = Field(
        default="command", description="What it is called in messages."
    )


def build(settings: Settings, tools: Tools) -> "Command":
    return Command(settings, tools)


class Command:
    def __init__(self, settings: Settings, tools: Tools) -> None:
        self.name = settings.name
        self._settings = settings
        self._tools = tools

    def accepts(self, release: Release) -> bool:
        return release.form in self._settings.forms

    async def fetch(self, release: Release, folder: Path) -> AsyncIterator[Progress]:
        refuse_inside(release.url, self._tools)
        annex = Annex(folder, "command", self._tools.disk)
        await annex.make()
        arguments = self._filled(release, annex.path)
        done = Progress(0)
        try:
            async with self._tools.programs.run(
                arguments, folder=annex.path, environment=proxied(self._tools.proxy)
            ) as run:
                async with aclosing(watched(run, annex)) as said:
                    async for word in said:
                        if (step := _step(word, done)) is not None:
                            done = step
                            yield done
                await _judge(run, self.name)
        except ProgramError as error:
            raise DownloadError(str(error)) from error
        files = await annex.files()
        if len(files) != 1:
            raise DownloadError(f"{self.name} left {len(files)} files where one was due")
        await annex.take(files[0])

    def _filled(self, release: Release, folder: Path) -> list[str]:
        """Raises `DownloadError` for what a program would take for an option of its own."""
        values = {
            "url": release.url,
            "folder": str(folder),
            "title": release.item.title,
            "season": str(release.item.season),
            "number": str(release.item.number),
            "language": release.language,
            "referer": release.referer,
            "provider": release.provider,
            "hoster": release.hoster,
            "rate": str(self._tools.rate() or 0),
        }
        program, *others = self._settings.arguments
        path = self._tools.programs.find(program)
        if path is None:
            raise ProgramMissing(f"{self.name}: there is no program {program}")
        return [path, *(_fill(text, values) for text in others)]


def _fill(text: str, values: Mapping[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        return values[found[1]] if found[1] is not None else found[0][0]

    filled = _PLACE.sub(value, text)
    if filled.startswith("-") and not text.startswith("-"):
        raise DownloadError(f"{filled[:60]!r} would be taken for an option")
    if "\0" in filled:
        raise DownloadError("what is to be fetched has a NUL in it")
    return filled


def _step(word: Line | int, done: Progress) -> Progress | None:
    """How far it is now; None when that was no news. What it says itself counts for more."""
    if isinstance(word, int):
        return Progress(word, done.total) if word > done.done else None
    found = None if word.error else _PROGRESS.fullmatch(word.text.strip())
    if found is None:
        logger.debug("It says: %s", word.text)
        return None
    now, total = int(found[1]), int(found[2]) if found[2] else None
    return Progress(now, max(now, total) if total is not None else None)


async def _judge(run: Run, name: str) -> None:
    code = await run.wait()
    if code == 0:
        return
    reason = f"{name}: {told(run.errors, code)}"
    if no_room(run.errors):
        raise DiskFull(reason)
    if code == DOWN:
        raise HostDown(reason, retry_after=AGAIN)
    raise DownloadError(
        reason,
        retry_after=AGAIN if code == LATER or code < 0 else None,
        not_media=code == NO_MEDIA,
    )
