import pytest

from aniworldd.accounts import rules

GOOD = ["Kettle-7-Harbour", "Aa1!Aa1x", "Grüße an Äpfel 3", "Tr0ub4dor&3 staple"]


@pytest.mark.parametrize("password", GOOD)
def test_a_good_password_is_taken_as_it_is(password: str) -> None:
    assert rules.refusals(password, "admin", "strict") == []


@pytest.mark.parametrize(
    "password, lacking",
    [
        ("Ab1!xyz", "must have 8 characters at least"),
        ("kettle-7-harbour", "must have an upper-case letter"),
        ("KETTLE-7-HARBOUR", "must have a lower-case letter"),
        ("Kettle-x-Harbour", "must have a digit"),
        ("Kettle7Harbour", "must have a special character"),
        ("A1!" + "ä" * 511, "must have 1024 bytes at most"),
    ],
)
def test_strict_says_what_is_lacking(password: str, lacking: str) -> None:
    assert rules.refusals(password, "admin", "strict") == [lacking]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    assert rules.refusals("xyzzyx", "admin", "strict") == [
        "must have 8 characters at least",
        "must have an upper-case letter, a digit, a special character",
    ]


def test_length_alone_is_enough_under_the_other_policy() -> None:
    assert rules.refusals("seven grey herons", "admin", "length") == []
    assert rules.refusals("Kettle-7-Harb", "admin", "length") == [
        "must have 15 characters at least"
    ]


@pytest.mark.parametrize("policy", ["strict", "length"])
@pytest.mark.parametrize(
    "password",
    ["Password123456789!", "P4ssw0rd!2345678", "Sunshine!1234567", "1!Dragon!!!!!!!!!"],
)
def test_what_is_tried_first_is_refused_however_it_is_dressed(
    password: str, policy: rules.Policy
) -> None:
    assert rules.refusals(password, "admin", policy) == ["is one of those that are tried first"]


@pytest.mark.parametrize("password", ["Aniworld!2026777", "4n1world-20260000", "Grandpa.1!!!!!!!"])
def test_a_name_is_no_password(password: str) -> None:
    assert rules.refusals(password.replace("4n1", "An1"), "grandpa", "length") == [
        "must be more than the name of this program or of its account"
    ]
