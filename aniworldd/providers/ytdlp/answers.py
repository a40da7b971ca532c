"""What `yt-dlp -J --flat-playlist` says: one video, or a list of them."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urljoin, urlsplit

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from aniworldd.providers.links import is_address

DEEPEST = 3  # lists in lists

_SMUGGLED = re.compile(r"#__youtubedl_smuggle=.*$", re.DOTALL)  # for its own next step only
_GONE = re.compile(r"\[(?:private|deleted|unavailable)(?: video)?\]", re.IGNORECASE)
_LISTS = re.compile(r"(?:Tab|Playlist|Channel|User|Show|Season|Series)s?$")
_VIDEO_PATH = re.compile(r"/(?:watch|video|v|episode)(?:/|$)")
_NEWEST_FIRST = re.compile(r"/(?:videos|streams|shorts|live|uploads)/?$")
_CHANNELS = re.compile(r"(?:Channel|User|Profile|Uploads)s?$")
_HIDDEN = ("private", "premium_only", "subscriber_only", "needs_auth")
_EARLIEST = 946_684_800  # the year 2000: a time before is none


class NotAsExpected(Exception):
    """It did not say what its manual says: the end of a sentence."""


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int | float) and value is not True else ""


def _number(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def _seconds(value: object) -> float | None:
    usable = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if usable and isinstance(value, int | float) else None


def _list(value: object) -> object:
    """Entries may be null: what could not be read at all."""
    return [one for one in value if one is not None] if isinstance(value, list) else None


Text = Annotated[str, BeforeValidator(_text)]
Number = Annotated[int | None, BeforeValidator(_number)]
Seconds = Annotated[float | None, BeforeValidator(_seconds)]


class Info(BaseModel, frozen=True):
    """A video or a list; of what is not said the default."""

    kind: Text = Field(default="video", alias="_type")
    id: Text = ""
    title: Text = ""
    description: Text = ""
    url: Text = ""
    webpage_url: Text = ""
    ie_key: Text = ""
    extractor_key: Text = ""
    thumbnail: Text = ""
    series: Text = ""
    season_number: Number = None
    episode_number: Number = None
    release_year: Number = None
    timestamp: Seconds = None
    release_timestamp: Seconds = None
    live_status: Text = ""
    availability: Text = ""
    entries: Annotated[tuple["Info", ...] | None, BeforeValidator(_list)] = None

    @property
    def is_list(self) -> bool:
        return self.entries is not None or self.kind in ("playlist", "multi_video")

    @property
    def is_another_list(self) -> bool:
        """Whether an entry leads to a list, as the tabs of a channel do."""
        named = _LISTS.search(self.ie_key) is not None
        return self.kind == "url" and named and not _VIDEO_PATH.search(urlsplit(self.url).path)

    @property
    def is_to_be_had(self) -> bool:
        return not (
            _GONE.fullmatch(self.title.strip())
            or self.availability in _HIDDEN
            or self.live_status in ("is_live", "is_upcoming", "post_live")
        )

    @property
    def at(self) -> datetime | None:
        seconds = self.release_timestamp or self.timestamp
        if seconds is None or not _EARLIEST <= seconds < 32_503_680_000:
            return None
        return datetime.fromtimestamp(seconds, UTC)


def read(output: bytes) -> Info:
    """Raises NotAsExpected."""
    if output.strip() in (b"", b"null"):
        raise NotAsExpected("said nothing")
    try:
        return Info.model_validate_json(output)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "its JSON"
        raise NotAsExpected(f"said something odd of {where}: {first['msg']}") from error


def flat(info: Info, depth: int = 0) -> Iterator[Info]:
    """The videos of a list, those of lists in it too, in its order."""
    for entry in info.entries or ():
        if entry.entries is None:
            yield entry
        elif depth < DEEPEST:
            yield from flat(entry, depth + 1)


def address(entry: Info, parent: Info) -> str:
    """Where a video is had; "" when it is nothing that could be asked for.

    The videos on a page of several are had by their own addresses: the page is the whole list.
    """
    page, own = (_SMUGGLED.sub("", url) for url in (entry.webpage_url, entry.url))
    found = own if not page or page == parent.webpage_url else page
    try:
        whole = urljoin(parent.webpage_url, found) if found else ""
    except ValueError:
        return ""
    return whole if is_address(whole) and len(whole) <= 2000 else ""


def newest_first(info: Info, entries: Sequence[Info]) -> bool:
    """Whether a list grows at its beginning, as far as can be told without knowing it before."""
    times = [entry.at for entry in entries if entry.at is not None]
    if len(times) > 1 and times[0] != times[-1]:
        return times[0] > times[-1]
    parts = urlsplit(info.webpage_url)
    if "list=" in parts.query:
        return False
    channel = _CHANNELS.search(info.extractor_key) is not None
    return channel or _NEWEST_FIRST.search(parts.path) is not None
