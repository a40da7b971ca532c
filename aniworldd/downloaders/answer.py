"""What a server's answer means for a download: pure, from status, headers and first bytes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from aniworldd.downloaders.part import OVERLAP, Origin
from aniworldd.errors import DownloadError, FetchError, HostDown

AGAIN = 30.0  # seconds, when the server does not say how long to wait
HEAD = 512  # bytes that tell a page from a film

_PASSING = {408, 421, 423, 425, 429, 500, 502, 503, 504}  # statuses that time may cure
_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18})")
_STRONG_ETAG = re.compile(r'"[\x21\x23-\x7e\x80-\xff]+"')
_TYPES = {
    "video/mp4": "mp4",
    "video/x-m4v": "m4v",
    "video/x-matroska": "mkv",
    "video/matroska": "mkv",
    "video/webm": "webm",
    "video/x-msvideo": "avi",
    "video/quicktime": "mov",
    "video/mp2t": "ts",
    "video/mpeg": "mpg",
    "video/x-flv": "flv",
    "video/ogg": "ogv",
    "video/x-ms-wmv": "wmv",
    "video/3gpp": "3gp",
}
_EXTENSIONS = {*_TYPES.values(), "m2ts", "mpeg", "ogm"}
_PAGE_TYPES = {"text/html", "application/xhtml+xml", "application/xml", "text/xml"}
_PLAYLIST_TYPES = {
    "application/vnd.apple.mpegurl",
    "application/x-mpegurl",
    "application/mpegurl",
    "audio/mpegurl",
    "audio/x-mpegurl",
    "application/dash+xml",
}
_PAGE_STARTS = (b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<?xml", b"<!--", b"<mpd")
_MAGIC = (  # offset, bytes, extension
    (4, b"ftyp", "mp4"),
    (0, b"\x1a\x45\xdf\xa3", "mkv"),
    (8, b"AVI ", "avi"),
    (0, b"FLV\x01", "flv"),
    (0, b"OggS", "ogv"),
    (0, b"\x00\x00\x01\xba", "mpg"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "wmv"),
)


class Disagreement(Exception):
    """The answer is not the rest of what is there: start over."""


@dataclass(frozen=True, slots=True)
class Body:
    """What the answer's body is: `length` bytes of `origin`, from `start` on."""

    origin: Origin
    start: int
    length: int | None  # None: until the end, wherever that is


def read(
    status: int, headers: Mapping[str, str], url: str, *, have: int = 0, known: Origin | None = None
) -> Body:
    """Judge the answer to a request for all of `url`, or for `known` from `have - OVERLAP` on.

    `headers` has lower-case names. Raises `DownloadError`; `Disagreement` when what is there cannot
    be gone on with, and the answer does not bring the whole file either.
    """
    if status not in (200, 206):
        raise DownloadError(f"the server answered {status} where a file was due")
    if status == 206:
        if known is None:
            raise DownloadError("the server sends a part when asked for all", retry_after=AGAIN)
        return _rest(headers, have, known)
    _refuse_type(_type(headers))
    length = number(headers.get("content-length", ""))
    etag = headers.get("etag", "")
    strong = length is not None and _STRONG_ETAG.fullmatch(etag)
    return Body(Origin(url, etag if strong else "", length), 0, length)


def failed(error: FetchError, *, answered: bool = False) -> DownloadError:
    """What it means for a download that there was no answer, or none with success.

    `answered`: there was one, and it broke off, which is no matter of the host.
    """
    wait = error.retry_after
    if wait is not None and not answered:
        return HostDown(str(error), retry_after=wait)
    if wait is None and error.status in _PASSING:
        wait = AGAIN
    return DownloadError(str(error), retry_after=wait)


def refuse_head(head: bytes) -> None:
    """Raise `DownloadError` when these first bytes of a file show that it is a page or playlist."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(_PAGE_STARTS):
        raise DownloadError("the file is a web page, whatever it says", not_media=True)
    if start.startswith(b"#extm3u"):
        raise DownloadError("the file is a playlist, whatever it says", not_media=True)


def extension(headers: Mapping[str, str], url: str, head: bytes) -> str:
    """What the file's name should end in: as the server calls it, its address, its type, its bytes.

    One of a fixed list, so that nothing a server says can lead out of a folder.
    """
    named = Message()
    named["content-disposition"] = headers.get("content-disposition", "")
    for name in (named.get_filename() or "", unquote(urlsplit(url).path)):
        suffix = PurePosixPath(name).suffix.lower().removeprefix(".")
        if suffix in _EXTENSIONS:
            return suffix
    if (known := _TYPES.get(_type(headers))) is not None:
        return known
    for offset, magic, known in _MAGIC:
        if head[offset:].startswith(magic):
            return known
    return "bin"


def _rest(headers: Mapping[str, str], have: int, known: Origin) -> Body:
    start = have - OVERLAP
    match = _RANGE.fullmatch(headers.get("content-range", "").strip())
    if match is None:
        raise Disagreement("it does not say which range it is")
    first, last, total = (int(number) for number in match.groups())
    if (first, last, total) != (start, total - 1, known.total):
        raise Disagreement("it is another range, or of a file of another length")
    if headers.get("etag", "") != known.etag:
        raise Disagreement("the file has changed")
    length = total - start
    if number(headers.get("content-length", str(length))) != length:
        raise Disagreement("range and length contradict each other")
    return Body(known, start, length)


def _refuse_type(type: str) -> None:
    if type in _PAGE_TYPES:
        raise DownloadError("the address leads to a web page, not to a file", not_media=True)
    if type in _PLAYLIST_TYPES:
        raise DownloadError("the address leads to a playlist, not to a file", not_media=True)


def _type(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None
