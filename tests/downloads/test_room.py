"""Whether the disk holds what is still to come."""

import pytest

from aniworldd.downloads.room import Room, size
from aniworldd.model.download import Progress
from tests.downloads.stand_ins import GIB


def make_room(free: int) -> Room:
    return Room(lambda: free, lambda: GIB)


def test_below_the_floor_is_a_sentence() -> None:
    assert make_room(GIB // 2).below_floor() == "512.0 MiB are free, 1.0 GiB are to stay free"


def test_at_the_floor_is_none() -> None:
    assert make_room(GIB).below_floor() == ""


def test_what_fits_above_the_floor_may_come() -> None:
    room = make_room(5 * GIB)

    room.expect("d1", Progress(GIB, 5 * GIB))

    assert room.lacks("d1") == ""


def test_what_does_not_fit_above_the_floor_may_not() -> None:
    room = make_room(5 * GIB)

    room.expect("d1", Progress(0, 5 * GIB))

    assert (
        room.lacks("d1") == "5.0 GiB are still to come, 5.0 GiB are free, 1.0 GiB are to stay free"
    )


def test_what_others_still_bring_is_not_free() -> None:
    room = make_room(5 * GIB)
    room.expect("d1", Progress(0, 3 * GIB))

    room.expect("d2", Progress(0, 2 * GIB))

    assert room.lacks("d2") != ""


def test_what_has_ended_brings_nothing_more() -> None:
    room = make_room(5 * GIB)
    room.expect("d1", Progress(0, 3 * GIB))
    room.ended("d1")

    room.expect("d2", Progress(0, 2 * GIB))

    assert room.lacks("d2") == ""


def test_what_was_stopped_for_the_disk_is_known_to_need_it() -> None:
    room = make_room(5 * GIB)
    room.expect("d1", Progress(0, 5 * GIB))

    room.ended("d1", needs_more=True)

    assert (room.lacks("d1") != "", room.lacks("d2")) == (True, "")


def test_the_first_word_about_the_length_is_news() -> None:
    room = make_room(5 * GIB)

    news = [
        room.expect("d1", Progress(0)),
        room.expect("d1", Progress(1, 9)),
        room.expect("d1", Progress(2, 9)),
    ]

    assert news == [False, True, False]


@pytest.mark.parametrize(
    "bytes, words",
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1.0 KiB"),
        (3 * GIB // 2, "1.5 GiB"),
        (2048 * GIB, "2.0 TiB"),
        (5e15, "4547.5 TiB"),
    ],
)
def test_sizes_in_words(bytes: float, words: str) -> None:
    assert size(bytes) == words
