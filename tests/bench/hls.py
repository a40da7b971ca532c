"""500 fragments of 2 MB from Debian's nginx onto a tmpfs, by `yt-dlp -N 8` and by us in turns."""

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
from tests.parts import Nginx

FRAGMENTS = 500
SIZE = 2_000_000 // 188 * 188  # bytes, in packets of MPEG-TS
DIFFERENT = 20
ROUNDS = 3


@dataclass(frozen=True)
class Run:
    seconds: float
    cpu: float  # seconds
    peak: float  # MiB of resident memory


def figures() -> Sequence[Figure]:
    home = Path(tempfile.mkdtemp(prefix="aniworldd-bench-", dir="/dev/shm"))
    try:
        last = _make(home / "files")
        with Nginx(home, home / "files", keep_alive=75) as nginx:
            url = nginx.url("film.m3u8")
            runs = [(_theirs(url, home, last), _ours(url, home, last)) for _ in range(ROUNDS)]
    finally:
        shutil.rmtree(home)
    rate = statistics.median(theirs.seconds / ours.seconds for theirs, ours in runs)
    cpu = statistics.median(ours.cpu / theirs.cpu for theirs, ours in runs)
    peak = statistics.median(ours.peak for _, ours in runs)
    return [
        Figure("rate of 500 x 2 MB by HLS, of yt-dlp -N 8's", rate, 4.0, ">=", "x"),
        Figure("CPU of the same, of yt-dlp -N 8's", cpu, 0.3, "<=", "x"),
        Figure("peak memory of the same", peak, 120, "<=", "MiB"),
    ]


def _make(files: Path) -> bytes:
    """The stream; gives its last fragment."""
    files.mkdir()
    lines = ["#EXTM3U", "#EXT-X-TARGETDURATION:4"]
    blocks = [(b"\x47" + os.urandom(187)) * (SIZE // 188) for _ in range(DIFFERENT)]
    for number, block in enumerate(blocks):
        (files / f"{number}.ts").write_bytes(block)
    for number in range(FRAGMENTS):
        if number >= DIFFERENT:
            (files / f"{number}.ts").hardlink_to(files / f"{number % DIFFERENT}.ts")
        lines += ["#EXTINF:4,", f"{number}.ts"]
    (files / "film.m3u8").write_text("\n".join([*lines, "#EXT-X-ENDLIST", ""]))
    return blocks[(FRAGMENTS - 1) % DIFFERENT]


def _theirs(url: str, home: Path, last: bytes) -> Run:
    target = home / "theirs.mp4"
    call = [
        sys.executable,
        "-m",
        "yt_dlp",
        "--ignore-config",
        "--quiet",
        "--no-progress",
        "--no-warnings",
    ]
    call += ["-N", "8", "--hls-prefer-native", "--fixup", "never", "-o", str(target), url]
    begin = perf_counter()
    process = subprocess.Popen(call)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = perf_counter() - begin
    if status != 0:
        raise AssertionError(f"yt-dlp ended with {status}")
    process.returncode = 0
    _checked(target, last)
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _ours(url: str, home: Path, last: bytes) -> Run:
    """In a process of its own, which measures itself: a daemon does not start for a download."""
    folder = home / "ours"
    folder.mkdir()
    call = [sys.executable, "-m", "tests.bench.fetch", url, str(folder)]
    answer = subprocess.run(call, check=True, stdout=subprocess.PIPE)
    _checked(folder / "media.ts", last)
    shutil.rmtree(folder)
    return Run(**json.loads(answer.stdout))


def _checked(path: Path, last: bytes) -> None:
    with path.open("rb") as file:
        file.seek(-len(last), os.SEEK_END)
        if path.stat().st_size != FRAGMENTS * SIZE or file.read() != last:
            raise AssertionError(f"{path} is not what nginx has")
    path.unlink()
