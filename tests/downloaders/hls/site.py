"""Streams on a faulty server: files by name, with byte ranges, and lies for those named."""

import asyncio
import random
from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from pathlib import Path

from tests.downloaders.film import KIB, Lie
from tests.faults.asked import Asked, begin
from tests.faults.server import FaultyServer

PACKET = 188  # bytes of MPEG-TS


def make_fragments(count: int, *, size: int = 40 * KIB, seed: int = 1) -> list[bytes]:
    """Packets of MPEG-TS with random contents; each fragment is a little longer than the last."""
    made = random.Random(seed)
    return [
        b"".join(b"\x47" + made.randbytes(PACKET - 1) for _ in range(size // PACKET + number))
        for number in range(count)
    ]


def playlist(
    names: Sequence[str], *, seconds: float = 4.0, before: Sequence[str] = (), end: bool = True
) -> str:
    """A media playlist of these fragments; `before` are further tags at its top."""
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-TARGETDURATION:10", *before]
    for name in names:
        lines += [name] if name.startswith("#") else [f"#EXTINF:{seconds},", name]
    return "\n".join([*lines, *(["#EXT-X-ENDLIST"] if end else []), ""])


class Site:
    """Serves what `files` holds below `/hls/`; each answer may tell one of the lies laid up."""

    def __init__(self, server: FaultyServer) -> None:
        self.files: dict[str, bytes] = {}
        self.lies: defaultdict[str, deque[Lie]] = defaultdict(deque)
        self.ranges = True
        self.running: Counter[str] = Counter()
        self.most_running = 0
        self.stalled = asyncio.Event()
        self.gates: dict[str, asyncio.Event] = {}
        self._server = server
        server.routes["/hls"] = self._answer

    def url(self, name: str) -> str:
        return self._server.url(f"/hls/{name}")

    def asked(self, name: str) -> int:
        return self._server.asked(f"/hls/{name}")

    async def idle(self) -> None:
        """Wait until nothing is being asked for any more."""
        await self._server.until(lambda: self._server.serving == 0, 30)

    def add(self, folder: Path) -> None:
        """Everything that lies in there."""
        for path in sorted(folder.iterdir()):
            self.files[path.name] = path.read_bytes()

    def film(
        self, fragments: Sequence[bytes], *, name: str = "film", before: Sequence[str] = ()
    ) -> str:
        """The fragments with their playlist; gives its address."""
        names = [f"{name}-{number}.ts" for number in range(len(fragments))]
        self.files |= dict(zip(names, fragments, strict=True))
        self.files[f"{name}.m3u8"] = playlist(names, before=before).encode()
        return self.url(f"{name}.m3u8")

    async def _answer(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        name = asked.path.removeprefix("/hls/")
        lie = self.lies[name].popleft() if self.lies[name] else Lie()
        status, headers, body = self._found(name, asked.headers.get("range", ""))
        if lie.status is not None:
            status, body = lie.status, b"no"
        body = body if lie.body is None else lie.body
        headers |= {"Content-Length": str(len(body))}
        for header, text in lie.headers.items():
            headers.pop(header, "")
            headers |= {} if text is None else {header: text}
        self.running[name] += 1
        self.most_running = max(self.most_running, self.running.total())
        if name in self.gates:
            await self.gates[name].wait()
        try:
            await begin(writer, status, headers)
            await self._send(writer, body, lie)
        finally:
            self.running[name] -= 1

    def _found(self, name: str, wanted: str) -> tuple[int, dict[str, str], bytes]:
        if name not in self.files:
            return 404, {}, b"no such file"
        body = self.files[name]
        if not wanted or not self.ranges:
            return 200, {}, body
        first, last = (int(text) for text in wanted.removeprefix("bytes=").split("-"))
        return (
            206,
            {"Content-Range": f"bytes {first}-{last}/{len(body)}"},
            body[first : last + 1],
        )

    async def _send(self, writer: asyncio.StreamWriter, body: bytes, lie: Lie) -> None:
        ends = [end for end in (lie.cut, lie.stall) if end is not None]
        for start in range(0, min([len(body), *ends]), 16 * KIB):
            writer.write(body[start : min([start + 16 * KIB, len(body), *ends])])
            await writer.drain()
        if lie.cut is not None:
            await asyncio.sleep(0.005)  # the end overtakes what the other side has not read yet
        if lie.stall is not None:
            self.stalled.set()
            await asyncio.Event().wait()
