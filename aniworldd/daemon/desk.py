"""The wiring of what people ask for."""

from aniworldd.daemon.build import Parts
from aniworldd.desk.desk import Desk
from aniworldd.desk.rescan import Rescan


def desk(parts: Parts) -> Desk | None:
    """None while the state is locked: then nothing may be asked for."""
    if parts.records.store.locked:
        return None
    return Desk(
        rescan=Rescan(parts.reconciler, parts.refresher),
        answering=parts.answering,
    )
