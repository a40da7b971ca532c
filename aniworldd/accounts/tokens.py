"""Tokens as the documents have them: JWT, HS256, each naming a session that is kept here."""

import binascii
import hashlib
import hmac
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from types import ModuleType

from aniworldd.clock import Clock
from aniworldd.model.account import Session
from aniworldd.store import Store

_ISSUER = "aniworldd"
_ALGORITHM = "HS256"
_HEADER = {"alg", "typ", "kid"}
_LONGEST = 4096  # characters
_KEY = 32  # bytes
_AGE = timedelta(days=90)  # after which a new key signs
_CLAIMS = ["iss", "aud", "sub", "jti", "iat", "nbf", "exp"]


class Tokens:
    """Signs with the newest key; older ones are kept as long as a session needs them.

    `secret` makes that many random bytes.
    """

    def __init__(self, store: Store, *, clock: Clock, secret: Callable[[int], bytes]) -> None:
        self._table = store.table("signing")
        self._clock = clock
        self._secret = secret

    def signer(self, needed: Collection[str]) -> str:
        """The id of the key to sign with, a new one when it is time; only `needed` ones stay."""
        keys = {id: self._made_at(id) for id in self._table.ids()}
        newest = max(keys, key=lambda id: keys[id], default="")
        now = self._clock.now()
        if not newest or not now - _AGE < keys[newest] <= now + _AGE:
            newest = binascii.hexlify(self._secret(8)).decode()
            text = binascii.hexlify(self._secret(_KEY)).decode()
            self._table.put(newest, {"secret": text, "made_at": now.isoformat()})
        for id in keys:
            if id != newest and id not in needed:
                self._table.drop(id)
        return newest

    def issue(self, session: Session) -> str:
        """The token that names this session."""
        claims = {
            "iss": _ISSUER,
            "aud": _ISSUER,
            "sub": session.account,
            "jti": session.id,
            "sv": session.version,
            "iat": session.created_at,
            "nbf": session.created_at,
            "exp": session.ends_at,
        }
        key, header = self._key(session.signed_by), {"kid": session.signed_by}
        token: str = _jwt().encode(claims, key, algorithm=_ALGORITHM, headers=header)
        return token

    def read(self, token: str) -> str | None:
        """The id of the session that a token of ours names; None for anything else.

        Whether that session is still there, and of whom, is for others to say: they end it by
        clocks that do not jump.
        """
        if len(token) > _LONGEST or not token.isascii():
            return None
        jwt = _jwt()
        try:
            header = jwt.get_unverified_header(token)
            if set(header) != _HEADER or self._table.find(str(header["kid"])) is None:
                return None
            claims = jwt.decode(
                token,
                self._key(str(header["kid"])),
                algorithms=[_ALGORITHM],
                audience=_ISSUER,
                issuer=_ISSUER,
                options={
                    "require": _CLAIMS,
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                },
            )
        except (jwt.InvalidTokenError, ValueError, TypeError, RecursionError):
            return None
        return str(claims["jti"])

    def csrf(self, session: Session) -> str:
        """What only a page that was sent to this session knows."""
        key = self._key(session.signed_by)
        return hmac.new(key, f"csrf {session.id}".encode(), hashlib.sha256).hexdigest()

    def _key(self, id: str) -> bytes:
        document = self._table.find(id) or {}
        return binascii.unhexlify(str(document["secret"]))

    def _made_at(self, id: str) -> datetime:
        document = self._table.find(id) or {}
        return datetime.fromisoformat(str(document["made_at"]))


def _jwt() -> ModuleType:
    import jwt  # 1 MiB and 5 ms that nobody needs before the first login

    return jwt
