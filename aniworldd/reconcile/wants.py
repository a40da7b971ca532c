"""The wishes in force: a file that vanishes leaves slowly, and many at once not at all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from aniworldd.library import brake
from aniworldd.model.watch import Watch
from aniworldd.watchlist.watchlist import Wishes

GRACE = timedelta(seconds=10)  # an editor, a rename, or moving a file out and in again


@dataclass(frozen=True, slots=True)
class _Leaving:
    watch: Watch
    since: datetime


class Wants:
    """Takes each reading of the watch folder and says what is wished for."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._wishes: dict[str, Watch] = {}
        self._leaving: dict[str, _Leaving] = {}
        self.question: brake.Question | None = None  # too many wishes vanished at once

    def update(self, wishes: Wishes) -> None:
        """A new reading; one of a folder that is not there changes nothing."""
        if not wishes.available:
            return
        now = self._now()
        found = {watch.id: watch for watch in wishes.watches}
        known = self._wishes.keys() | self._leaving.keys()
        links = {watch.link for watch in found.values()}
        # A list that got another name, or became many files, took nothing away.
        moved = {id for id in known if self._watch(id).link in links}
        self.question = brake.judge(known, found.keys() | moved, self.question, now)
        gone = {
            id: self._leaving.get(id) or _Leaving(self._wishes[id], now)
            for id in known - found.keys()
        }
        self._leaving = {id: one for id, one in gone.items() if one.watch.link not in links}
        self._wishes = found

    def accept(self) -> None:
        """A person says that the wishes that vanished are not wanted any more."""
        if self.question is not None:
            self.question = brake.accepted(self.question)

    def in_force(self) -> tuple[Watch, ...]:
        """By file name; those that left more than `GRACE` ago are not among them."""
        self._let_go()
        staying = {id: one.watch for id, one in self._leaving.items()}
        return tuple(watch for _, watch in sorted((self._wishes | staying).items()))

    @property
    def leaving(self) -> bool:
        """Whether time alone will change what is in force."""
        return bool(self._leaving)

    def _watch(self, id: str) -> Watch:
        return self._wishes[id] if id in self._wishes else self._leaving[id].watch

    def _let_go(self) -> None:
        if self.question is not None and not self.question.accepted:
            return
        end = self._now() - GRACE
        self._leaving = {id: one for id, one in self._leaving.items() if one.since > end}
