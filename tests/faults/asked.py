"""One request as a faulty server saw it, and how it is answered by hand."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """One request; `path` is without the query, header names are in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]

    def number(self, name: str, default: float) -> float:
        """A number from the query."""
        return float(self.query.get(name, default))


async def reply(
    writer: asyncio.StreamWriter,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    *,
    measured: bool = True,
) -> None:
    """One whole answer, its length announced unless `measured` is false."""
    await begin(
        writer,
        status,
        {**({"Content-Length": str(len(body))} if measured else {}), **(headers or {})},
    )
    writer.write(body)
    await writer.drain()


async def begin(
    writer: asyncio.StreamWriter, status: int = 200, headers: Mapping[str, str] | None = None
) -> None:
    """Status line and headers only."""
    lines = [f"HTTP/1.1 {status} X", "Connection: close"]
    lines += [f"{name}: {text}" for name, text in (headers or {}).items()]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    await writer.drain()
