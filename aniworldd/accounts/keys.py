"""Keys for programs: shown once, kept as a digest, with a role and perhaps an end."""

import binascii
import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zlib import crc32

from aniworldd.clock import Clock
from aniworldd.errors import Conflict, InvalidRequest, NotFound
from aniworldd.model.account import Account, ApiKey, Role
from aniworldd.store import Store
from aniworldd.store.records import Codec

PREFIX = "awd_"

Listener = Callable[[Collection[str]], None]

_KEY = Codec(ApiKey, "API key")
_LENGTH = 32  # bytes
_EACH = 50  # keys of one account
_OFTEN = timedelta(hours=1)  # between two notes of its use


@dataclass(frozen=True, slots=True)
class Made:
    key: ApiKey
    text: str  # shown once


class Keys:
    """`secret` makes that many random bytes."""

    def __init__(
        self,
        store: Store,
        *,
        clock: Clock,
        new_id: Callable[[], str],
        secret: Callable[[int], bytes],
    ) -> None:
        self._store = store
        self._table = store.table("keys")
        self._clock = clock
        self._new_id = new_id
        self._secret = secret
        self._keys = {id: _KEY.load(id, fields) for id, fields in self._table.documents().items()}
        self._digests = {key.digest: id for id, key in self._keys.items()}
        self._listeners: list[Listener] = []

    async def make(
        self, account: Account, name: str, role: Role, *, ends_at: datetime | None = None
    ) -> Made:
        """Raises `InvalidRequest`, `Conflict` when there are too many, `StoreError`."""
        if not account.role.includes(role):
            raise InvalidRequest(f"{account.name} is no {role}, so no key of his can be one")
        if len(self.of(account.id)) >= _EACH:
            raise Conflict(f"{account.name} has {_EACH} keys already: delete one first")
        text = _written(self._secret(_LENGTH))
        key = ApiKey(
            id=self._new_id(),
            account=account.id,
            name=name,
            role=role,
            digest=_digest(text),
            created_at=self._clock.now(),
            ends_at=ends_at,
        )
        self._table.put(key.id, _KEY.dump(key))
        self._keys[key.id] = key
        self._digests[key.digest] = key.id
        await self._store.durable()
        return Made(key, text)

    def find(self, text: str) -> ApiKey | None:
        """The key that was shown so; None when there is none, or its time is over."""
        if not _well_formed(text):
            return None
        key = self._keys.get(self._digests.get(_digest(text), ""))
        now = self._clock.now()
        if key is None or (key.ends_at is not None and key.ends_at <= now):
            return None
        if key.used_at is None or abs(now - key.used_at) >= _OFTEN:
            # with the next write: it is not worth one of its own
            self._table.change(key.id, {"used_at": now.isoformat()})
            self._keys[key.id] = replace(key, used_at=now)
        return key

    def get(self, id: str) -> ApiKey:
        """Raises `NotFound`."""
        if id not in self._keys:
            raise NotFound(f"there is no API key {id!r}")
        return self._keys[id]

    def of(self, account: str) -> list[ApiKey]:
        return [key for key in self._keys.values() if key.account == account]

    def revoke(self, id: str) -> None:
        """End it at once; the caller makes it durable before he answers. Raises `NotFound`."""
        key = self.get(id)
        self._table.drop(id)
        del self._keys[id], self._digests[key.digest]
        for listener in tuple(self._listeners):
            listener((id,))

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with the id of a key the moment it ends; the answer stops that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)


def _written(secret: bytes) -> str:
    """With a checksum, so that scanners of leaked code know one when they see it."""
    body = binascii.hexlify(secret).decode()
    return f"{PREFIX}{body}{crc32(body.encode()):08x}"


def _well_formed(text: str) -> bool:
    body, sum = text[len(PREFIX) : -8], text[-8:]
    return (
        text.startswith(PREFIX)
        and text.isascii()
        and len(body) == 2 * _LENGTH
        and sum == f"{crc32(body.encode()):08x}"
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
