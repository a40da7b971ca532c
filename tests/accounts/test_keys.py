from datetime import timedelta

import pytest

from aniworldd.accounts.door import Caller
from aniworldd.errors import Conflict, InvalidRequest, NotFound
from aniworldd.model.account import Role
from tests.accounts.conftest import PASSWORD, House
from tests.accounts.test_tokens import HERE, logged_in


async def owner(house: House) -> Caller:
    caller = house.door.caller((await logged_in(house)).token)
    assert caller is not None
    return caller


async def test_a_key_asks_with_its_own_role(house: House) -> None:
    made = await house.door.make_key(await owner(house), "script", Role.VIEWER, HERE)

    caller = house.door.caller(made.text)

    assert caller is not None
    assert (caller.account.name, caller.role, caller.credential) == (
        "admin",
        Role.VIEWER,
        made.key.id,
    )


async def test_a_key_is_kept_as_a_digest_only(house: House) -> None:
    made = await house.door.make_key(await owner(house), "script", Role.USER, HERE)

    assert made.text.startswith("awd_")
    assert len(made.text) == 4 + 64 + 8
    assert made.text not in str(house.store.table("keys").documents())
    house.restart()
    assert house.door.caller(made.text) is not None


async def test_a_key_is_never_more_than_its_account(house: House) -> None:
    await logged_in(house)
    account = await house.door.accounts.create("grandpa", PASSWORD, Role.USER)
    entered = await house.door.login("grandpa", PASSWORD, HERE, remember=False)
    caller = house.door.caller(entered.opened.token)
    assert caller is not None
    with pytest.raises(InvalidRequest):
        await house.door.make_key(caller, "script", Role.ADMIN, HERE)
    made = await house.door.make_key(caller, "script", Role.USER, HERE)

    await house.door.accounts.change(account.id, role=Role.VIEWER)

    found = house.door.caller(made.text)
    assert found is not None
    assert found.role is Role.VIEWER


async def test_an_ended_key_is_nobody_s_at_once(house: House) -> None:
    caller = await owner(house)
    made = await house.door.make_key(caller, "script", Role.USER, HERE)
    ended: list[str] = []
    house.door.listen(ended.extend)

    await house.door.end_key(made.key.id, caller, HERE)

    assert ended == [made.key.id]
    assert house.door.caller(made.text) is None
    house.restart()
    assert house.door.caller(made.text) is None
    with pytest.raises(NotFound):
        await house.door.end_key(made.key.id, caller, HERE)


async def test_a_key_ends_when_its_time_is_over(house: House) -> None:
    ends_at = house.clock.now() + timedelta(days=1)
    made = await house.door.make_key(await owner(house), "x", Role.USER, HERE, ends_at=ends_at)

    await house.clock.advance(86400)

    assert house.door.caller(made.text) is None


async def test_the_keys_of_a_deleted_account_go_with_it(house: House) -> None:
    await logged_in(house)
    account = await house.door.accounts.create("grandpa", PASSWORD, Role.USER)
    made = await house.door.keys.make(account, "script", Role.USER)

    await house.door.accounts.delete(account.id)

    assert house.door.caller(made.text) is None
    assert house.door.keys.of(account.id) == []


@pytest.mark.parametrize("change", [0, 10, 70, -1])
async def test_a_key_with_a_changed_letter_is_nobody_s(house: House, change: int) -> None:
    text = (await house.door.make_key(await owner(house), "x", Role.USER, HERE)).text
    letters = list(text)
    letters[change] = "b" if letters[change] == "a" else "a"

    assert house.door.caller("".join(letters)) is None


async def test_its_use_is_noted_once_an_hour(house: House) -> None:
    made = await house.door.make_key(await owner(house), "x", Role.USER, HERE)
    house.door.caller(made.text)
    before = house.store.sequence

    house.door.caller(made.text)
    assert house.store.sequence == before
    await house.clock.advance(3600)
    house.door.caller(made.text)

    assert house.store.sequence == before + 1
    assert house.door.keys.get(made.key.id).used_at == house.clock.now()


async def test_an_account_has_fifty_keys_at_most(house: House) -> None:
    caller = await owner(house)
    for number in range(50):
        await house.door.make_key(caller, f"{number}", Role.USER, HERE)

    with pytest.raises(Conflict):
        await house.door.make_key(caller, "one more", Role.USER, HERE)
