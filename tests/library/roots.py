"""Making roots, and files in them."""

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aniworldd.library.root import Machine, Root, RootMemory, open_root

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
LATER = datetime.now(UTC) + timedelta(hours=1)  # folders made by a test have been still by then
MACHINE = Machine(boot_id="boot-1", fstab="", mounts="")

_ids = itertools.count(1)


def open_at(directory: Path, memory: RootMemory | None = None, machine: Machine = MACHINE) -> Root:
    return open_root(directory, memory, machine=machine, new_id=new_id, now=NOW)


def new_id() -> str:
    return f"id-{next(_ids)}"


def put(directory: Path, *paths: str, content: bytes = b"video") -> None:
    for path in paths:
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_bytes(content)


def listing(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())
