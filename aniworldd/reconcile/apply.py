"""Carrying out a plan: writes, and nothing else."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import assert_never

from aniworldd.downloads.queue import Queue
from aniworldd.model.download import AskedBy
from aniworldd.reconcile.numbers import Numbers
from aniworldd.reconcile.state import (
    Action,
    Amend,
    Enqueue,
    Notice,
    Pin,
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


async def apply(
    actions: Sequence[Action], *, store: Store, queue: Queue, memory: Memory, now: datetime
) -> None:
    """Carry all of it out and return once it is durable.

    A portion survives a kill whole or not at all; what is left of very many the next plan has
    again. Raises `StoreError` when the state could not be written.
    """
    for start in range(0, len(actions), _PORTION):
        with store.batch():
            for action in actions[start : start + _PORTION]:
                _carry_out(action, queue, memory, now)
        await store.durable()  # and others have their turn: there may be thousands


def _carry_out(action: Action, queue: Queue, memory: Memory, now: datetime) -> None:
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
        case _:
            assert_never(action)
