"""A process on a file system without renames that refuse to replace: NTFS by its driver in FUSE.

It has a mount namespace of its own; the arguments are an image and an empty folder. Prints what
became of each thing that the library does there.
"""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path, PurePath

from aniworldd.errors import Conflict
from aniworldd.library import beneath, identity, importer, recycle, work
from aniworldd.library.root import Root
from tests.library.roots import open_at, put

SHOW = PurePath("Show/S01E01.mkv")


def main(image: Path, directory: Path) -> None:
    subprocess.run(["ntfs-3g", image, directory], check=True)
    try:
        with open_at(directory) as root:
            for what, result in report(root, directory):
                sys.stdout.write(f"{what} {result}\n")
    finally:
        subprocess.run(["umount", directory], check=True)


def report(root: Root, directory: Path) -> Iterator[tuple[str, object]]:
    put(directory, "one", "other", content=b"x")
    yield "exchange", beneath.exchange(root.fd, "one", root.fd, "other")
    importer.place(root, part(root, b"old"), SHOW)
    yield "placed", (directory / SHOW).read_bytes()
    try:
        importer.place(root, part(root, b"new"), SHOW)
    except Conflict:
        yield "refused", (directory / SHOW).read_bytes()
    before = identity.find(root.fd, SHOW)
    better = part(root, b"new")
    assert before is not None
    swap = recycle.prepare(
        root, str(SHOW), before, SHOW, identity.of_part(better), date(2026, 5, 1)
    )
    recycle.swap(root, better, swap)
    yield "replaced", (directory / SHOW).read_bytes()
    yield "recycled", (directory / ".aniworldd/recycle/2026-05-01" / SHOW).read_bytes()
    yield "beside", sorted(path.name for path in (directory / "Show").iterdir())
    recycle.prune(root, {swap.recycled: before})
    yield "pruned", sorted(path.name for path in (directory / ".aniworldd/recycle").iterdir())


def part(root: Root, content: bytes) -> Path:
    path = work.make(root, "us", "one") / "media.mkv"
    path.write_bytes(content)
    return path


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
