import logging
from datetime import timedelta

import pytest

from aniworldd.accounts import audit
from aniworldd.accounts.audit import Audit, Result
from aniworldd.accounts.door import Origin
from aniworldd.errors import AniworldError
from aniworldd.model.account import Role
from tests.accounts.conftest import PASSWORD, House
from tests.accounts.test_tokens import nothing

AWAY = Origin("192.168.1.9", "r-1")


def told(house: House) -> list[tuple[object, ...]]:
    return [
        tuple(record.get(name) for name in ("what", "result", "who", "client"))
        for record in reversed(house.audit.newest(100))
    ]


async def test_everything_at_the_door_is_written_down(house: House) -> None:
    door = house.door
    await door.set_up(PASSWORD, AWAY, allowed=True, prepare=nothing)
    with pytest.raises(AniworldError):
        await door.login("admin", "Wrong-1-Password", AWAY, remember=False)
    entered = await door.login("admin", PASSWORD, AWAY, remember=False)
    caller = door.caller(entered.opened.token)
    assert caller is not None
    made = await door.make_key(caller, "script", Role.USER, AWAY)
    await door.end_key(made.key.id, caller, AWAY)
    await door.logout(caller, AWAY)
    await door.set_password("admin", "Other-9-Harbour")

    assert told(house) == [
        ("setup", "done", "admin", "192.168.1.9"),
        ("login", "refused", "admin", "192.168.1.9"),
        ("login", "done", "admin", "192.168.1.9"),
        ("key made", "done", "admin", "192.168.1.9"),
        ("key ended", "done", "admin", "192.168.1.9"),
        ("logout", "done", "admin", "192.168.1.9"),
        ("password", "done", "admin", "this machine"),
    ]


async def test_who_guesses_the_setup_token_is_written_down_to_the_last_try(house: House) -> None:
    for _ in range(7):
        with pytest.raises(AniworldError):
            await house.door.set_up(PASSWORD, AWAY, allowed=False, prepare=nothing)

    assert told(house) == [("setup", "refused", None, "192.168.1.9")] * 7


async def test_a_line_has_its_time_and_its_request_and_no_secret(house: House) -> None:
    await house.door.set_up(PASSWORD, AWAY, allowed=True, prepare=nothing)
    entered = await house.door.login("admin", PASSWORD, AWAY, remember=False)

    text = "".join(file.read_text() for file in (house.folder / "audit").iterdir())

    assert '"at":"2026-05-01T12:00:00.000Z"' in text
    assert '"request":"r-1"' in text
    assert PASSWORD not in text
    assert entered.opened.token not in text


async def test_a_line_is_one_line_whatever_was_typed(house: House) -> None:
    odd = 'x\n{"forged":1}\r\x1b' + "y" * 900
    await house.door.audit.note("login", Result.REFUSED, asked=odd)

    raw = (house.folder / "audit" / "2026-05.jsonl").read_bytes()
    records = house.audit.newest(9)
    assert len(records) == 1
    assert len(str(records[0]["asked"])) == 200
    assert (raw.count(b"\n"), raw.count(b"\r"), raw.count(b"\x1b")) == (1, 0, 0)


async def test_a_name_that_nobody_has_is_not_written_down(house: House) -> None:
    """It may be a password that somebody typed into the wrong field."""
    with pytest.raises(AniworldError):
        await house.door.login("Kettle-7-Harbour", "x", AWAY, remember=False)

    assert told(house) == [("login", "refused", "an unknown name", "192.168.1.9")]


async def test_a_flood_of_refusals_is_cut_off_for_the_day(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    notes = Audit(house.audit, house.clock, most=20)
    for _ in range(30):
        await notes.note("login", Result.REFUSED)
    await notes.note("login", Result.DONE)
    await house.clock.advance(86400)
    await notes.note("login", Result.REFUSED)

    assert len(house.audit.newest(99)) == 22
    assert caplog.text.count("no more of them") == 1


async def test_a_disk_that_takes_nothing_stops_nobody(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    (house.folder / "audit").write_text("in the way")
    caplog.set_level(logging.WARNING)

    await house.door.audit.note("login", Result.DONE)

    assert "Could not note login in the audit log" in caplog.text


async def test_old_months_are_forgotten(house: House) -> None:
    for month in (0, 400, 800):
        house.clock.set(house.clock.now() + timedelta(days=month))
        await house.door.audit.note("login", Result.DONE)

    house.audit.forget(audit.oldest(house.clock))

    assert len(house.audit.months()) == 1 + 0
