"""The settings: shown, changed and judged for whoever may, as if a person edited the file."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial

from aniworldd.config import edit, files, saving
from aniworldd.config.files import Reading
from aniworldd.config.problems import Problem
from aniworldd.config.values import Value
from aniworldd.desk import drafts, folders
from aniworldd.desk.drafts import DIRECTORY, Wanted
from aniworldd.desk.edits import Edits
from aniworldd.disk import Disk
from aniworldd.errors import ConfigBroken, ConfigError, Conflict, InvalidRequest, Outdated


@dataclass(frozen=True, slots=True)
class Shown:
    """The settings as they may be shown, and what is to be known about them."""

    settings: Mapping[str, Value]  # by section; secrets are masked
    digest: str  # of the file
    pending: tuple[str, ...]  # keys that wait for a restart
    overruled: Mapping[str, str]  # key → the variable that has the last word about it
    problems: tuple[Problem, ...]  # of a file that is not valid: what is shown is older


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing for which a change would be refused."""

    field: str  # dotted; "" is the whole
    issue: str


class Configuration:
    """What stands as it was shown stays as it is: so what was read may be written back whole."""

    def __init__(self, edits: Edits, disk: Disk) -> None:
        self._edits = edits
        self._disk = disk

    def now(self) -> Shown:
        """Raises `ConfigBroken` when the file is not valid, and no version of it ever was."""
        edits, reading = self._edits, self._edits.reading()
        return Shown(
            drafts.shown(edits.where, reading),
            reading.digest,
            edits.live.pending,
            drafts.overruled(edits.where),
            reading.problems if reading.last_good else (),
        )

    async def change(self, wanted: Wanted, *, seen: Collection[str] | None = None) -> Shown:
        """Put it into the file, after a backup, and in force. `seen` are digests it was read at.

        Raises `ConfigError` with every problem, `Forbidden` for keys that only an edit of the file
        may change, `Conflict` for those about which the environment has the last word, `Outdated`,
        `ConfigBroken`, `Unavailable`, `DiskFull`, `InvalidRequest`; then nothing is changed.
        """
        missing = await self._missing(wanted)
        await self._edits.make(lambda: self._write(wanted, seen, missing))
        return self.now()

    async def judge(self, wanted: Wanted) -> list[Issue]:
        """Every reason for which `change` would refuse it; changes nothing."""
        missing = await self._missing(wanted)
        return await asyncio.to_thread(self._issues, wanted, missing)

    async def _missing(self, wanted: Wanted) -> list[Problem]:
        """Why the library cannot be where it is wanted; nothing when it can, or stays."""
        library, settings = wanted.get("library"), self._edits.reading().settings
        directory = library.get("directory") if isinstance(library, Mapping) else None
        if settings is None or not isinstance(directory, str):
            return []
        if directory == str(settings.library.directory):
            return []
        where = self._edits.where
        try:
            state = files.state_of(where, settings)
            await self._disk.run(partial(folders.judge, directory, state))
        except InvalidRequest as error:
            return [Problem("C301", str(error), where.config.name, path=DIRECTORY)]
        return []

    def _write(
        self, wanted: Wanted, seen: Collection[str] | None, missing: list[Problem]
    ) -> Reading:
        """Blocking."""
        edits, source = self._edits, saving.read(self._edits.where.config)
        if seen is not None and edit.digest(source) not in seen:
            raise Outdated("the settings were changed meanwhile: read them again, then repeat it")
        found = self._draft(source, wanted)
        drafts.refuse(found)
        if missing:
            raise ConfigError(missing)
        return edit.change(
            edits.where,
            edits.plugs,
            found.changes,
            backup=lambda settings: edits.backups(settings).before_loss("before-change"),
            expected=None if seen is None else edit.digest(source),
            guard=True,
        )

    def _issues(self, wanted: Wanted, missing: list[Problem]) -> list[Issue]:
        """Blocking."""
        try:
            draft = self._draft(saving.read(self._edits.where.config), wanted)
        except ConfigBroken as error:
            return [Issue(one.path, one.message) for one in error.problems]
        except (InvalidRequest, Conflict) as error:
            return [Issue("", str(error))]
        found = {one.path: one.message for one in (*draft.problems, *missing)}
        found |= {key: f"the variable {name} decides it" for key, name in draft.overruled.items()}
        found |= dict.fromkeys(draft.file_only, "only an edit of config.yaml itself can change it")
        if draft.outside:
            found.setdefault(DIRECTORY, draft.outside)
        return [Issue(field, issue) for field, issue in found.items()]

    def _draft(self, source: bytes | None, wanted: Wanted) -> drafts.Draft:
        edits = self._edits
        return drafts.draft(
            source or b"", edits.where, edits.plugs, wanted, stands_in=edits.reading()
        )
