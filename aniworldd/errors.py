"""Every error of ours; a message is a sentence its reader can act on."""

import errno
from collections.abc import Sequence
from typing import Protocol

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})  # how the system says what `DiskFull` is


class AniworldError(Exception):
    """The root: whatever we raise on purpose."""


class Problem(Protocol):
    """One thing that is wrong with a file or a request; `config.problems` has the full record."""

    @property
    def message(self) -> str: ...

    @property
    def path(self) -> str:
        """The dotted key; "" is the whole."""
        ...


class ConfigError(AniworldError):
    """The files do not describe a valid configuration."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = tuple(problems)


class InvalidRequest(AniworldError):
    """A caller's input is wrong."""


class NotFound(AniworldError):
    """There is no such title, item, download or file."""


class Conflict(AniworldError):
    """It already exists, is queued, or somebody else was faster."""


class Outdated(Conflict):
    """It is not any more what the caller says that he saw."""


class Unauthenticated(AniworldError):
    """Nobody we know asks: no password, token or key, or one that is not good any more."""


class Forbidden(AniworldError):
    """This caller may not do that: it needs another role, or somebody at the machine."""


class FileOnly(Forbidden):
    """These keys of the settings are changed by an edit of the file alone."""

    def __init__(self, keys: Sequence[str]) -> None:
        super().__init__(f"only an edit of config.yaml itself can change {', '.join(keys)}")
        self.keys = tuple(keys)


class TooManyAttempts(AniworldError):
    """Somebody asks, or guesses, too often; `retry_after` is seconds."""

    def __init__(self, message: str, *, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(AniworldError):
    """Something needed is not there now: a library that is away, a daemon that is not running."""


class ConfigBroken(Unavailable):
    """config.yaml itself is not valid: nothing can be changed in it until somebody mends it."""

    def __init__(self, message: str, problems: Sequence[Problem]) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class FetchError(AniworldError):
    """A request over HTTP did not give a usable answer.

    `retry_after` is seconds, or None for "do not bother"; `status` is the answer's, None when there
    was none.
    """

    def __init__(
        self, message: str, *, status: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


class FetchRefused(FetchError):
    """Our own rules forbid the request: address, scheme, or a redirect to one of those."""


class ProviderError(AniworldError):
    """A provider cannot say what exists."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


class ProviderUnreachable(ProviderError):
    """It may answer later. `retry_after` is seconds, when it said so itself."""

    def __init__(self, name: str, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(name, message)
        self.retry_after = retry_after


class ProviderChanged(ProviderError):
    """Our definition is out of date: shown to people, never retried in a hurry.

    `what` names the page or field that no longer fits.
    """

    def __init__(self, name: str, message: str, *, what: str) -> None:
        super().__init__(name, message)
        self.what = what


class TitleNotFound(ProviderError):
    """The provider answered, and says that it has no such title."""


class DownloadError(AniworldError):
    """A release did not become a file.

    `retry_after` is seconds, or None when trying this release again is no use. `not_media` passes
    the release on to the next downloader that accepts it, at no cost in tries.
    """

    def __init__(
        self, message: str, *, retry_after: float | None = None, not_media: bool = False
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.not_media = not_media


class HostDown(DownloadError):
    """The host does not answer, or says that it cannot now: it is left alone for `retry_after`.

    That says nothing about the release, nor about any other that it has.
    """

    def __init__(self, message: str, *, retry_after: float) -> None:
        super().__init__(message, retry_after=retry_after)


class ProgramMissing(DownloadError):
    """The program that this downloader runs is not there, or too old: a person cures that.

    That says nothing about the release, and the next downloader may do without it.
    """


class ProgramError(AniworldError):
    """Another program is not there, cannot be started, or does not do what it should."""


class LibraryAway(Unavailable):
    """The library's root is not the one we know, or cannot be read: nothing may be concluded."""


class LibraryStrange(LibraryAway):
    """It answers, but bears not the mark that we know: a person may say that it is right."""


class DiskSilent(LibraryAway):
    """A call on the library does not return: whether it will take effect cannot be known."""


class DiskFull(Unavailable):
    """There is no room to write: nobody's fault, and over when there is some again."""


class StoreError(AniworldError):
    """The state could not be read or written."""


class AlreadyRunning(StoreError):
    """Another process holds this state."""
