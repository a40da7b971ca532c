"""The shrink brake: too much gone at once is a question, not an action. Pure."""

from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

SHARE = 0.10  # more than this share, and
COUNT = 5  # more than this many gone at once is a question
AGREEING = 3  # scans that find the same settle it without an answer …
PERIOD = timedelta(days=1)  # … when this lies between the first and the last
_APART = timedelta(hours=8)  # nearer ones count as one, so that a clock that jumps settles nothing


@dataclass(frozen=True, slots=True)
class Question:
    """What is gone and since when; kept until somebody answers or time does."""

    gone: frozenset[str]
    since: datetime
    latest: datetime  # of the scans that were counted
    agreeing: int = 1
    accepted: bool = False  # a person said that it is right


def judge(
    known: Set[str], found: Set[str], before: Question | None, now: datetime
) -> Question | None:
    """The question that stands now; None means that `found` may be believed.

    `known` stays the same until it is settled; `before` is the last answer of this function.
    """
    return weigh(frozenset(known - found), len(known), before, now)


def weigh(
    gone: frozenset[str], known: int, before: Question | None, now: datetime
) -> Question | None:
    """As `judge`, where what is gone of so many is found already."""
    if not _too_much(gone, known):
        return None
    if before is None or _too_much(gone - before.gone, known):
        return Question(gone, now, now)
    if before.accepted:
        return None
    if now < before.latest or not before.gone <= gone:
        return Question(gone, now, now)  # the clock went back, or something came back
    if now - before.latest < _APART:
        return replace(before, gone=gone)
    question = replace(before, gone=gone, latest=now, agreeing=before.agreeing + 1)
    settled = question.agreeing >= AGREEING and now - question.since >= PERIOD
    return None if settled else question


def accepted(question: Question) -> Question:
    """A person says that what is gone is gone: the next judgement believes it."""
    return replace(question, accepted=True)


def _too_much(gone: Set[str], known: int) -> bool:
    return len(gone) > COUNT and len(gone) > SHARE * known
