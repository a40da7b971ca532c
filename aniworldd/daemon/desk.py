"""The wiring of what people ask for."""

from pathlib import PurePath

from aniworldd.config import files
from aniworldd.daemon import jobs
from aniworldd.daemon.build import Parts
from aniworldd.desk.adding import Adding, Removing, Sides
from aniworldd.desk.config import Configuration
from aniworldd.desk.copies import Copies
from aniworldd.desk.desk import Desk
from aniworldd.desk.moving import Moving
from aniworldd.desk.ordering import Ordering
from aniworldd.desk.pausing import Pausing
from aniworldd.desk.rescan import Rescan
from aniworldd.desk.schedule import Schedule
from aniworldd.desk.search import Search
from aniworldd.desk.series import Shelf
from aniworldd.desk.wishes import WishFiles
from aniworldd.net.urls import host
from aniworldd.providers import Located


def desk(parts: Parts) -> Desk | None:
    """None while the state is locked: then nothing may be asked for."""
    if parts.records.store.locked:
        return None
    shelf, wishes = _series(parts), _files(parts)
    records = parts.records
    sides = Sides(
        *(records.catalogue, parts.refresher, parts.reconciler, records.library, parts.bus)
    )
    config, reconciler = Configuration(parts.edits, parts.disk), parts.reconciler
    return Desk(
        rescan=Rescan(parts.reconciler, parts.refresher),
        answering=parts.answering,
        series=shelf,
        search=Search(parts.providers, shelf, lambda: _template(parts)),
        adding=Adding(wishes, parts.providers, shelf, sides, parts.wants.hold),
        removing=Removing(wishes, shelf, parts.reconciler),
        config=config,
        copies=Copies(parts.edits, config),
        moving=_moving(parts, config),
        schedule=Schedule(config, parts.timetable, jobs.SCAN, lambda: reconciler.scanning),
        downloads=parts.downloads,
        ordering=_ordering(parts, shelf),
        pausing=Pausing(parts.edits),
    )


def _ordering(parts: Parts, shelf: Shelf) -> Ordering:
    return Ordering(
        *(parts.records.queue, parts.records.store, parts.reconciler, shelf),
        languages=lambda watch: watch.languages_or(parts.written.live.current.languages),
        now=parts.clock.now,
    )


def _template(parts: Parts) -> str:
    return PurePath(parts.written.live.current.library.naming).parts[0]


def _files(parts: Parts) -> WishFiles:
    """Also what keeps a copy of a person's files before one of them is changed."""
    written, edits = parts.written, parts.edits
    return WishFiles(
        written.watch_folder,
        lambda: written.wishes,
        lambda: edits.reload(),
        parts.bus,
        lambda: edits.backups(written.live.current).before_loss("before-remove"),
    )


def _moving(parts: Parts, config: Configuration) -> Moving:
    pins = parts.records.memory.pins
    state = files.state_of(parts.edits.where, parts.edits.live.current)
    return Moving(config, parts.disk, state, pins.values)


def _series(parts: Parts) -> Shelf:
    hosts = {
        name: host(one.links[0])
        for name, one in parts.providers.items()
        if isinstance(one, Located) and one.links
    }
    store, numbers = parts.records.store, parts.records.memory.numbers
    return Shelf(parts.reconciler, parts.wants.staying, hosts, numbers, store.durable)
