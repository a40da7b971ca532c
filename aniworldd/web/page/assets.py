"""What the pages load: a style sheet, a script and an icon, named by their content."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from aiohttp import hdrs, web

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    name: str  # page.3f9a1c20b7.css: another content is another address, so it may be kept for ever
    kind: str
    body: bytes
    packed: bytes  # gzip

    def answer(self, request: web.Request) -> web.Response:
        headers = {
            hdrs.CACHE_CONTROL: "public, max-age=31536000, immutable",
            hdrs.VARY: hdrs.ACCEPT_ENCODING,
        }
        body = self.body
        if "gzip" in request.headers.get(hdrs.ACCEPT_ENCODING, ""):
            headers[hdrs.CONTENT_ENCODING] = "gzip"
            body = self.packed
        return web.Response(body=body, headers=headers, content_type=self.kind, charset="utf-8")


def load() -> Mapping[str, Asset]:
    """The packaged files by their plain names."""
    folder = resources.files("aniworldd.web.page") / "static"
    return {file.name: _asset(file.name, file.read_bytes()) for file in folder.iterdir()}


def _asset(plain: str, body: bytes) -> Asset:
    stem, _, suffix = plain.rpartition(".")
    digest = hashlib.sha256(body).hexdigest()[:10]
    return Asset(
        f"{stem}.{digest}.{suffix}", _TYPES[f".{suffix}"], body, gzip.compress(body, mtime=0)
    )
