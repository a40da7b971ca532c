"""What nobody wishes for any more: noted when it is seen first, and forgotten a while later.

A wish comes back now and then: a file is moved, a list is edited, somebody thinks better of it.
Until then what its provider said is kept as it was.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta

from aniworldd.model.watch import Watch
from aniworldd.reconcile.state import Absent, Action, Forget, Leave, Observed, Return

KEPT = timedelta(days=30)


def actions(watches: Iterable[Watch], observed: Observed, now: datetime) -> Iterator[Action]:
    """What follows for everything in the catalogue that no wish leads to, or led to none."""
    absent = _absent({watch.link for watch in watches}, observed)
    busy = {item.title for item in observed.downloads}
    left = set(observed.sources)  # links that are not forgotten by this plan
    for one in absent:
        since = observed.left_at.get(one)
        if since is None or since > now:  # the clock was ahead when it was noted
            yield Leave(one, "no wish leads to it any more")
        elif now - since >= KEPT:
            titles = _titles(one, observed, left - {one.link})
            if busy.isdisjoint(titles):  # the queue has to know where its items come from
                left.discard(one.link)
                yield Forget(one, titles, since, "files, history and folders stay")
    for one in observed.left_at:
        if one not in absent:
            yield Return(one, "a wish leads to it again, or it is gone")


def expected(title: str, observed: Observed) -> datetime | None:
    """When what is known of a title will be forgotten; None when nothing says that."""
    times = [
        at + KEPT
        for one, at in observed.left_at.items()
        if one.title == title
        or (one.link in observed.sources and title in observed.sources[one.link].titles)
    ]
    return max(times, default=None)


def _absent(links: Collection[str], observed: Observed) -> list[Absent]:
    held = {key for source in observed.sources.values() for key in source.titles}
    return [
        *(Absent(link=link) for link in observed.sources if link not in links),
        *(Absent(title=key) for key in observed.listings if key not in held),
    ]


def _titles(absent: Absent, observed: Observed, others: Iterable[str]) -> tuple[str, ...]:
    """Those that go along: no other link leads to them."""
    if not absent.link:
        return (absent.title,)
    kept = {key for link in others for key in observed.sources[link].titles}
    return tuple(key for key in observed.sources[absent.link].titles if key not in kept)
