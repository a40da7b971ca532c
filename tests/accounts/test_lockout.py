import asyncio

import pytest

from aniworldd.accounts.door import Origin
from aniworldd.accounts.lockout import Guesses, Lockout, client_of
from aniworldd.errors import AniworldError, TooManyAttempts, Unauthenticated
from tests.accounts.conftest import PASSWORD, House
from tests.accounts.test_tokens import HERE, logged_in

AWAY = Origin("192.168.1.9")


async def guess(house: House, name: str = "admin", origin: Origin = HERE) -> type[Exception]:
    with pytest.raises(AniworldError) as refused:
        await house.door.login(name, "Wrong-1-Password", origin, remember=False)
    return type(refused.value)


async def wait_of(house: House, name: str = "admin", origin: Origin = HERE) -> float:
    with pytest.raises(TooManyAttempts) as refused:
        await house.door.login(name, PASSWORD, origin, remember=False)
    return round(refused.value.retry_after)


async def lock(house: House, name: str = "admin", origin: Origin = HERE) -> None:
    for _ in range(5):
        assert await guess(house, name, origin) is Unauthenticated


async def test_the_sixth_guess_in_a_minute_is_not_judged(house: House) -> None:
    await logged_in(house)
    await lock(house)

    assert await wait_of(house) == 60


async def test_after_the_minute_it_is_judged_again(house: House) -> None:
    await logged_in(house)
    await lock(house)
    await house.clock.advance(60)

    await house.door.login("admin", PASSWORD, HERE, remember=False)


async def test_the_minute_begins_with_the_first_guess(house: House) -> None:
    await logged_in(house)
    await guess(house)
    await house.clock.advance(50)
    for _ in range(4):
        await guess(house)

    assert await wait_of(house) == 10


async def test_an_account_s_lock_doubles_up_to_a_quarter_of_an_hour(house: House) -> None:
    await logged_in(house)
    waits = []
    for number in range(6):
        await lock(house, origin=Origin(f"10.0.0.{number}"))
        waits.append(await wait_of(house))
        await house.clock.advance(waits[-1])

    assert waits == [60, 120, 240, 480, 900, 900]


async def test_an_hour_without_guesses_is_forgiven(house: House) -> None:
    await logged_in(house)
    await lock(house)
    await house.clock.advance(120)
    await lock(house, origin=AWAY)
    await house.clock.advance(120 + 3601)
    await lock(house)

    assert await wait_of(house) == 60


async def test_guesses_from_many_addresses_lock_the_account(house: House) -> None:
    await logged_in(house)
    for number in range(5):
        assert await guess(house, origin=Origin(f"10.0.0.{number}")) is Unauthenticated

    assert await guess(house, origin=Origin("10.0.0.9")) is TooManyAttempts


async def test_guesses_at_many_accounts_lock_the_client(house: House) -> None:
    await logged_in(house)
    for number in range(5):
        assert await guess(house, f"name{number}") is Unauthenticated

    assert await guess(house, "another") is TooManyAttempts
    await house.door.login("admin", PASSWORD, AWAY, remember=False)


async def test_all_together_have_thirty_a_minute(house: House) -> None:
    await logged_in(house)
    for number in range(30):
        assert await guess(house, f"n{number}", Origin(f"10.0.0.{number}")) is Unauthenticated

    assert await guess(house, "n99", Origin("10.0.0.99")) is TooManyAttempts


async def test_an_unknown_name_is_locked_like_a_known_one(house: House) -> None:
    await logged_in(house)
    for number in range(5):
        assert await guess(house, "nobody", Origin(f"10.0.0.{number}")) is Unauthenticated

    assert await guess(house, "nobody", AWAY) is TooManyAttempts


async def test_a_name_that_nobody_has_is_not_kept(house: House) -> None:
    """It may be a password that somebody typed into the wrong field."""
    await guess(house, "Kettle-7-Harbour")

    assert "kettle" not in str(house.store.table("attempts").documents()).casefold()


async def test_a_thousand_at_once_are_five(house: House) -> None:
    await logged_in(house)

    kinds = await asyncio.gather(*(guess(house) for _ in range(1000)))

    assert kinds.count(Unauthenticated) == 5
    assert kinds.count(TooManyAttempts) == 995


async def test_logging_in_is_no_guess(house: House) -> None:
    for _ in range(20):
        await logged_in(house)


async def test_a_login_does_not_forgive_the_client_its_guesses_at_others(house: House) -> None:
    await logged_in(house)
    for number in range(4):
        await guess(house, f"name{number}")
    await logged_in(house)

    assert await guess(house, "name9") is Unauthenticated
    assert await guess(house, "name9") is TooManyAttempts


async def test_a_restart_is_no_new_chance(house: House) -> None:
    await logged_in(house)
    await lock(house)

    house.restart()

    assert await wait_of(house) == 60
    await house.clock.advance(60)
    await house.door.login("admin", PASSWORD, HERE, remember=False)


async def test_counts_below_the_limit_survive_a_restart_too(house: House) -> None:
    await logged_in(house)
    for _ in range(3):
        await guess(house)

    house.restart()

    assert await guess(house) is Unauthenticated
    assert await guess(house) is Unauthenticated
    assert await guess(house) is TooManyAttempts


async def test_a_wall_clock_that_was_wrong_locks_nobody_for_years(house: House) -> None:
    await logged_in(house)
    now = house.clock.now()
    house.clock.set(now.replace(year=2036))
    await lock(house)
    house.clock.set(now)

    house.restart()

    assert await wait_of(house) == 900


async def test_an_open_session_is_never_locked_out(house: House) -> None:
    token = (await logged_in(house)).token
    await lock(house)
    caller = house.door.caller(token)
    assert caller is not None

    await house.door.change_own_password(caller, PASSWORD, "Other-9-Harbour", AWAY)


async def test_somebody_at_the_machine_unlocks_the_account(house: House) -> None:
    await logged_in(house)
    await lock(house)

    await house.door.set_password("admin", "Other-9-Harbour")

    await house.door.login("admin", "Other-9-Harbour", HERE, remember=False)


async def test_the_limits_are_settings(house: House) -> None:
    await logged_in(house)
    house.guesses = Guesses(each=2, all=3)

    assert await guess(house) is Unauthenticated
    assert await guess(house) is Unauthenticated
    assert await guess(house) is TooManyAttempts
    assert await guess(house, "other", AWAY) is Unauthenticated
    assert await guess(house, "third", Origin("10.9.9.9")) is TooManyAttempts


async def test_an_attack_from_everywhere_is_remembered_in_bounds(house: House) -> None:
    many = Guesses(each=5, all=1000)
    lockout = Lockout(house.store, clock=house.clock, guesses=lambda: many, most=30)
    for number in range(60):
        await lockout.attempt("login", f"n{number}", f"10.0.0.{number}")

    assert len(house.store.table("attempts").ids()) <= 33


@pytest.mark.parametrize(
    "address, client",
    [
        ("192.168.1.9", "192.168.1.9"),
        ("::ffff:192.168.1.9", "192.168.1.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::1", "::/64"),
        ("", ""),
        ("x" * 500, "x" * 100),
    ],
)
def test_a_client_is_an_address_or_a_network(address: str, client: str) -> None:
    assert client_of(address) == client
