"""From what is wanted and what is to what must be done: a pure function, the heart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from aniworldd.catalogue import Listing, Renamed, Source
from aniworldd.library.adopt import Folders
from aniworldd.library.shelf import Here, Shelf, put
from aniworldd.model.download import AskedBy, Download, DownloadState
from aniworldd.model.hours import Hours
from aniworldd.model.title import ItemKey, Title
from aniworldd.model.verdict import Reason, Verdict
from aniworldd.model.watch import Watch
from aniworldd.naming import safe
from aniworldd.reconcile import counting, dating, folders, leaving, upgrade
from aniworldd.reconcile.case import Case, Ruling, waits_for_plan
from aniworldd.reconcile.folders import Decision
from aniworldd.reconcile.judge import judge
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

_WITHDRAWN = {
    Reason.HERE: "it is here now",
    Reason.OTHER_LANGUAGE: "it is here now",
    Reason.NOT_OURS: "what is here is not ours to replace",
    Reason.UPGRADE_OFF: "its wish asks for no upgrade any more",
    Reason.WISH_DISABLED: "its wish excludes it",
    Reason.EXCLUDED_BY_SEASONS: "its wish excludes it",
    Reason.EXCLUDED_BY_MONITOR: "its wish excludes it",
    Reason.NOT_IN_WANTED_LANGUAGE: "its wish wants another language",
    Reason.BETTER_LANGUAGE: "its wish wants another language",
    Reason.NOT_ASKED: "no download is asked for any more",
    Reason.NOT_RELEASED: "its release is still to come",
}
_ON_ITS_WAY = {
    Reason.QUEUED,
    Reason.RETRY,
    Reason.QUEUE_STOPPED,
    Reason.OUTSIDE_HOURS,
    Reason.HOST_DOWN,
    Reason.DISK_BELOW_FLOOR,
}
_WAITING = {
    DownloadState.PENDING,
    DownloadState.PAUSED,
    DownloadState.FAILED,
    DownloadState.CANCELLED,
}


@dataclass(slots=True)
class _Draft:
    """A plan while it grows."""

    watches: Sequence[Watch]  # those in force first
    actions: list[Action] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    wishes: dict[str, Watch] = field(default_factory=dict)
    pins: dict[str, str] = field(default_factory=dict)
    titles: frozenset[str] = frozenset()  # the keys that wishes lead to
    opens_at: datetime | None = None  # when downloads run again; None: they may now
    twins: dict[str, list[str]] = field(default_factory=dict)  # folders of one series
    homes: Mapping[str, Decision] = field(default_factory=dict)  # of titles without a folder


def plan(desired: Desired, observed: Observed, now: datetime) -> Plan:
    """What follows from the difference, with a verdict for every item of every wish."""
    watches = sorted(desired.watches, key=lambda watch: not watch.enabled)
    sources = [observed.sources[one.link] for one in watches if one.link in observed.sources]
    draft = _Draft(
        watches=watches,
        pins=dict(observed.pins),
        titles=frozenset(key for source in sources for key in source.titles),
        twins=_twins(observed.shelf),
        opens_at=_opens_at(desired.hours, now),
    )
    _move_pins(draft, observed, sources)
    draft.homes = _homes(draft, desired, observed)
    for watch in watches:
        _plan_wish(draft, desired, observed, watch, now)
    judged = {verdict.item: verdict for verdict in draft.verdicts}
    withdrawn = {action.download for action in draft.actions if isinstance(action, Withdraw)}
    draft.actions += [
        Withdraw(download.id, download.item, reason)
        for download in observed.downloads.values()
        if download.id not in withdrawn
        and (reason := _unwanted(download, judged, draft.wishes, now))
    ]
    draft.actions += leaving.actions(watches, observed, now)
    return Plan(tuple(draft.actions), tuple(draft.verdicts), tuple(draft.notes), dict(draft.wishes))


def _opens_at(hours: Hours | None, now: datetime) -> datetime | None:
    return None if hours is None or hours.holds(now) else hours.next_begin(now)


def _twins(shelf: Shelf) -> dict[str, list[str]]:
    twins: dict[str, list[str]] = {}
    for folder in shelf.files:
        twins.setdefault(folders.same(folder), []).append(folder)
    return twins


def _homes(draft: _Draft, desired: Desired, observed: Observed) -> Mapping[str, Decision]:
    """What is decided now about titles that have no folder; nothing while the library is away."""
    homeless: dict[str, tuple[Title, Watch]] = {}
    for watch in draft.watches if not observed.shelf.away else ():
        source = observed.sources.get(watch.link)
        for key in source.titles if source else ():
            listing = observed.listings.get(key)
            if listing is not None and key not in draft.pins:
                homeless.setdefault(key, (listing.title, watch))
    if not homeless:
        return {}
    return folders.decide(
        tuple(homeless.values()),
        Folders(observed.shelf.folders, observed.ids),
        [folder for key, folder in draft.pins.items() if key in draft.titles],
        desired.folder_template,
        desired.languages_of,
    )


def _move_pins(draft: _Draft, observed: Observed, sources: Iterable[Source]) -> None:
    """A title whose key is another one now keeps its folder, and nobody gets it by the old key."""
    renamed = [
        one
        for source in sources
        for one in source.renamed
        if one.key in source.titles and not _both(draft, observed, one)
    ]
    for one in renamed:
        folder = draft.pins.get(one.was, "")
        if folder and one.key not in draft.pins:
            draft.pins[one.key] = folder
            draft.actions.append(Pin(one.key, folder, f"its key was {one.was}"))
    for one in renamed:
        if one.was in draft.titles and draft.pins.get(one.was) == draft.pins.get(one.key):
            draft.pins.pop(one.was, None)


def _both(draft: _Draft, observed: Observed, renamed: Renamed) -> bool:
    """Whether one title is wished for under both keys, by two links."""
    new, old = observed.listings.get(renamed.key), observed.listings.get(renamed.was)
    if new is None or old is None or renamed.was not in draft.titles:
        return False
    return (new.title.provider, new.provider_key) == (old.title.provider, old.provider_key)


def _here(
    draft: _Draft, observed: Observed, folder: str, listing: Listing
) -> Mapping[tuple[int, int], Here]:
    """What the folder holds, with those that a file system without case takes for the same."""
    files = observed.shelf.files
    found = dict(files.get(folder, {}))
    for twin in draft.twins.get(folders.same(folder), ()):
        for place, here in files[twin].items() if twin != folder else ():
            put(found, place, here)
    return dating.placed(counting.placed(found, listing), listing)


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
        listing = observed.listings.get(key)
        if listing is None:
            continue
        if key in draft.wishes:
            draft.notes.append(_note(watch, About.SAME_TITLE, what=draft.wishes[key].id))
            continue
        draft.wishes[key] = watch
        folder, unclear = _pin(draft, watch, listing)
        here = _here(draft, observed, folder, listing)
        case = Case(
            desired, observed, folder, unclear, watch, source, listing, here, now, draft.opens_at
        )
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
    elif not _lists_any(observed, source):
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


def _lists_any(observed: Observed, source: Source) -> bool:
    listings = map(observed.listings.get, source.titles)
    return any(listing is not None and listing.items for listing in listings)


def _note(watch: Watch, about: About, title: str = "", *, what: str = "") -> Note:
    return Note(watch.id, watch.link, title, about, what)


def _pin(draft: _Draft, watch: Watch, listing: Listing) -> tuple[str, str]:
    """The title's folder: pinned before, or chosen now; "" while it cannot be, and why not."""
    key = listing.title.key
    if key in draft.pins or key not in draft.homes:
        pinned = draft.pins.get(key, "")
        if pinned and not _fits(watch, key, pinned):
            draft.notes.append(_note(watch, About.FOLDER_STAYS, key, what=pinned))
        return pinned, ""
    decision = draft.homes[key]
    if decision.unclear:
        draft.notes.append(_note(watch, About.FOLDER_UNCLEAR, key, what=decision.unclear))
        return "", decision.unclear
    draft.pins[key] = decision.folder
    draft.actions.append(Pin(key, decision.folder, decision.why))
    return decision.folder, ""


def _fits(watch: Watch, key: str, pinned: str) -> bool:
    """Whether the pinned folder is the one that the wish names, if it does."""
    if watch.folder is None:
        return True
    named = safe.component(watch.folder)
    return safe.fold(pinned) in {safe.fold(named), safe.fold(folders.apart(named, key))}


def _actions(case: Case, ruling: Ruling) -> list[Action]:
    key = ruling.verdict.item
    if ruling.enqueue:
        return [_enqueue(case, ruling)]
    download = case.observed.downloads.get(key)
    if download is None or download.asked_by is not AskedBy.PLAN or ruling.languages is None:
        return []
    if download.state is DownloadState.FAILED and ruling.languages != download.languages:
        return [Withdraw(download.id, key, "its wish wants other languages now")]
    wanted = (case.watch.priority, ruling.languages)
    same = wanted == (download.priority, download.languages)
    deciding = ruling.verdict.upgrade or ruling.verdict
    if same or not waits_for_plan(download) or deciding.reason not in _ON_ITS_WAY:
        return []
    return [Amend(download.id, key, *wanted, "its wish says so")]


def _enqueue(case: Case, ruling: Ruling) -> Enqueue:
    verdict, languages = ruling.verdict, ruling.languages or ()
    reason = "wanted, listed and not here"
    if verdict.upgrade is not None:
        reason = f"here in {verdict.languages[0]}"
    if languages:
        reason += f", wanted in {' or '.join(languages)}"
    return Enqueue(
        verdict.item,
        case.listing.title.name,
        languages,
        case.watch.priority,
        reason,
        replaces=verdict.file if verdict.upgrade is not None else "",
    )


def _unwanted(
    download: Download,
    judged: Mapping[ItemKey, Verdict],
    wishes: Mapping[str, Watch],
    now: datetime,
) -> str:
    """Why a waiting download is not wanted any more; "" when it is."""
    verdict = judged.get(download.item)
    better = verdict.upgrade if verdict is not None and download.replaces == verdict.file else None
    if verdict is not None and download.state in _WAITING:  # whoever asked for it
        if verdict.reason is Reason.HERE and better is None:
            return _WITHDRAWN[Reason.HERE]
        if better is not None and better.reason is Reason.NOT_OURS:
            return _WITHDRAWN[Reason.NOT_OURS]
    if download.state is DownloadState.CANCELLED:
        return "" if verdict is not None else "no wish asks for it any more"
    if download.asked_by is not AskedBy.PLAN or download.state not in _WAITING:
        return ""
    if verdict is None and download.item.title in wishes:
        return "its provider lists it no more"
    if verdict is None:
        return "no wish asks for it any more"
    if better is not None:
        return upgrade.over(download, better, now) or _WITHDRAWN.get(better.reason, "")
    return _WITHDRAWN.get(verdict.reason, "")
