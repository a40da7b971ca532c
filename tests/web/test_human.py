import pytest

from aniworldd.web import human


@pytest.mark.parametrize(
    "number, text",
    [(0, ""), (0.4, ""), (1, "1 B/s"), (2048, "2.0 KiB/s"), (4.1 * 2**20, "4.1 MiB/s")],
)
def test_a_rate_is_in_binary_units(number: float, text: str) -> None:
    assert human.rate(number) == text


@pytest.mark.parametrize(
    "seconds, text",
    [
        (None, ""),
        (-3, "0 s left"),
        (0.2, "0 s left"),
        (59.6, "1 min left"),
        (61, "1 min 1 s left"),
        (3600, "1 h left"),
        (3661, "1 h 1 min left"),
        (3605, "1 h left"),
        (90000, "1 d 1 h left"),
    ],
)
def test_a_duration_has_two_units_at_most(seconds: float | None, text: str) -> None:
    assert human.left(seconds) == text


@pytest.mark.parametrize(
    "done, total, share, amount",
    [
        (0, None, 0.0, ""),
        (2**20, None, 0.0, "1.0 MiB"),
        (0, 0, 0.0, ""),
        (0, 2**20, 0.0, "0 % of 1.0 MiB"),
        (2**18, 2**20, 25.0, "25 % of 1.0 MiB"),
        (2**21, 2**20, 100.0, "100 % of 1.0 MiB"),
    ],
)
def test_a_share_needs_a_whole(done: int, total: int | None, share: float, amount: str) -> None:
    assert human.share(done, total) == share
    assert human.amount(done, total) == amount


def test_a_sentence_begins_with_a_capital() -> None:
    assert human.sentence("here as A.mp4") == "Here as A.mp4"
    assert human.sentence("") == ""
