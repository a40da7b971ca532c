"""What a program that downloads gets: a folder of its own, and somebody who watches it.

It resolves names by itself, outside of the address policy; an address inside the network that is
written in the link is refused before it is started.

The folder lies in the download's own and ends in `.part`, so that whatever the program leaves there
is never taken for the media. It is empty when the program begins: what an earlier run left cannot
be proved to be of the same file.
"""

import asyncio
import os
import re
import shutil
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from functools import partial
from pathlib import Path, PurePath
from urllib.parse import urlsplit

from aniworldd.disk import LONG, Disk
from aniworldd.downloaders import Tools
from aniworldd.downloaders.part import explained
from aniworldd.errors import DownloadError, FetchRefused
from aniworldd.programs import Line, Run

LOOK = 2.0  # seconds of silence after which the folder is looked at

_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}")
_DEEPEST = 3  # folders in folders that are looked at
_MOST = 10_000  # files


class Annex:
    """The folder of one run."""

    def __init__(self, folder: Path, name: str, disk: Disk) -> None:
        self.path = folder / f"{name}.part"
        self._folder = folder
        self._disk = disk

    async def make(self) -> None:
        """Make it, empty; whole files that earlier fetches left in the download's folder go too."""
        await self._disk.run(partial(_make, self._folder, self.path), patience=LONG)

    async def size(self) -> int:
        """Bytes of all files in it."""
        return await self._disk.run(partial(_size, self.path))

    async def files(self) -> list[str]:
        """The names of what may be media: no folders, no hidden files, no parts."""
        return await self._disk.run(partial(_files, self.path))

    async def take(self, name: str) -> None:
        """Make this file of it the download's media. Raises `DownloadError` when it is none."""
        await self._disk.run(partial(_take, self._folder, self.path, name))


def refuse_inside(url: str, tools: Tools) -> None:
    """Raise `DownloadError` for a web address that is written as one inside the network."""
    if urlsplit(url).scheme.lower() not in ("http", "https"):
        return
    try:
        tools.policy.check_url(url)
    except FetchRefused as error:
        raise DownloadError(str(error)) from error


async def watched(run: Run, annex: Annex) -> AsyncGenerator[Line | int, None]:
    """What the program says, and in between the bytes that its folder has."""
    async with aclosing(run.lines()) as lines:
        said = asyncio.ensure_future(anext(lines, None))
        try:
            while True:
                await asyncio.wait({said}, timeout=LOOK)
                if not said.done():
                    yield await annex.size()
                elif (line := said.result()) is None:
                    return
                else:
                    said = asyncio.ensure_future(anext(lines, None))
                    yield line
        finally:
            said.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.wait({said})


def _make(folder: Path, path: Path) -> None:
    with explained():
        for left in folder.iterdir():
            if not left.name.endswith(".part") and left.is_file():
                left.unlink()
        if path.is_symlink() or path.is_file():
            path.unlink()
        elif path.exists():
            shutil.rmtree(path)
        path.mkdir()


def _size(path: Path, depth: int = 0) -> int:
    total = 0
    with suppress(FileNotFoundError), explained(), os.scandir(path) as entries:
        for _, entry in zip(range(_MOST), entries, strict=False):
            with suppress(FileNotFoundError):  # it may be renamed under our eyes
                if entry.is_dir(follow_symlinks=False):
                    total += _size(Path(entry.path), depth + 1) if depth < _DEEPEST else 0
                else:
                    total += entry.stat(follow_symlinks=False).st_size
    return total


def _files(path: Path) -> list[str]:
    with explained():
        return sorted(
            entry.name
            for entry in path.iterdir()
            if entry.is_file() and not entry.is_symlink() and _may_be_media(entry.name)
        )


def _may_be_media(name: str) -> bool:
    return not name.startswith(".") and not name.endswith((".part", ".ytdl", ".temp", ".tmp"))


def _take(folder: Path, path: Path, name: str) -> None:
    file = path / PurePath(name).name
    suffix = file.suffix.lower()
    if not _EXTENSION.fullmatch(suffix):
        suffix = ".bin"
    with explained():
        if file.is_symlink() or not file.is_file():
            raise DownloadError(f"there is no file {file.name[:100]!r} where one was due")
        file.rename(folder / f"media{suffix}")
