"""Verdicts and notes put into words: one sentence that says why, and what happens next."""

from datetime import datetime
from typing import assert_never

from aniworldd.config.problems import printable
from aniworldd.model.verdict import Reason, Verdict
from aniworldd.overview.records import State
from aniworldd.overview.words import both, count, either, moment
from aniworldd.reconcile.state import About, Note

_STATES = {
    Reason.HERE: State.HERE,
    Reason.OTHER_LANGUAGE: State.WAITING,
    Reason.QUEUED: State.COMING,
    Reason.DOWNLOADING: State.COMING,
    Reason.RETRY: State.WAITING,
    Reason.NOT_RELEASED: State.WAITING,
    Reason.NOT_IN_WANTED_LANGUAGE: State.WAITING,
    Reason.BETTER_LANGUAGE: State.WAITING,
    Reason.EXCLUDED_BY_SEASONS: State.UNWANTED,
    Reason.EXCLUDED_BY_MONITOR: State.UNWANTED,
    Reason.WISH_DISABLED: State.UNWANTED,
    Reason.NOT_ASKED: State.WAITING,
    Reason.QUEUE_STOPPED: State.WAITING,
    Reason.OUTSIDE_HOURS: State.WAITING,
    Reason.HOST_DOWN: State.WAITING,
    Reason.PROVIDER_FAILING: State.STUCK,
    Reason.LAYOUT_CHANGED: State.STUCK,
    Reason.NO_PROVIDER: State.STUCK,
    Reason.LIBRARY_AWAY: State.STUCK,
    Reason.LIBRARY_SHRUNK: State.STUCK,
    Reason.DISK_BELOW_FLOOR: State.STUCK,
    Reason.FOLDER_UNCLEAR: State.STUCK,
    Reason.GIVEN_UP: State.STUCK,
    Reason.CANCELLED: State.UNWANTED,
    Reason.NOT_OURS: State.HERE,
    Reason.UPGRADE_OFF: State.HERE,
}


# What is here, what nobody wants, what does not exist yet; and what may be here for all we know: a
# library that is away or shrank is a question, and nothing is missing by it.
_NOT_MISSING = {
    Reason.HERE,
    Reason.NOT_OURS,
    Reason.UPGRADE_OFF,
    Reason.EXCLUDED_BY_SEASONS,
    Reason.EXCLUDED_BY_MONITOR,
    Reason.WISH_DISABLED,
    Reason.NOT_RELEASED,
    Reason.LIBRARY_AWAY,
    Reason.LIBRARY_SHRUNK,
}

_CALM = {About.NOT_LOOKED_YET, About.NOTHING_LISTED, About.DISABLED, About.FOLDER_STAYS}


def state(reason: Reason) -> State:
    return _STATES[reason]


def missing(reason: Reason) -> bool:
    """Whether the item is wanted, aired or listed, and not here in a language that will do."""
    return reason not in _NOT_MISSING


def sentence(verdict: Verdict, now: datetime) -> str:
    """Why the item is, or is not, here; one line, no period at the end."""
    return printable(_sentence(verdict, now))


def _sentence(verdict: Verdict, now: datetime) -> str:
    match verdict.reason:
        case Reason.HERE | Reason.OTHER_LANGUAGE:
            return _here(verdict, now)
        case Reason.QUEUED if verdict.since is None:
            return "is put into the queue next"
        case Reason.QUEUED if verdict.what:
            return f"queued since {_since(verdict, now)}, but the last try ended: {verdict.what}"
        case Reason.QUEUED:
            return f"queued since {_since(verdict, now)}, waits for its turn"
        case Reason.DOWNLOADING:
            return f"downloading since {_since(verdict, now)}"
        case Reason.RETRY:
            tries = count(verdict.tries, "failed try", "failed tries")
            after = f", after {tries}" if verdict.tries else ""
            return f"waits for the next try at {_until(verdict, now)}{after}: {verdict.what}"
        case Reason.NOT_RELEASED:
            return f"not released yet; expected {_until(verdict, now)}"
        case Reason.NOT_IN_WANTED_LANGUAGE:
            there = both(verdict.languages)
            return f"released, but not in a wanted language ({verdict.what}); there is {there}"
        case Reason.BETTER_LANGUAGE:
            return (
                f"waits for {either(verdict.languages)} until {_until(verdict, now)}, "
                f"then takes {verdict.what}"
            )
        case Reason.GIVEN_UP:
            return (
                f"given up after {count(verdict.tries, 'try', 'tries')}: {verdict.what}; "
                f"try again with: aniworldd retry {verdict.item}"
            )
        case Reason.CANCELLED:
            return (
                f"cancelled by a person {_since(verdict, now)}; "
                f"have it after all with: aniworldd retry {verdict.item}"
            )
        case _:
            return _held_back(verdict, now)


def _here(verdict: Verdict, now: datetime) -> str:
    language = f" ({verdict.languages[0]})" if verdict.languages else ""
    here = f"here as {verdict.file}{language}"
    if verdict.reason is Reason.OTHER_LANGUAGE:
        here += f", which is not a wanted language ({verdict.what})"
    if verdict.before:
        here += f"; the one before it went to {verdict.before}"
    if verdict.upgrade is None:
        return here
    wanted = either(verdict.upgrade.languages)
    match verdict.upgrade.reason:
        case Reason.NOT_IN_WANTED_LANGUAGE:
            why = "not released"
        case Reason.NOT_ASKED:
            why = "released, but no download is asked for"
        case Reason.GIVEN_UP if verdict.upgrade.until:
            again = moment(verdict.upgrade.until, now)
            tries = count(verdict.upgrade.tries, "try", "tries")
            why = f"failed after {tries}: {verdict.upgrade.what}; tried again {again}"
        case _:
            why = _sentence(verdict.upgrade, now)
    joint = ";" if verdict.before else ","
    return f"{here}{joint} upgrade wanted to {wanted}: {why}"


def _held_back(verdict: Verdict, now: datetime) -> str:
    match verdict.reason:
        case Reason.EXCLUDED_BY_SEASONS:
            return f"not wanted: the wish's seasons leave season {verdict.item.season} out"
        case Reason.EXCLUDED_BY_MONITOR:
            return "not wanted: the wish's monitor leaves it out"
        case Reason.WISH_DISABLED:
            return "not wanted: the wish says enabled: false"
        case Reason.NOT_ASKED:
            return (
                "missing, but no download is asked for; set download: true in the wish, "
                "or scheduler.auto_download_after_rescan"
            )
        case Reason.PROVIDER_FAILING:
            return (
                f"its provider fails since {_since(verdict, now)}: {verdict.what}; "
                f"asked again {_until(verdict, now)}"
            )
        case Reason.LAYOUT_CHANGED:
            return (
                f"the site's layout changed, noticed {_since(verdict, now)}: {verdict.what}; "
                "its definition needs an update"
            )
        case Reason.NO_PROVIDER:
            return "no provider recognises its link now; see providers in config.yaml"
        case Reason.LIBRARY_AWAY:
            return f"cannot be known: {verdict.what}"
        case Reason.LIBRARY_SHRUNK:
            return (
                f"too many files vanished at once {_since(verdict, now)}, and nothing is queued "
                "until someone says that this is right: aniworldd root accept"
            )
        case Reason.FOLDER_UNCLEAR:
            return f"waits for your answer: {verdict.what}"
        case Reason.NOT_OURS:
            return "never, because aniworldd did not make this file"
        case Reason.UPGRADE_OFF:
            return "only with upgrade: true in the wish"
        case _:
            return _in_the_queue(verdict, now)


def _in_the_queue(verdict: Verdict, now: datetime) -> str:
    match verdict.reason:
        case Reason.QUEUE_STOPPED:
            return (
                "queued, but the queue is stopped; "
                "on again: aniworldd resume, or downloads.running: true"
            )
        case Reason.OUTSIDE_HOURS:
            return (
                f"queued; downloads run {verdict.what} (downloads.hours), "
                f"next {_until(verdict, now)}"
            )
        case Reason.HOST_DOWN:
            return (
                f"queued, but its host fails since {_since(verdict, now)}: {verdict.what}; "
                f"asked again {_until(verdict, now)}"
            )
        case Reason.DISK_BELOW_FLOOR:
            return f"queued, but {verdict.what}"
        case _:
            return str(verdict.reason)


def about(note: Note, now: datetime) -> str:
    """What concerns a whole wish; one line, no period at the end."""
    return printable(_about(note, now))


def _about(note: Note, now: datetime) -> str:
    since = moment(note.since, now) if note.since else ""
    until = moment(note.until, now) if note.until else ""
    match note.about:
        case About.NOT_LOOKED_YET:
            return "its provider is being asked"
        case About.NOTHING_LISTED:
            return "its provider lists no episode yet"
        case About.UNRECOGNISED:
            return f"no provider recognises {note.link}; see providers in config.yaml"
        case About.DISABLED:
            return "the wish says enabled: false"
        case About.PROVIDER_FAILING:
            return f"its provider fails since {since}: {note.what}; asked again {until}"
        case About.LAYOUT_CHANGED:
            return (
                f"the site's layout changed, noticed {since}: {note.what}; "
                f"its definition needs an update (asked again {until})"
            )
        case About.CATALOGUE_SHRUNK:
            return (
                f"its provider stopped listing {note.what} episodes at once {since}; the old list "
                f"stays until someone says that this is right: aniworldd root accept {note.title}"
            )
        case About.FOLDER_UNCLEAR:
            return f"waits for your answer: {note.what}"
        case About.SAME_TITLE:
            return f"{note.what} wishes for the same title, and counts"
        case About.FOLDER_STAYS:
            return f"its folder was chosen before and stays {note.what!r}, whatever the wish says"
        case _:
            assert_never(note.about)


def stuck(note: Note) -> bool:
    """Whether somebody should look."""
    return note.about not in _CALM


def _since(verdict: Verdict, now: datetime) -> str:
    return moment(verdict.since, now) if verdict.since else "the start"


def _until(verdict: Verdict, now: datetime) -> str:
    return moment(verdict.until, now) if verdict.until else "later"
