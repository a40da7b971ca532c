"""From what is wanted and what is to what must be done: a pure function, the heart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from aniworldd.catalogue import Listing, Source
from aniworldd.errors import Conflict
from aniworldd.library import layout
from aniworldd.model.download import AskedBy, Download, DownloadState
from aniworldd.model.title import ItemKey
from aniworldd.model.verdict import Reason, Verdict
from aniworldd.model.watch import Watch
from aniworldd.reconcile import counting
from aniworldd.reconcile.judge import Case, Ruling, judge, waits_for_plan
from aniworldd.reconcile.state import (
    About,
    Action,
    Amend,
    Desired,
    Enqueue,
    Note,
    Notice,
    Observed,
    Pin,
    Plan,
    Withdraw,
)

_UNWANTED = {Reason.WISH_DISABLED, Reason.EXCLUDED_BY_SEASONS, Reason.EXCLUDED_BY_MONITOR}
_ON_ITS_WAY = {
    Reason.QUEUED,
    Reason.RETRY,
    Reason.QUEUE_STOPPED,
    Reason.DISK_BELOW_FLOOR,
}
_OTHER_LANGUAGE = {Reason.NOT_IN_WANTED_LANGUAGE, Reason.BETTER_LANGUAGE}
_WAITING = {DownloadState.PENDING, DownloadState.PAUSED, DownloadState.FAILED}


@dataclass(slots=True)
class _Draft:
    """A plan while it grows."""

    actions: list[Action] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    wishes: dict[str, Watch] = field(default_factory=dict)
    pins: dict[str, str] = field(default_factory=dict)


def plan(desired: Desired, observed: Observed, now: datetime) -> Plan:
    """What follows from the difference, with a verdict for every item of every wish."""
    draft = _Draft(pins=dict(observed.pins))
    for watch in desired.watches:
        _plan_wish(draft, desired, observed, watch, now)
    judged = {verdict.item: verdict for verdict in draft.verdicts}
    draft.actions += [
        Withdraw(download.id, download.item, reason)
        for download in observed.downloads.values()
        if (reason := _unwanted(download, judged))
    ]
    return Plan(tuple(draft.actions), tuple(draft.verdicts), tuple(draft.notes), dict(draft.wishes))


def _plan_wish(
    draft: _Draft, desired: Desired, observed: Observed, watch: Watch, now: datetime
) -> None:
    if watch.link not in observed.wished_at:
        draft.actions.append(Notice(watch.link))
    source = observed.sources.get(watch.link)
    draft.notes += _notes(observed, watch, source)
    if source is None:
        return
    for key in source.titles:
        listing = observed.listings[key]
        if key in draft.wishes:
            draft.notes.append(_note(watch, About.SAME_TITLE, key, what=draft.wishes[key].id))
            continue
        draft.wishes[key] = watch
        folder, unclear = _pin(draft, desired, observed, watch, listing)
        here = counting.placed(observed.shelf.files.get(folder, {}), listing)
        case = Case(desired, observed, folder, unclear, watch, source, listing, here, now)
        for listed in listing.items:
            ruling = judge(case, listed)
            draft.verdicts.append(ruling.verdict)
            draft.actions += _actions(case, ruling)


def _notes(observed: Observed, watch: Watch, source: Source | None) -> list[Note]:
    if not watch.enabled:
        return [_note(watch, About.DISABLED)]
    if watch.link in observed.unrecognised:
        return [_note(watch, About.UNRECOGNISED)]
    if source is None:
        return [_note(watch, About.NOT_LOOKED_YET)]
    key = source.titles[0] if source.titles else ""
    notes: list[Note] = []
    if (failure := source.failure) is not None:
        about = About.LAYOUT_CHANGED if failure.changed else About.PROVIDER_FAILING
        notes.append(
            Note(watch.id, watch.link, key, about, failure.error, failure.since, failure.next_at)
        )
    elif not any(observed.listings[title].items for title in source.titles):
        notes.append(_note(watch, About.NOTHING_LISTED, key))
    if (shrink := source.shrink) is not None:
        notes.append(
            Note(
                watch.id,
                watch.link,
                key,
                About.CATALOGUE_SHRUNK,
                str(len(shrink.gone)),
                shrink.since,
            )
        )
    return notes


def _note(watch: Watch, about: About, title: str = "", *, what: str = "") -> Note:
    return Note(watch.id, watch.link, title, about, what)


def _pin(
    draft: _Draft, desired: Desired, observed: Observed, watch: Watch, listing: Listing
) -> tuple[str, str]:
    """The title's folder: pinned before, or chosen now; "" while it cannot be, and why not."""
    title = listing.title
    if title.key in draft.pins or observed.shelf.away:
        return draft.pins.get(title.key, ""), ""
    taken = {folder.casefold() for folder in draft.pins.values()}
    try:
        folder = layout.folder_for(
            title, watch.folder, watch.name, observed.shelf.folders, desired.folder_template
        )
    except Conflict as unclear:
        draft.notes.append(_note(watch, About.FOLDER_UNCLEAR, title.key, what=str(unclear)))
        return "", str(unclear)
    if folder.casefold() in taken:  # never one folder for two titles
        folder = f"{folder} [{title.key}]"
    draft.pins[title.key] = folder
    draft.actions.append(Pin(title.key, folder, "its folder is chosen once"))
    return folder, ""


def _actions(case: Case, ruling: Ruling) -> list[Action]:
    key = ruling.verdict.item
    if ruling.enqueue:
        reason = "wanted, listed and not here"
        if ruling.languages:
            reason += f", in {' or '.join(ruling.languages)}"
        return [
            Enqueue(key, case.listing.title.name, ruling.languages, case.watch.priority, reason)
        ]
    download = case.observed.downloads.get(key)
    if download is None or download.asked_by is not AskedBy.PLAN:
        return []
    if download.state is DownloadState.FAILED and ruling.languages != download.languages:
        return [Withdraw(download.id, key, "its wish wants other languages now")]
    wanted = (case.watch.priority, ruling.languages)
    same = wanted == (download.priority, download.languages)
    if same or not waits_for_plan(download) or ruling.verdict.reason not in _ON_ITS_WAY:
        return []
    return [Amend(download.id, key, *wanted, "its wish says so")]


def _unwanted(download: Download, judged: Mapping[ItemKey, Verdict]) -> str:
    """Why a waiting download is not wanted any more; "" when it is."""
    if download.asked_by is not AskedBy.PLAN or download.state not in _WAITING:
        return ""
    verdict = judged.get(download.item)
    if verdict is None:
        return "no wish asks for it any more"
    if verdict.reason is Reason.HERE:
        return "it is here now"
    if verdict.reason in _UNWANTED:
        return "its wish excludes it"
    if verdict.reason in _OTHER_LANGUAGE:
        return "its wish wants another language"
    return ""
