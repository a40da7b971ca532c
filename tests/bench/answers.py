"""How soon the daemon answers while it looks at 10,000 series with 200,000 files."""

import http.client
import json
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench import daemon, library
from tests.bench.figure import Figure

_API = ("/health", "/api/health", "/healthz")
_PASSWORD = "Bench-Mark-1"
_REST = 0.01  # seconds between two questions
_MOST = 300.0  # seconds for a look


def figures() -> Sequence[Figure]:
    place = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=place if place.is_dir() else None) as name:
        folder = Path(name)
        for part in ("library", "watchlist"):
            (folder / part).mkdir()
        library.fill(folder / "library")
        new = _answers(folder)
        again = _answers(folder)
    return [
        Figure("slowest API answer in a first look", new.api, 0.1, "<=", "s"),
        Figure("slowest API answer in a full look", again.api, 0.1, "<=", "s"),
        Figure("the page in a first look, 99 of 100", new.page, 0.1, "<=", "s"),
        Figure("the page in a full look, 99 of 100", again.page, 0.1, "<=", "s"),
    ]


@dataclass(frozen=True, slots=True)
class _Slowest:
    """In seconds; of the page 99 of 100, as the first one is compiled when it is asked for."""

    api: float
    page: float


def _answers(folder: Path) -> _Slowest:
    """From the start of the daemon to the end of its look."""
    port = daemon.free_port()
    (folder / "config.yaml").write_text(
        f"data_dir: {folder}/state\nlibrary: {{directory: {folder}/library}}\n"
        f"watchlist: {{directory: {folder}/watchlist}}\n"
        f"server: {{port: {port}, limits: {{requests: 1000000}}}}\n"
        "scheduler: {auto_download_after_rescan: false}\n"
    )
    with daemon.running(folder) as process:
        daemon.wait(f"http://127.0.0.1:{port}/healthz")
        api, page, end = [], [], time.monotonic() + _MOST
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        token = _token(connection)
        looking = True
        while looking:
            assert process.poll() is None
            assert time.monotonic() < end
            api += [_asked(connection, path, token)[0] for path in _API]
            seconds, text = _asked(connection, "/", token)
            page.append(seconds)
            looking = b"for the first time" in text
            time.sleep(_REST)
    return _Slowest(max(api), sorted(page)[int(len(page) * 0.99)])


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
