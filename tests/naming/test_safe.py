import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aniworldd.naming import safe

HOSTILE = st.text(st.characters(), max_size=400) | st.text(
    '<>:"/\\|?*. \t\n\0\u202e\u200b\u0301a進🏽\u200d', max_size=400
)
RESERVED = {"con", "prn", "aux", "nul"} | {f"{n}{i}" for n in ("com", "lpt") for i in range(10)}


@pytest.mark.parametrize(
    "text, name",
    [
        ("Attack on Titan: Final Season", "Attack on Titan Final Season"),
        ('<>:"/\\|?*Title', "Title"),
        ("  . Title ...  ", "Title"),
        ("Fate / Zero", "Fate Zero"),
        ("進撃の巨人", "進撃の巨人"),
        ("Ａ　Ｂ", "Ａ　Ｂ"),
        ("Title\u202egpj", "Titlegpj"),
        ("A\tB\nC", "A B C"),
        ("../../etc/passwd", "etcpasswd"),
        ("Poke\u0301mon", "Pokémon"),
        ("CON", "_CON"),
        ("nul.mkv", "_nul.mkv"),
        ("COM¹", "_COM¹"),
        ("Conan", "Conan"),
    ],
)
def test_a_name_follows_the_rules(text: str, name: str) -> None:
    assert safe.component(text) == name


@pytest.mark.parametrize("text", ["", ".", "..", "???", " . ", "\0"])
def test_a_name_is_never_empty(text: str) -> None:
    assert safe.component(text).startswith("_")


def test_two_names_of_forbidden_signs_stay_two() -> None:
    assert safe.component("?") != safe.component("*")


def test_a_long_name_leaves_room_and_stays_unique() -> None:
    one, two = safe.component("進" * 200), safe.component("進" * 201)

    assert len(one.encode()) <= safe.LIMIT - safe.ROOM
    assert one != two


@pytest.mark.parametrize(
    "joined, kept",
    [("👨\u200d👩\u200d👧", 7), ("👍🏽", 4), ("x\u0323\u0302", 1), ("x\u0323\u0302", 3)],
    ids=["family", "skin", "accent", "second accent"],
)
def test_what_belongs_together_is_not_torn_apart(joined: str, kept: int) -> None:
    """The cut would fall inside the sign, after `kept` of its bytes."""
    before = "a" * (safe.LIMIT - safe.ROOM - len("~12345678") - kept)

    name = safe.component(before + joined + "b" * 50)

    assert name.startswith(f"{before}~")


def test_a_name_of_accents_only_can_be_cut() -> None:
    assert len(safe.component("\u0301" * 300).encode()) <= safe.LIMIT - safe.ROOM


def test_names_that_differ_in_case_or_form_fold_to_one() -> None:
    assert safe.fold("Poke\u0301mon STRASSE") == safe.fold("POKÉMON straße")


@given(HOSTILE)
@example("con" + "x" * 300)
@example("a" * 214 + ". " + "b" * 100)
@example(" \u0301")
@example("\u0340")
def test_a_name_fits_every_file_system(text: str) -> None:
    name = safe.component(text)

    assert safe.component(name) == name
    assert unicodedata.is_normalized("NFC", name)
    assert 0 < len(name.encode()) <= safe.LIMIT - safe.ROOM
    assert not set(name) & set('<>:"/\\|?*\0\n\r\t\u202e')
    assert name.strip(" .") == name
    assert name.partition(".")[0].strip().lower() not in RESERVED
