from collections.abc import Collection
from datetime import timedelta
from pathlib import Path

import pytest

from aniworldd.accounts.door import Caller
from aniworldd.model.account import Role
from tests.accounts.conftest import PASSWORD, House
from tests.accounts.test_tokens import HERE, logged_in
from tests.fake_clock import FakeClock

NEW = "Other-9-Harbour"


async def test_a_session_ends_when_its_time_is_over(house: House) -> None:
    token = (await logged_in(house)).token
    await house.clock.advance(86399)
    assert house.door.caller(token) is not None

    await house.clock.advance(1)

    assert house.door.caller(token) is None


async def test_logout_ends_one_session_at_once(house: House) -> None:
    one, other = await logged_in(house), await logged_in(house)
    caller = house.door.caller(one.token)
    assert caller is not None

    await house.door.logout(caller, HERE)

    assert house.door.caller(one.token) is None
    assert house.door.caller(other.token) is not None


async def test_a_logout_that_was_answered_survives_a_kill(
    house: House, tmp_path: Path, clock: FakeClock
) -> None:
    token = (await logged_in(house)).token
    caller = house.door.caller(token)
    assert caller is not None
    await house.door.logout(caller, HERE)

    after = killed(house, tmp_path, clock)

    assert after.door.caller(token) is None
    after.store.close()


async def test_a_login_that_was_answered_survives_a_kill(
    house: House, tmp_path: Path, clock: FakeClock
) -> None:
    token = (await logged_in(house)).token

    after = killed(house, tmp_path, clock)

    assert after.door.caller(token) is not None
    after.store.close()


@pytest.mark.parametrize("change", ["password", "role", "deletion"])
async def test_a_change_of_rights_ends_all_sessions_of_the_account(
    house: House, tmp_path: Path, clock: FakeClock, change: str
) -> None:
    owner = await logged_in(house)
    account = await house.door.accounts.create("grandpa", PASSWORD, Role.USER)
    sessions = [
        (await house.door.login("grandpa", PASSWORD, HERE, remember=long)).opened
        for long in (True, False)
    ]
    ended: list[str] = []
    house.door.listen(ended.extend)
    assert all(house.door.caller(one.token) for one in sessions)

    if change == "password":
        await house.door.accounts.change(account.id, password=NEW)
    elif change == "role":
        await house.door.accounts.change(account.id, role=Role.VIEWER)
    else:
        await house.door.accounts.delete(account.id)

    assert sorted(ended) == sorted(one.session.id for one in sessions)
    for there in (house, killed(house, tmp_path, clock)):
        assert not any(there.door.caller(one.token) for one in sessions)
        assert there.door.caller(owner.token) is not None
        if there is not house:
            there.store.close()


async def test_one_s_own_password_needs_the_old_one(house: House) -> None:
    token = (await logged_in(house)).token
    caller = house.door.caller(token)
    assert isinstance(caller, Caller)

    await house.door.change_own_password(caller, PASSWORD, NEW, HERE)

    assert house.door.caller(token) is None
    assert (await house.door.login("admin", NEW, HERE, remember=False)).account.name == "admin"


async def test_who_listens_no_more_hears_nothing(house: House) -> None:
    opened = await logged_in(house)
    heard: list[Collection[str]] = []
    house.door.listen(heard.append)()

    house.door.sessions.revoke([opened.session.id])

    assert heard == []


async def test_a_wall_clock_that_jumps_ends_no_session_and_revives_none(house: House) -> None:
    token = (await logged_in(house)).token

    house.clock.set(house.clock.now() + timedelta(days=3650))
    assert house.door.caller(token) is not None
    house.clock.set(house.clock.now() - timedelta(days=7300))
    await house.clock.advance(86400)

    assert house.door.caller(token) is None


async def test_a_start_without_the_time_ends_no_session(house: House) -> None:
    token = (await logged_in(house)).token
    house.clock.set(house.clock.now() - timedelta(days=20000))

    house.restart()

    assert house.door.caller(token) is not None
    await house.clock.advance(86400)
    assert house.door.caller(token) is None


async def test_sessions_that_are_over_are_cleared_away(house: House) -> None:
    await logged_in(house)
    await house.clock.advance(2 * 86400)

    await logged_in(house)

    assert len(house.store.table("sessions").ids()) == 1


async def test_an_account_has_a_hundred_sessions_at_most(house: House) -> None:
    first = await logged_in(house)
    for _ in range(100):
        await logged_in(house)

    assert len(house.store.table("sessions").ids()) == 100
    assert house.door.caller(first.token) is None


async def test_a_verified_token_is_not_judged_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = (await logged_in(house)).token
    house.door.caller(token)

    monkeypatch.setattr(house.door.sessions, "_tokens", None)

    assert house.door.caller(token) is not None


def killed(house: House, tmp_path: Path, clock: FakeClock) -> House:
    """What a kill now would leave, opened by the next start."""
    copy = tmp_path / "after"
    copy.mkdir()
    for file in house.folder.iterdir():
        if file.is_file() and file.name != "lock":
            (copy / file.name).write_bytes(file.read_bytes())
    return House(copy, clock)
