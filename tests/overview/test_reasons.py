"""The sentences people read."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from aniworldd.model.title import ItemKey
from aniworldd.model.verdict import Reason, Verdict
from aniworldd.overview import reasons
from aniworldd.overview.records import State
from aniworldd.reconcile.state import About, Note
from tests.factories import LINK, NOW

KEY = ItemKey("lamp-post", 1, 2)
SOON = NOW + timedelta(hours=2)
EARLIER = NOW - timedelta(hours=3)


def here(upgrade: Verdict) -> Verdict:
    return Verdict(
        KEY,
        Reason.HERE,
        file="A/S01E02.mkv",
        languages=("German Sub",),
        upgrade=replace(upgrade, languages=("German Dub",)),
    )


@pytest.fixture(autouse=True)
def _utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()


@pytest.mark.parametrize(
    "verdict,sentence",
    [
        (
            Verdict(KEY, Reason.HERE, file="A/S01E02.mkv", languages=("German Dub",)),
            "here as A/S01E02.mkv (German Dub)",
        ),
        (
            Verdict(KEY, Reason.HERE, file="A/S01E02.mkv", before=".aniworldd/recycle/2026-05-01"),
            "here as A/S01E02.mkv; the one before it went to .aniworldd/recycle/2026-05-01",
        ),
        (
            replace(here(Verdict(KEY, Reason.NOT_OURS)), before=".aniworldd/recycle/2026-05-01"),
            "here as A/S01E02.mkv (German Sub); the one before it went to "
            ".aniworldd/recycle/2026-05-01; upgrade wanted to German Dub: "
            "never, because aniworldd did not make this file",
        ),
        (
            here(Verdict(KEY, Reason.NOT_IN_WANTED_LANGUAGE)),
            "here as A/S01E02.mkv (German Sub), upgrade wanted to German Dub: not released",
        ),
        (
            here(Verdict(KEY, Reason.RETRY, until=SOON, what="reset", tries=1)),
            "here as A/S01E02.mkv (German Sub), upgrade wanted to German Dub: "
            "waits for the next try at 14:00, after 1 failed try: reset",
        ),
        (
            here(Verdict(KEY, Reason.GIVEN_UP, until=NOW + timedelta(7), what="gone", tries=6)),
            "here as A/S01E02.mkv (German Sub), upgrade wanted to German Dub: "
            "failed after 6 tries: gone; tried again 8 May 12:00",
        ),
        (
            here(Verdict(KEY, Reason.NOT_OURS)),
            "here as A/S01E02.mkv (German Sub), upgrade wanted to German Dub: "
            "never, because aniworldd did not make this file",
        ),
        (
            replace(
                here(Verdict(KEY, Reason.UPGRADE_OFF)),
                reason=Reason.OTHER_LANGUAGE,
                what="German Dub",
            ),
            "here as A/S01E02.mkv (German Sub), which is not a wanted language (German Dub), "
            "upgrade wanted to German Dub: only with upgrade: true in the wish",
        ),
        (Verdict(KEY, Reason.QUEUED), "is put into the queue next"),
        (Verdict(KEY, Reason.QUEUED, since=EARLIER), "queued since 09:00, waits for its turn"),
        (Verdict(KEY, Reason.DOWNLOADING, since=EARLIER), "downloading since 09:00"),
        (
            Verdict(KEY, Reason.RETRY, until=SOON, what="the host answers 503", tries=2),
            "waits for the next try at 14:00, after 2 failed tries: the host answers 503",
        ),
        (
            Verdict(KEY, Reason.RETRY, until=SOON, what="it was reset", tries=1),
            "waits for the next try at 14:00, after 1 failed try: it was reset",
        ),
        (
            Verdict(KEY, Reason.RETRY, until=SOON, what="the host is down"),
            "waits for the next try at 14:00: the host is down",
        ),
        (
            Verdict(KEY, Reason.QUEUED, since=EARLIER, what="5.0 GiB are still to come"),
            "queued since 09:00, but the last try ended: 5.0 GiB are still to come",
        ),
        (
            Verdict(KEY, Reason.GIVEN_UP, what="only 1 trysted word", tries=6),
            "given up after 6 tries: only 1 trysted word; "
            "try again with: aniworldd retry lamp-post S01E02",
        ),
        (
            Verdict(KEY, Reason.HERE, file="A/S01E02 \udcff.mkv"),
            "here as A/S01E02 \N{REPLACEMENT CHARACTER}.mkv",
        ),
        (
            Verdict(KEY, Reason.NOT_RELEASED, until=NOW + timedelta(days=1)),
            "not released yet; expected tomorrow 12:00",
        ),
        (
            Verdict(
                KEY,
                Reason.NOT_IN_WANTED_LANGUAGE,
                languages=("English Sub", "English Dub"),
                what="German Dub",
            ),
            "released, but not in a wanted language (German Dub); "
            "there is English Sub and English Dub",
        ),
        (
            Verdict(
                KEY,
                Reason.BETTER_LANGUAGE,
                until=NOW + timedelta(days=7),
                languages=("German Dub",),
                what="German Sub",
            ),
            "waits for German Dub until 8 May 12:00, then takes German Sub",
        ),
        (
            Verdict(KEY, Reason.GIVEN_UP, what="404", tries=1),
            "given up after 1 try: 404; try again with: aniworldd retry lamp-post S01E02",
        ),
        (
            Verdict(KEY, Reason.OUTSIDE_HOURS, until=SOON, what="14:00-20:00"),
            "queued; downloads run 14:00-20:00 (downloads.hours), next 14:00",
        ),
        (
            Verdict(KEY, Reason.HOST_DOWN, since=EARLIER, until=SOON, what="it answered 503"),
            "queued, but its host fails since 09:00: it answered 503; asked again 14:00",
        ),
        (
            Verdict(KEY, Reason.CANCELLED, since=EARLIER),
            "cancelled by a person 09:00; have it after all with: aniworldd retry lamp-post S01E02",
        ),
        (
            Verdict(KEY, Reason.PROVIDER_FAILING, since=EARLIER, until=SOON, what="no route"),
            "its provider fails since 09:00: no route; asked again 14:00",
        ),
    ],
    ids=lambda value: str(value.reason) if isinstance(value, Verdict) else "",
)
def test_a_verdict_reads_as_a_sentence(verdict: Verdict, sentence: str) -> None:
    assert reasons.sentence(verdict, NOW) == sentence


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words_and_a_state(reason: Reason) -> None:
    words = reasons.sentence(Verdict(KEY, reason, since=EARLIER, until=SOON, what="x"), NOW)

    assert len(words.split()) >= 2
    assert reasons.state(reason) in State


@pytest.mark.parametrize("about", About)
def test_every_note_has_words(about: About) -> None:
    note = Note("a.yaml", LINK, "lamp-post", about, "x", EARLIER, SOON)

    assert len(reasons.about(note, NOW).split()) >= 4
