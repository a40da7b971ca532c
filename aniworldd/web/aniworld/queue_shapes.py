"""What the calls of `/api/queue` take and answer."""

from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    JsonValue,
    Tag,
    WithJsonSchema,
    model_validator,
)

from aniworldd.model.download import DownloadState
from aniworldd.model.title import read_code
from aniworldd.web.replies import Answer
from aniworldd.web.request import Body, Within, upper

_MOST = 10_000  # episodes, or ids, in one request
_CODE = "^([Ss]?[0-9]{1,4}[EeXx-][0-9]{1,5}|[Ss]eason [0-9]{1,4} [Ee]pisode [0-9]{1,5})$"
_PRIORITIES = ("LOW", "NORMAL", "HIGH")


def _spelled(text: str) -> str:
    if read_code(text) is None:
        raise ValueError(f"{text!r} is no episode; write S01E01, 1x1, 1-1 or Season 1 Episode 1")
    return text


Code = Annotated[
    str,
    Field(max_length=40),
    AfterValidator(_spelled),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": _CODE,
            "examples": ["S01E01", "1x1", "1-1", "Season 1 Episode 1"],
        }
    ),
]
Priority = Annotated[
    Literal["LOW", "NORMAL", "HIGH"],
    BeforeValidator(upper),
    WithJsonSchema({"enum": [*_PRIORITIES, *map(str.lower, _PRIORITIES)], "type": "string"}),
]
Word = Annotated[str, Field(min_length=1, max_length=300)]
Ids = Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=_MOST)]


def _needs(name: str) -> dict[str, JsonValue]:
    return {"required": [name], "properties": {name: {"type": "string"}}}


class Episode(Body):
    season: Annotated[int, Within(0, 9999)]
    episode: Annotated[int, Within(0, 99_999)]
    title: str | None = None


def _kind(value: object) -> str:
    return "text" if isinstance(value, str) else "object"


# told apart beforehand, so that what is wrong is said of what was meant
Wanted = Annotated[
    Annotated[Episode, Tag("object")] | Annotated[Code, Tag("text")], Discriminator(_kind)
]


class Add(Body):
    """Of every edition: `serie_id` or `anime_id`, either a key or a folder."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [_needs("serie_id"), _needs("anime_id")]})

    serie_id: Word | None = None
    anime_id: Word | None = None
    serie_folder: Annotated[str, Field(max_length=300)] | None = None
    serie_name: str | None = None
    episodes: Annotated[list[Wanted], Field(min_length=1, max_length=_MOST)]
    priority: Priority | None = None

    @model_validator(mode="after")
    def _of_a_series(self) -> Self:
        if not (self.serie_id or self.anime_id):
            raise ValueError("serie_id (or anime_id) must say which series is meant")
        return self


class Chosen(Body):
    item_ids: Ids


class Retried(Body):
    """No ids: all that failed."""

    item_ids: Ids = Field(default_factory=list)


class Place(Answer):
    season: int
    episode: int
    title: str | None


class Progress(Answer):
    percent: float
    downloaded_mb: float
    total_mb: float | None
    speed_mbps: float
    eta_seconds: int | None


class Item(Answer):
    id: str
    serie_id: str
    serie_folder: str
    serie_name: str
    episode: Place
    status: DownloadState
    priority: Literal["LOW", "NORMAL", "HIGH"]
    added_at: str
    started_at: str | None
    completed_at: str | None
    progress: Progress | None
    error: str | None
    retry_count: int
    source_url: str | None


class Lists(Answer):
    is_running: bool
    is_paused: bool
    active_downloads: list[Item]
    pending_queue: list[Item]
    completed_downloads: list[Item]
    failed_downloads: list[Item]


class Statistics(Answer):
    total_items: int
    pending_count: int
    active_count: int
    completed_count: int
    failed_count: int
    total_downloaded_mb: float
    average_speed_mbps: float
    estimated_time_remaining: int | None


class October(Answer):
    """What the oldest edition says of the queue."""

    total_items: int
    pending: int
    downloading: int
    completed: int
    failed: int
    total_size_bytes: int
    download_speed_mbps: float


class Status(Answer):
    status: Lists
    statistics: Statistics
    success: Literal[True]
    data: October


class Failed(Answer):
    """What was not queued, and why."""

    season: int
    episode: int
    code: str
    reason: str


class First(Answer):
    """What the oldest edition says of what was added."""

    queue_item_id: str | None
    anime_id: str
    status: str


class Added(Answer):
    status: Literal["success", "failed"]
    success: bool
    message: str
    added_items: list[str]
    item_ids: list[str]
    failed_items: list[Failed]
    data: First


class Done(Answer):
    status: Literal["success"]
    success: Literal[True]
    message: str


class Counted(Done):
    count: int


class Again(Done):
    retried_count: int
    retried_ids: list[str]
