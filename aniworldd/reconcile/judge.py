"""The verdict for one item: why it is, or is not, here. Pure."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import PurePath

from aniworldd.catalogue import Listed
from aniworldd.library.shelf import NAMED, Here
from aniworldd.model.title import Item, ItemKind
from aniworldd.model.verdict import Reason, Verdict
from aniworldd.naming import film, parse
from aniworldd.naming.parse import Kind
from aniworldd.reconcile import languages, upgrade
from aniworldd.reconcile.case import Case, Ruling, waits_for_plan
from aniworldd.reconcile.obstacles import excluded, held_back, on_its_way, shrunk

_NEVER = datetime(9999, 12, 30, tzinfo=UTC)  # a time in every zone


def judge(case: Case, listed: Listed) -> Ruling:
    """The first of these that applies is the answer, in this order:

    the library cannot be trusted; it is here, perhaps with a better language to come; the wish does
    not want it; it is on its way; it does not exist yet, or not in a wanted language; something
    holds it back; it is to be queued.
    """
    item = listed.item
    shelf = case.observed.shelf
    here = _here(case, item)
    if shelf.away:
        return Ruling(
            Verdict(item.key, Reason.LIBRARY_AWAY, since=shelf.away_since, what=shelf.away)
        )
    if here is not None and here.path in shelf.gone:
        return Ruling(shrunk(case, item, here.path))
    if here is not None and (here.ours or languages.satisfies(case.languages, here)):
        return upgrade.judge(case, listed, here)
    reason = excluded(case, listed)
    if reason is not None:
        return Ruling(Verdict(item.key, reason))
    download = case.observed.downloads.get(item.key)
    if download is None:
        return _missing(case, listed)
    accepted, refused = _obtainable(case, listed)
    if waits_for_plan(download):
        if refused is not None:
            return Ruling(refused)
        if not case.download_asked:
            return Ruling(Verdict(item.key, Reason.NOT_ASKED))
    return Ruling(on_its_way(case, item, download), languages=accepted)


def _here(case: Case, item: Item) -> Here | None:
    """The file that holds it, in the best language."""
    if item.kind is ItemKind.MOVIE:
        return _film(case, item)
    here = case.here.get((item.key.season, item.key.number))
    return here and languages.best(case.languages, here)


def _film(case: Case, item: Item) -> Here | None:
    """Ours, one that is numbered as films are, or one of its name.

    Others number films among specials as they like: their `S00E01` is not a site's first film.
    """
    place = (item.key.season, item.key.number)
    names = (item.name, item.original_name)
    found = [
        one
        for (season, number), here in case.here.items()
        if season in {item.key.season, NAMED}
        for one in (here, *here.others)
        if (
            (season, number) == place
            and (one.ours or parse.read(PurePath(one.path)).kind is Kind.MOVIE)
        )
        or (not one.ours and film.is_called(one.path, case.listing.title.name, names))
    ]
    if not found:
        return None
    first, *others = found
    return languages.best(case.languages, replace(first, others=tuple(others)))


def _missing(case: Case, listed: Listed) -> Ruling:
    item = listed.item
    accepted, verdict = _obtainable(case, listed)
    verdict = verdict or held_back(case, item)
    if verdict is not None:
        return Ruling(verdict)
    if case.unclear:
        return Ruling(Verdict(item.key, Reason.FOLDER_UNCLEAR, what=case.unclear))
    if not case.download_asked:
        return Ruling(Verdict(item.key, Reason.NOT_ASKED))
    return Ruling(Verdict(item.key, Reason.QUEUED), enqueue=True, languages=accepted)


def _obtainable(case: Case, listed: Listed) -> tuple[tuple[str, ...] | None, Verdict | None]:
    """As `_acceptable`; before its release nobody asks for an item's languages."""
    item = listed.item
    if item.released_at is not None and item.released_at > case.now:
        return None, Verdict(item.key, Reason.NOT_RELEASED, until=item.released_at)
    return _acceptable(case, listed)


def _acceptable(case: Case, listed: Listed) -> tuple[tuple[str, ...], Verdict | None]:
    """The languages that may be taken now, best first; or why none may be."""
    wished, has = case.languages, listed.item.languages
    if not wished or not has:
        return wished, None
    available = languages.among(wished, has)
    if not available:
        wanted = ", ".join(wished)
        return (), Verdict(
            listed.item.key, Reason.NOT_IN_WANTED_LANGUAGE, languages=has, what=wanted
        )
    best = wished[: wished.index(available[0])]
    since = listed.item.released_at or listed.listed_at
    until = _later(since, case.desired.languages_wait)
    if best and until > case.now:
        return (), Verdict(
            listed.item.key, Reason.BETTER_LANGUAGE, until=until, languages=best, what=available[0]
        )
    return available, None


def _later(since: datetime, seconds: float) -> datetime:
    """A site may say any date, and a person any wait: what no calendar holds is never."""
    try:
        return since + timedelta(seconds=seconds)
    except OverflowError:
        return _NEVER
