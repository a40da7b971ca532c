"""What a file that has arrived sets off: a record of it, and a pass that sees it."""

from collections.abc import Awaitable, Callable

from aniworldd.model.download import Download
from aniworldd.model.release import Release


class Recording:
    """Both happen for every file: one that cannot be noted is there all the same."""

    def __init__(
        self, append: Callable[[Download], Awaitable[None]], request: Callable[[], None]
    ) -> None:
        self._append = append
        self._request = request

    async def completed(self, download: Download, release: Release) -> None:
        """Raises `StoreError`."""
        try:
            await self._append(download)
        finally:
            self._request()
