"""Carrying out a plan: writes, and nothing else."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import assert_never

from aniworldd.catalogue import Catalogue
from aniworldd.downloads.queue import Queue
from aniworldd.model.download import AskedBy
from aniworldd.reconcile.numbers import Numbers
from aniworldd.reconcile.state import (
    Absent,
    Action,
    Amend,
    Enqueue,
    Forget,
    Leave,
    Notice,
    Pin,
    Return,
    Withdraw,
)
from aniworldd.store import Store

logger = logging.getLogger(__name__)

_PORTION = 200  # actions
_PLAUSIBLE = datetime(2025, 1, 1, tzinfo=UTC)  # before it, a machine's clock is not set yet


class Memory:
    """What is decided once, and never again: folders, numbers, and when wishes came."""

    def __init__(self, store: Store) -> None:
        self._pins = store.table("pins")
        self._wished = store.table("wished")
        self.numbers = Numbers(store)
        self._left = store.table("left")
        self.left_at = {
            _absent(id): datetime.fromisoformat(str(fields["at"]))
            for id, fields in self._left.documents().items()
        }
        self.pins = {key: str(fields["folder"]) for key, fields in self._pins.documents().items()}
        self.pinned_for = {
            key: str(fields.get("why", "")) for key, fields in self._pins.documents().items()
        }
        self.wished_at = {
            link: at
            for link, fields in self._wished.documents().items()
            if (at := datetime.fromisoformat(str(fields["at"]))) >= _PLAUSIBLE
        }

    def pin(self, title: str, folder: str, why: str) -> None:
        self._pins.put(title, {"folder": folder, "why": why})
        self.pins[title], self.pinned_for[title] = folder, why

    def wish(self, link: str, at: datetime) -> None:
        """Note when a wish came, unless the clock cannot know."""
        if at < _PLAUSIBLE:
            return
        self._wished.put(link, {"at": at.isoformat()})
        self.wished_at[link] = at

    def leave(self, absent: Absent, at: datetime) -> None:
        """Note since when nobody wishes for it, unless the clock cannot know."""
        if at < _PLAUSIBLE:
            return
        self._left.put(_id(absent), {"at": at.isoformat()})
        self.left_at[absent] = at

    def come_back(self, absent: Absent) -> None:
        self._left.drop(_id(absent))
        del self.left_at[absent]

    def forget(self, absent: Absent) -> None:
        """A wish for it would be new; its folder stays, whoever wishes for it."""
        self.come_back(absent)
        if absent.link in self.wished_at:
            self._wished.drop(absent.link)
            del self.wished_at[absent.link]


def _id(absent: Absent) -> str:
    return f"link {absent.link}" if absent.link else f"title {absent.title}"


def _absent(id: str) -> Absent:
    kind, _, name = id.partition(" ")
    return Absent(link=name) if kind == "link" else Absent(title=name)


async def apply(
    actions: Sequence[Action],
    *,
    store: Store,
    catalogue: Catalogue,
    queue: Queue,
    memory: Memory,
    now: datetime,
) -> None:
    """Carry all of it out and return once it is durable.

    A portion survives a kill whole or not at all; what is left of very many the next plan has
    again. Raises `StoreError` when the state could not be written.
    """
    for start in range(0, len(actions), _PORTION):
        with store.batch():
            for action in actions[start : start + _PORTION]:
                _carry_out(action, catalogue, queue, memory, now)
        await store.durable()  # and others have their turn: there may be thousands


def _carry_out(
    action: Action, catalogue: Catalogue, queue: Queue, memory: Memory, now: datetime
) -> None:
    match action:
        case Enqueue():
            queue.add(
                action.item,
                title=action.title,
                languages=action.languages,
                priority=action.priority,
                asked_by=AskedBy.PLAN,
                replaces=action.replaces,
            )
            logger.info("Queued %s: %s", action.item, action.reason)
        case Withdraw():
            queue.withdraw(action.download)
            logger.info("Withdrew %s: %s", action.item, action.reason)
        case Amend():
            queue.amend(action.download, priority=action.priority, languages=action.languages)
        case Pin():
            memory.pin(action.title, action.folder, action.reason)
            logger.info("Chose folder %s for %s: %s", action.folder, action.title, action.reason)
        case Notice():
            memory.wish(action.link, now)
        case Leave():
            memory.leave(action.absent, now)
        case Return():
            memory.come_back(action.absent)
        case Forget():
            catalogue.forget(action.absent.link, action.titles)
            memory.forget(action.absent)
            what = action.absent.link or action.absent.title
            logger.info("Forgot what was said of %s: %s", what, action.reason)
        case _:
            assert_never(action)
