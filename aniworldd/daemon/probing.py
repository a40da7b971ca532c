"""What the machine is asked now and then: programs, rights and backups, beside the loop."""

import asyncio
import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from pydantic import BaseModel

from aniworldd.borders import contain
from aniworldd.clock import Clock
from aniworldd.config.backups import Backups
from aniworldd.config.places import Places
from aniworldd.config.plugs import kind_of
from aniworldd.daemon import plugs
from aniworldd.daemon.written import Start
from aniworldd.errors import ProgramError, Unavailable
from aniworldd.health.checks import Need
from aniworldd.overview.words import both
from aniworldd.programs import Programs, ytdlp

_EVERY = 60.0  # seconds: who made a backup, or installed a program, soon sees that it helped

# Which kinds of provider or downloader make use of which program.
_USERS: Mapping[str, Collection[str]] = {"yt-dlp": {"ytdlp"}, "ffmpeg": {"hls", "ytdlp"}}


@dataclass(frozen=True, slots=True)
class Probed:
    """What was found."""

    needs: tuple[Need, ...] = ()
    config_writable: bool = True
    backup_at: datetime | None = None


class Probe:
    """Looks at the start and every minute; a program is started only when it is another one."""

    def __init__(self, begin: Start, where: Places, clock: Clock, programs: Programs) -> None:
        self._where = where
        self._clock = clock
        self._programs = programs
        self._backups = Backups(where, plugs.PLUGS, begin.settings, now=clock.now)
        self._sections = [*begin.providers.values(), *begin.reading.downloaders]
        self.found = Probed()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            with contain("looking at the machine"):
                await self.look()
            await self._clock.sleep(_EVERY)

    async def look(self) -> None:
        needs = []
        for name, users in _USERS.items():
            own = [one for one in self._sections if kind_of(one) in users]
            if own:
                kinds = both(sorted({kind_of(one) for one in own}))
                given = {_given(one) for one in own} if name == ytdlp.NAME else {None}
                needs.append(await self._need(name, f"the kind {kinds}", given))
        for program in sorted({one for it in self._sections if (one := _own(it))}):
            needs.append(await self._need(PurePath(program).name, "the kind command", {program}))
        writable = await asyncio.to_thread(os.access, self._where.folder, os.W_OK | os.X_OK)
        self.found = Probed(tuple(needs), writable, await asyncio.to_thread(self._newest))

    async def _need(self, name: str, what_for: str, programs: Iterable[str | None]) -> Need:
        """`programs` are those that the config names, and None for the usual one."""
        found = Need(name, what_for)
        for given in programs:
            there = await asyncio.to_thread(self._programs.find, given or name) is not None
            trouble = await self._trouble(name, given, there=there)
            if trouble and (not found.trouble or not found.meant):
                found = Need(name, what_for, trouble, meant=there or given is not None)
        return found

    async def _trouble(self, name: str, given: str | None, *, there: bool) -> str:
        if name == ytdlp.NAME:
            try:
                await ytdlp.find(self._programs, given)
            except ProgramError as error:
                return str(error)
            return ""
        return "" if there else f"{given or name} is not installed"

    def _newest(self) -> datetime | None:
        """Blocking."""
        try:
            made = self._backups.all()
        except Unavailable:
            return None
        return made[0].taken_at if made else None


def _own(section: BaseModel) -> str | None:
    """The program of a person's own that a section starts."""
    if kind_of(section) != "command":
        return None
    return str(section.model_dump(include={"arguments"})["arguments"][0])


def _given(section: BaseModel) -> str | None:
    """The program that a section names itself."""
    given = section.model_dump(include={"program"}).get("program")
    return None if given is None else str(given)
