"""Names to addresses: resolved once, every address checked, and only those are connected to."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from ipaddress import ip_address

from aiohttp.abc import AbstractResolver, ResolveResult

from aniworldd.errors import FetchRefused
from aniworldd.net.policy import AddressPolicy


class SystemNames(AbstractResolver):
    """The machine's own resolver, in threads of its own.

    A name server that is away holds each of them for half a minute; in the loop's own pool it
    would hold up everything that runs there.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="names")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        # As bytes: the name is ASCII by now, and text would pass through Python's IDNA again.
        ask = partial(socket.getaddrinfo, host.encode("ascii"), port, family, socket.SOCK_STREAM)
        loop = asyncio.get_running_loop()
        answers = await loop.run_in_executor(self._threads, ask)
        return [
            ResolveResult(
                hostname=host,
                host=str(address[0]),
                port=port,
                family=found,
                proto=protocol,
                flags=int(socket.AI_NUMERICHOST | socket.AI_NUMERICSERV),
            )
            for found, _, protocol, _, address in answers
        ]

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


class CheckedNames(AbstractResolver):
    """What `inner` says, or FetchRefused when any of it is an address that may not be asked."""

    def __init__(self, inner: AbstractResolver, policy: AddressPolicy) -> None:
        self._inner = inner
        self._policy = policy

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        for each in found:
            try:
                address = ip_address(each["host"])
            except ValueError as error:
                raise FetchRefused(f"{host} has no address that can be checked") from error
            self._policy.check_address(host, address, port)
        return found

    async def close(self) -> None:
        await self._inner.close()
