"""Whether a folder of this machine can be the library."""

from pathlib import Path

from aniworldd.errors import InvalidRequest


def judge(text: str, state: Path) -> Path:
    """The folder that somebody names; `state` is the daemon's own. Raises `InvalidRequest`.

    Blocking, for as long as the disk likes.
    """
    try:
        folder = Path(text).expanduser()
    except RuntimeError as error:
        raise InvalidRequest("it begins with the home folder of somebody unknown here") from error
    if not text.isprintable() or not folder.is_absolute():
        raise InvalidRequest("the library's folder is an absolute path, such as /srv/media/series")
    try:
        there, real, state = folder.is_dir(), folder.resolve(), state.resolve()
    except OSError as error:
        raise InvalidRequest(f"{folder} cannot be read: {error.strerror}") from error
    if not there:
        raise InvalidRequest(f"there is no folder {folder} on this machine")
    if state.is_relative_to(real) or real.is_relative_to(state):
        raise InvalidRequest(f"{folder} cannot be the library: aniworldd's own state is there")
    return folder
