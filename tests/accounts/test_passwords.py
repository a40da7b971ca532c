import asyncio
import hashlib
import os

import pytest

from aniworldd.accounts.passwords import Cost, Passwords
from aniworldd.errors import TooManyAttempts
from tests.accounts.conftest import CHEAP


@pytest.fixture
def passwords() -> Passwords:
    return Passwords(os.urandom, CHEAP)


async def test_only_the_same_password_matches(passwords: Passwords) -> None:
    stored = await passwords.hash("Kettle-7-Harbour")

    assert await passwords.matches("Kettle-7-Harbour", stored)
    assert not await passwords.matches("Kettle-7-Harbour ", stored)
    assert not await passwords.matches("", stored)
    assert "Kettle" not in stored


async def test_the_same_password_is_never_stored_the_same(passwords: Passwords) -> None:
    assert await passwords.hash("x") != await passwords.hash("x")


async def test_the_usual_cost_is_owasps() -> None:
    stored = await Passwords(lambda length: bytes(length)).hash("x")

    assert stored.startswith("$scrypt$ln=14,r=8,p=5$AAAA")
    assert Cost() == Cost(14, 8, 5)


@pytest.mark.parametrize("stored", [None, "", "plain", "$scrypt$ln=2,r=1,p=1$AAAA$"])
async def test_nobody_is_matched_by_any_password(passwords: Passwords, stored: str | None) -> None:
    assert not await passwords.matches("", stored)
    assert not await passwords.matches("plain", stored)


async def test_nobody_costs_a_hash_like_everybody(
    passwords: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs: list[int] = []
    real = hashlib.scrypt

    def counted(*words: bytes, n: int, **more: int) -> bytes:
        costs.append(n)
        return real(*words, n=n, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(hashlib, "scrypt", counted)
    stored = await passwords.hash("x")

    await passwords.matches("y", stored)
    await passwords.matches("y", None)

    assert costs == [4, 4, 4]


async def test_a_hash_of_another_cost_still_counts_and_is_outdated(passwords: Passwords) -> None:
    stored = await Passwords(os.urandom, Cost(3, 1, 1)).hash("x")

    assert await passwords.matches("x", stored)
    assert passwords.outdated(stored)
    assert not passwords.outdated(await passwords.hash("x"))


async def test_two_are_judged_at_once_and_eight_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    gate, running, most = asyncio.Event(), 0, 0

    async def held(*_: object) -> bytes:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await gate.wait()
        running -= 1
        return b""

    monkeypatch.setattr(asyncio, "to_thread", held)
    passwords = Passwords(os.urandom, CHEAP)
    tries = [asyncio.ensure_future(passwords.matches("x", None)) for _ in range(11)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    gate.set()
    results = await asyncio.gather(*tries, return_exceptions=True)

    assert most == 2
    assert [type(one) for one in results].count(TooManyAttempts) == 1
