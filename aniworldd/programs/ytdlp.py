"""yt-dlp: which one is used, and the options without which it is never run."""

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
    """Its path. Raises `ProgramError` with a sentence when it is missing or too old."""
    path = programs.find(given or NAME)
    if path is None:
        raise ProgramError(missing(programs, given))
    version = await programs.version(path, "--ignore-config", "--version")
    if numbers(version)[:3] < numbers(OLDEST):
        raise ProgramError(
            f"{path} is version {version[:40]}, and {OLDEST} is the oldest that is used; update it"
            " the way it was installed, as with pip install -U yt-dlp"
        )
    return path
