"""Who guesses waits: so many failed tries a minute for an account, a client, and all together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from pydantic import JsonValue

from aniworldd.clock import Clock
from aniworldd.errors import TooManyAttempts
from aniworldd.store import Store

WINDOW = 60.0  # seconds
_LONGEST = 900.0  # seconds of a lock
_FORGIVEN = 3600.0  # seconds without a failure until an account's next lock is a short one
_EVERYBODY = "everybody"
_SENTENCE = "Too many authentication attempts, try again later"


@dataclass(frozen=True, slots=True)
class Guesses:
    """Failed tries a minute."""

    each: int = 5  # for an account, and for a client
    all: int = 30  # for everybody together


@dataclass(frozen=True, slots=True)
class _Bucket:
    """Times are the monotonic clock's."""

    failed: int = 0
    since: float = 0.0  # of the window
    until: float = 0.0  # of the lock
    locks: int = 0  # in a row; each is twice as long

    def left(self, now: float) -> float:
        return max(self.until - now, 0.0)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try that was let through, and counted as failed until it succeeds."""

    buckets: tuple[str, ...]
    left: int  # tries that remain
    reset: float  # seconds until they are all there again


class Lockout:
    """Kept in the store, so that a restart is no new chance; `most` buckets of them."""

    def __init__(
        self, store: Store, *, clock: Clock, guesses: Callable[[], Guesses], most: int = 1000
    ) -> None:
        self._store = store
        self._table = store.table("attempts")
        self._clock = clock
        self._guesses = guesses
        self._most = most
        self._buckets = {id: self._load(fields) for id, fields in self._table.documents().items()}

    async def attempt(self, what: str, account: str, client: str) -> Attempt:
        """Count a try before it is judged: a thousand at once are a thousand, too.

        `account` is "" when none is meant. Raises `TooManyAttempts`, with the same words for every
        reason, and `StoreError`.
        """
        names = tuple(
            f"{what}:{kind}:{who}"
            for kind, who in (("account", account), ("client", client), ("all", _EVERYBODY))
            if who
        )
        now = self._clock.monotonic()
        buckets = {name: self._current(name, now) for name in names}
        wait = max(bucket.left(now) for bucket in buckets.values())
        if wait > 0:
            raise TooManyAttempts(_SENTENCE, retry_after=wait)
        counted = {name: self._failed(name, bucket, now) for name, bucket in buckets.items()}
        self._make_room(now)
        for name, bucket in counted.items():
            self._keep(name, bucket, now)
        await self._store.durable()
        left = min(self._limit(name) - bucket.failed for name, bucket in counted.items())
        since = min(bucket.since for bucket in counted.values())
        return Attempt(names, max(left, 0), since + WINDOW - now)

    def succeeded(self, attempt: Attempt) -> None:
        """It was no guess: the account starts afresh, the others get the try back."""
        now = self._clock.monotonic()
        for name in attempt.buckets:
            bucket = self._buckets.get(name)
            if bucket is None:
                continue
            if ":account:" in name or bucket.failed <= 1:
                self._drop(name)
            else:
                self._keep(name, replace(bucket, failed=bucket.failed - 1, until=0.0), now)

    def clear(self) -> None:
        """Forget what was tried: somebody at the machine says so, who may be locked out himself."""
        for name in tuple(self._buckets):
            self._drop(name)

    def _limit(self, name: str) -> int:
        guesses = self._guesses()
        return guesses.all if name.endswith(f":all:{_EVERYBODY}") else guesses.each

    def _current(self, name: str, now: float) -> _Bucket:
        bucket = self._buckets.get(name)
        if bucket is None or now - max(bucket.until, bucket.since) > _FORGIVEN:
            return _Bucket(since=now)
        running = now - bucket.since < WINDOW and bucket.failed < self._limit(name)
        if running or bucket.left(now) > 0:
            return bucket
        return _Bucket(since=now, locks=bucket.locks)

    def _failed(self, name: str, bucket: _Bucket, now: float) -> _Bucket:
        """One more; the last of a window locks until its end, an account ever longer."""
        counted = replace(bucket, failed=bucket.failed + 1)
        if counted.failed < self._limit(name):
            return counted
        locks = counted.locks if ":account:" in name else 0
        wait = min(WINDOW * 2**locks, _LONGEST)
        # of the first lock the window itself is a part
        until = max(now + wait - (now - counted.since if not locks else 0.0), now)
        return replace(counted, until=until, locks=locks + 1)

    def _keep(self, name: str, bucket: _Bucket, now: float) -> None:
        self._buckets[name] = bucket
        wall = self._clock.now()
        since, until = (wall + timedelta(seconds=at - now) for at in (bucket.since, bucket.until))
        fields: dict[str, str | int] = {
            "failed": bucket.failed,
            "since": since.isoformat(timespec="seconds"),
            "locks": bucket.locks,
        }
        if bucket.until > now:
            fields["until"] = until.isoformat(timespec="seconds")
        self._table.put(name, fields)

    def _load(self, fields: Mapping[str, JsonValue]) -> _Bucket:
        """A wall clock that was wrong meanwhile can neither lock for longer nor open sooner."""
        now, wall = self._clock.monotonic(), self._clock.now()
        age = (wall - datetime.fromisoformat(str(fields["since"]))).total_seconds()
        until = 0.0
        if "until" in fields:
            left = (datetime.fromisoformat(str(fields["until"])) - wall).total_seconds()
            until = now + min(max(left, 0.0), _LONGEST)
        return _Bucket(
            failed=int(str(fields["failed"])),
            since=now - min(max(age, 0.0), _FORGIVEN),
            until=until,
            locks=int(str(fields["locks"])),
        )

    def _make_room(self, now: float) -> None:
        """Of an attack from everywhere only so much is remembered: the oldest that are open go."""
        if len(self._buckets) < self._most:
            return
        free = [name for name, bucket in self._buckets.items() if bucket.left(now) == 0]
        for name in sorted(free, key=lambda name: self._buckets[name].since)[: self._most // 10]:
            self._drop(name)

    def _drop(self, name: str) -> None:
        del self._buckets[name]
        if self._table.find(name) is not None:
            self._table.drop(name)


@lru_cache(64)
def client_of(address: str) -> str:
    """What of an address stands for one client: all of IPv4, the network of IPv6."""
    try:
        found = ip_address(address)
    except ValueError:
        return address[:100]
    if isinstance(found, IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped) if mapped else str(IPv6Address(int(found) >> 64 << 64)) + "/64"
    return str(found)
