"""A door with its locks over a real store; hashing is cheap, and randomness is counted."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from aniworldd.accounts.accounts import Accounts, Credentials
from aniworldd.accounts.audit import Audit
from aniworldd.accounts.door import Door, Locks
from aniworldd.accounts.keys import Keys
from aniworldd.accounts.lockout import Guesses, Lockout
from aniworldd.accounts.passwords import Cost, Passwords
from aniworldd.accounts.sessions import Sessions
from aniworldd.accounts.tickets import Tickets
from aniworldd.accounts.tokens import Tokens
from aniworldd.store import Monthly, Store
from aniworldd.store.milestone import Milestone
from tests.fake_clock import FakeClock

PASSWORD = "Kettle-7-Harbour"
CHEAP = Cost(ln=2, r=1, p=1)


class House:
    """A state folder with its door; opened again, as after a restart."""

    def __init__(self, folder: Path, clock: FakeClock) -> None:
        self.folder = folder
        self.clock = clock
        self.ids = itertools.count(1)
        self.guesses = Guesses()
        self.policy = "strict"
        self.open()

    def open(self) -> None:
        clock = self.clock
        self.store = Store.open(self.folder, now=clock.now)
        tokens = Tokens(self.store, clock=clock, secret=self.secret)
        passwords = Passwords(self.secret, CHEAP)
        sessions = Sessions(self.store, tokens, clock=clock, new_id=self.new_id)
        keys = Keys(self.store, clock=clock, new_id=self.new_id, secret=self.secret)
        accounts = Accounts(
            self.store,
            Milestone(self.folder, "setup.done"),
            Credentials(passwords, sessions, keys),
            clock=clock,
            new_id=self.new_id,
            policy=lambda: self.policy,  # type: ignore[arg-type,return-value]
        )
        lockout = Lockout(self.store, clock=clock, guesses=lambda: self.guesses)
        self.audit = Monthly(self.folder / "audit")
        audit, tickets = Audit(self.audit, clock), Tickets(clock, self.secret)
        locks = Locks(accounts, sessions, keys, lockout, audit, tickets)
        self.door = Door(self.store, locks, lasting=lambda long: timedelta(days=30 if long else 1))

    def restart(self) -> None:
        self.store.close()
        self.open()

    def new_id(self) -> str:
        return f"id-{next(self.ids)}"

    def secret(self, length: int) -> bytes:
        return next(self.ids).to_bytes(length, "big")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def house(tmp_path: Path, clock: FakeClock) -> Iterator[House]:
    house = House(tmp_path / "state", clock)
    yield house
    house.store.close()
