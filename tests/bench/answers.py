"""How soon the daemon answers while it looks at 200,000 files, and when their disk hangs."""

import http.client
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench import daemon, library
from tests.bench.figure import Figure
from tests.faults.shim import Shim

_API = ("/health", "/api/health", "/healthz")
_PASSWORD = "Bench-Mark-1"
_REST = 0.01  # seconds between two rounds of questions
_MOST = 300.0  # seconds for a look
_HUNG = 3.0  # seconds
ROUNDS = 2  # the better one counts: what else runs on the machine is not to be measured


@dataclass(frozen=True, slots=True)
class _Slowest:
    """In seconds; of the page 99 of 100, as the first one is compiled when it is asked for."""

    api: float
    page: float


def figures() -> Sequence[Figure]:
    place = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=place if place.is_dir() else None) as name:
        folder = Path(name)
        for part in ("library", "watchlist"):
            (folder / part).mkdir()
        library.fill(folder / "library")
        shim = Shim.build(folder, folder / "library")
        rounds = [_round(folder, number, shim) for number in range(ROUNDS)]
    new, again, hung = (
        _Slowest(min(one.api for one in of_all), min(one.page for one in of_all))
        for of_all in zip(*rounds, strict=True)
    )
    return [
        Figure("slowest API answer in a first look", new.api, 0.1, "<=", "s"),
        Figure("slowest API answer in a full look", again.api, 0.1, "<=", "s"),
        Figure("slowest API answer on a disk that hangs", hung.api, 0.1, "<=", "s"),
        Figure("the page in a first look, 99 of 100", new.page, 0.1, "<=", "s"),
        Figure("the page in a full look, 99 of 100", again.page, 0.1, "<=", "s"),
        Figure("the page on a disk that hangs, 99 of 100", hung.page, 0.1, "<=", "s"),
    ]


def _round(folder: Path, number: int, shim: Shim) -> Sequence[_Slowest]:
    """Everything is new; then known, after a restart; then the disk hangs."""
    port = daemon.free_port()
    (folder / "config.yaml").write_text(
        f"data_dir: {folder}/state-{number}\nlibrary: {{directory: {folder}/library}}\n"
        f"watchlist: {{directory: {folder}/watchlist}}\n"
        f"server: {{port: {port}, limits: {{requests: 1000000}}}}\n"
        "scheduler: {auto_download_after_rescan: false}\n"
    )
    with daemon.running(folder):
        new = _answers(port, _looks)
    with daemon.running(folder, environ=shim.environ):
        again = _answers(port, _looks)
        shim.order("HANG")
        wish = folder / f"watchlist/{number}.txt"  # so that a pass hangs on the disk
        wish.write_text(f"https://catalogue.example/{number}\n")
        end = time.monotonic() + _HUNG
        hung = _answers(port, lambda page: time.monotonic() < end)
        shim.heal()
    return new, again, hung


def _looks(page: bytes) -> bool:
    return b"for the first time" in page


def _answers(port: int, goes_on: Callable[[bytes], bool]) -> _Slowest:
    """As long as the page says that it goes on."""
    daemon.wait(f"http://127.0.0.1:{port}/healthz")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    token, text, end = _token(connection), b"", time.monotonic() + _MOST
    api: list[float] = []
    pages: list[float] = []
    while not pages or goes_on(text):
        assert time.monotonic() < end
        api += [_asked(connection, path, token)[0] for path in _API]
        seconds, text = _asked(connection, "/", token)
        pages.append(seconds)
        time.sleep(_REST)
    connection.close()
    return _Slowest(max(api), sorted(pages)[int(len(pages) * 0.99)])


def _asked(connection: http.client.HTTPConnection, path: str, token: str) -> tuple[float, bytes]:
    """Seconds, and what was answered."""
    begin = time.perf_counter()
    connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
    answer = connection.getresponse()
    text = answer.read()
    seconds = time.perf_counter() - begin
    assert answer.status == 200, (path, answer.status)
    return seconds, text


def _token(connection: http.client.HTTPConnection) -> str:
    """Of a login; the first one sets the password."""
    answer: dict[str, str] = {}
    for path, key in (("/api/auth/setup", "master_password"), ("/api/auth/login", "password")):
        body = json.dumps({key: _PASSWORD})
        connection.request("POST", path, body, {"Content-Type": "application/json"})
        answer = json.loads(connection.getresponse().read())
    return answer["token"]
