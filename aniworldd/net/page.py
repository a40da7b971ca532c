"""What came back from one request, whole and in memory."""

from collections.abc import Mapping
from dataclasses import dataclass

from aniworldd.net import charset


@dataclass(frozen=True, slots=True)
class Page:
    """An answer with status < 400."""

    url: str  # after redirects: what relative links in it are relative to
    status: int
    headers: Mapping[str, str]
    body: bytes  # without content encoding
    unchanged: bool = False  # the server said 304, and the body is the one of last time

    @property
    def text(self) -> str:
        """The body as characters; decoded anew on each use."""
        return charset.decode(self.body, self.header("Content-Type"))

    def header(self, name: str) -> str:
        """That header whatever its case; "" when it was not sent."""
        wanted = name.lower()
        return next((text for key, text in self.headers.items() if key.lower() == wanted), "")
