import re

from hypothesis import given
from hypothesis import strategies as st

from aniworldd.naming.key import LONGEST, key


def test_a_key_is_the_name_as_an_address_would_have_it() -> None:
    assert key("Bürostuhl-Galaxis: Teil 2") == "buerostuhl-galaxis-teil-2"
    assert key("  Crème & Brûlée!  ") == "creme-brulee"


def test_names_that_no_latin_letters_can_say_stay_apart() -> None:
    assert key("椅子銀河") != key("紅茶の騎士")
    assert key("") == key("")
    assert re.fullmatch("title-[0-9a-f]{8}", key("椅子銀河"))


def test_long_names_that_begin_alike_stay_apart() -> None:
    assert key("a" * 200) != key("a" * 201)


@given(st.text())
def test_a_key_is_always_one(name: str) -> None:
    assert re.fullmatch("[a-z0-9-]+", key(name))
    assert len(key(name)) <= LONGEST
