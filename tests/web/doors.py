"""A door for the application under test: real locks over a store of its own, cheap hashing."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from aniworldd.accounts.accounts import Accounts, Credentials
from aniworldd.accounts.audit import Audit
from aniworldd.accounts.door import Door, Locks, Origin
from aniworldd.accounts.keys import Keys
from aniworldd.accounts.lockout import Guesses, Lockout
from aniworldd.accounts.passwords import Cost, Passwords
from aniworldd.accounts.sessions import Sessions
from aniworldd.accounts.tickets import Tickets
from aniworldd.accounts.tokens import Tokens
from aniworldd.clock import Clock
from aniworldd.config.doors import Auth, Server
from aniworldd.errors import InvalidRequest
from aniworldd.model.account import Role
from aniworldd.store import Monthly, Store
from aniworldd.store.milestone import Milestone
from aniworldd.web.keys import Entrance

PASSWORD = "Kettle-7-Harbour"
SETUP_TOKEN = "0123456789abcdef0123456789abcdef"
HERE = Origin("127.0.0.1")
_CHEAP = Cost(ln=2, r=1, p=1)


@dataclass
class House:
    """What the application is let by; tests change `server` and `auth` before they serve."""

    folder: Path
    store: Store
    door: Door
    server: Server = field(default_factory=Server)
    auth: Auth = field(default_factory=Auth)
    chosen: list[str] = field(default_factory=list)  # directories
    refused: str = ""  # why no directory is good

    @property
    def entrance(self) -> Entrance:
        return Entrance(
            self.door, lambda: self.server, lambda: self.auth, SETUP_TOKEN, self._choose
        )

    async def set_up(self) -> None:
        async def nothing() -> None:
            pass

        if not self.door.accounts.configured:
            await self.door.set_up(PASSWORD, HERE, allowed=True, prepare=nothing)

    async def token(self, role: Role = Role.ADMIN) -> str:
        """Of a new session of an account with this role."""
        await self.set_up()
        name = "admin" if role is Role.ADMIN else str(role)
        if self.door.accounts.named(name) is None:
            await self.door.accounts.create(name, PASSWORD, role)
        return (await self.door.login(name, PASSWORD, HERE, remember=False)).opened.token

    def noted(self) -> list[str]:
        """What the audit log says, oldest first."""
        lines = Monthly(self.folder / "audit").newest(100)
        return [f"{line['what']} {line['result']}" for line in reversed(lines)]

    async def _choose(self, directory: str) -> bool:
        if self.refused:
            raise InvalidRequest(self.refused)
        self.chosen.append(directory)
        return True


@contextmanager
def house(folder: Path, clock: Clock) -> Iterator[House]:
    """A house with nobody in it; the ids in it are counted."""
    numbers = itertools.count(1)
    store = Store.open(folder, now=clock.now)
    made: list[House] = []

    def new_id() -> str:
        return f"id-{next(numbers)}"

    def secret(length: int) -> bytes:
        return next(numbers).to_bytes(length, "big")

    tokens = Tokens(store, clock=clock, secret=secret)
    sessions = Sessions(store, tokens, clock=clock, new_id=new_id)
    keys = Keys(store, clock=clock, new_id=new_id, secret=secret)
    accounts = Accounts(
        store,
        Milestone(folder, "setup.done"),
        Credentials(Passwords(secret, _CHEAP), sessions, keys),
        clock=clock,
        new_id=new_id,
        policy=lambda: made[0].auth.password_policy,
    )
    lockout = Lockout(store, clock=clock, guesses=_guesses(made))
    audit, tickets = Audit(Monthly(folder / "audit"), clock), Tickets(clock, secret)
    locks = Locks(accounts, sessions, keys, lockout, audit, tickets)

    def lasting(remember: bool) -> timedelta:
        auth = made[0].auth
        return timedelta(days=auth.remember_days) if remember else timedelta(hours=auth.token_hours)

    made.append(House(folder, store, Door(store, locks, lasting=lasting)))
    yield made[0]
    store.close()


def _guesses(made: list[House]) -> Callable[[], Guesses]:
    def guesses() -> Guesses:
        limits = made[0].server.limits
        return Guesses(limits.logins, limits.logins_all)

    return guesses
