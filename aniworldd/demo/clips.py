"""The clips: a few shipped films, and of each as many distinct files as there are episodes."""

import hashlib
from importlib import resources

SMALLEST = 600_000  # bytes of padding
LARGEST = 1_600_000

_SEGMENT = bytes.fromhex("18538067")  # Matroska's Segment; ffmpeg writes its size in eight bytes
_LENGTH_MARK = 1 << 56  # what an EBML length of eight bytes starts with


def media_type(clip: str) -> str:
    return "video/webm" if clip.endswith(".webm") else "video/mp4"


def make(clip: str, seed: str) -> bytes:
    """The shipped file `clip`, grown by padding that only `seed` decides.

    The padding is what the formats provide for it (a `free` box in MP4, ISO/IEC 14496-12 8.1.2; a
    Void element in Matroska, RFC 9559), so players skip it. It makes each episode a file of its own
    and large enough to watch it arrive, though little is shipped.
    """
    base = resources.files("aniworldd.demo").joinpath("clips", clip).read_bytes()
    padding = _padding(seed)
    return _matroska(base, padding) if clip.endswith(".webm") else _mp4(base, padding)


def _padding(seed: str) -> bytes:
    start = f"aniworldd stand-in clip: {seed}\n".encode()
    size = SMALLEST + int.from_bytes(hashlib.sha256(start).digest()[:4], "big") % (
        LARGEST - SMALLEST
    )
    return start + hashlib.shake_256(start).digest(size - len(start))


def _mp4(base: bytes, padding: bytes) -> bytes:
    return base + (8 + len(padding)).to_bytes(4, "big") + b"free" + padding


def _matroska(base: bytes, padding: bytes) -> bytes:
    """The Void goes to the end of the Segment, whose size grows with it."""
    void = b"\xec" + (len(padding) | _LENGTH_MARK).to_bytes(8, "big") + padding
    at = base.index(_SEGMENT) + len(_SEGMENT)
    size = int.from_bytes(base[at : at + 8], "big") + len(void)
    return base[:at] + size.to_bytes(8, "big") + base[at + 8 :] + void
