"""Which variant and which sound are taken."""

import pytest

from aniworldd.downloaders.hls.choose import choose
from aniworldd.downloaders.hls.playlist import Master, Rendition, Variant
from aniworldd.errors import DownloadError


def variant(url: str, height: int | None = None, bandwidth: int = 1000, **more: str) -> Variant:
    return Variant(
        url,
        bandwidth,
        height,
        more.get("codecs", "avc1.4d401f,mp4a.40.2"),
        more.get("audio", ""),
        more.get("range", ""),
    )


def sound(
    url: str | None, language: str = "", *, default: bool = False, name: str = ""
) -> Rendition:
    return Rendition("a", name, language, default, url)


LOW, MIDDLE, HIGH = (variant(f"{height}", height) for height in (480, 720, 1080))
GERMAN, JAPANESE = sound("de", "de"), sound("ja", "ja", default=True)


def taken(
    *variants: Variant,
    sounds: tuple[Rendition, ...] = (),
    max_height: int | None = None,
    language: str = "",
    can_join: bool = True,
) -> tuple[str, str | None]:
    chosen, apart = choose(
        Master(variants, sounds), max_height=max_height, language=language, can_join=can_join
    )
    return chosen.url, apart.url if apart else None


def test_the_highest_is_taken() -> None:
    assert taken(MIDDLE, HIGH, LOW) == ("1080", None)


@pytest.mark.parametrize("limit, expected", [(1080, "1080"), (1079, "720"), (480, "480")])
def test_nothing_higher_than_the_wish_is_taken(limit: int, expected: str) -> None:
    assert taken(LOW, MIDDLE, HIGH, max_height=limit)[0] == expected


def test_when_all_are_higher_the_lowest_is_taken() -> None:
    assert taken(HIGH, MIDDLE, max_height=360)[0] == "720"


def test_of_equal_heights_the_one_with_more_bits_is_taken() -> None:
    assert taken(variant("a", 720, 900), variant("b", 720, 1900))[0] == "b"


def test_without_heights_the_bits_decide() -> None:
    assert taken(variant("a", None, 900), variant("b", None, 1900), max_height=480)[0] == "b"


def test_sound_alone_is_not_taken() -> None:
    radio = variant("radio", None, 10**6, codecs="mp4a.40.2")

    assert taken(radio, LOW)[0] == "480"


def test_nothing_but_sound_is_refused() -> None:
    with pytest.raises(DownloadError, match="pictures"):
        taken(variant("radio", codecs="mp4a.40.2"))


def test_what_few_can_play_comes_last() -> None:
    dolby = variant("dolby", 2160, codecs="dvh1.05.06,mp4a.40.2")

    assert taken(dolby, HIGH)[0] == "1080"
    assert taken(dolby)[0] == "dolby"


def test_a_wide_range_is_taken_only_for_its_height() -> None:
    wide = variant("hdr", 1080, 9999, range="PQ")

    assert taken(wide, HIGH)[0] == "1080"
    assert taken(wide, LOW)[0] == "hdr"


def test_the_preset_sound_is_taken() -> None:
    assert taken(variant("v", audio="a"), sounds=(GERMAN, JAPANESE)) == ("v", "ja")


@pytest.mark.parametrize(
    "label, expected",
    [
        ("German Dub", "de"),
        ("Deutsch", "de"),
        ("de", "de"),
        ("German Sub", "ja"),  # what is spoken there is not said
        ("Klingon Dub", "ja"),
        ("", "ja"),
    ],
)
def test_the_sound_of_the_wanted_language_is_taken(label: str, expected: str) -> None:
    both = (JAPANESE, GERMAN)

    assert taken(variant("v", audio="a"), sounds=both, language=label)[1] == expected


def test_a_language_may_stand_in_the_name() -> None:
    both = (sound("1", name="Original", default=True), sound("2", name="Deutsch (Stereo)"))

    assert taken(variant("v", audio="a"), sounds=both, language="German Dub")[1] == "2"


def test_of_no_preset_the_first_is_taken() -> None:
    assert taken(variant("v", audio="a"), sounds=(GERMAN, sound("fr", "fr")))[1] == "de"


def test_sound_that_is_inside_needs_no_stream() -> None:
    assert taken(variant("v", audio="a"), sounds=(sound(None, default=True),)) == ("v", None)


def test_a_group_that_is_not_there_is_inside() -> None:
    assert taken(variant("v", audio="b"), sounds=(GERMAN,)) == ("v", None)


def test_without_ffmpeg_what_has_its_sound_inside_is_taken() -> None:
    high = variant("high", 1080, audio="a")

    assert taken(high, LOW, sounds=(GERMAN,), can_join=False) == ("480", None)
    assert taken(high, LOW, sounds=(GERMAN,)) == ("high", "de")


def test_without_ffmpeg_sound_apart_is_refused_by_name() -> None:
    with pytest.raises(DownloadError, match="ffmpeg"):
        taken(variant("v", audio="a"), sounds=(GERMAN,), can_join=False)
