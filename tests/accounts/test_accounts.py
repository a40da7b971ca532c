import asyncio
from pathlib import Path

import pytest

from aniworldd.accounts.accounts import BadPassword
from aniworldd.accounts.door import Origin
from aniworldd.accounts.passwords import Cost
from aniworldd.errors import (
    Conflict,
    Forbidden,
    InvalidRequest,
    NotFound,
    TooManyAttempts,
    Unauthenticated,
    Unavailable,
)
from aniworldd.model.account import Role
from tests.accounts.conftest import PASSWORD, House
from tests.accounts.test_sessions import killed
from tests.accounts.test_tokens import HERE, nothing
from tests.fake_clock import FakeClock

NEW = "Other-9-Harbour"


async def set_up(house: House, origin: Origin = HERE) -> None:
    await house.door.set_up(PASSWORD, origin, allowed=True, prepare=nothing)


async def test_setup_makes_the_first_administrator(house: House) -> None:
    assert not house.door.accounts.configured

    await set_up(house)

    assert house.door.accounts.configured
    assert [(one.name, one.role) for one in house.door.accounts.all()] == [("admin", Role.ADMIN)]
    assert (house.folder / "setup.done").read_text() == "2026-05-01T12:00:00+00:00\n"


async def test_of_a_thousand_setups_at_once_one_wins(house: House) -> None:
    results = await asyncio.gather(
        *(set_up(house, Origin(f"10.0.{n // 250}.{n % 250}")) for n in range(1000)),
        return_exceptions=True,
    )

    kinds = [type(result) for result in results]
    assert kinds.count(type(None)) == 1
    assert set(kinds) == {type(None), Conflict, TooManyAttempts}
    assert len(house.door.accounts.all()) == 1


async def test_setup_works_once(house: House) -> None:
    await set_up(house)

    for _ in range(2):
        with pytest.raises(Conflict, match="configured already"):
            await set_up(house)
        house.restart()


@pytest.mark.parametrize("lost", ["accounts", "mark", "state"])
async def test_what_is_lost_never_reopens_setup(house: House, lost: str) -> None:
    await set_up(house)
    house.store.close()
    if lost == "accounts":
        house.open()
        for id in [*house.store.table("accounts").ids()]:
            house.store.table("accounts").drop(id)
        house.store.close()
    elif lost == "mark":
        (house.folder / "setup.done").unlink()
    else:
        for file in [*house.folder.iterdir()]:
            if file.is_file() and file.name != "setup.done":
                file.unlink()

    house.open()

    assert house.door.accounts.configured
    with pytest.raises(Conflict):
        await set_up(house)


async def test_a_locked_state_has_no_setup(house: House) -> None:
    house.store.close()
    for file in house.folder.iterdir():
        if file.is_file() and file.name != "lock":
            file.write_bytes(b"\0" * 100)

    house.open()

    assert house.store.locked
    assert house.door.accounts.configured


async def test_a_mark_that_cannot_be_looked_at_counts_as_there(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.store.close()
    (house.folder / "setup.done").mkdir()

    house.open()

    assert house.door.accounts.configured


async def test_a_kill_between_account_and_mark_is_mended(
    house: House, tmp_path: Path, clock: FakeClock
) -> None:
    await set_up(house)
    (house.folder / "setup.done").unlink()
    after = killed(house, tmp_path, clock)

    await after.door.accounts.seal()

    assert (after.folder / "setup.done").exists()
    after.store.close()


async def test_a_bad_password_leaves_setup_open(house: House) -> None:
    with pytest.raises(BadPassword) as refused:
        await house.door.set_up("short", HERE, allowed=True, prepare=nothing)

    assert refused.value.refusals[0] == "must have 8 characters at least"
    assert str(refused.value).startswith("the password must have 8 characters at least; it must")
    assert not house.door.accounts.configured


async def test_what_cannot_be_prepared_leaves_setup_open(house: House) -> None:
    async def prepare() -> None:
        raise Unavailable("no such folder")

    with pytest.raises(Unavailable):
        await house.door.set_up(PASSWORD, HERE, allowed=True, prepare=prepare)
    assert not house.door.accounts.configured

    await set_up(house)


async def test_only_the_winner_prepares(house: House) -> None:
    prepared = []

    async def prepare() -> None:
        prepared.append(True)

    await asyncio.gather(
        *(house.door.set_up(PASSWORD, HERE, allowed=True, prepare=prepare) for _ in range(5)),
        return_exceptions=True,
    )

    assert prepared == [True]


async def test_setup_from_where_it_is_not_allowed_is_refused(house: House) -> None:
    with pytest.raises(Forbidden, match="setup token"):
        await house.door.set_up(PASSWORD, HERE, allowed=False, prepare=nothing)

    assert not house.door.accounts.configured


async def test_the_password_alone_is_the_first_administrator_s(house: House) -> None:
    await set_up(house)
    await house.door.accounts.create("grandpa", NEW, Role.ADMIN)

    entered = await house.door.login("", PASSWORD, HERE, remember=False)

    assert entered.account.name == "admin"
    with pytest.raises(Unauthenticated):
        await house.door.login("", NEW, HERE, remember=False)


async def test_names_have_no_case_and_are_taken_once(house: House) -> None:
    await set_up(house)
    await house.door.accounts.create("Grandpa", NEW, Role.USER)

    with pytest.raises(Conflict):
        await house.door.accounts.create("gRANDPA", NEW, Role.USER)
    assert (await house.door.login("GRANDPA", NEW, HERE, remember=False)).account.name == "Grandpa"


@pytest.mark.parametrize("name", ["", "a b", "../x", "x" * 41, "ä", "-x", "a\n", "<b>"])
async def test_an_odd_name_is_refused(house: House, name: str) -> None:
    with pytest.raises(InvalidRequest, match="name has letters"):
        await house.door.accounts.create(name, NEW, Role.USER)


async def test_the_only_administrator_stays(house: House) -> None:
    await set_up(house)
    owner = house.door.accounts.all()[0]

    with pytest.raises(Conflict):
        await house.door.accounts.delete(owner.id)
    with pytest.raises(Conflict):
        await house.door.accounts.change(owner.id, role=Role.USER)

    await house.door.accounts.create("second", NEW, Role.ADMIN)
    await house.door.accounts.delete(owner.id)
    assert [one.name for one in house.door.accounts.all()] == ["second"]


async def test_a_bad_password_changes_no_role_either(house: House) -> None:
    await set_up(house)
    account = await house.door.accounts.create("grandpa", NEW, Role.USER)

    with pytest.raises(BadPassword):
        await house.door.accounts.change(account.id, password="short", role=Role.ADMIN)
    house.restart()

    assert house.door.accounts.get(account.id) == account


async def test_a_deleted_account_is_gone_after_a_restart(house: House) -> None:
    await set_up(house)
    account = await house.door.accounts.create("grandpa", NEW, Role.USER)

    await house.door.accounts.delete(account.id)
    house.restart()

    with pytest.raises(NotFound):
        house.door.accounts.get(account.id)
    assert house.door.accounts.named("grandpa") is None


async def test_whoever_is_at_the_machine_sets_passwords_and_makes_accounts(house: House) -> None:
    made = await house.door.set_password("", PASSWORD)
    assert (made.name, made.role) == ("admin", Role.ADMIN)
    assert (house.folder / "setup.done").exists()

    await house.door.set_password("", NEW)

    assert (await house.door.login("admin", NEW, HERE, remember=False)).account.id == made.id


async def test_an_old_hash_is_made_anew_at_the_next_login(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await set_up(house)
    before = house.door.accounts.all()[0]
    monkeypatch.setattr(house.door.accounts._passwords, "_cost", Cost(3, 1, 1))

    entered = await house.door.login("", PASSWORD, HERE, remember=False)

    after = house.door.accounts.all()[0]
    assert after.password.startswith("$scrypt$ln=3,")
    assert after.version == before.version
    assert house.door.caller(entered.opened.token) is not None


async def test_an_account_that_cannot_be_written_is_not_there(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full() -> None:
        raise Unavailable("the disk is full")

    monkeypatch.setattr(house.store, "durable", full)
    with pytest.raises(Unavailable):
        await house.door.accounts.create("grandpa", NEW, Role.USER)

    assert house.door.accounts.all() == []
    assert not house.door.accounts.configured
