"""How bytes arrive: the contract of a downloader."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol

from aniworldd.model.download import Progress
from aniworldd.model.release import Release


class Downloader(Protocol):
    """Fetches a release into a folder that is the download's own."""

    @property
    def name(self) -> str: ...

    def accepts(self, release: Release) -> bool:
        """Whether it may try this release; no I/O."""
        ...

    def fetch(self, release: Release, folder: Path) -> AsyncIterator[Progress]:
        """Fetch, reporting progress: ended = done, raised = failed, closed = cancelled.

        When it ends, `folder` holds exactly one file whose name does not end in `.part`: the media,
        with the extension it should keep. What is left behind by a failed or cancelled fetch may be
        used by the next one for the same item. Raises only `DownloadError`, or `Unavailable` (its
        child `DiskFull` too) when the folder cannot be written.
        """
        ...
