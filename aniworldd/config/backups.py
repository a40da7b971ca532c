"""Backups of what people wrote: config.yaml, the folder of wishes, and the site definitions."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath

from aniworldd.config import archive, edit, files, guarded, marks, patch, saving
from aniworldd.config.archive import Content
from aniworldd.config.files import Plugs, Reading
from aniworldd.config.places import CONFIG_NAME, Places
from aniworldd.config.reading import did_you_mean
from aniworldd.config.settings import Settings
from aniworldd.config.values import Keys
from aniworldd.errors import ConfigError, Conflict, InvalidRequest, NotFound, Unavailable
from aniworldd.store.files import Disk, Files

_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")
_ENDING = ".tar.gz"
_WISHES, _SITES = "watchlist", "sites"  # folders in a backup
_FORMS = {_WISHES: (".yaml", ".txt", ".url"), _SITES: (".yaml",)}


@dataclass(frozen=True, slots=True)
class Backup:
    name: str
    taken_at: datetime
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did; the backup of before it is called `before`.

    `missing` are the secrets that neither the backup nor the file of before it had.
    """

    reading: Reading
    written: tuple[Path, ...]
    removed: tuple[Path, ...]
    before: str
    missing: tuple[str, ...] = ()  # dotted keys


class Backups:
    """One folder of them; a name is looked up in it, and never made a path."""

    def __init__(
        self,
        where: Places,
        plugs: Plugs,
        settings: Settings,
        *,
        now: Callable[[], datetime],
        disk: Files | None = None,
    ) -> None:
        self.folder = files.state_of(where, settings) / settings.backup.path
        self._where = where
        self._plugs = plugs
        self._settings = settings
        self._now = now
        self._disk = disk or Disk()

    def all(self) -> list[Backup]:
        """The newest first."""
        try:
            names = self._disk.names(self.folder)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise Unavailable(f"{self.folder} cannot be read: {error.strerror}") from error
        return sorted(self._found(names), key=lambda one: (one.taken_at, one.name), reverse=True)

    def find(self, name: str) -> Backup:
        """Raises `NotFound`."""
        known = {backup.name: backup for backup in self.all()}
        if name not in known:
            raise NotFound(f"there is no backup {name!r}{did_you_mean(name, known)}")
        return known[name]

    def before_edit(self, why: str) -> Backup | None:
        """One without being asked, unless the settings say that there shall be none."""
        return self._always(why) if self._settings.backup.enabled else None

    def before_loss(self, why: str) -> Backup:
        """One before something that a person wrote is taken away, whatever the settings say."""
        return self._always(why)

    def take(self, name: str = "", *, with_secrets: bool = False) -> Backup:
        """Write one; `Conflict` when there is one of that name. A name is made when none is given.

        Secrets are left out unless asked for; one that is given by !env or !file is not in the
        file anyway.
        """
        if name and (not _NAME.fullmatch(name) or name.startswith(".")):
            allowed = "1 to 64 letters, digits, '.', '_' and '-', no '.' in front"
            raise InvalidRequest(f"{name!r} is no name for a backup: allowed are {allowed}")
        taken = {backup.name for backup in self.all()}
        if name in taken:
            raise Conflict(f"there is a backup {name!r} already")
        name = name or _free(self._now(), "", taken)
        return self._write(name, self._present(with_secrets=with_secrets))

    def restore(self, name: str, *, guard: bool = False) -> Restored:
        """Make the files what they were, but for secrets that the backup has not got.

        What is there now is kept in a backup first. Raises `ConfigError` when its config is not
        valid here, `Forbidden` when `guard` and it changes file-only keys; then nothing is written.
        """
        content = archive.read(self._path(self.find(name).name), self._disk)
        present = self._present(with_secrets=True)
        config = self._with_present_secrets(content, present)
        reading = files.judge(config, self._where, self._plugs)
        if reading.settings is None:
            raise ConfigError(reading.problems)
        if guard:
            before_it = present.files.get(CONFIG_NAME, b"")
            guarded.judge(self._written(before_it), self._written(config))
        before = self._always("before-restore")
        folders = self._folders(reading.settings)
        now: dict[Path, bytes | None] = dict(self._files(folders))
        then = {folders[kind] / file: data for kind, file, data in _parts(content)}
        if CONFIG_NAME in content.files:
            now[self._where.config] = present.files.get(CONFIG_NAME)
            then[self._where.config] = config
        written = [path for path, data in then.items() if now.get(path) != data]
        kept = self._folders(self._settings).values()  # what else was there is in no backup
        removed = [path for path in now if path not in then and path.parent in kept]
        for path in written:
            saving.write(path, then[path], before=saving.read(path), files=self._disk)
        for path in removed:
            saving.remove(path, before=now[path] or b"", files=self._disk)
        missing = tuple(_missing(config, content.left_out))
        return Restored(reading, tuple(written), tuple(removed), before.name, missing)

    def remove(self, name: str) -> None:
        """Raises `NotFound`."""
        self._unlink(self.find(name))

    def prune(self) -> list[Backup]:
        """Delete those that are older than `backup.keep_days`; the newest one stays."""
        oldest = self._now() - timedelta(days=self._settings.backup.keep_days)
        gone = [backup for backup in self.all()[1:] if backup.taken_at < oldest]
        for backup in gone:
            self._unlink(backup)
        return gone

    def _written(self, config: bytes) -> Settings:
        """What the file says, whatever the environment says instead."""
        return edit.written(config, self._where, self._plugs).settings or self._settings

    def _always(self, why: str) -> Backup:
        taken = {backup.name for backup in self.all()}
        backup = self._write(_free(self._now(), f"-{why}", taken), self._present())
        self.prune()
        return backup

    def _found(self, names: Sequence[str]) -> Iterator[Backup]:
        for file in names:
            name = file.removesuffix(_ENDING)
            if name == file or not _NAME.fullmatch(name) or name.startswith("."):
                continue
            with suppress(FileNotFoundError):  # pruned by somebody else just now
                facts = self._disk.facts(self._path(name))
                if facts.regular:
                    taken_at = datetime.fromtimestamp(facts.modified / 1e9, UTC)
                    yield Backup(name, taken_at, facts.size)

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}{_ENDING}"

    def _unlink(self, backup: Backup) -> None:
        try:
            self._disk.remove(self._path(backup.name))
        except FileNotFoundError:
            pass
        except OSError as error:
            message = f"the backup {backup.name} cannot be deleted: {error.strerror}"
            raise Unavailable(message) from error

    def _write(self, name: str, content: Content) -> Backup:
        archive.write(self._path(name), content, self._now(), self._disk)
        return self.find(name)

    def _present(self, *, with_secrets: bool = False) -> Content:
        """The files as they are now; those that cannot be read are left where they are."""
        found: dict[str, bytes] = {}
        config = saving.read(self._where.config)
        left_out: Sequence[Keys] = ()
        if config is not None:
            if not with_secrets:
                config, left_out = self._without_secrets(config)
            found[CONFIG_NAME] = config
        folders = {folder: kind for kind, folder in self._folders(self._settings).items()}
        for path, data in self._files(self._folders(self._settings)):
            found[f"{folders[path.parent]}/{path.name}"] = data
        return Content(found, left_out)

    def _folders(self, settings: Settings) -> Mapping[str, Path]:
        folder = self._where.folder
        return {_WISHES: folder / settings.watchlist.directory, _SITES: folder / "sites"}

    def _files(self, folders: Mapping[str, Path]) -> Iterator[tuple[Path, bytes]]:
        for kind, folder in folders.items():
            try:
                names = self._disk.names(folder)
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as error:
                raise Unavailable(f"{folder} cannot be read: {error.strerror}") from error
            for name in names:
                if name.endswith(_FORMS[kind]) and not name.startswith("."):
                    data = files.read_bytes(folder / name)
                    if isinstance(data, bytes) and len(data) <= marks.LIMIT:
                        yield folder / name, data

    def _without_secrets(self, config: bytes) -> tuple[bytes, list[Keys]]:
        reading = files.judge(config, self._where, self._plugs)
        left_out = []
        for keys in guarded.secrets(reading) if reading.node is not None else ():
            if patch.spelling(config, keys, CONFIG_NAME) is not None:
                config = patch.put(config, keys, None, CONFIG_NAME)
                left_out.append(keys)
        return config, left_out

    def _with_present_secrets(self, content: Content, present: Content) -> bytes:
        config = content.files.get(CONFIG_NAME, b"")
        now = present.files.get(CONFIG_NAME, b"")
        if marks.compose(now, CONFIG_NAME)[0] is None:
            return config
        for keys in content.left_out:
            secret = patch.spelling(now, keys, CONFIG_NAME)
            if secret is not None:
                config = patch.respell(config, keys, secret, CONFIG_NAME)
        return config


def _missing(config: bytes, left_out: Sequence[Keys]) -> Iterator[str]:
    for keys in left_out:
        if patch.spelling(config, keys, CONFIG_NAME) is None:
            yield marks.dotted(keys)


def _parts(content: Content) -> Iterator[tuple[str, str, bytes]]:
    for name, data in content.files.items():
        path = PurePosixPath(name)
        if str(path.parent) in _FORMS:
            yield str(path.parent), path.name, data


def _free(now: datetime, why: str, taken: set[str]) -> str:
    """A name that nobody has: the time and the reason."""
    first = name = f"{now:%Y%m%dT%H%M%SZ}{why}"
    number = 1
    while name in taken:
        number += 1
        name = f"{first}-{number}"
    return name
