"""The list of series through all guards, against FastAPI and uvicorn with nothing but a model."""

import http.client
import itertools
import json
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from aniworldd.catalogue import Catalogue
from aniworldd.model.title import Item, ItemKey, Season, Title
from aniworldd.store import Store
from tests.bench import daemon
from tests.bench.figure import Figure

SERIES, ITEMS = 1000, 24
ROUNDS = 5  # the best one counts: what else runs on the machine is not to be measured
_PASSWORD = "Bench-Mark-1"
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_QUESTIONS = 101  # more than are remembered

PEER = """
import json
from pathlib import Path
from fastapi import FastAPI
from pydantic import BaseModel

class Line(BaseModel):
    key: str
    id: str
    name: str
    title: str
    site: str
    folder: str
    link: str
    updated_at: str | None
    missing_episodes: dict[str, list[int]]
    missing_count: int

ROWS = json.loads(Path("rows.json").read_text())
app = FastAPI()

@app.get("/api/anime", response_model=list[Line])
async def listed(page: int = 1, per_page: int = 20):
    return ROWS[(page - 1) * per_page : page * per_page]
"""


def figures() -> Sequence[Figure]:
    with tempfile.TemporaryDirectory() as name:
        folder, port, theirs = Path(name), daemon.free_port(), daemon.free_port()
        _fill(folder, port)
        (folder / "peer.py").write_text(PEER)
        with daemon.running(folder):
            daemon.wait(f"http://127.0.0.1:{port}/readyz")
            ours = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            token = {"Authorization": f"Bearer {_token(ours)}"}
            (folder / "rows.json").write_bytes(_all(ours, token))
            call = [sys.executable, "-m", "uvicorn", "peer:app", "--port", str(theirs)]
            peer = subprocess.Popen([*call, "--log-level", "error"], cwd=folder)
            try:
                daemon.wait(f"http://127.0.0.1:{theirs}/api/anime")
                whole, new, page = _ratios(_Raw(port), _Raw(theirs), token)
            finally:
                peer.terminate()
                peer.wait()
    return [
        Figure(f"list of {SERIES} series, of FastAPI's rate", whole, 12, ">=", "x"),
        Figure("the same, each question a new one", new, 7, ">=", "x"),
        Figure("a page of 20, of FastAPI's rate", page, 1.4, ">=", "x"),
    ]


def _fill(folder: Path, port: int) -> None:
    """A state in which everything was described, by a provider that is not there any more."""
    for part in ("library", "watchlist"):
        (folder / part).mkdir()
    provider = "http://127.0.0.1:9"
    now, links = datetime.now(UTC), []
    store = Store.open(folder / "state", now=lambda: now)
    catalogue = Catalogue(store)
    for number in range(SERIES):
        key = f"some-invented-series-{number:04}"
        links.append(f"{provider}/anime/stream/{key}")
        name = f"Some Invented Series {number:04}"
        title = Title(key, "demo", links[-1], name, year=2020, seasons=(Season(1), Season(2)))
        items = [
            Item(ItemKey(key, 1 + index % 2, 1 + index // 2), f"Part {index}")
            for index in range(ITEMS)
        ]
        catalogue.answered(links[-1], "demo", [(title, items)], now)
    store.close()
    (folder / "watchlist/all.txt").write_text("\n".join(links) + "\n")
    (folder / "config.yaml").write_text(
        f"data_dir: {folder}/state\nlibrary: {{directory: {folder}/library}}\n"
        f"watchlist: {{directory: {folder}/watchlist}}\n"
        f"server: {{port: {port}, limits: {{requests: 1000000}}}}\n"
        "scheduler: {enabled: false, auto_download_after_rescan: false}\n"
        f'providers: {{demo: {{kind: site, definition: standin.yaml, links: ["{provider}"]}}}}\n'
    )


def _ratios(ours: "_Raw", other: "_Raw", token: Mapping[str, str]) -> tuple[float, float, float]:
    """Of the whole list, the same by other questions each time, and a page: ours over theirs."""
    whole, page = [f"/api/anime?per_page={SERIES}"], ["/api/anime"]
    new = [f"/api/anime?per_page={SERIES - number}" for number in range(_QUESTIONS)]
    best: dict[str, float] = {}
    for _ in range(ROUNDS):
        for name, rate in {
            "their whole": _rate(other, whole, {}, 20),
            "whole": _rate(ours, whole, token, 100),
            "new": _rate(ours, new, token, _QUESTIONS),
            "their page": _rate(other, page, {}, 200),
            "page": _rate(ours, page, token, 200),
        }.items():
            best[name] = max(best.get(name, 0), rate)
    theirs = best["their whole"]
    return best["whole"] / theirs, best["new"] / theirs, best["page"] / best["their page"]


def _rate(peer: "_Raw", paths: Sequence[str], headers: Mapping[str, str], times: int) -> float:
    """Answers a second."""
    asked = [_head(path, headers) for path in paths]
    begin = time.perf_counter()
    for head in itertools.islice(itertools.cycle(asked), times):
        peer.get(head)
    return times / (time.perf_counter() - begin)


def _head(path: str, headers: Mapping[str, str]) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{k}: {v}" for k, v in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()


class _Raw:
    """A connection that costs next to nothing itself: a usual client's work would be measured."""

    def __init__(self, port: int) -> None:
        self._peer = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._room = bytearray(1 << 20)

    def get(self, head: bytes) -> None:
        self._peer.sendall(head)
        size = self._peer.recv_into(self._room)
        while (end := self._room.find(b"\r\n\r\n", 0, size)) < 0:
            size += self._peer.recv_into(memoryview(self._room)[size:])
        assert self._room.startswith(b"HTTP/1.1 200"), bytes(self._room[:end])
        found = _LENGTH.search(self._room, 0, end)
        assert found is not None, bytes(self._room[:end])
        whole = end + 4 + int(found[1])
        while size < whole:
            size += self._peer.recv_into(memoryview(self._room)[size:])


def _all(connection: http.client.HTTPConnection, token: Mapping[str, str]) -> bytes:
    """The list, once everything is in it."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        found = _get(connection, f"/api/anime?per_page={SERIES}", token)
        if len(json.loads(found)) == SERIES:
            return found
        time.sleep(0.2)
    raise AssertionError("the daemon did not come to know all series")


def _get(connection: http.client.HTTPConnection, path: str, headers: Mapping[str, str]) -> bytes:
    connection.request("GET", path, headers=dict(headers))
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200, (path, answer.status)
    return body


def _token(connection: http.client.HTTPConnection) -> str:
    """Of a login; the first one sets the password."""
    answer: dict[str, str] = {}
    for path, key in (("/api/auth/setup", "master_password"), ("/api/auth/login", "password")):
        body = json.dumps({key: _PASSWORD})
        connection.request("POST", path, body, {"Content-Type": "application/json"})
        answer = json.loads(connection.getresponse().read())
    return answer["token"]
