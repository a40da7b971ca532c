"""The queue in figures: what waits, what came, how fast it comes, and how long it still takes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from aniworldd.model.download import WAITING, Download, DownloadState, Speed


@dataclass(frozen=True, slots=True)
class Tally:
    """Cancelled downloads count nowhere: a person took them away."""

    running: bool = True  # whether new downloads may begin; what runs goes on in any case
    waiting: int = 0
    active: int = 0
    completed: int = 0  # those that are listed
    failed: int = 0
    fetched: int = 0  # bytes; all that ever arrived
    known: int = 0  # bytes; of what is listed as completed or active, as far as that is known
    rate: float = 0.0  # bytes a second, all downloads together
    left: float | None = None  # seconds until nothing waits; None: that cannot be said

    @property
    def total(self) -> int:
        return self.waiting + self.active + self.completed + self.failed


@dataclass(frozen=True, slots=True)
class Facts:
    """What the figures are made of."""

    downloads: Sequence[Download] = ()
    speeds: Mapping[str, Speed] = field(default_factory=dict)
    listed: Sequence[Download] = ()  # completed ones
    completed: Sequence[Download] = ()  # the last ones, listed or not: what sizes are known by
    fetched: int = 0  # bytes
    running: bool = True


def tally(facts: Facts) -> Tally:
    waiting = [one for one in facts.downloads if one.state in WAITING]
    active = [one for one in facts.downloads if one.state is DownloadState.DOWNLOADING]
    speeds = [facts.speeds[one.id] for one in active if one.id in facts.speeds]
    rate = sum(speed.rate for speed in speeds)
    known = sum(one.size for one in facts.listed)
    return Tally(
        running=facts.running,
        waiting=len(waiting),
        active=len(active),
        completed=len(facts.listed),
        failed=sum(one.state is DownloadState.FAILED for one in facts.downloads),
        fetched=facts.fetched,
        known=known + sum(speed.progress.total or speed.progress.done for speed in speeds),
        rate=rate,
        left=_left(facts, waiting, active, rate),
    )


def _left(
    facts: Facts, waiting: Sequence[Download], active: Sequence[Download], rate: float
) -> float | None:
    """At today's rate, with sizes that are not known taken to be as they were so far.

    While the queue is stopped, what waits is not on its way, and its end cannot be said.
    """
    if rate <= 0 or (waiting and not facts.running):
        return None
    sizes = _Sizes(facts)
    rest = 0.0
    for download in (*waiting, *active):
        speed = facts.speeds.get(download.id)
        size = speed.progress.total if speed and speed.progress.total else sizes.of(download)
        if size is None:
            return None
        rest += max(size - (speed.progress.done if speed else 0), 0)
    # the slowest one takes its time although all others are done
    slowest = (facts.speeds[one.id].eta or 0.0 for one in active if one.id in facts.speeds)
    return max(rest / rate, *slowest)


class _Sizes:
    """What files have weighed so far: those of the same title, or else of all."""

    def __init__(self, facts: Facts) -> None:
        weighed = [(one.item.title, one.size) for one in facts.completed if one.size]
        weighed += [
            (speed.item.title, speed.progress.total)
            for speed in facts.speeds.values()
            if speed.progress.total
        ]
        self._all = _mean(size for _, size in weighed)
        by_title: dict[str, list[int]] = {}
        for title, size in weighed:
            by_title.setdefault(title, []).append(size)
        self._by_title = {title: _mean(sizes) for title, sizes in by_title.items()}

    def of(self, download: Download) -> float | None:
        return self._by_title.get(download.item.title) or self._all


def _mean(sizes: Iterable[int]) -> float | None:
    found = tuple(sizes)
    return sum(found) / len(found) if found else None
