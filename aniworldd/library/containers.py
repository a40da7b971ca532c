"""What the first bytes of a file say, and whether its parts add up to its length."""

import struct
from dataclasses import dataclass
from typing import BinaryIO

HEAD = 4096  # bytes that are enough to recognise anything here

_BOXES = 200_000  # at most; ten hours of fragments of a second have fewer
_TS_PACKET = 188
_PACKETS = 3
_EBML = b"\x1a\x45\xdf\xa3"
_SEGMENT = b"\x18\x53\x80\x67"
_MP4_FIRST = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot", b"styp"}
_TEXT_BYTES = frozenset(range(32, 256)) | {9, 10, 12, 13, 27}

_TEXTS = (
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"<head", "a web page"),
    (b"<body", "a web page"),
    (b"<script", "a web page"),
    (b"<?xml", "an XML document"),
    (b"#extm3u", "a playlist"),
    (b"[playlist]", "a playlist"),
    (b"<mpd", "a playlist"),
    (b"webvtt", "a subtitle"),
    (b"{", "a JSON text"),
    (b"[", "a JSON text"),
)
_OTHERS = (
    (b"\x1f\x8b", "a compressed file"),
    (b"PK\x03\x04", "an archive"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf\x27\x1c", "an archive"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"d8:announce", "a torrent file"),
)


@dataclass(frozen=True, slots=True)
class Container:
    """A kind of video file: the endings it may have, its usual one first."""

    name: str
    extensions: tuple[str, ...]


_MP4 = Container("MP4", (".mp4", ".m4v", ".f4v"))
_MOV = Container("MP4", (".mov", ".mp4"))
_3GP = Container("MP4", (".3gp", ".mp4"))
_MATROSKA = Container("Matroska", (".mkv", ".mk3d"))
_WEBM = Container("Matroska", (".webm", ".mkv"))
_AVI = Container("AVI", (".avi",))
_TS = Container("MPEG-TS", (".ts", ".mts", ".m2ts"))
_M2TS = Container("MPEG-TS", (".m2ts", ".mts", ".ts"))
_PS = Container("MPEG", (".mpg", ".mpeg", ".vob", ".m2v"))
_FLV = Container("FLV", (".flv", ".f4v"))
_OGG = Container("Ogg", (".ogv", ".ogm"))
_ASF = Container("ASF", (".wmv", ".asf"))
_RM = Container("RealMedia", (".rmvb",))

_FIRST_BYTES = (
    (b"FLV\x01", _FLV),
    (b"OggS", _OGG),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", _ASF),
    (b"\x00\x00\x01\xba", _PS),
    (b"\x00\x00\x01\xb3", _PS),
    (b".RMF", _RM),
)


def text(head: bytes) -> str:
    """What a file is that is no video at all: a page, a playlist, an archive …; "" when it may be.

    A server that has no file often answers with one of these and status 200.
    """
    for start, name in _OTHERS:
        if head.startswith(start):
            return name
    if not head or not _TEXT_BYTES.issuperset(head.removeprefix(b"\xef\xbb\xbf")):
        return ""
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return next((name for start, name in _TEXTS if first.startswith(start)), "a text")


def recognise(head: bytes) -> Container | None:
    """The container by its first bytes; None when it is none that is known."""
    if head[:4] == _EBML:
        return _WEBM if b"\x42\x82\x84webm" in head[:128] else _MATROSKA
    if head[4:8] in _MP4_FIRST:
        return _mp4(head)
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return _AVI
    for start, container in _FIRST_BYTES:
        if head.startswith(start):
            return container
    if _synced(head, 0, _TS_PACKET):
        return _TS
    return _M2TS if _synced(head, 4, _TS_PACKET + 4) else None


def extension(container: Container, current: str) -> str:
    """The ending it should have: its own where that is not wrong."""
    return current if current in container.extensions else container.extensions[0]


def fault(container: Container, file: BinaryIO, size: int) -> str:
    """Why the file is not whole, as far as its container says how long it is; "" when it is."""
    match container.name:
        case "MP4":
            return _mp4_fault(file, size)
        case "Matroska":
            return _matroska_fault(file, size)
        case "AVI":
            return _avi_fault(file, size)
        case _:
            return ""  # the others do not say


def _mp4(head: bytes) -> Container:
    brand = head[8:12] if head[4:8] == b"ftyp" else b"qt  "
    if brand == b"qt  ":
        return _MOV
    return _3GP if brand.startswith((b"3gp", b"3g2")) else _MP4


def _synced(head: bytes, start: int, step: int) -> bool:
    marks = head[start : start + step * _PACKETS : step]
    return marks == b"\x47" * _PACKETS


def _mp4_fault(file: BinaryIO, size: int) -> str:
    """Its top-level boxes must fill the file, and its index must be among them."""
    seen: set[bytes] = set()
    position = 0
    for _ in range(_BOXES):
        if position >= size:
            break
        length, name = _box(file, position)
        if length is None:
            if {b"moov", b"mdat"} <= seen:
                break  # whatever was appended after a whole file
            return f"it is damaged: after {position} of {size} bytes no MP4 box follows"
        if position + (length or size - position) > size:
            return f"it was cut: it says {position + length} bytes and has {size}"
        seen.add(name)
        position += length or size - position
    if b"moov" not in seen:
        return "it was cut: the index of the MP4 (moov) is missing"
    return ""


def _box(file: BinaryIO, position: int) -> tuple[int | None, bytes]:
    """Length and name of the box there; length 0 means up to the end, None that there is none."""
    file.seek(position)
    header = file.read(16)
    if len(header) < 8:
        return None, b""
    length = int(struct.unpack(">I", header[:4])[0])
    if length == 1 and len(header) == 16:
        length = int(struct.unpack(">Q", header[8:])[0])
    name = header[4:8]
    if not all(32 <= sign < 127 for sign in name) or 0 < length < 8:
        return None, b""
    return length, name


def _matroska_fault(file: BinaryIO, size: int) -> str:
    """The segment after the header says its length, unless it was written as a stream."""
    position = 0
    while position < min(size, HEAD):
        file.seek(position)
        header = file.read(16)
        name_length = _vint_length(header)
        length, taken = _vint(header[name_length:])
        if header[:4] == _SEGMENT:
            end = position + name_length + taken + length if length is not None else 0
            return f"it was cut: it says {end} bytes and has {size}" if end > size else ""
        if length is None or taken == 0:
            break
        position += name_length + taken + length
    return "it was cut: there is a Matroska header and nothing behind it"


def _vint_length(data: bytes) -> int:
    return 9 - data[0].bit_length() if data and data[0] else 0


def _vint(data: bytes) -> tuple[int | None, int]:
    """A number of variable length and its bytes; None means not known."""
    length = _vint_length(data)
    if length == 0 or len(data) < length:
        return None, 0
    bits = 7 * length
    value = int.from_bytes(data[:length], "big") & ((1 << bits) - 1)
    return (None if value == (1 << bits) - 1 else value), length


def _avi_fault(file: BinaryIO, size: int) -> str:
    file.seek(4)
    end = 8 + int(struct.unpack("<I", file.read(4))[0])
    streamed = end - 8 in {0, 0xFFFFFFFF}
    return f"it was cut: it says {end} bytes and has {size}" if end > size and not streamed else ""
