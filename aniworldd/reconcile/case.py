"""What bears on one item, and what is said of it: plain records."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from aniworldd.catalogue import Listing, Source
from aniworldd.library.shelf import Here
from aniworldd.model.download import AskedBy, Download, DownloadState
from aniworldd.model.verdict import Verdict
from aniworldd.model.watch import Watch
from aniworldd.reconcile.state import Desired, Observed


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that bears on one item."""

    desired: Desired
    observed: Observed
    folder: str  # the title's; "" while it is unclear
    unclear: str  # why it is
    watch: Watch
    source: Source
    listing: Listing
    here: Mapping[tuple[int, int], Here]  # in the title's folder, by season and number
    now: datetime
    opens_at: datetime | None = None  # when downloads run again; None: they may now

    @property
    def languages(self) -> tuple[str, ...]:
        return self.desired.languages_of(self.watch)

    @property
    def download_asked(self) -> bool:
        own = self.watch.download
        return self.desired.auto_download if own is None else own


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict, whether the item is to be queued, and in which languages it may be taken."""

    verdict: Verdict
    enqueue: bool = False
    languages: tuple[str, ...] | None = None  # None: that was not the question


def waits_for_plan(download: Download) -> bool:
    """Whether it was the plan that queued it, and it has not begun: then it follows its wish."""
    return download.asked_by is AskedBy.PLAN and download.state is DownloadState.PENDING
