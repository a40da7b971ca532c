"""A thousand listeners at ten events a second, of whom a fifth reads nothing at all."""

import asyncio
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tests.bench.figure import Figure

LISTENERS, EVENTS = 1000, 10.0  # a second
ROUNDS = 2  # the better one counts: what else runs on the machine is not to be measured
_SECONDS = 6.0
_STAMP = re.compile(rb'"anime_title":"at (\d+) "')
_LONGER, _PING = 126, 9  # RFC 6455
_JOIN = b'{"action":"join","data":{"room":"downloads"}}'


@dataclass
class Heard:
    late: list[float] = field(default_factory=list)  # seconds
    counts: bool = False


def figures() -> Sequence[Figure]:
    everybody = [_round(stalled=0) for _ in range(ROUNDS)]
    some = [_round(stalled=LISTENERS // 5) for _ in range(ROUNDS)]
    return [
        Figure(
            f"{LISTENERS} sockets, 99 of 100 messages",
            min(one[0] for one in everybody),
            50,
            "<=",
            "ms",
        ),
        Figure("the same, a fifth reads nothing", min(one[0] for one in some), 50, "<=", "ms"),
        Figure("resident memory with them", min(one[1] for one in some), 100, "<=", "MiB"),
    ]


def _round(*, stalled: int) -> tuple[float, float]:
    """How late 99 of 100 messages are at most, in ms, and the daemon's resident MiB."""
    with tempfile.TemporaryDirectory() as name, _announcing(Path(name)) as process:
        assert process.stdout is not None
        address, token = process.stdout.readline().decode().split()
        heard = asyncio.run(_listen(address, token, stalled))
        expected = (LISTENERS - stalled) * EVENTS * _SECONDS
        assert len(heard.late) > expected / 2, f"{len(heard.late)} messages came"
        memory = Path(f"/proc/{process.pid}/status").read_text().partition("VmRSS:")[2].split()[0]
        return statistics.quantiles(heard.late, n=100)[98] * 1000, int(memory) / 1024


@contextmanager
def _announcing(folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    for part in ("library", "watchlist"):
        (folder / part).mkdir()
    config = folder / "config.yaml"
    config.write_text(
        f"data_dir: {folder}/state\nlibrary: {{directory: {folder}/library}}\n"
        f"watchlist: {{directory: {folder}/watchlist}}\nproviders: {{}}\n"
        f"server: {{port: 0, limits: {{sockets: {LISTENERS}, connections: {2 * LISTENERS}, "
        f"connections_each: {2 * LISTENERS}, requests: 100000}}}}\nlogging: {{level: ERROR}}\n"
    )
    call = [sys.executable, "-m", "tests.bench.announcing", str(config), str(EVENTS)]
    process = subprocess.Popen(call, stdout=subprocess.PIPE)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


async def _listen(address: str, token: str, stalled: int) -> Heard:
    host, port = urlsplit(address).hostname or "", urlsplit(address).port or 0
    heard = Heard()
    opened, tasks = [], []
    for number in range(LISTENERS):  # those that read nothing last: they are cut off after a while
        deaf = number >= LISTENERS - stalled
        reader, writer = await _open(host, port, token, deaf=deaf)
        opened.append(writer)
        if not deaf:
            tasks.append(asyncio.create_task(_hear(reader, writer, heard)))
    heard.counts = True
    await asyncio.sleep(_SECONDS)
    heard.counts = False
    for task in tasks:
        task.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    for writer in opened:
        writer.transport.abort()
    cut = [one for one in ended if not isinstance(one, asyncio.CancelledError)]
    assert not cut, f"{len(cut)} were cut off: {cut[0]!r}"
    return heard


async def _open(
    host: str, port: int, token: str, *, deaf: bool
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """In the room; one that is `deaf` leaves everything in the kernel."""
    peer = socket.socket()
    peer.setblocking(False)
    if deaf:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    await asyncio.get_running_loop().sock_connect(peer, (host, port))
    reader, writer = await asyncio.open_connection(sock=peer, limit=1 << 20)
    writer.write(
        f"GET /ws/connect HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        f"Authorization: Bearer {token}\r\n\r\n".encode()
    )
    answer = await reader.readuntil(b"\r\n\r\n")
    assert b" 101 " in answer, answer
    writer.write(bytes([0x81, 0x80 | len(_JOIN)]) + bytes(4) + _JOIN)
    if deaf:
        writer.transport.pause_reading()  # type: ignore[attr-defined]
    return reader, writer


async def _hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, heard: Heard) -> None:
    """Note how late each message is, and say that we are still there."""
    while True:
        head = await reader.readexactly(2)
        length = head[1] & 0x7F
        if length == _LONGER:
            length = int.from_bytes(await reader.readexactly(2))
        body = await reader.readexactly(length)
        if head[0] & 0x0F == _PING:
            writer.write(bytes([0x8A, 0x80 | len(body)]) + bytes(4) + body)
        elif heard.counts and (stamp := _STAMP.search(body)):
            heard.late.append((time.monotonic_ns() - int(stamp[1])) / 1e9)
