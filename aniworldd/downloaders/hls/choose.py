"""Which variant and which sound are taken: pure."""

from aniworldd.downloaders.hls.playlist import Master, Rendition, Variant
from aniworldd.errors import DownloadError

_SOUND_ONLY = ("mp4a", "ac-3", "ec-3", "opus", "flac", "alac")
_RARE = ("dvh1", "dvhe", "dva1", "dvav")  # Dolby Vision, which few can play

# Names of languages as sites write them. A label such as "German Dub" is their own.
_LANGUAGES = {
    "de": ("german", "deutsch", "ger", "deu"),
    "en": ("english", "englisch", "eng"),
    "ja": ("japanese", "japanisch", "jpn"),
    "fr": ("french", "französisch", "français", "fra", "fre"),
    "es": ("spanish", "spanisch", "español", "spa"),
    "it": ("italian", "italienisch", "italiano", "ita"),
    "pt": ("portuguese", "portugiesisch", "português", "por"),
    "nl": ("dutch", "niederländisch", "nederlands", "nld", "dut"),
    "pl": ("polish", "polnisch", "polski", "pol"),
    "ru": ("russian", "russisch", "rus"),
    "ko": ("korean", "koreanisch", "kor"),
    "zh": ("chinese", "chinesisch", "zho", "chi"),
}


def choose(
    master: Master, *, max_height: int | None, language: str, can_join: bool
) -> tuple[Variant, Rendition | None]:
    """The best variant that is not higher than `max_height`, and its sound if that is apart.

    `language` is the release's label. Raises `DownloadError` when the sound is apart in all of
    them, and `can_join` says that it cannot be put in.
    """
    seen = [variant for variant in master.variants if _has_pictures(variant)]
    if not seen:
        raise DownloadError("the playlist has no variant with pictures")
    pairs = [(variant, _sound(master, variant, language)) for variant in seen]
    usable = [pair for pair in pairs if can_join or pair[1] is None]
    if not usable:
        raise DownloadError(
            "its sound is a stream of its own, and ffmpeg, which would put it in, is not installed"
        )
    fitting = [pair for pair in usable if _fits(pair[0], max_height)]
    if fitting:
        return max(fitting, key=lambda pair: _rank(pair[0]))
    return min(usable, key=lambda pair: _rank(pair[0]))


def _has_pictures(variant: Variant) -> bool:
    codecs = [codec.strip().lower() for codec in variant.codecs.split(",") if codec.strip()]
    return (
        variant.height is not None
        or not codecs
        or not all(codec.startswith(_SOUND_ONLY) for codec in codecs)
    )


def _fits(variant: Variant, max_height: int | None) -> bool:
    return max_height is None or variant.height is None or variant.height <= max_height


def _rank(variant: Variant) -> tuple[bool, int, bool, int]:
    playable = not any(mark in variant.codecs.lower() for mark in _RARE)
    return playable, variant.height or 0, variant.range in ("", "SDR"), variant.bandwidth


def _sound(master: Master, variant: Variant, language: str) -> Rendition | None:
    """The stream that its sound is; None when that is inside."""
    group = [one for one in master.renditions if variant.audio and one.group == variant.audio]
    if not group:
        return None
    code = _spoken(language)
    wanted = [one for one in group if code and _speaks(one, code)]
    preset = [one for one in group if one.default]
    chosen = (wanted or preset or group)[0]
    return chosen if chosen.url is not None else None


def _spoken(label: str) -> str:
    """The language that is spoken in what bears this label; "" when it does not say.

    Of subtitled films it says the subtitles' language only.
    """
    words = label.lower().replace("-", " ").split()
    if any(word.startswith("sub") for word in words):
        return ""
    for code, names in _LANGUAGES.items():
        if any(word == code or word in names for word in words):
            return code
    return ""


def _speaks(rendition: Rendition, code: str) -> bool:
    tag = rendition.language.lower().replace("_", "-").partition("-")[0]
    if tag:
        return tag == code or tag in _LANGUAGES[code]
    return any(word in _LANGUAGES[code] for word in rendition.name.lower().split())
