"""`aniworldd install-unit`: write the files of the service, fitted to this machine."""

import argparse
import grp
import os
import shlex
import shutil
import stat
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from aniworldd.config.values import spelt
from aniworldd.daemon import manual, units
from aniworldd.daemon.units import Media
from aniworldd.errors import InvalidRequest, Unavailable

_HIDDEN = (Path("/home"), Path("/root"), Path("/run/user"))  # ProtectHome=true
_SHARE = Path("/usr/local/share")  # where man and the shells look by themselves
_NAME = "aniworldd.service"
_THEN_SYSTEM = (
    "systemd-sysusers && systemd-tmpfiles --create && systemctl daemon-reload && "
    "systemctl enable --now aniworldd"
)
_THEN_USER = (
    "systemctl --user daemon-reload && systemctl --user enable --now aniworldd && "
    "loginctl enable-linger"
)

Print = Callable[[str], None]


def run(call: argparse.Namespace, *, print: Print) -> int:
    """Raises `InvalidRequest`, `Unavailable`."""
    program, folders = _program(), _folders(call.media, user=call.user)
    if call.user:
        config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
        share = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share")
        files, then = user_files(program, folders, config), _THEN_USER
        files = {**files, **manual.user_files(share, config)}
    else:
        files, then = system_files(program, folders, Path("/etc")), _THEN_SYSTEM
        files = {**files, **manual.system_files(_SHARE)}
        if not call.dry_run and os.geteuid() != 0:
            raise Unavailable(
                "a service of the machine is installed by root: call it with sudo, "
                "or with --user for a service of your own"
            )
    for path, text in files.items():
        if call.dry_run:
            print(f"# {path}\n{text}")
        else:
            _write(path, text, print)
    print(f"{'Then' if call.dry_run else 'Now'}: {then}")
    for hint in () if call.user else _hints(folders):
        print(hint)
    return 0


def system_files(program: Path, folders: Sequence[Media], etc: Path) -> Mapping[Path, str]:
    """Path → text; raises `InvalidRequest` when the service would not see them."""
    for path in (program, *(folder.path for folder in folders)):
        if any(path.is_relative_to(hidden) for hidden in _HIDDEN):
            raise InvalidRequest(
                f"{path} lies in a home folder, which a service of the machine does not see: "
                "use another place, such as /opt or /srv, or install it with --user"
            )
    shipped, systemd = units.shipped(), etc / "systemd/system"
    files = {
        etc / "sysusers.d/aniworldd.conf": shipped["sysusers.d/aniworldd.conf"],
        etc / "tmpfiles.d/aniworldd.conf": shipped["tmpfiles.d/aniworldd.conf"],
        systemd / _NAME: units.system(program),
        systemd / f"{_NAME}.d/media.conf": units.media(folders),
    }
    return {**files, **_first_config(etc / "aniworldd/config.yaml", folders)}


def user_files(program: Path, folders: Sequence[Media], config: Path) -> Mapping[Path, str]:
    """`config` is the user's folder of them."""
    systemd = config / "systemd/user"
    files = {
        systemd / _NAME: units.user(program),
        systemd / f"{_NAME}.d/media.conf": units.user_media(folders),
    }
    return {**files, **_first_config(config / "aniworldd/config.yaml", folders)}


def _first_config(path: Path, folders: Sequence[Media]) -> Mapping[Path, str]:
    """One that names the library, where nobody wrote any yet."""
    if path.exists():
        return {}
    return {path: f"library:\n  directory: {spelt(str(folders[0].path))}\n"}


def _program() -> Path:
    """Where this command is for good; raises `Unavailable`."""
    beside = Path(sys.executable).with_name("aniworldd")
    found = str(beside) if beside.exists() else shutil.which("aniworldd")
    if found is None:
        raise Unavailable("the command aniworldd is nowhere in PATH: install it first, with pip")
    return Path(found).absolute()


def _folders(paths: Iterable[Path], *, user: bool) -> Sequence[Media]:
    found = []
    for path in paths:
        if not path.is_absolute() or not str(path).isprintable():
            raise InvalidRequest(f"--media needs an absolute path, not {str(path)!r}")
        if not path.is_dir():
            raise InvalidRequest(f"there is no folder {path}; make it, or mount its disk, first")
        found.append(Media(path, "" if user else _group(path)))
    return found


def _group(path: Path) -> str:
    """The group that may write there, unless it is root's."""
    status = path.stat()
    if status.st_gid == 0 or not status.st_mode & stat.S_IWGRP:
        return ""
    try:
        return grp.getgrgid(status.st_gid).gr_name
    except KeyError:
        return str(status.st_gid)


def _hints(folders: Iterable[Media]) -> Iterable[str]:
    """What else the folders need before the service may write there."""
    for folder in folders:
        if not folder.group and not folder.path.stat().st_mode & stat.S_IWOTH:
            path = shlex.quote(str(folder.path))
            yield (
                f"The service may not write to {folder.path} yet: "
                f"chgrp aniworldd {path} && chmod g+rwxs {path}"
            )


def _write(path: Path, text: str, print: Print) -> None:
    """Unless it is there already; what else is there is kept. Raises `Unavailable`."""
    try:
        if path.exists():
            if path.read_text("utf-8") == text:
                print(f"as it is  {path}")
                return
            before = path.with_name(f"{path.name}.before")
            path.replace(before)  # a person may have changed it
            print(f"kept      {before}")
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.new")
        beside.write_text(text, "utf-8")
        beside.replace(path)
    except OSError as error:
        raise Unavailable(f"{path} cannot be written: {error.strerror}") from error
    print(f"wrote     {path}")
