"""Sessions: what a token stands for, ended on the spot and everywhere."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta

from aniworldd.accounts.tokens import Tokens
from aniworldd.clock import Clock
from aniworldd.model.account import Account, Session
from aniworldd.store import Store
from aniworldd.store.records import Codec

Listener = Callable[[Collection[str]], None]

_SESSION = Codec(Session, "session")
_CACHED = 512  # tokens
_EACH = 100  # sessions of one account; the oldest give way


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session with its token, which is nowhere else."""

    session: Session
    token: str


class Sessions:
    """They last by the monotonic clock: a wall clock that jumps ends none, and revives none."""

    def __init__(
        self, store: Store, tokens: Tokens, *, clock: Clock, new_id: Callable[[], str]
    ) -> None:
        self._store = store
        self._table = store.table("sessions")
        self._tokens = tokens
        self._clock = clock
        self._new_id = new_id
        self._listeners: list[Listener] = []
        self._verified: OrderedDict[str, str] = OrderedDict()  # token → session
        self._sessions = {
            id: _SESSION.load(id, fields) for id, fields in self._table.documents().items()
        }
        self._ends = {id: self._left(session) for id, session in self._sessions.items()}

    async def open(
        self, account: Account, *, lasting: timedelta, remember: bool, client: str
    ) -> Opened:
        """Log somebody in; the session survives a power cut when this returns. `StoreError`."""
        now = self._clock.now()
        over = [*self._over(), *self._too_many(account)]
        with self._store.batch():
            self._drop(over)
            needed = {one.signed_by for one in self._sessions.values() if one.id not in over}
            session = Session(
                id=self._new_id(),
                account=account.id,
                version=account.version,
                signed_by=self._tokens.signer(needed),
                created_at=now,
                ends_at=now + lasting,
                remember=remember,
                client=client,
            )
            self._table.put(session.id, _SESSION.dump(session))
        self._forget(over)
        self._sessions[session.id] = session
        self._ends[session.id] = self._clock.monotonic() + lasting.total_seconds()
        await self._store.durable()
        return Opened(session, self._tokens.issue(session))

    def find(self, token: str) -> Session | None:
        """The session of a token; None when it never was one of ours, or is over."""
        id = self._verified.get(token)
        if id is None:
            id = self._tokens.read(token)
            if id is None or id not in self._sessions:
                return None
            self._verified[token] = id
            if len(self._verified) > _CACHED:
                self._verified.popitem(last=False)
        session = self._sessions.get(id)
        return session if session is not None and self.left(id) > 0 else None

    def csrf(self, session: Session) -> str:
        """What a page shows to prove that it was sent to this session."""
        return self._tokens.csrf(session)

    def left(self, id: str) -> float:
        """Seconds until this session ends; 0 when it has."""
        return max(self._ends.get(id, 0.0) - self._clock.monotonic(), 0.0)

    def of(self, account: str) -> list[Session]:
        """Those of an account that are not over, newest first."""
        found = [one for one in self._sessions.values() if one.account == account]
        return [one for one in reversed(found) if self.left(one.id) > 0]

    def revoke(self, ids: Collection[str]) -> None:
        """End them, in memory at once; the caller makes it durable before he answers."""
        known = [id for id in ids if id in self._sessions]
        self._drop(known)
        self._forget(known)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with the ids of sessions the moment they end; the answer stops that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _left(self, session: Session) -> float:
        """The end of a stored one by our clock; a wall clock that is wrong gives its full time."""
        whole = (session.ends_at - session.created_at).total_seconds()
        left = (session.ends_at - self._clock.now()).total_seconds()
        return self._clock.monotonic() + min(left, whole)

    def _over(self) -> list[str]:
        return [id for id in self._sessions if self.left(id) <= 0]

    def _too_many(self, account: Account) -> Iterator[str]:
        for session in self.of(account.id)[_EACH - 1 :]:
            yield session.id

    def _drop(self, ids: Collection[str]) -> None:
        for id in ids:
            if self._table.find(id) is not None:
                self._table.drop(id)

    def _forget(self, ids: Collection[str]) -> None:
        gone = frozenset(ids)
        for id in gone:
            del self._sessions[id], self._ends[id]
        for token in [token for token, id in self._verified.items() if id in gone]:
            del self._verified[token]
        if gone:
            for listener in tuple(self._listeners):
                listener(gone)
