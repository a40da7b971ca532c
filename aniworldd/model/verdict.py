"""Why a wanted item is, or is not, here."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from aniworldd.model.title import ItemKey


class Reason(StrEnum):
    """One per kind of answer; `overview.reasons` puts them into words."""

    HERE = "here"
    OTHER_LANGUAGE = "other_language"  # here, but in none of the wanted ones
    QUEUED = "queued"
    DOWNLOADING = "downloading"
    RETRY = "retry"
    NOT_RELEASED = "not_released"
    NOT_IN_WANTED_LANGUAGE = "not_in_wanted_language"
    BETTER_LANGUAGE = "better_language"
    EXCLUDED_BY_SEASONS = "excluded_by_seasons"
    EXCLUDED_BY_MONITOR = "excluded_by_monitor"
    WISH_DISABLED = "wish_disabled"
    NOT_ASKED = "not_asked"
    QUEUE_STOPPED = "queue_stopped"
    OUTSIDE_HOURS = "outside_hours"
    HOST_DOWN = "host_down"
    PROVIDER_FAILING = "provider_failing"
    LAYOUT_CHANGED = "layout_changed"
    NO_PROVIDER = "no_provider"
    LIBRARY_AWAY = "library_away"
    LIBRARY_SHRUNK = "library_shrunk"
    DISK_BELOW_FLOOR = "disk_below_floor"
    FOLDER_UNCLEAR = "folder_unclear"
    GIVEN_UP = "given_up"
    CANCELLED = "cancelled"
    NOT_OURS = "not_ours"  # only of an upgrade: what others made is never replaced
    UPGRADE_OFF = "upgrade_off"  # only of an upgrade: the wish does not ask for it


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one item, as facts; only the fields that its reason needs are set."""

    item: ItemKey
    reason: Reason
    until: datetime | None = None
    since: datetime | None = None
    what: str = ""  # an error, a cause: one sentence without a period
    languages: tuple[str, ...] = ()  # those it has, or those it waits for
    file: str = ""  # below the library root
    before: str = ""  # where the file went that this one replaced, below the library root
    download: str = ""  # the queue's id
    tries: int = 0
    upgrade: "Verdict | None" = None  # of a file that is here: why it is in no better language
