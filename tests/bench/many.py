"""1 GiB from Debian's nginx onto a tmpfs, as one download and as eight, in turns."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.figure import Figure
from tests.parts import Nginx

SIZE = 1024**3  # bytes
MANY = 8
BLOCK = os.urandom(1024**2)
ROUNDS = 9


@dataclass(frozen=True)
class Run:
    seconds: float
    late: float  # milliseconds, at most
    peak: float  # MiB of resident memory


def figures() -> Sequence[Figure]:
    home = Path(tempfile.mkdtemp(prefix="aniworldd-bench-", dir="/dev/shm"))
    try:
        (home / "files").mkdir()
        for name, size in (("one.mp4", SIZE), ("many.mp4", SIZE // MANY)):
            with (home / "files" / name).open("wb") as film:
                for _ in range(size // len(BLOCK)):
                    film.write(BLOCK)
        with Nginx(home, home / "files") as nginx:
            runs = [
                (_run(nginx.url("one.mp4"), home, 1), _run(nginx.url("many.mp4"), home, MANY))
                for _ in range(ROUNDS)
            ]
    finally:
        shutil.rmtree(home)
    rate = statistics.median(one.seconds / many.seconds for one, many in runs)
    return [
        Figure("rate of eight downloads together, of one's", rate, 0.9, ">=", "x"),
        Figure(
            "latest that the loop ever was meanwhile",
            statistics.median(m.late for _, m in runs),
            20,
            "<=",
            "ms",
        ),
        Figure(
            "peak memory of the eight", statistics.median(m.peak for _, m in runs), 60, "<=", "MiB"
        ),
    ]


def _run(url: str, home: Path, count: int) -> Run:
    """In a process of its own, which measures itself."""
    folder = home / "ours"
    call = [sys.executable, "-m", "tests.bench.together", url, str(folder), str(count)]
    answer = subprocess.run(call, check=True, stdout=subprocess.PIPE)
    for number in range(count):
        _checked(folder / str(number) / "media.mp4", SIZE // count)
    shutil.rmtree(folder)
    return Run(**json.loads(answer.stdout))


def _checked(path: Path, size: int) -> None:
    with path.open("rb") as file:
        file.seek(-len(BLOCK), os.SEEK_END)
        if path.stat().st_size != size or file.read() != BLOCK:
            raise AssertionError(f"{path} is not what nginx has")
