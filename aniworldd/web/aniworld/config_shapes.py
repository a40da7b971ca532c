"""What the calls about settings take and answer, in the words of all three editions."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, GetJsonSchemaHandler, JsonValue
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from aniworldd.config import doors, schema, settings
from aniworldd.config.sections import Section
from aniworldd.config.settings import Day
from aniworldd.config.values import Value
from aniworldd.desk.config import Shown
from aniworldd.web.replies import Answer
from aniworldd.web.request import LARGEST, BadRequest, Body, Issue, Within, upper

_DEPTH = 20  # of what programs keep in `other`


def keepable(value: JsonValue, depth: int = _DEPTH) -> JsonValue:
    """What comes back from a file as it was; raises `ValueError` for what would not."""
    if depth == 0:
        raise ValueError(f"Values are nested deeper than {_DEPTH} levels")
    if isinstance(value, dict):
        for item in value.values():
            keepable(item, depth - 1)
    elif isinstance(value, list):
        for item in value:
            keepable(item, depth - 1)
    elif isinstance(value, float) and not math.isfinite(value):
        raise ValueError("This is no number that JSON can say")
    elif isinstance(value, int) and abs(value) > LARGEST:
        raise ValueError(f"A number is beyond {LARGEST}")
    return value


Kept = Annotated[dict[str, JsonValue], AfterValidator(keepable)]
Level = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(upper)]
Text = Annotated[str, Field(max_length=4096)]
Time = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$")]
Days = Annotated[list[Day], Field(min_length=1, max_length=50)]
Minutes = Annotated[int, Within(1, 527_040)]


@dataclass(frozen=True, slots=True)
class Told:
    """A section as editors of the file know it; the file's reader judges it."""

    model: type[Section]

    def __get_pydantic_json_schema__(
        self, made: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        told = schema.of(self.model, self.model.__name__)
        return {key: value for key, value in told.items() if key != "$schema"}


class Part(Body, extra="forbid"):
    """A section of which some keys are said, and the others stay as they are."""


class SchedulerPart(Part):
    enabled: bool = True
    interval_minutes: Minutes = 60
    schedule_time: Time | None = "03:00"
    schedule_days: Days = Field(default=["mon", "tue", "wed", "thu", "fri", "sat", "sun"])
    feeds_minutes: Minutes = 30
    auto_download_after_rescan: bool = False


class LoggingPart(Part):
    level: Level = "INFO"
    format: Literal["auto", "human", "journal", "json"] = "auto"
    file: Text | None = None
    max_bytes: Annotated[int, Within(1024, LARGEST)] | None = None
    backup_count: Annotated[int, Within(1, 100)] = 3


class BackupPart(Part):
    enabled: bool = True
    path: Text = "backups"
    keep_days: Annotated[int, Within(1, 36_500)] = 30


class Change(Part):
    """Some settings, by section or in October's words; what GET answered may come back whole."""

    name: Annotated[str, Field(min_length=1, max_length=200)] = "Aniworld"
    data_dir: Text = ""
    scheduler: SchedulerPart | None = None
    logging: LoggingPart | None = None
    backup: BackupPart | None = None
    other: Kept | None = None
    library: Annotated[Kept, Told(settings.Library)] | None = None
    watchlist: Annotated[Kept, Told(settings.WatchFolder)] | None = None
    server: Annotated[Kept, Told(doors.Server)] | None = None
    auth: Annotated[Kept, Told(doors.Auth)] | None = None
    downloads: Annotated[Kept, Told(settings.Downloads)] | None = None
    languages: list[Text] = Field(default=[])
    languages_wait: Text = "7 days"
    providers: Kept | None = None
    fetch: Annotated[Kept, Told(settings.Fetch)] | None = None

    anime_directory: Text | None = None
    download_directory: Text | None = Field(
        default=None, description="The same as anime_directory, which comes first."
    )
    session_timeout_hours: Annotated[int, Within(1, 8760)] | None = None
    log_level: Level | None = None

    success: JsonValue = Field(default=None, description="Of an answer; passed over.")
    message: JsonValue = Field(default=None, description="Of an answer; passed over.")
    data: JsonValue = Field(default=None, description="Of an answer; passed over.")
    pending_restart: JsonValue = Field(default=None, description="Of an answer; passed over.")
    restart_required: JsonValue = Field(default=None, description="Of an answer; passed over.")
    overruled: JsonValue = Field(default=None, description="Of an answer; passed over.")
    problems: JsonValue = Field(default=None, description="Of an answer; passed over.")
    before: JsonValue = Field(default=None, description="Of an answer; passed over.")


class Candidate(Body, extra="allow"):
    """Settings that are to be judged: whatever they are, the answer says what is wrong."""

    __pydantic_extra__: dict[str, JsonValue]


class SchedulerShown(Answer):
    enabled: bool
    interval_minutes: int
    schedule_time: str | None
    schedule_days: list[Day]
    feeds_minutes: int
    auto_download_after_rescan: bool


class LoggingShown(Answer):
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"]
    format: str
    file: str | None
    max_bytes: int | None
    backup_count: int


class BackupShown(Answer):
    enabled: bool
    path: str
    keep_days: int


class October(Answer):
    """The flat settings of the first edition."""

    anime_directory: str
    download_directory: str
    session_timeout_hours: int
    log_level: str


class Wrong(Answer):
    field: str
    issue: str


class Config(Answer):
    name: str
    data_dir: str
    library: dict[str, JsonValue]
    watchlist: dict[str, JsonValue]
    server: dict[str, JsonValue]
    auth: dict[str, JsonValue]
    scheduler: SchedulerShown
    downloads: dict[str, JsonValue]
    languages: list[str]
    languages_wait: str
    providers: dict[str, JsonValue]
    fetch: dict[str, JsonValue]
    logging: LoggingShown
    backup: BackupShown
    other: dict[str, JsonValue]
    success: Literal[True]
    data: October
    pending_restart: list[str]
    restart_required: bool
    overruled: dict[str, str]
    problems: list[Wrong]


class Validated(Answer):
    success: Literal[True]
    valid: bool
    errors: list[str]
    problems: list[Wrong]
    message: str


_FLAT = {
    "download_directory": ("library", "directory"),
    "anime_directory": ("library", "directory"),
    "session_timeout_hours": ("auth", "token_hours"),
    "log_level": ("logging", "level"),
}
_ANSWERED = {
    *("success", "message", "data", "problems", "before"),
    *("pending_restart", "restart_required", "overruled"),
}


def nested(given: Change) -> dict[str, Value]:
    """By section; raises `BadRequest` when October's words say another thing than a section."""
    return by_section(given.model_dump(exclude_unset=True))


def by_section(given: Mapping[str, Value]) -> dict[str, Value]:
    """The same of a body that was not judged."""
    said = {
        name: value for name, value in given.items() if name not in _ANSWERED and name not in _FLAT
    }
    flat = {name: given[name] for name in _FLAT if given.get(name) is not None}
    if "anime_directory" in flat:
        flat.pop("download_directory", None)  # October's example has two; here there is one
    for name, value in flat.items():
        section, key = _FLAT[name]
        inside = said.get(section) or {}
        if not isinstance(inside, Mapping):
            continue  # no section: refused as that
        if inside.get(key, value) != value:
            raise BadRequest([Issue(name, f"{section}.{key} says another thing")])
        said[section] = {**inside, key: value}
    return said


def config(shown: Shown) -> dict[str, object]:
    """The whole answer."""
    return {
        **shown.settings,
        "success": True,
        "data": october(shown.settings),
        "pending_restart": shown.pending,
        "restart_required": bool(shown.pending),
        "overruled": shown.overruled,
        "problems": [{"field": one.path, "issue": one.headline} for one in shown.problems],
    }


def october(found: Mapping[str, Value]) -> dict[str, Value]:
    directory = _at(found, "library", "directory")
    return {
        "anime_directory": directory,
        "download_directory": directory,
        "session_timeout_hours": _at(found, "auth", "token_hours"),
        "log_level": str(_at(found, "logging", "level")).lower(),
    }


def _at(found: Mapping[str, Value], section: str, key: str) -> Value:
    inside = found[section]
    return inside[key] if isinstance(inside, Mapping) else None
