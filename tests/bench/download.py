"""1 GiB from Debian's nginx onto a tmpfs, by curl and by us in turns; the median of the pairs."""

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
from time import perf_counter

from tests.bench.figure import Figure
from tests.parts import Nginx, program

SIZE = 1024**3
BLOCK = os.urandom(1024**2)
ROUNDS = 9


@dataclass(frozen=True)
class Run:
    seconds: float
    cpu: float  # seconds
    peak: float = 0.0  # MiB of resident memory


def figures() -> Sequence[Figure]:
    home = Path(tempfile.mkdtemp(prefix="aniworldd-bench-", dir="/dev/shm"))
    try:
        (home / "files").mkdir()
        with (home / "files" / "film.mp4").open("wb") as film:
            for _ in range(SIZE // len(BLOCK)):
                film.write(BLOCK)
        with Nginx(home, home / "files") as nginx:
            runs = [(_curl(nginx, home), _ours(nginx, home)) for _ in range(ROUNDS)]
    finally:
        shutil.rmtree(home)
    rate = statistics.median(curl.seconds / ours.seconds for curl, ours in runs)
    cpu = statistics.median(ours.cpu / curl.cpu for curl, ours in runs)
    return [
        Figure("rate of one download, of curl's", rate, 0.9, ">=", "x"),
        Figure("CPU of one download, of curl's", cpu, 1.3, "<=", "x"),
    ]


def _curl(nginx: Nginx, home: Path) -> Run:
    target = home / "curl.mp4"
    call = [program("curl"), "--silent", "--fail", "--output", str(target), nginx.url("film.mp4")]
    begin, before = perf_counter(), os.times()
    subprocess.run(call, check=True)
    after, seconds = os.times(), perf_counter() - begin
    _checked(target)
    cpu = after.children_user + after.children_system
    return Run(seconds, cpu - before.children_user - before.children_system)


def _ours(nginx: Nginx, home: Path) -> Run:
    """In a process of its own, which measures itself: a daemon does not start for a download."""
    folder = home / "ours"
    folder.mkdir()
    call = [sys.executable, "-m", "tests.bench.fetch", nginx.url("film.mp4"), str(folder)]
    answer = subprocess.run(call, check=True, stdout=subprocess.PIPE)
    _checked(folder / "media.mp4")
    shutil.rmtree(folder)
    return Run(**json.loads(answer.stdout))


def _checked(path: Path) -> None:
    with path.open("rb") as file:
        file.seek(-len(BLOCK), os.SEEK_END)
        if path.stat().st_size != SIZE or file.read() != BLOCK:
            raise AssertionError(f"{path} is not what nginx has")
    path.unlink()
