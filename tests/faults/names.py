"""A resolver that answers as the test says."""

import socket

from aiohttp.abc import AbstractResolver, ResolveResult


class Names(AbstractResolver):
    """Each name has its answers, given one after the other; the last one stays."""

    def __init__(self, **answers: list[str]) -> None:
        self.answers = {name.replace("_", "."): list(found) for name, found in answers.items()}
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        self.asked.append(host)
        found = self.answers[host]
        addresses = (found.pop(0) if len(found) > 1 else found[0]).split()
        return [
            ResolveResult(
                hostname=host, host=each, port=port, family=socket.AF_INET, proto=0, flags=0
            )
            for each in addresses
        ]

    async def close(self) -> None:
        self.asked.append("closed")
