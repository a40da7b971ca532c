"""The processes of a program: its own, and those it made."""

import os
import signal
from contextlib import suppress
from pathlib import Path


def tell(group: int, number: signal.Signals) -> None:
    # A group's number is not given to anybody else while one of its processes is there.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def exists(group: int) -> bool:
    """Whether anything of it is there, even if it has ended and its parent takes no note.

    Takes home those that were handed to us as pid 1.
    """
    with suppress(ChildProcessError):
        while os.waitpid(-group, os.WNOHANG) != (0, 0):
            pass
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def lives(group: int) -> bool:
    """Whether anything of it still runs, as far as a look at one process after another can say."""
    return exists(group) and any(
        _is_living_member(process, group) for process in Path("/proc").iterdir()
    )


def _is_living_member(process: Path, group: int) -> bool:
    if not process.name.isdecimal():
        return False
    try:
        state, _, theirs, *_ = (process / "stat").read_text().rpartition(")")[2].split()
    except (OSError, ValueError):  # it ended just now
        return False
    return int(theirs) == group and state not in "ZX"
