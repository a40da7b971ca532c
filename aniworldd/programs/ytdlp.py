"""yt-dlp: which one is used, the options without which it is never run, what its errors mean."""

import re
from enum import Enum, auto

from aniworldd.errors import ProgramError
from aniworldd.programs import Programs, numbers

NAME = "yt-dlp"
OLDEST = "2026.7.4"  # below it, known holes and sites that moved on

# Nothing that the user set up, nothing run besides it, nothing kept, nothing from a browser.
ALONE = (
    "--ignore-config",
    "--no-plugin-dirs",
    "--no-remote-components",
    "--no-exec",
    "--no-cookies",
    "--no-cookies-from-browser",
    "--no-mark-watched",
    "--no-cache-dir",
    "--no-update",
    "--color=no_color",
)

_PREFIX = re.compile(r"^(?:ERROR:\s*)?(?:\[[^\]]{1,60}\]\s*)?")
_ADVICE = re.compile(  # to whom sits before it
    r"\s*(?:[;.]\s*)?(?:please report this issue|use --|see\s+https?://|confirm you are on|"
    r"\(caused by).*$",
    re.IGNORECASE | re.DOTALL,
)
_GONE = re.compile(
    r"HTTP Error (?:404|410)|video unavailable|does not exist|not found|"
    r"no longer available|has been removed|private video|is private|no video formats|"
    r"no media found|is not a valid url",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"HTTP Error (?:429|5\d\d)|timed? ?out|unable to connect|connection|name resolution|resolve|"
    r"network|unreachable|reset by",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"HTTP Error (?:403|408|425)|unable to download|temporar|try again|incomplete|ssl",
    re.IGNORECASE,
)


class Missing(ProgramError):
    """It is not there, or too old."""


class Failure(Enum):
    """What an error of its means."""

    PROTECTED = auto()  # by DRM
    UNKNOWN_SITE = auto()  # nothing that it knows is there
    GONE = auto()  # asking again is no use
    DOWN = auto()  # the host does not answer, or not now
    LATER = auto()
    OTHER = auto()


def failure(said: str) -> Failure:
    """Of what it last wrote to stderr."""
    if "drm" in said.lower():
        return Failure.PROTECTED
    if "unsupported url" in said.lower():
        return Failure.UNKNOWN_SITE
    if _GONE.search(said):
        return Failure.GONE
    if _DOWN.search(said):
        return Failure.DOWN
    return Failure.LATER if _LATER.search(said) else Failure.OTHER


def sentence(said: str) -> str:
    """Its error without its advice; "" when it says nothing."""
    last = said.strip().rpartition("\nERROR:")[2]
    return _ADVICE.sub("", _PREFIX.sub("", last.strip())).strip().rstrip(".")


def missing(programs: Programs, given: str | None = None) -> str:
    """Why it cannot be run, as a sentence; "" when it is there. `given` is the user's own."""
    if programs.find(given or NAME) is not None:
        return ""
    if given is not None:
        return f"there is no program {given}"
    return (
        f"{NAME} is not installed: put {OLDEST} or newer on PATH, or install aniworldd with its"
        " extra [ytdlp]"
    )


async def find(programs: Programs, given: str | None = None) -> str:
    """Its path. Raises `Missing` with a sentence when it is not there or too old."""
    path = programs.find(given or NAME)
    if path is None:
        raise Missing(missing(programs, given))
    version = await programs.version(path, "--ignore-config", "--version")
    if numbers(version)[:3] < numbers(OLDEST):
        raise Missing(
            f"{path} is version {version[:40]}, and {OLDEST} is the oldest that is used; update it"
            " the way it was installed, as with pip install -U yt-dlp"
        )
    return path
