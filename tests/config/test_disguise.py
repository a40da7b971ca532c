"""What is shown of secrets, and that a mask written back means: as it is."""

from pathlib import Path
from typing import Annotated

import pytest
from pydantic import BaseModel, SecretStr

from aniworldd.config import disguise, edit, files
from aniworldd.config.disguise import MASK
from aniworldd.config.edit import Unset
from aniworldd.config.files import Plugs
from aniworldd.config.places import Places
from aniworldd.config.sections import SECRET
from aniworldd.config.values import Keys, Value
from aniworldd.errors import InvalidRequest
from tests.config.make import text


class Secretive(BaseModel, frozen=True, extra="forbid"):
    kind: str
    links: tuple[str, ...] = ()
    token: Annotated[str | None, SECRET] = None
    password: SecretStr | None = None


PLUGS = Plugs({"x": Secretive}, dict.fromkeys(("x", "http", "hls", "ytdlp"), Secretive))
WHERE = Places(Path("/nowhere/config.yaml"), {"HOME": "/home/me", "WORD": "s3cret-env"})
FILE = text("""
    name: Home
    fetch: {proxy: "http://me:s3cret@proxy.example"}
    providers:
      one:
        kind: x
        links: ["https://me:s3cret@a.example/", "https://b.example/"]
        token: s3cret  # keep
        password: !env WORD
    downloads:
      downloaders: [{kind: x, password: s3cret}]
""").encode()


def changed(keys: Keys, value: Value) -> str:
    return edit.changed(FILE, WHERE, PLUGS, {keys: value}).decode()


def shown() -> dict[str, Value]:
    return dict(disguise.shown(files.judge(FILE, WHERE, PLUGS)))


def test_no_secret_is_shown() -> None:
    found = shown()

    assert "s3cret" not in str(found)
    assert found["fetch"] == {"allow_private": [], "proxy": MASK}
    assert found["providers"] == {
        "one": {
            "kind": "x",
            "links": ["https://*********@a.example/", "https://b.example/"],
            "token": MASK,
            "password": MASK,
        }
    }


def test_a_secret_that_is_not_set_is_null() -> None:
    reading = files.judge(b"providers: {one: {kind: x}}\n", WHERE, PLUGS)

    providers = disguise.shown(reading)["providers"]

    assert providers == {"one": {"kind": "x", "links": [], "token": None, "password": None}}
    assert disguise.shown(reading)["fetch"] == {"allow_private": [], "proxy": None}


def test_what_was_shown_written_back_changes_no_byte() -> None:
    back: dict[Keys, Value | Unset] = {(key,): value for key, value in shown().items()}

    assert edit.changed(FILE, WHERE, PLUGS, back) == FILE


def test_beside_a_mask_something_else_may_change() -> None:
    providers = shown()["providers"]
    assert isinstance(providers, dict)

    after = changed(("providers",), {"one": {**providers["one"], "links": ["https://c.example/"]}})

    reading = files.judge(after.encode(), WHERE, PLUGS)
    one = reading.providers["one"]
    assert isinstance(one, Secretive)
    assert one.links == ("https://c.example/",)
    assert one.token == "s3cret"
    assert one.password is not None
    assert one.password.get_secret_value() == "s3cret-env"


def test_an_address_keeps_its_password_when_others_come_and_go() -> None:
    links = ["https://new.example/", "https://*********@a.example/"]

    after = changed(("providers", "one", "links"), links)

    one = files.judge(after.encode(), WHERE, PLUGS).providers["one"]
    assert isinstance(one, Secretive)
    assert one.links == ("https://new.example/", "https://me:s3cret@a.example/")


def test_a_new_secret_takes_the_place_of_the_old_one() -> None:
    assert "token: other  # keep" in changed(("providers", "one", "token"), "other")


@pytest.mark.parametrize(
    "keys, value",
    [
        (("name",), MASK),
        (("providers", "two"), {"kind": "x", "token": MASK}),
        (("languages",), ["German Dub", MASK]),
    ],
)
def test_a_mask_that_stands_for_nothing_is_refused(keys: Keys, value: Value) -> None:
    with pytest.raises(InvalidRequest, match="stands for a secret"):
        changed(keys, value)


def test_of_a_file_that_is_wrong_nothing_is_shown() -> None:
    assert disguise.shown(files.judge(b"name: [\n", WHERE, PLUGS)) == {}
