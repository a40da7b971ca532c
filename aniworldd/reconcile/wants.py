"""The wishes in force: a file that vanishes leaves slowly, and many at once not at all."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from aniworldd.clock import Clock
from aniworldd.library import brake
from aniworldd.model.watch import Watch
from aniworldd.watchlist.watchlist import Wishes

GRACE = 10.0  # seconds; an editor, a rename, or moving a file out and in again


@dataclass(frozen=True, slots=True)
class _Leaving:
    watch: Watch
    since: float  # monotonic


class Wants:
    """Takes each reading of the watch folder and says what is wished for.

    `before` are the wishes of the last run: what vanished since then is judged, too.
    """

    def __init__(self, clock: Clock, before: Iterable[Watch] = ()) -> None:
        self._clock = clock
        self._wishes = {watch.id: watch for watch in before}
        self._leaving: dict[str, _Leaving] = {}
        self._held: set[str] = set()  # links
        self.question: brake.Question | None = None  # too many wishes vanished at once
        self.accepted: Callable[[], None] | None = None  # told when a person has answered

    def update(self, wishes: Wishes) -> None:
        """A new reading; one of a folder that is not there takes nothing away."""
        found = {watch.id: watch for watch in wishes.watches}
        known = self._wishes.keys() | self._leaving.keys()
        if not wishes.available:
            self._wishes |= {id: watch for id, watch in found.items() if id not in known}
            return
        links = {watch.link for watch in found.values()}
        # A list that got another name, or became many files, took nothing away.
        moved = {id for id in known if self._watch(id).link in links}
        self.question = brake.judge(known, found.keys() | moved, self.question, self._clock.now())
        now = self._clock.monotonic()
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
            if self.accepted is not None:
                self.accepted()

    def in_force(self) -> tuple[Watch, ...]:
        """By file name; those that left more than `GRACE` ago are not among them."""
        self._let_go()
        staying = {id: one.watch for id, one in self._leaving.items()}
        wishes = (watch for _, watch in sorted((self._wishes | staying).items()))
        return tuple(self._as_held(watch) for watch in wishes)

    @contextmanager
    def hold(self, link: str) -> Iterator[None]:
        """Meanwhile nothing of this wish is downloaded by itself."""
        self._held.add(link)
        try:
            yield
        finally:
            self._held.discard(link)

    def staying(self) -> tuple[Watch, ...]:
        """Those in force whose files are there, or are asked about."""
        if self.asking:
            return self.in_force()
        return tuple(watch for _, watch in sorted(self._wishes.items()))

    @property
    def leaving(self) -> bool:
        """Whether a moment alone will change what is in force."""
        return bool(self._leaving) and not self.asking

    @property
    def asking(self) -> bool:
        """Whether a question stands that nobody has answered."""
        return self.question is not None and not self.question.accepted

    def _as_held(self, watch: Watch) -> Watch:
        return replace(watch, download=False) if watch.link in self._held else watch

    def _watch(self, id: str) -> Watch:
        return self._wishes[id] if id in self._wishes else self._leaving[id].watch

    def _let_go(self) -> None:
        if self.asking:
            return
        end = self._clock.monotonic() - GRACE
        self._leaving = {id: one for id, one in self._leaving.items() if one.since > end}
