"""Series as programs ask for them: what each one lacks, where it lies, where it comes from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aniworldd.catalogue import Listing
from aniworldd.config.problems import printable
from aniworldd.model.title import ItemKey
from aniworldd.model.verdict import Reason, Verdict
from aniworldd.model.watch import Watch
from aniworldd.net.urls import host
from aniworldd.overview import reasons, titles
from aniworldd.reconcile.state import Observed, Plan

_FILES = {Reason.HERE, Reason.OTHER_LANGUAGE, Reason.NOT_OURS, Reason.UPGRADE_OFF}


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One series, without its episodes that are here."""

    key: str
    name: str
    site: str  # the host that its provider is known by
    folder: str  # below the library root; "" = none yet
    link: str  # the wish's
    watch: Watch
    missing: Mapping[str, Sequence[int]]  # by season, which is text as in JSON
    updated_at: datetime | None  # when its provider last said anything new

    @property
    def missing_count(self) -> int:
        return sum(map(len, self.missing.values()))


@dataclass(frozen=True, slots=True)
class Series:
    """One series with all that is listed of it."""

    row: SeriesRow
    episodes: Sequence[ItemKey]
    here: int  # of them, in whatever language
    plot: str


def rows(
    plan: Plan, observed: Observed, wished: Iterable[Watch], hosts: Mapping[str, str]
) -> tuple[SeriesRow, ...]:
    """A row for each wish that is in force, by name; `hosts` are those of the providers."""
    staying = {watch.id: watch for watch in wished}
    absent = _absent(plan.verdicts)
    homes = titles.whereabouts(plan, observed)
    led_to = {id: _titles(watch, observed) for id, watch in staying.items()}
    heirs = {key: staying[id] for id, keys in led_to.items() for key in keys}
    found = [
        _row(observed, observed.listings[key], whose, absent.get(key, {}), homes, hosts)
        for key, watch in plan.wishes.items()
        if (whose := watch if watch.id in staying else heirs.get(key)) is not None
    ]
    named = {row.key for row in found} | {""}
    for id, watch in staying.items():
        if not led_to[id]:
            row = unknown(watch, named)
            named.add(row.key)
            found.append(row)
    return tuple(sorted(found, key=lambda row: row.name.casefold()))


def whole(row: SeriesRow, plan: Plan, observed: Observed) -> Series:
    """The row with its episodes."""
    listing = observed.listings.get(row.key)
    if listing is None or row.key not in plan.wishes:
        return Series(row, (), 0, "")
    here = sum(one.item.title == row.key and one.reason in _FILES for one in plan.verdicts)
    episodes = tuple(listed.item.key for listed in listing.items)
    return Series(row, episodes, here, printable(listing.title.plot))


def unknown(watch: Watch, taken: Iterable[str]) -> SeriesRow:
    """Of a wish whose provider has not said yet what it is; it goes by the name of its file."""
    return SeriesRow(
        key=next(name for name in _names(watch) if name not in taken),
        name=printable(watch.name or watch.id),
        site=host(watch.link),
        folder=printable(watch.folder or ""),
        link=printable(watch.link),
        watch=watch,
        missing={},
        updated_at=None,
    )


def _titles(watch: Watch, observed: Observed) -> Sequence[str]:
    source = observed.sources.get(watch.link)
    return source.titles if source is not None else ()


def _absent(verdicts: Iterable[Verdict]) -> dict[str, dict[str, list[int]]]:
    """By title and season."""
    absent: dict[str, dict[str, list[int]]] = {}
    for verdict in verdicts:
        if reasons.missing(verdict.reason):
            item = verdict.item
            absent.setdefault(item.title, {}).setdefault(str(item.season), []).append(item.number)
    return absent


def _row(
    observed: Observed,
    listing: Listing,
    watch: Watch,
    missing: Mapping[str, Sequence[int]],
    homes: Mapping[str, tuple[str, str]],
    hosts: Mapping[str, str],
) -> SeriesRow:
    title, source = listing.title, observed.sources.get(watch.link)
    return SeriesRow(
        key=title.key,
        name=printable(title.name),
        site=hosts.get(title.provider) or host(watch.link),
        folder=printable(homes.get(title.key, ("", ""))[0] or watch.folder or ""),
        link=printable(watch.link),
        watch=watch,
        missing=missing,
        updated_at=(source.changed_at or source.fetched_at) if source else None,
    )


def _names(watch: Watch) -> Iterator[str]:
    """What it may go by; the last one is a file's name or a line of one, which no other has."""
    if watch.key:
        yield watch.key
    yield printable(watch.id.removesuffix(".yaml").removesuffix(".url"))
    yield printable(watch.id)
