import json
from datetime import timedelta

import jwt
import pytest

from aniworldd.accounts.door import Origin
from aniworldd.accounts.sessions import Opened
from tests.accounts.conftest import PASSWORD, House

HERE = Origin("127.0.0.1")


async def nothing() -> None:
    pass


async def logged_in(house: House, *, remember: bool = False) -> Opened:
    if not house.door.accounts.configured:
        await house.door.set_up(PASSWORD, HERE, allowed=True, prepare=nothing)
    return (await house.door.login("", PASSWORD, HERE, remember=remember)).opened


def secret_of(house: House, token: str) -> bytes:
    kid = jwt.get_unverified_header(token)["kid"]
    return bytes.fromhex(str(house.store.table("signing").documents()[kid]["secret"]))


async def test_a_token_names_its_session(house: House) -> None:
    opened = await logged_in(house)

    caller = house.door.caller(opened.token)

    assert caller is not None
    assert caller.account.name == "admin"
    assert caller.session == opened.session
    claims = jwt.decode(opened.token, options={"verify_signature": False})
    assert claims["jti"] == opened.session.id
    assert claims["exp"] - claims["iat"] == 86400
    assert set(jwt.get_unverified_header(opened.token)) == {"alg", "typ", "kid"}


async def test_remember_lasts_longer(house: House) -> None:
    opened = await logged_in(house, remember=True)

    assert opened.session.ends_at - house.clock.now() == timedelta(days=30)


FORGED = ["none", "other key", "other kid", "hs512", "more header", "no kid", "issuer", "audience"]


@pytest.mark.parametrize("kind", FORGED)
async def test_a_forged_token_is_nobodys(house: House, kind: str) -> None:
    token = (await logged_in(house)).token
    secret, kid = secret_of(house, token), jwt.get_unverified_header(token)["kid"]
    claims = jwt.decode(token, options={"verify_signature": False})
    forged = {
        "none": lambda: jwt.encode(claims, "", algorithm="none", headers={"kid": kid}),
        "other key": lambda: jwt.encode(claims, b"x" * 32, "HS256", {"kid": kid}),
        "other kid": lambda: jwt.encode(claims, secret, "HS256", {"kid": "0" * 16}),
        "hs512": lambda: jwt.encode(claims, secret * 2, "HS512", {"kid": kid}),
        "more header": lambda: jwt.encode(claims, secret, "HS256", {"kid": kid, "jku": "http://x"}),
        "no kid": lambda: jwt.encode(claims, secret, "HS256"),
        "issuer": lambda: jwt.encode({**claims, "iss": "x"}, secret, "HS256", {"kid": kid}),
        "audience": lambda: jwt.encode({**claims, "aud": "x"}, secret, "HS256", {"kid": kid}),
    }[kind]()

    assert house.door.caller(forged) is None
    assert house.door.caller(token) is not None


@pytest.mark.parametrize(
    "rubbish",
    ["", "x", "a.b.c", "..", "eyJhbGciOiJub25lIn0.e30.", "ü.ü.ü", "." * 5000, "awd_", "awd_x.y.z"],
    ids=lambda rubbish: rubbish[:10] or "empty",
)
async def test_rubbish_is_nobodys(house: House, rubbish: str) -> None:
    await logged_in(house)

    assert house.door.caller(rubbish) is None


async def test_a_changed_letter_breaks_the_token(house: House) -> None:
    token = (await logged_in(house)).token
    head, body, sign = token.split(".")

    for broken in (
        f"{head}.{body}.{sign[::-1]}",
        f"{head}.{body[:-2]}AA.{sign}",
        f"{head}.{body}.",
    ):
        assert house.door.caller(broken) is None


async def test_a_token_much_too_long_is_not_looked_at(house: House) -> None:
    token = (await logged_in(house)).token
    kid = jwt.get_unverified_header(token)["kid"]
    claims = {**jwt.decode(token, options={"verify_signature": False}), "x": "y" * 4096}

    assert (
        house.door.caller(jwt.encode(claims, secret_of(house, token), "HS256", {"kid": kid}))
        is None
    )


async def test_a_new_key_signs_after_90_days_and_older_tokens_stay_good(house: House) -> None:
    await logged_in(house)
    await house.clock.advance(89 * 86400)
    old = await logged_in(house, remember=True)
    await house.clock.advance(2 * 86400)

    new = await logged_in(house)

    assert old.session.signed_by != new.session.signed_by
    assert house.door.caller(old.token) is not None
    assert house.door.caller(new.token) is not None


async def test_an_old_key_goes_with_its_last_session(house: House) -> None:
    old = await logged_in(house)
    await house.clock.advance(91 * 86400)

    await logged_in(house)

    assert old.session.signed_by not in house.store.table("signing").ids()
    assert len(house.store.table("signing").ids()) == 1


async def test_tokens_survive_a_restart(house: House) -> None:
    token = (await logged_in(house)).token

    house.restart()

    assert house.door.caller(token) is not None


async def test_without_the_key_no_token_is_good(house: House) -> None:
    opened = await logged_in(house)
    house.store.table("signing").drop(opened.session.signed_by)

    house.restart()

    assert house.door.caller(opened.token) is None
    assert house.door.caller((await logged_in(house)).token) is not None


async def test_the_secret_of_a_token_is_in_no_other_record(house: House) -> None:
    token = (await logged_in(house)).token

    tables = {name: dict(house.store.table(name).documents()) for name in ("sessions", "accounts")}

    assert token not in json.dumps(tables)
    assert PASSWORD not in json.dumps(tables)
