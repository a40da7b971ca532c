"""The daemon as a process: memory and writes at rest, and how soon it answers."""

import asyncio
import compileall
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Thread

import aniworldd
from aniworldd.clock import SystemClock
from aniworldd.demo import catalogue
from aniworldd.demo.shelf import Episode, Language, Season, Shelf, Show
from aniworldd.demo.stage import config_text, watch_text
from tests.bench.figure import Figure

SERIES, ITEMS = 200, 24
ROUNDS = 7
REST = 10.0  # seconds

PEER = """
from fastapi import FastAPI
app = FastAPI()
@app.get("/healthz")
def healthz():
    return {"status": "ok"}
"""


def figures() -> Sequence[Figure]:
    # as pip does when it installs: the peer is compiled, and a working tree often is not
    compileall.compile_dir(Path(aniworldd.__file__).parent, quiet=1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        memory, written = _at_rest(folder / "rest")
        answer = _first_answers(folder)
    return [
        Figure(f"resident memory with {SERIES} series", memory / 2**20, 60, "<=", "MiB"),
        Figure(f"bytes written in {REST:.0f} s of rest", written, 0, "<=", "bytes"),
        Figure("first answer / that of a one-route FastAPI app", answer, 1.6, "<=", "x"),
    ]


def _at_rest(folder: Path) -> tuple[int, int]:
    """Bytes resident, and bytes written while nothing happens."""
    for part in ("watchlist", "library", "state"):
        (folder / part).mkdir(parents=True)
    shelf = Shelf(_show(number) for number in range(SERIES))
    port = free_port()
    with _served(shelf) as url:
        config = config_text(folder, url, port=port).replace(
            "auto_download_after_rescan: true", "auto_download_after_rescan: false"
        )
        (folder / "config.yaml").write_text(config, "utf-8")
        for show in shelf.shows:
            text = watch_text(show, url)
            (folder / "watchlist" / f"{show.key}.yaml").write_text(text, "utf-8")
        with running(folder) as process:
            wait(f"http://127.0.0.1:{port}/healthz")
            _wait_until_known(folder, process)
            before = _io(process.pid)
            time.sleep(REST)
            return _rss(process.pid), _io(process.pid) - before


def _wait_until_known(folder: Path, process: "subprocess.Popen[bytes]") -> None:
    """Until the plan knows every item, and a moment longer."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        plan = subprocess.run(
            [*_ANIWORLDD, "plan", "--json", "--config", folder / "config.yaml"],
            capture_output=True,
            check=True,
        )
        titles = json.loads(plan.stdout)["titles"]
        if sum(len(title["items"]) for title in titles) == SERIES * ITEMS:
            time.sleep(3)
            return
        assert process.poll() is None
    raise AssertionError("the daemon did not come to know all series")


def _first_answers(folder: Path) -> float:
    """The median of ours over the median of the peer's, rounds interleaved."""
    (folder / "peer.py").write_text(PEER)
    ours, theirs = [], []
    for number in range(ROUNDS):
        ours.append(_first_answer(folder / f"first-{number}"))
        port = free_port()
        call = [sys.executable, "-m", "uvicorn", "peer:app", "--port", str(port)]
        theirs.append(_until_answer([*call, "--log-level", "error"], port, folder))
    return statistics.median(ours) / statistics.median(theirs)


def _first_answer(folder: Path) -> float:
    port = free_port()
    (folder / "library").mkdir(parents=True)
    (folder / "config.yaml").write_text(
        f"data_dir: {folder}/state\nlibrary: {{directory: {folder}/library}}\n"
        f"server: {{port: {port}}}\nlogging: {{level: ERROR}}\n"
    )
    return _until_answer([*_ANIWORLDD, "run", "--config", "config.yaml"], port, folder)


def _until_answer(call: Sequence[str], port: int, folder: Path) -> float:
    begin = time.perf_counter()
    process = subprocess.Popen(call, cwd=folder)
    try:
        wait(f"http://127.0.0.1:{port}/healthz")
        return time.perf_counter() - begin
    finally:
        process.terminate()
        process.wait()


_ANIWORLDD = (sys.executable, "-m", "aniworldd")


@contextmanager
def running(
    folder: Path, environ: Mapping[str, str] | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    """`environ` is what its environment has more than ours."""
    process = subprocess.Popen(
        [*_ANIWORLDD, "run", "--config", folder / "config.yaml"],
        env={**os.environ, **(environ or {})},
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _served(shelf: Shelf) -> Iterator[str]:
    """The stand-in catalogue from a loop in another thread."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    serving = catalogue.serve(shelf, SystemClock())
    url = asyncio.run_coroutine_threadsafe(serving.__aenter__(), loop).result()
    try:
        yield url
    finally:
        asyncio.run_coroutine_threadsafe(serving.__aexit__(None, None, None), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _show(number: int) -> Show:
    episodes = tuple(
        Episode(
            index, f"Folge {index}", f"Episode {index}", (Language.GERMAN_DUB,), date(2024, 1, 1)
        )
        for index in range(1, ITEMS + 1)
    )
    return Show(f"show-{number:03}", f"Show {number:03}", 2024, None, "", (Season(1, episodes),))


def wait(url: str, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url) as answer:
                answer.read()
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.005)
    raise AssertionError(f"{url} does not answer")


def _rss(pid: int) -> int:
    return _figure(Path(f"/proc/{pid}/status"), "VmRSS") * 1024


def _io(pid: int) -> int:
    return _figure(Path(f"/proc/{pid}/io"), "write_bytes")


def _figure(path: Path, name: str) -> int:
    found = dict(line.partition(":")[::2] for line in path.read_text().splitlines())[name]
    return int(found.split()[0])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
