"""The clips: a few shipped films, and of each as many distinct files as there are episodes."""

import hashlib
from collections.abc import Iterator, Sequence
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
    base, padding = _shipped(clip), _padding(seed)
    if clip.endswith(".webm"):
        return _matroska(base, padding)
    return b"".join(pieces(clip, seed)) if b"moof" in base else base + _free(padding)


def pieces(clip: str, seed: str = "") -> Sequence[bytes]:
    """A fragmented `clip` as a stream has it: its header, then fragments that are padded each.

    Behind each other they are what `make` gives. Without a seed there is no padding.
    """
    header, *fragments = _split(_shipped(clip))
    padding = _padding(seed) if seed else b""
    share = -(-len(padding) // len(fragments))
    shares = [padding[number * share :][:share] for number in range(len(fragments))]
    return [
        header,
        *(
            one + (_free(more) if more else b"")
            for one, more in zip(fragments, shares, strict=True)
        ),
    ]


def _padding(seed: str) -> bytes:
    start = f"aniworldd stand-in clip: {seed}\n".encode()
    size = SMALLEST + int.from_bytes(hashlib.sha256(start).digest()[:4], "big") % (
        LARGEST - SMALLEST
    )
    return start + hashlib.shake_256(start).digest(size - len(start))


def _shipped(clip: str) -> bytes:
    return resources.files("aniworldd.demo").joinpath("clips", clip).read_bytes()


def _split(base: bytes) -> Sequence[bytes]:
    """An MP4 cut in front of each fragment."""
    cuts = [at for at, name in _boxes(base) if name == b"moof"]
    return [base[start:stop] for start, stop in zip([0, *cuts], [*cuts, len(base)], strict=True)]


def _boxes(base: bytes) -> Iterator[tuple[int, bytes]]:
    """Where each box begins, and its name."""
    at = 0
    while at < len(base):
        yield at, base[at + 4 : at + 8]
        at += int.from_bytes(base[at : at + 4], "big")


def _free(padding: bytes) -> bytes:
    return (8 + len(padding)).to_bytes(4, "big") + b"free" + padding


def _matroska(base: bytes, padding: bytes) -> bytes:
    """The Void goes to the end of the Segment, whose size grows with it."""
    void = b"\xec" + (len(padding) | _LENGTH_MARK).to_bytes(8, "big") + padding
    at = base.index(_SEGMENT) + len(_SEGMENT)
    size = int.from_bytes(base[at : at + 8], "big") + len(void)
    return base[:at] + size.to_bytes(8, "big") + base[at + 8 :] + void
