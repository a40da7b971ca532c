"""Every file call of a recorded run fails in every way, and the power goes after each of them."""

import errno
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aniworldd.errors import StoreError
from aniworldd.store import Store
from tests.store.simulated import Fault, PowerCut, SimulatedDisk, Torn

FOLDER = Path("/state")
CHANGES = 10
TEXT = "x" * 60_000


def now() -> datetime:
    return datetime(2026, 5, 1, tzinfo=UTC)


class Ledger:
    """What the state was after each change, and which of them were acknowledged."""

    def __init__(self, before: "Ledger | None" = None) -> None:
        self.states: list[dict[str, object]] = [*before.states] if before else [{}]
        self.acknowledged: int = before.acknowledged if before else 0

    def made(self, store: Store) -> None:
        self.states.append(content(store))

    def acknowledge(self, store: Store) -> None:
        """Flush; an error leaves the rest of the run to try again."""
        with suppress(StoreError):
            store.flush()
            self.acknowledged = len(self.states) - 1

    def judge(self, store: Store) -> None:
        """It is a state that was, and not one from before an acknowledged change."""
        assert not store.locked
        assert content(store) in self.states[self.acknowledged :]

    def judge_disk(self, disk: SimulatedDisk) -> None:
        store = Store.open(FOLDER, files=disk, now=now)
        assert store.losses == ()
        self.judge(store)
        # and it goes on from there
        store.table("after").put("all", {"is": "well"})
        store.flush()
        before = content(store)
        store.close()
        assert content(Store.read(FOLDER, files=disk)) == before


def content(store: Store) -> dict[str, object]:
    names = store.database.tables()
    tables = {name: dict(store.table(name).documents()) for name in names}
    return {name: table for name, table in tables.items() if table}


def opened(disk: SimulatedDisk) -> Store:
    """The fault hits once: what failed works when it is tried again."""
    with suppress(StoreError):
        store = Store.open(FOLDER, files=disk, now=now)
        if not store.locked:
            return store
        store.close()
    return Store.open(FOLDER, files=disk, now=now)


def work(disk: SimulatedDisk, ledger: Ledger, spoilt: str = "", ends_after: int = 10_000) -> None:
    """Changes, batches, folds, and a restart; `spoilt` cannot be opened after the start.

    It is killed at the first change after so many calls.
    """
    store = opened(disk)
    ledger.judge(store)
    ledger.made(store)
    disk.refused = spoilt
    for number in range(CHANGES):
        if len(disk.calls) > ends_after:
            raise PowerCut
        with store.batch():
            store.table("numbers").put(f"n{number % 5}", {"number": number, "text": TEXT})
            store.table("last").put("one", {"number": number})
        ledger.made(store)
        if number % 3:
            ledger.acknowledge(store)
        if number == CHANGES // 2:
            store.table("numbers").drop("n2")
            ledger.made(store)
            with suppress(StoreError):
                store.close()
                ledger.acknowledged = len(ledger.states) - 1
            store = opened(disk)
            ledger.judge(store)
            ledger.made(store)
    ledger.acknowledge(store)
    ledger.acknowledge(store)
    assert ledger.acknowledged == len(ledger.states) - 1
    with suppress(StoreError):
        store.close()


def recorded() -> list[str]:
    disk = SimulatedDisk()
    work(disk, Ledger())
    return disk.calls


CALLS = recorded()


def test_the_recorded_run_folds_and_uses_both_journals() -> None:
    assert CALLS.count("rename state.json.tmp state.json") >= 3
    assert CALLS.count("open journal.b") >= 2


@pytest.mark.parametrize(
    "number, late",
    [
        pytest.param(errno.ENOSPC, False, id="full"),
        pytest.param(errno.ENOSPC, True, id="full, but done"),
        pytest.param(errno.EIO, False, id="broken"),
        pytest.param(errno.EIO, True, id="broken, but done"),
        pytest.param(errno.EINTR, False, id="interrupted"),
    ],
)
def test_an_error_at_any_call_costs_nothing_that_was_acknowledged(number: int, late: bool) -> None:
    for at in range(1, len(CALLS) + 1):
        disk, ledger = SimulatedDisk(Fault(at, number, late)), Ledger()
        work(disk, ledger)
        ledger.judge_disk(disk.after_kill())
        ledger.judge_disk(disk.after_cut())


@pytest.mark.parametrize("torn", Torn, ids=lambda torn: torn.name.lower())
def test_a_power_cut_after_any_call_costs_nothing_that_was_acknowledged(torn: Torn) -> None:
    for at in range(1, len(CALLS) + 1):
        disk, ledger = SimulatedDisk(Fault(at)), Ledger()
        with suppress(PowerCut):
            work(disk, ledger)
        for kept in range(disk.unsynced + 1):
            ledger.judge_disk(disk.after_cut(kept, torn))


def test_a_kill_after_any_call_costs_nothing_that_was_acknowledged() -> None:
    for at in range(1, len(CALLS) + 1):
        disk, ledger = SimulatedDisk(Fault(at)), Ledger()
        with suppress(PowerCut):
            work(disk, ledger)
        ledger.judge_disk(disk.after_kill())


def test_a_power_cut_costs_nothing_while_no_snapshot_can_be_written() -> None:
    for at in range(len(CALLS) // 2, len(CALLS)):
        disk, ledger = SimulatedDisk(Fault(at)), Ledger()
        with suppress(PowerCut):
            work(disk, ledger, spoilt="state.json.tmp")
        ledger.judge_disk(disk.after_cut())


def test_a_switch_that_failed_although_it_was_done_costs_nothing_later() -> None:
    switches = [
        at + step
        for at, call in enumerate(CALLS, 1)
        if call in {"open journal.a", "open journal.b"} and CALLS[at] == "write"
        for step in (1, 2)
    ]
    assert len(switches) >= 4
    for first in switches:
        disk, ledger = SimulatedDisk(Fault(first, errno.EIO, late=True)), Ledger()
        with suppress(PowerCut):
            work(disk, ledger, ends_after=first + 40)
        before = disk.after_rest()
        for at in range(20, 120):
            again, continued = before.after_rest(), Ledger(ledger)
            again.fault = Fault(at)
            with suppress(PowerCut):
                work(again, continued, spoilt="state.json.tmp")
            continued.judge_disk(again.after_cut())
