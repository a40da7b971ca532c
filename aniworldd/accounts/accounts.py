"""The accounts: one is made by setup, once and for all; others by an administrator."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from aniworldd.accounts import rules
from aniworldd.accounts.keys import Keys
from aniworldd.accounts.passwords import Passwords
from aniworldd.accounts.rules import Policy
from aniworldd.accounts.sessions import Sessions
from aniworldd.clock import Clock
from aniworldd.errors import Conflict, InvalidRequest, NotFound
from aniworldd.model.account import Account, Role
from aniworldd.store import Store
from aniworldd.store.milestone import Milestone
from aniworldd.store.records import Codec

OWNER = "admin"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")

_ACCOUNT = Codec(Account, "account")
_MOST = 100


class BadPassword(InvalidRequest):
    """It breaks the rules; `refusals` are all of them, each the end of "the password …"."""

    def __init__(self, refusals: list[str]) -> None:
        super().__init__(f"the password {'; it '.join(refusals)}")
        self.refusals = tuple(refusals)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What an account's rights hang on, besides itself."""

    passwords: Passwords
    sessions: Sessions
    keys: Keys


class Accounts:
    """Kept in the store, which this belongs to; whatever changes rights ends the sessions."""

    def __init__(
        self,
        store: Store,
        mark: Milestone,
        credentials: Credentials,
        *,
        clock: Clock,
        new_id: Callable[[], str],
        policy: Callable[[], Policy],
    ) -> None:
        self._store = store
        self._mark = mark
        self._passwords = credentials.passwords
        self._sessions = credentials.sessions
        self._keys = credentials.keys
        self._clock = clock
        self._new_id = new_id
        self._policy = policy
        self._table = store.table("accounts")
        self._accounts = {
            id: _ACCOUNT.load(id, fields) for id, fields in self._table.documents().items()
        }
        self._claimed = False
        self._marked = mark.there()

    @property
    def configured(self) -> bool:
        """Whether setup is over; it never comes back because something was lost."""
        return bool(self._marked or self._accounts or self._store.locked)

    def all(self) -> list[Account]:
        return list(self._accounts.values())

    def get(self, id: str) -> Account:
        """Raises `NotFound`."""
        if id not in self._accounts:
            raise NotFound(f"there is no account {id!r}")
        return self._accounts[id]

    def find(self, id: str) -> Account | None:
        return self._accounts.get(id)

    def named(self, name: str) -> Account | None:
        """By name, whatever its case; "" is the oldest administrator, whose password is meant by
        those who know of one password only."""
        if not name:
            return min(self._admins(), key=lambda one: one.created_at, default=None)
        folded = name.casefold()
        return next((one for one in self._accounts.values() if one.name.casefold() == folded), None)

    async def set_up(
        self, password: str, *, name: str = OWNER, prepare: Callable[[], Awaitable[None]]
    ) -> Account:
        """Make the first account; of many at once one wins, and `prepare` is awaited for it alone.

        Raises `Conflict` when it was done before, `BadPassword`, `InvalidRequest`, `StoreError`,
        and what `prepare` raises; then it may be tried again.
        """
        if self.configured or self._claimed:
            raise Conflict("the master password is configured already")
        self._judge(name, password)
        self._claimed = True  # nothing was awaited since the question
        try:
            hashed = await self._passwords.hash(password)
            await prepare()
            account = await self._put(self._made(name, hashed, Role.ADMIN))
            await self._close()
        finally:
            self._claimed = False
        return account

    async def seal(self) -> None:
        """Put the mark where a kill came between the first account and it; `StoreError`."""
        if self._accounts and not self._marked:
            await self._close()

    async def matches(self, account: Account | None, password: str) -> bool:
        """Whether it is the password; nobody's costs the same time. `TooManyAttempts`."""
        if len(password) > rules.LONGEST:
            account, password = None, ""
        if not await self._passwords.matches(password, account.password if account else None):
            return False
        if account is not None and self._passwords.outdated(account.password):
            hashed = await self._passwords.hash(password)
            current = self._accounts.get(account.id)
            if current is not None and current.password == account.password:
                self._keep(replace(current, password=hashed))
        return True

    async def create(self, name: str, password: str, role: Role) -> Account:
        """Raises `Conflict`, `BadPassword`, `InvalidRequest`, `TooManyAttempts`, `StoreError`."""
        self._judge(name, password)
        hashed = await self._passwords.hash(password)
        if self.named(name) is not None:
            raise Conflict(f"there is an account {name} already")
        if len(self._accounts) >= _MOST:
            raise Conflict(f"there are {_MOST} accounts already")
        account = await self._put(self._made(name, hashed, role))
        await self.seal()
        return account

    async def change(
        self, id: str, *, password: str | None = None, role: Role | None = None
    ) -> Account:
        """All of it or nothing; ends all sessions of the account, too.

        Raises like `create`, and `NotFound`.
        """
        hashed = None
        if password is not None:
            self._judge(self.get(id).name, password)
            hashed = await self._passwords.hash(password)
        account = self.get(id)
        changed = replace(account, role=role or account.role, password=hashed or account.password)
        if changed.role is not account.role:
            self._keep_an_admin(account)
        return account if changed == account else await self._change(changed)

    async def delete(self, id: str) -> None:
        """With its sessions and keys. Raises `NotFound`, `Conflict`, `StoreError`."""
        account = self.get(id)
        self._keep_an_admin(account)
        with self._store.batch():
            self._end_sessions(id)
            for key in self._keys.of(id):
                self._keys.revoke(key.id)
            self._table.drop(id)
        del self._accounts[id]
        await self._store.durable()

    def _judge(self, name: str, password: str) -> None:
        if not NAME.fullmatch(name):
            raise InvalidRequest(
                "an account's name has letters, digits, '.', '_' and '-', 40 at most"
            )
        refusals = rules.refusals(password, name, self._policy())
        if refusals:
            raise BadPassword(refusals)

    def _keep_an_admin(self, account: Account) -> None:
        if self._admins() == [account]:
            raise Conflict(f"{account.name} is the only administrator: make another one first")

    def _admins(self) -> list[Account]:
        return [one for one in self._accounts.values() if one.role is Role.ADMIN]

    def _made(self, name: str, hashed: str, role: Role) -> Account:
        return Account(self._new_id(), name, role, hashed, self._clock.now())

    async def _change(self, account: Account) -> Account:
        changed = replace(account, version=account.version + 1)
        with self._store.batch():
            self._end_sessions(account.id)
            self._keep(changed)
        await self._store.durable()
        return changed

    def _end_sessions(self, id: str) -> None:
        self._sessions.revoke([session.id for session in self._sessions.of(id)])

    async def _put(self, account: Account) -> Account:
        """What could not be written is not there."""
        self._keep(account)
        try:
            await self._store.durable()
        except Exception:
            self._table.drop(account.id)
            del self._accounts[account.id]
            raise
        return account

    def _keep(self, account: Account) -> None:
        self._table.put(account.id, _ACCOUNT.dump(account))
        self._accounts[account.id] = account

    async def _close(self) -> None:
        await asyncio.to_thread(self._mark.make, self._clock.now())
        self._marked = True
