"""Where the files are: systemd's variables, what the call names, then the usual folders."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

CONFIG_NAME = "config.yaml"
PLACES = ("CONFIGURATION_DIRECTORY", "STATE_DIRECTORY")  # systemd's variables
_ETC = Path("/etc/aniworldd")
_VAR = Path("/var/lib/aniworldd")


@dataclass(frozen=True, slots=True)
class Places:
    """Found once at the start; `environ` is what `!env` looks into, too."""

    config: Path  # the file; it need not exist unless it was `named`
    environ: Mapping[str, str]
    named: bool = False  # by --config

    @property
    def folder(self) -> Path:
        """Where relative names in the config begin; watchlist/ and sites/ are in it."""
        return self.config.parent

    @property
    def given_state(self) -> Path | None:
        """$STATE_DIRECTORY, which comes before `data_dir`."""
        return _first(self.environ.get("STATE_DIRECTORY", ""))

    @property
    def usual_state(self) -> Path:
        """The state folder when neither systemd nor the config names one."""
        if self.folder == _ETC:
            return _VAR
        return _xdg(self.environ, "XDG_STATE_HOME", ".local/state") / "aniworldd"


def find(config: Path | None, environ: Mapping[str, str] = os.environ) -> Places:
    """`config` is the call's own --config, which wins: who names a file means it."""
    if config is not None:
        return Places(config.absolute(), environ, named=True)
    given = _first(environ.get("CONFIGURATION_DIRECTORY", ""))
    if given is not None:
        return Places(given / CONFIG_NAME, environ)
    own = _xdg(environ, "XDG_CONFIG_HOME", ".config") / "aniworldd" / CONFIG_NAME
    service = _ETC / CONFIG_NAME
    return Places(service if not _there(own) and _there(service) else own, environ)


def shown(path: Path, folder: Path) -> str:
    """A file's name for people: below the config's folder, else as it is."""
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)


def _there(path: Path) -> bool:
    """Also where this user may not look: reading it says so, and nothing else is taken instead."""
    try:
        return path.exists()
    except PermissionError:
        return True


def _first(folders: str) -> Path | None:
    """systemd gives a list with colons when a unit has several."""
    name = folders.partition(":")[0]
    return Path(name) if name else None


def _xdg(environ: Mapping[str, str], name: str, below_home: str) -> Path:
    given = Path(environ.get(name, ""))
    if given.is_absolute():  # the specification: relative ones are to be ignored
        return given
    home = environ.get("HOME", "")
    return Path(home or "/") / below_home
