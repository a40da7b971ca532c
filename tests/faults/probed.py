"""The application for abuse: with people in it, and clients that say whatever they like."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import jwt
import pytest
from aiohttp.test_utils import TestClient, TestServer

from aniworldd.bus import Bus
from aniworldd.config.doors import Limits, Server
from aniworldd.model.account import Role
from aniworldd.web import app as application
from aniworldd.web.routes import TABLE, Policy, Route
from tests.fake_clock import FakeClock
from tests.quiet import quiet
from tests.web.conftest import Client
from tests.web.doors import HERE, PASSWORD, House, house
from tests.web.worlds import FakeReads, make_now

MANY = 1_000_000


@dataclass
class Probed:
    client: Client
    house: House
    clock: FakeClock
    routes: tuple[Route, ...]

    @property
    def guarded(self) -> list[Route]:
        return [route for route in self.routes if route.policy not in {Policy.PUBLIC, Policy.READ}]

    async def say(self, raw: bytes) -> int:
        """The status that a request written by hand is answered with; 0: with nothing."""
        reader, writer = await asyncio.open_connection(self.client.host, self.client.port)
        writer.write(raw)
        try:
            line = await asyncio.wait_for(reader.readline(), 10)
        except ConnectionError:
            line = b""
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        return int(line.split()[1]) if line.startswith(b"HTTP/") else 0

    async def ask(self, route: Route, token: str = "", **more: object) -> int:
        """The status of a request that is in order, apart from what is given."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if route.form:
            headers |= {"Sec-Fetch-Site": "same-origin"}
            more = {"data": {"csrf": "x"}, **more}
        elif route.body:
            more = {"json": {}, **more}
        answer = await self.client.request(
            route.method,
            path_of(route),
            headers=headers,
            allow_redirects=False,
            **more,  # type: ignore[arg-type]
        )
        await answer.read()
        leads = answer.headers.get("Location", "").partition("?")[0].endswith("login")
        return 401 if answer.status == 303 and leads else answer.status


def path_of(route: Route, value: str = "x") -> str:
    """The route's path with something in place of its names."""
    return "/".join(value if part.startswith("{") else part for part in route.path.split("/"))


@asynccontextmanager
async def probed(folder: Path, *more: Route) -> AsyncIterator[Probed]:
    """An application that is set up; nobody is slowed but by a test's own doing.

    `more` are routes that it would not have.
    """
    clock, reads = FakeClock(), FakeReads(make_now())
    async with AsyncExitStack() as life:
        made = life.enter_context(house(folder, clock))
        asked = await life.enter_async_context(quiet(folder.parent / "daemon"))
        made.server = Server(
            limits=Limits(requests=MANY, searches=MANY, body=64 * 1024, body_time=1)
        )
        await made.set_up()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(application, "ROUTES", (*application.ROUTES, *more))
            app = application.build(reads, Bus(), clock, "1.2.3", made.entrance, asked)
        server = TestServer(app)
        await server.start_server(auto_decompress=False)  # as `serving.runner` does
        client = await life.enter_async_context(TestClient(server))
        yield Probed(client, made, clock, app[TABLE])


async def revoked(it: Probed) -> str:
    token = await it.house.token()
    caller = it.house.door.caller(token)
    assert caller is not None
    await it.house.door.logout(caller, HERE)
    return token


async def expired(it: Probed) -> str:
    token = await it.house.token()
    await it.clock.advance(timedelta(days=1).total_seconds())
    return token


async def deleted(it: Probed) -> str:
    token = await it.house.token(Role.USER)
    user = it.house.door.accounts.named("user")
    assert user is not None
    await it.house.door.accounts.delete(user.id)
    return token


async def changed_password(it: Probed) -> str:
    token = await it.house.token()
    owner = it.house.door.accounts.named("")
    assert owner is not None
    await it.house.door.accounts.change(owner.id, password="Other-9-Harbour")
    return token


async def ended_key(it: Probed) -> str:
    caller = it.house.door.caller(await it.house.token())
    assert caller is not None
    made = await it.house.door.make_key(caller, "x", Role.ADMIN, HERE)
    await it.house.door.end_key(made.key.id, caller, HERE)
    return made.text


async def foreign(it: Probed) -> str:
    return forged(await it.house.token(), "HS256", b"x" * 32)


async def alg_none(it: Probed) -> str:
    return forged(await it.house.token(), "none", "")


async def hs512(it: Probed) -> str:
    return forged(await it.house.token(), "HS512", b"x" * 64)


async def without_signature(it: Probed) -> str:
    return (await it.house.token()).rpartition(".")[0] + "."


def forged(token: str, algorithm: str, key: bytes | str) -> str:
    """The same claims under another signature."""
    claims = jwt.decode(token, options={"verify_signature": False})
    header = {"kid": jwt.get_unverified_header(token)["kid"]}
    return jwt.encode(claims, key, algorithm=algorithm, headers=header)


def _fixed(text: str) -> Callable[[Probed], object]:
    async def token(_: Probed) -> str:
        return text

    return token


BAD_TOKENS: dict[str, Callable[[Probed], object]] = {
    "none": _fixed(""),
    "rubbish": _fixed("rubbish"),
    "dots": _fixed("a.b.c"),
    "a password": _fixed(PASSWORD),
    "no key of ours": _fixed("awd_" + "0" * 72),
    "much too long": _fixed("a." + "b" * 5000 + ".c"),
    "foreign": foreign,
    "alg none": alg_none,
    "hs512": hs512,
    "without signature": without_signature,
    "expired": expired,
    "revoked": revoked,
    "of somebody deleted": deleted,
    "of an older password": changed_password,
    "an ended key": ended_key,
}
