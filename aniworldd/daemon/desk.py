"""The wiring of what people ask for."""

from aniworldd.daemon import jobs
from aniworldd.daemon.build import Parts
from aniworldd.desk.config import Configuration
from aniworldd.desk.copies import Copies
from aniworldd.desk.desk import Desk
from aniworldd.desk.rescan import Rescan
from aniworldd.desk.schedule import Schedule
from aniworldd.desk.series import Shelf
from aniworldd.net.urls import host
from aniworldd.providers import Located


def desk(parts: Parts) -> Desk | None:
    """None while the state is locked: then nothing may be asked for."""
    if parts.records.store.locked:
        return None
    config, reconciler = Configuration(parts.edits, parts.disk), parts.reconciler
    return Desk(
        rescan=Rescan(parts.reconciler, parts.refresher),
        answering=parts.answering,
        series=_series(parts),
        config=config,
        copies=Copies(parts.edits, config),
        schedule=Schedule(config, parts.timetable, jobs.SCAN, lambda: reconciler.scanning),
    )


def _series(parts: Parts) -> Shelf:
    hosts = {
        name: host(one.links[0])
        for name, one in parts.providers.items()
        if isinstance(one, Located) and one.links
    }
    return Shelf(parts.reconciler, parts.wants.staying, hosts, parts.records.memory.numbers)
