"""The door: who comes in with what, who is sent away, and what is written down about it."""

import hashlib
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aniworldd.accounts.accounts import OWNER, Accounts
from aniworldd.accounts.audit import Audit, Result
from aniworldd.accounts.keys import PREFIX, Keys, Made
from aniworldd.accounts.lockout import Attempt, Lockout, client_of
from aniworldd.accounts.sessions import Opened, Sessions
from aniworldd.accounts.tickets import Tickets
from aniworldd.errors import AniworldError, Forbidden, NotFound, TooManyAttempts, Unauthenticated
from aniworldd.model.account import Account, ApiKey, Role, Session
from aniworldd.store import Store

_NOBODY = "an unknown name"
_WRONG = "Invalid credentials"  # the same for an unknown name


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody we know, for the length of one request."""

    account: Account
    role: Role
    session: Session | None = None
    key: ApiKey | None = None

    @property
    def credential(self) -> str:
        """The id of what he showed."""
        shown = self.session or self.key
        return shown.id if shown else ""


def _nobody(_: Attempt) -> None:
    """Nobody wants to know what a try has cost."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request comes from, for limits and the audit log."""

    client: str  # address
    request: str = ""  # id
    tried: Callable[[Attempt], None] = _nobody
    """Is told how many tries remain: of each that is counted or refused, and that was no guess."""


@dataclass(frozen=True, slots=True)
class Entered:
    """A login that succeeded."""

    opened: Opened
    account: Account


@dataclass(frozen=True, slots=True)
class Locks:
    """Everything that the door looks into."""

    accounts: Accounts
    sessions: Sessions
    keys: Keys
    lockout: Lockout
    audit: Audit
    tickets: Tickets


class Door:
    """Every way in. All methods that change something raise `StoreError`, too."""

    def __init__(self, store: Store, locks: Locks, *, lasting: Callable[[bool], timedelta]) -> None:
        self._store = store
        self.accounts = locks.accounts
        self.sessions = locks.sessions
        self.keys = locks.keys
        self.lockout = locks.lockout
        self.audit = locks.audit
        self._tickets = locks.tickets
        self._lasting = lasting

    def caller(self, shown: str) -> Caller | None:
        """Whose token or key this is, and what he may do now; None when it is not good."""
        if not shown:
            return None
        if shown.startswith(PREFIX):
            key = self.keys.find(shown)
            account = self.accounts.find(key.account) if key else None
            if key is None or account is None:
                return None
            role = min(key.role, account.role, key=lambda role: role.rank)
            return Caller(account, role, key=key)
        session = self.sessions.find(shown)
        account = self.accounts.find(session.account) if session else None
        if session is None or account is None or session.version != account.version:
            return None
        return Caller(account, account.role, session=session)

    def listen(self, listener: Callable[[Collection[str]], None]) -> Callable[[], None]:
        """Call `listener` with the ids of credentials the moment they end; the answer stops it."""
        stops = (self.sessions.listen(listener), self.keys.listen(listener))

        def stop() -> None:
            for one in stops:
                one()

        return stop

    async def set_up(
        self,
        password: str,
        origin: Origin,
        *,
        name: str = OWNER,
        allowed: bool,
        prepare: Callable[[], Awaitable[None]],
    ) -> Account:
        """As `Accounts.set_up`; raises `Forbidden` too, unless `allowed`, and `TooManyAttempts`."""
        attempt = await self._attempt("setup", "", "", origin)
        try:
            if not allowed and not self.accounts.configured:
                raise Forbidden("setup from here needs the setup token from the daemon's log")
            account = await self.accounts.set_up(password, name=name, prepare=prepare)
        except AniworldError:
            await self._note("setup", Result.REFUSED, "", origin)
            raise
        self._was_no_guess(attempt, origin)
        await self._note("setup", Result.DONE, account.name, origin)
        return account

    async def login(self, name: str, password: str, origin: Origin, *, remember: bool) -> Entered:
        """Raises `Unauthenticated`, `TooManyAttempts`."""
        account = self.accounts.named(name)
        counted = account.id if account else _digest(name)
        # people type passwords where a name belongs, so only known names are written down
        who = account.name if account else _NOBODY
        attempt = await self._attempt("login", counted, who, origin)
        if not await self.accounts.matches(account, password):
            await self._note("login", Result.REFUSED, who, origin)
            raise Unauthenticated(_WRONG)
        account = self.accounts.find(account.id) if account else None
        if account is None:  # deleted while the password was judged
            raise Unauthenticated(_WRONG)
        self._was_no_guess(attempt, origin)
        opened = await self.sessions.open(
            account, lasting=self._lasting(remember), remember=remember, client=origin.client
        )
        await self._note("login", Result.DONE, account.name, origin)
        return Entered(opened, account)

    def ticket(self, name: str) -> str:
        """What lets somebody in once who is at the machine. Raises `NotFound`."""
        account = self.accounts.named(name)
        if account is None:
            raise NotFound(f"there is no account {name or OWNER} yet: aniworldd passwd makes one")
        return self._tickets.make(account.id)

    async def show(self, ticket: str, origin: Origin) -> Entered | None:
        """Log in with a ticket; None when it is not good. Raises `TooManyAttempts`."""
        attempt = await self._attempt("ticket", "", "", origin)
        account = self.accounts.find(self._tickets.take(ticket) or "")
        if account is None:
            await self._note("ticket", Result.REFUSED, "", origin)
            return None
        self._was_no_guess(attempt, origin)
        return Entered(await self.enter(account, origin), account)

    async def enter(self, account: Account, origin: Origin) -> Opened:
        """Log somebody in whom another proof than his password brought here."""
        opened = await self.sessions.open(
            account, lasting=self._lasting(False), remember=False, client=origin.client
        )
        await self._note("login", Result.DONE, account.name, origin)
        return opened

    async def logout(self, caller: Caller, origin: Origin) -> None:
        """Over on the disk when this returns; a key is not logged out."""
        if caller.session is not None:
            await self.end_session(caller.session.id, caller, origin)

    async def end_session(self, id: str, caller: Caller, origin: Origin) -> None:
        self.sessions.revoke([id])
        await self._store.durable()
        await self._note("logout", Result.DONE, caller.account.name, origin)

    async def change_own_password(
        self, caller: Caller, old: str, new: str, origin: Origin
    ) -> Account:
        """Needs the old one: a session that somebody left open is not enough.

        Raises `Unauthenticated`, `TooManyAttempts`, `BadPassword`.
        """
        account = caller.account
        attempt = await self._attempt("password", account.id, account.name, origin)
        if not await self.accounts.matches(account, old):
            await self._note("password", Result.REFUSED, account.name, origin)
            raise Unauthenticated("the old password is wrong")
        self._was_no_guess(attempt, origin)
        changed = await self.accounts.change(account.id, password=new)
        await self._note("password", Result.DONE, account.name, origin)
        return changed

    async def set_password(self, name: str, password: str) -> Account:
        """What somebody at the machine says, with no proof but the file system's.

        Without an account of that name one is made, an administrator. Raises `BadPassword`,
        `InvalidRequest`.
        """
        account = self.accounts.named(name)
        if account is None:
            account = await self.accounts.create(name or OWNER, password, Role.ADMIN)
        else:
            account = await self.accounts.change(account.id, password=password)
        self.lockout.clear()
        await self._store.durable()
        await self._note("password", Result.DONE, account.name, Origin("this machine"))
        return account

    async def create(
        self, caller: Caller, name: str, password: str, role: Role, origin: Origin
    ) -> Account:
        """Raises like `Accounts.create`."""
        account = await self.accounts.create(name, password, role)
        await self._note("account made", Result.DONE, caller.account.name, origin, account=name)
        return account

    async def change(
        self,
        caller: Caller,
        id: str,
        origin: Origin,
        *,
        password: str | None = None,
        role: Role | None = None,
    ) -> Account:
        """Raises like `Accounts.change`."""
        account = await self.accounts.change(id, password=password, role=role)
        what = {"account": account.name, "role": str(role or "")}
        await self._note("account changed", Result.DONE, caller.account.name, origin, **what)
        return account

    async def delete(self, caller: Caller, id: str, origin: Origin) -> None:
        """Raises like `Accounts.delete`."""
        name = self.accounts.get(id).name
        await self.accounts.delete(id)
        await self._note("account deleted", Result.DONE, caller.account.name, origin, account=name)

    async def make_key(
        self,
        caller: Caller,
        name: str,
        role: Role,
        origin: Origin,
        *,
        ends_at: datetime | None = None,
    ) -> Made:
        made = await self.keys.make(caller.account, name, role, ends_at=ends_at)
        await self._note("key made", Result.DONE, caller.account.name, origin, key=made.key.name)
        return made

    async def end_key(self, id: str, caller: Caller, origin: Origin) -> None:
        """Raises `NotFound`."""
        name = self.keys.get(id).name
        self.keys.revoke(id)
        await self._store.durable()
        await self._note("key ended", Result.DONE, caller.account.name, origin, key=name)

    async def _attempt(self, what: str, account: str, name: str, origin: Origin) -> Attempt:
        try:
            attempt = await self.lockout.attempt(what, account, client_of(origin.client))
        except TooManyAttempts as error:
            await self._note(what, Result.REFUSED, name, origin, why="too many attempts")
            origin.tried(Attempt((), 0, error.retry_after))
            raise
        origin.tried(attempt)
        return attempt

    def _was_no_guess(self, attempt: Attempt, origin: Origin) -> None:
        self.lockout.succeeded(attempt)
        origin.tried(replace(attempt, left=attempt.left + 1))

    async def _note(
        self, what: str, result: Result, who: str, origin: Origin, **details: str
    ) -> None:
        await self.audit.note(
            what, result, who=who, client=origin.client, request=origin.request, **details
        )


def _digest(name: str) -> str:
    """An unknown name, as it is counted: it may be a password, and counts are kept on the disk."""
    return "?" + hashlib.sha256(name.casefold().encode("utf-8", "surrogatepass")).hexdigest()[:16]
