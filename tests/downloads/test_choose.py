"""Which release is taken."""

import pytest

from aniworldd.downloads.choose import choose
from aniworldd.errors import NotFound
from tests.downloads.stand_ins import make_release

DUB = make_release(url="https://a.example/dub", language="German Dub")
SUB = make_release(url="https://a.example/sub", language="German Sub")
SUB_TOO = make_release(url="https://b.example/sub", language="German Sub")
ENGLISH = make_release(url="https://a.example/en", language="English Sub")
ANY = make_release(url="https://a.example/any")


def test_the_best_wanted_language_comes_first() -> None:
    assert list(choose([SUB, DUB], ["German Dub", "German Sub"], (), {})) == [DUB, SUB]


def test_within_a_language_the_providers_order_stands() -> None:
    assert list(choose([SUB_TOO, SUB], ["German Sub"], (), {})) == [SUB_TOO, SUB]


def test_without_a_wish_the_providers_order_stands() -> None:
    assert list(choose([ENGLISH, SUB, DUB], [], (), {})) == [ENGLISH, SUB, DUB]


def test_a_release_that_names_no_language_fits_every_wish() -> None:
    assert list(choose([SUB, ANY], ["German Dub", "German Sub"], (), {})) == [ANY, SUB]


def test_what_is_to_be_better_must_name_its_language() -> None:
    assert list(choose([ANY, DUB], ["German Dub"], (), {}, named=True)) == [DUB]
    with pytest.raises(NotFound, match="no release in German Dub; there is one that says none"):
        choose([ANY], ["German Dub"], (), {}, named=True)


def test_what_nobody_wants_is_left_out() -> None:
    assert list(choose([ENGLISH, SUB], ["German Sub"], (), {})) == [SUB]


def test_what_failed_for_good_is_left_out() -> None:
    assert list(choose([SUB, SUB_TOO], ["German Sub"], {SUB.url}, {})) == [SUB_TOO]


def test_what_failed_for_now_comes_after_its_equals_and_before_other_languages() -> None:
    order = choose([DUB, SUB, SUB_TOO], ["German Sub", "German Dub"], (), {SUB.url: 1})

    assert list(order) == [SUB_TOO, SUB, DUB]


def test_no_release_at_all_is_a_reason() -> None:
    with pytest.raises(NotFound, match="the provider lists no release of it"):
        choose([], ["German Sub"], (), {})


def test_no_release_in_a_wanted_language_names_what_there_is() -> None:
    with pytest.raises(NotFound, match="no release in German Dub or German Sub; there is English"):
        choose([ENGLISH], ["German Dub", "German Sub"], (), {})


@pytest.mark.parametrize(
    "releases, sentence",
    [
        pytest.param([SUB], "its only release failed for good", id="one"),
        pytest.param([SUB, SUB_TOO], "all 2 releases failed for good", id="two"),
    ],
)
def test_nothing_left_is_a_reason(releases: list[object], sentence: str) -> None:
    with pytest.raises(NotFound, match=sentence):
        choose(releases, [], {SUB.url, SUB_TOO.url}, {})  # type: ignore[arg-type]
