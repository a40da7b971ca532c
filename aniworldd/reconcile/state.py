"""The two sides of the difference, and what it gives: plain records."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from aniworldd.catalogue import Listing, Source
from aniworldd.downloads.hosts import Down
from aniworldd.library.adopt import Ids
from aniworldd.library.shelf import Shelf
from aniworldd.model.download import Download
from aniworldd.model.hours import Hours
from aniworldd.model.title import ItemKey
from aniworldd.model.verdict import Verdict
from aniworldd.model.watch import Priority, Watch


@dataclass(frozen=True, slots=True)
class Desired:
    """What files say is wanted."""

    watches: tuple[Watch, ...] = ()
    auto_download: bool = False
    languages: tuple[str, ...] = ()  # best first; () = any
    languages_wait: float = 0.0  # seconds
    queue_running: bool = True
    hours: Hours | None = None  # of downloads, local time; None: always
    folder_template: str = "{title} ({year})"  # the first component of library.naming

    def languages_of(self, watch: Watch) -> tuple[str, ...]:
        """Those that count for this wish."""
        return watch.languages_or(self.languages)


@dataclass(frozen=True, slots=True)
class Observed:
    """What is."""

    shelf: Shelf = field(default_factory=Shelf)
    sources: Mapping[str, Source] = field(default_factory=dict)
    listings: Mapping[str, Listing] = field(default_factory=dict)
    downloads: Mapping[ItemKey, Download] = field(default_factory=dict)
    pins: Mapping[str, str] = field(default_factory=dict)  # title's key -> series folder
    pinned_for: Mapping[str, str] = field(default_factory=dict)  # title's key -> why that folder
    ids: Ids = field(default_factory=dict)  # what NFOs say, while some title has no folder
    wished_at: Mapping[str, datetime] = field(default_factory=dict)  # link -> first seen
    left_at: Mapping["Absent", datetime] = field(default_factory=dict)  # when it was noted
    unrecognised: Collection[str] = ()  # links that no provider takes
    resting: Mapping[str, Down] = field(default_factory=dict)  # hosts that are left alone


@dataclass(frozen=True, slots=True)
class Enqueue:
    item: ItemKey
    title: str
    languages: tuple[str, ...]
    priority: Priority
    reason: str
    replaces: str = ""  # a file of ours below the root, for a better language


@dataclass(frozen=True, slots=True)
class Withdraw:
    download: str
    item: ItemKey
    reason: str


@dataclass(frozen=True, slots=True)
class Amend:
    """A waiting download follows its wish."""

    download: str
    item: ItemKey
    priority: Priority
    languages: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Pin:
    """Decide for good which folder is a title's."""

    title: str
    folder: str
    reason: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A wish is here for the first time."""

    link: str
    reason: str = "it is new"


@dataclass(frozen=True, slots=True)
class Absent:
    """In the catalogue, and wished for by nobody: a link, or a title to which no link leads."""

    link: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Leave:
    """Note that nobody wishes for something any more."""

    absent: Absent
    reason: str


@dataclass(frozen=True, slots=True)
class Return:
    """It is wished for again, or gone."""

    absent: Absent
    reason: str


@dataclass(frozen=True, slots=True)
class Forget:
    """Drop what its provider said; files, history, folders and numbers stay."""

    absent: Absent
    titles: tuple[str, ...]
    since: datetime
    reason: str


Action = Enqueue | Withdraw | Amend | Pin | Notice | Leave | Return | Forget


class About(StrEnum):
    """What concerns a whole wish rather than one of its items."""

    NOT_LOOKED_YET = "not_looked_yet"
    NOTHING_LISTED = "nothing_listed"
    UNRECOGNISED = "unrecognised"
    DISABLED = "disabled"
    PROVIDER_FAILING = "provider_failing"
    LAYOUT_CHANGED = "layout_changed"
    CATALOGUE_SHRUNK = "catalogue_shrunk"
    FOLDER_UNCLEAR = "folder_unclear"
    SAME_TITLE = "same_title"  # another wish, `what`, has it already
    FOLDER_STAYS = "folder_stays"  # the wish's `folder` came after `what` was chosen


@dataclass(frozen=True, slots=True)
class Note:
    """A fact about a wish; `title` is "" while its provider never answered."""

    watch: str
    link: str
    title: str
    about: About
    what: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    actions: tuple[Action, ...] = ()
    verdicts: tuple[Verdict, ...] = ()  # one for every item of every wish, in order
    notes: tuple[Note, ...] = ()
    wishes: Mapping[str, Watch] = field(default_factory=dict)  # title's key -> its wish
