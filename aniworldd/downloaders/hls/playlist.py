"""What a playlist says, as records: text in, pieces out (RFC 8216 and its draft successor)."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urljoin, urlsplit

import m3u8
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from aniworldd.downloaders.hls import protection
from aniworldd.downloaders.hls.protection import Key
from aniworldd.errors import DownloadError

LARGEST = 8 * 1024 * 1024  # bytes of a playlist
MOST_PIECES = 30_000  # eleven hours of two seconds each are 20,000
BROADCAST = 3600.0  # seconds until it makes sense to look again whether a broadcast has ended

_MOST_VARIANTS = 1000
_NUMBER = 2**63
_BYTE_RANGE = re.compile(r"([1-9][0-9]{0,17})(?:@([0-9]{1,18}))?")
# What the parser is shown; whatever else a playlist says can neither confuse nor break it.
_KNOWN = (
    *("#EXTM3U", "#EXTINF", "#EXT-X-BYTERANGE", "#EXT-X-DISCONTINUITY", "#EXT-X-GAP"),
    *("#EXT-X-KEY", "#EXT-X-MAP", "#EXT-X-MEDIA", "#EXT-X-MEDIA-SEQUENCE", "#EXT-X-STREAM-INF"),
    *("#EXT-X-ENDLIST", "#EXT-X-PLAYLIST-TYPE", "#EXT-X-I-FRAMES-ONLY", "#EXT-X-DEFINE"),
)


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a file."""

    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing to fetch: a fragment, or what stands before fragments of MP4."""

    url: str
    duration: float  # seconds
    section: int  # pieces of one section make one file when they are put behind each other
    span: Span | None = None
    key: Key | None = None


@dataclass(frozen=True, slots=True)
class Media:
    """A stream as a whole."""

    pieces: tuple[Piece, ...]
    duration: float  # seconds
    has_header: bool  # an EXT-X-MAP stands before its fragments, as MP4 needs it

    @property
    def sections(self) -> int:
        return self.pieces[-1].section + 1

    def identity(self) -> str:
        """Says whether another playlist is of the same stream.

        Without what stands behind a `?` in its addresses: tokens, which change each time.
        """
        digest = hashlib.sha256()
        for piece in self.pieces:
            of_key = (bare(piece.key.url), piece.key.iv.hex()) if piece.key else ()
            span = (piece.span.start, piece.span.length) if piece.span else ()
            said = (bare(piece.url), f"{piece.duration:.3f}", piece.section, span, of_key)
            digest.update(repr(said).encode())
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Rendition:
    """Sound that goes with some variants."""

    group: str
    name: str
    language: str
    default: bool
    url: str | None  # None: it is inside the variant


@dataclass(frozen=True, slots=True)
class Variant:
    """The same film in one quality."""

    url: str
    bandwidth: int  # bits a second, average if that is said
    height: int | None
    codecs: str
    audio: str  # the group of its sound; "" when that is inside
    range: str  # SDR, HLG, PQ; "" = not said


@dataclass(frozen=True, slots=True)
class Master:
    """The choice of variants."""

    variants: tuple[Variant, ...]
    renditions: tuple[Rendition, ...]


class _Foreign(BaseModel, frozen=True):
    """What the parser gives; anything that is not named here is let go."""


class _Map(_Foreign):
    uri: str
    byterange: str | None = None
    key: tuple[dict[str, str], ...] = ()


class _Segment(_Foreign):
    uri: str
    duration: Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)] = 0.0
    byterange: str | None = None
    key: tuple[dict[str, str], ...] = ()  # ours: all that are in force
    init_section: _Map | None = None
    discontinuity: bool = False
    gap_tag: bool | None = None


class _StreamInfo(_Foreign):
    bandwidth: int = 0
    average_bandwidth: int = 0
    resolution: str = ""
    codecs: str = ""
    audio: str = ""
    video_range: str = ""


class _Stream(_Foreign):
    uri: str
    stream_info: _StreamInfo


class _Media(_Foreign):
    type: str = ""
    uri: str | None = None
    group_id: str = ""
    name: str = ""
    language: str = ""
    default: str = "NO"


class _Playlist(_Foreign):
    is_variant: bool
    is_endlist: bool
    is_i_frames_only: bool
    media_sequence: Annotated[int, Field(ge=0, lt=_NUMBER)] | None = None
    playlist_type: str | None = None
    playlists: list[_Stream] = Field(default=[], max_length=_MOST_VARIANTS)
    media: list[_Media] = Field(default=[], max_length=_MOST_VARIANTS)
    segments: list[object] = Field(default=[], max_length=MOST_PIECES)


_SEGMENT = TypeAdapter(_Segment)


def bare(url: str) -> str:
    """The address without what stands behind a `?`."""
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path}"


def read(text: str, url: str) -> Master | Media:
    """What the playlist at `url` says. Raises `DownloadError` with the reason for any other one."""
    found = _parsed(text)
    if found.is_variant:
        return _master(found, url)
    if found.is_i_frames_only:
        raise DownloadError("the playlist has still pictures only")
    if not found.segments:
        raise DownloadError("the playlist is empty")
    if not found.is_endlist and found.playlist_type != "vod":
        raise DownloadError(
            "it is still being broadcast: its playlist has no end", retry_after=BROADCAST
        )
    return _media(found, url)


def _parsed(text: str) -> _Playlist:
    try:
        return _Playlist.model_validate(m3u8.parse(text, custom_tags_parser=_tag))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise DownloadError(f"the playlist is not valid: {where}: {first['msg']}") from error
    except (ValueError, LookupError, TypeError, ArithmeticError, m3u8.ParseError) as error:
        raise DownloadError(f"the playlist is not valid: {error}") from error


def _tag(line: str, lineno: int, data: dict[str, object], state: dict[str, object]) -> bool:
    """Whether the parser is to leave this line alone.

    Of keys it would keep the last one only, where one for each format is in force; a key that
    stands before an EXT-X-MAP holds for that too.
    """
    name, _, attributes = line.partition(":")
    if name not in _KNOWN:
        return True
    match name:
        case "#EXT-X-DEFINE":
            raise ValueError("it uses variables (EXT-X-DEFINE)")
        case "#EXT-X-KEY":
            state["current_key"] = _keys_with(state.get("current_key"), _attributes(attributes))
            return True
        case "#EXT-X-MAP":
            keys = state.get("current_key")
            state["current_segment_map"] = _attributes(attributes) | ({"key": keys} if keys else {})
            return True
        case _:
            return False


def _keys_with(known: object, key: dict[str, object]) -> tuple[object, ...]:
    if key.get("method") == "NONE":
        return ()
    others = known if isinstance(known, tuple) else ()
    return (*(other for other in others if _format(other) != _format(key)), key)


def _format(key: object) -> object:
    return key.get("keyformat", "identity") if isinstance(key, Mapping) else None


def _attributes(text: str) -> dict[str, object]:
    """An attribute list (RFC 8216, 4.2): `NAME=value,NAME="quoted, value"`."""
    found: dict[str, object] = {}
    rest = text.strip()
    while rest:
        name, equals, rest = rest.partition("=")
        if not equals:
            raise ValueError("an attribute has no value")
        if rest.startswith('"'):
            value, quote, rest = rest[1:].partition('"')
            if not quote:
                raise ValueError("a quoted attribute has no end")
            rest = rest.partition(",")[2]
        else:
            value, _, rest = rest.partition(",")
        found[name.strip().lower()] = value
    return found


def _master(found: _Playlist, url: str) -> Master:
    return Master(
        tuple(_variant(stream, url) for stream in found.playlists),
        tuple(
            Rendition(
                group=media.group_id,
                name=media.name,
                language=media.language,
                default=media.default == "YES",
                url=urljoin(url, media.uri) if media.uri else None,
            )
            for media in found.media
            if media.type == "AUDIO"
        ),
    )


def _variant(stream: _Stream, url: str) -> Variant:
    info = stream.stream_info
    _, _, height = info.resolution.lower().partition("x")
    return Variant(
        url=urljoin(url, stream.uri),
        bandwidth=info.average_bandwidth or info.bandwidth,
        height=int(height) if height.isascii() and height.isdigit() else None,
        codecs=info.codecs,
        audio=info.audio,
        range=info.video_range,
    )


def _media(found: _Playlist, url: str) -> Media:
    made = _Making(url)
    for segment, number in _segments(found):
        made.add(segment, number)
    duration = sum(piece.duration for piece in made.pieces)
    return Media(tuple(made.pieces), duration, has_header=made.has_header)


def _segments(found: _Playlist) -> Iterator[tuple[_Segment, int]]:
    """One at a time: thirty thousand of these models would need a lot of memory."""
    for number, raw in enumerate(found.segments, found.media_sequence or 0):
        try:
            segment = _SEGMENT.validate_python(raw)
        except ValidationError as error:
            raise DownloadError(f"fragment {number} of the playlist is not valid") from error
        if segment.gap_tag:
            raise DownloadError(f"fragment {number} of the playlist is missing there (EXT-X-GAP)")
        yield segment, number


class _Making:
    """Fragments become pieces, with what must stand before them."""

    def __init__(self, url: str) -> None:
        self.pieces: list[Piece] = []
        self._url = url
        self._init: tuple[str, Span | None] | None = None
        self._section = 0
        self._before: tuple[str, int] | None = None  # the last fragment, and where its part ends

    @property
    def has_header(self) -> bool:
        return self._init is not None

    def add(self, segment: _Segment, number: int) -> None:
        if (segment.init_section is None) != (self._init is None) and self.pieces:
            raise DownloadError("the playlist mixes fragments with and without EXT-X-MAP")
        if segment.init_section is not None:
            self._begin(segment.init_section, anew=segment.discontinuity)
        url = urljoin(self._url, segment.uri)
        span = _span(segment.byterange, url, self._before)
        key = protection.choose(segment.key, number, self._url)
        self.pieces.append(Piece(url, segment.duration, self._section, span, key))
        self._before = (url, span.start + span.length) if span else None

    def _begin(self, init: _Map, *, anew: bool) -> None:
        """MPEG-TS begins anew by itself; MP4 needs its header, and times that start over need
        a file of their own.
        """
        url = urljoin(self._url, init.uri)
        span = _span(init.byterange, url, (url, 0))
        if self._init == (url, span) and not anew:
            return
        self._section += 1 if self.pieces else 0
        self._init = (url, span)
        key = protection.choose(init.key, None, self._url)
        self.pieces.append(Piece(url, 0.0, self._section, span, key))


def _span(text: str | None, url: str, before: tuple[str, int] | None) -> Span | None:
    """A range without a start follows the one before it, of a fragment, in the same file."""
    if text is None:
        return None
    found = _BYTE_RANGE.fullmatch(text.strip())
    if found is None:
        raise DownloadError(f"the playlist is not valid: {text[:40]!r} is no byte range")
    length, start = int(found[1]), found[2]
    if start is not None:
        return Span(int(start), length)
    if before is None or before[0] != url:
        raise DownloadError("the playlist is not valid: a byte range follows none of its file")
    return Span(before[1], length)
