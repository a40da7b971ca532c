"""Whether a downloaded file is what it should be: whole, and a video."""

import hashlib
import os
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from aniworldd.errors import DownloadError
from aniworldd.library import beneath, containers
from aniworldd.model.release import Release

SMALLEST = 1024  # bytes; the shortest clips that ffmpeg makes have more, an error text often less
AGAIN = 60.0  # seconds until another try makes sense


@dataclass(frozen=True, slots=True)
class Verified:
    size: int  # bytes
    extension: str  # with its dot, as its content says


def verify(path: Path, release: Release, expected: int | None) -> Verified:
    """Judge a finished download; `expected` is the length that its server announced.

    Raises `DownloadError`: with `not_media` for a page, a playlist or another text.
    """
    try:
        with os.fdopen(beneath.open_part(path), "rb") as file:
            return _judge(file, path, release, expected)
    except OSError as error:
        raise DownloadError(
            f"{path.name} cannot be read back: {error.strerror}", retry_after=AGAIN
        ) from error


def _judge(file: BufferedReader, path: Path, release: Release, expected: int | None) -> Verified:
    size = os.fstat(file.fileno()).st_size
    head = file.read(containers.HEAD)
    if text := containers.text(head):
        raise DownloadError(f"{text} came instead of a video", not_media=True)
    for announced in (expected, release.size):
        if announced is not None and announced != size:
            raise DownloadError(
                f"{size} bytes came where {announced} were announced", retry_after=AGAIN
            )
    if size < SMALLEST:
        raise DownloadError(f"{size} bytes are too few for a video", retry_after=AGAIN)
    container = containers.recognise(head)
    if container is None:
        raise DownloadError(f"{path.name} begins like no video that is known")
    if fault := containers.fault(container, file, size):
        raise DownloadError(fault, retry_after=AGAIN)
    if release.checksum:
        _compare(file, release.checksum)
    return Verified(size, containers.extension(container, path.suffix.lower()))


def _compare(file: BufferedReader, checksum: str) -> None:
    kind, _, announced = checksum.partition(":")
    file.seek(0)
    digest = hashlib.file_digest(file, lambda: hashlib.new(kind, usedforsecurity=False)).hexdigest()
    if digest != announced.lower():
        raise DownloadError(f"its {kind.upper()} is not the announced one", retry_after=AGAIN)
