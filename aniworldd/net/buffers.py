"""How much of each answer is read ahead."""

from collections.abc import Iterator
from contextlib import contextmanager

PAGE = 1 << 16  # bytes
DOWNLOAD = 1 << 20  # measured: less is slower, more gains nothing


class Buffers:
    """For downloads: what one needs to be fast is too much memory for many.

    aiohttp reads up to twice a buffer before it lets the other side wait.
    """

    def __init__(self) -> None:
        self.lent = 0

    @contextmanager
    def lend(self, *, paced: bool) -> Iterator[int]:
        """How many bytes for one more; `paced` says that a rate is to be kept, and less is even."""
        self.lent += 1
        try:
            whole = PAGE if paced else DOWNLOAD
            yield whole if self.lent == 1 else max(whole // (2 * self.lent), PAGE)
        finally:
            self.lent -= 1
