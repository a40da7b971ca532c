"""Encrypted fragments: AES-128 with a key that anybody is given; anything else is refused.

Nothing here defeats a protection. A key that is not handed out openly, and every system of DRM,
ends the download with the name of what stands in the way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from aniworldd.errors import DownloadError

KEY_SIZE = 16  # bytes
STEP = 256 * 1024  # bytes that are decrypted at once; a Raspberry Pi needs 4 ms for them

_BLOCK = 16  # bytes
_IDENTITY = ("", "identity")
_SYSTEMS = {
    "com.apple.streamingkeydelivery": "FairPlay",
    "com.apple.fps": "FairPlay",
    "com.microsoft.playready": "PlayReady",
    "urn:uuid:9a04f079-9840-4286-ab92-e65be0885f95": "PlayReady",
    "urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed": "Widevine",
    "com.widevine": "Widevine",
    "com.widevine.alpha": "Widevine",
    "urn:uuid:1077efec-c0b2-4d02-ace3-3c1e52e2fb4b": "ClearKey",
    "org.w3.clearkey": "ClearKey",
}


@dataclass(frozen=True, slots=True)
class Key:
    """Where the key of a piece is, and the vector that it begins with."""

    url: str
    iv: bytes


def choose(keys: Sequence[Mapping[str, str]], number: int | None, url: str) -> Key | None:
    """Of the keys in force for a piece (EXT-X-KEY) the one that can be used; None: it is clear.

    `number` is the fragment's, which its vector is made of when none is given; None for what stands
    before fragments. Raises `DownloadError` with the name of the protection.
    """
    if not keys:
        return None
    open_ones = [key for key in keys if key.get("keyformat", "").lower() in _IDENTITY]
    if not open_ones:
        raise DownloadError(
            f"it is protected by {_named(keys[0])}, and nothing here takes such a protection away"
        )
    key = open_ones[0]
    method = key.get("method", "")
    if method != "AES-128":
        raise DownloadError(
            f"it is encrypted with {method[:40] or 'a method without a name'}, and only AES-128"
            " with an open key is decrypted here"
        )
    if not key.get("uri"):
        raise DownloadError("the playlist is not valid: it does not say where its key is")
    return Key(urljoin(url, key["uri"]), _vector(key.get("iv"), number))


class Cipher:
    """Decrypts one piece as it arrives: AES-128 in CBC mode, filled up as PKCS #7 says."""

    def __init__(self, key: bytes, iv: bytes) -> None:
        from cryptography.hazmat.primitives import ciphers  # heavy, and seldom needed

        made = ciphers.Cipher(ciphers.algorithms.AES(key), ciphers.modes.CBC(iv))
        self._decryptor = made.decryptor()
        self._kept = b""  # the last block, which says how much of it is filling

    def feed(self, data: bytes) -> bytes:
        """What can be said of the piece so far; blocks."""
        found = [self._kept]
        for start in range(0, len(data), STEP):  # whoever else runs has a chance in between
            found.append(self._decryptor.update(data[start : start + STEP]))
        clear = b"".join(found)
        self._kept = clear[-_BLOCK:]
        return clear[:-_BLOCK]

    def end(self) -> bytes:
        """The rest. Raises `DownloadError` when it was not encrypted with this key."""
        try:
            self._decryptor.finalize()
        except ValueError as error:
            raise DownloadError("a fragment is not encrypted as the playlist says") from error
        filling = self._kept[-1] if self._kept else 0
        good = 0 < filling <= len(self._kept) and self._kept.endswith(bytes([filling]) * filling)
        if not good:
            raise DownloadError("the key does not fit what is encrypted")
        return self._kept[:-filling]


def _vector(text: str | None, number: int | None) -> bytes:
    if text is None:
        if number is None:
            raise DownloadError("the playlist is not valid: an encrypted EXT-X-MAP needs an IV")
        return number.to_bytes(_BLOCK, "big")
    try:
        if not text.lower().startswith("0x"):
            raise ValueError(text)
        return int(text, 16).to_bytes(_BLOCK, "big")
    except (ValueError, OverflowError) as error:
        raise DownloadError(f"the playlist is not valid: {text[:40]!r} is no IV") from error


def _named(key: Mapping[str, str]) -> str:
    name = key.get("keyformat", "")
    known = _SYSTEMS.get(name.lower())
    return f"{known} (DRM)" if known else f"a system of its own, {name[:60]!r}"
