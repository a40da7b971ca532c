"""Playlists, keys and pieces over HTTP, each answer judged before it is believed."""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager

from aniworldd.downloaders import Stream, Streams, answer
from aniworldd.downloaders.answer import AGAIN, HEAD
from aniworldd.downloaders.hls.playlist import LARGEST, Master, Media, Piece, Span, read
from aniworldd.downloaders.hls.protection import KEY_SIZE, Cipher, Key
from aniworldd.errors import DownloadError, FetchError, HostDown

STALL = 20.0  # seconds without a byte, after which a piece is asked for again
SMALL = 256 * 1024 * 1024  # bytes that any piece may have
DENSEST = 25 * 1024 * 1024  # bytes for each second of a long one: four times a Blu-ray's

_RANGE = re.compile(r"bytes ([0-9]{1,18})-([0-9]{1,18})/(?:[0-9]{1,18}|\*)")
_TS_PACKET = 188  # bytes
_GONE = {401, 403, 404, 410}  # statuses of an address that was good for a while


class Fetcher:
    """Asks for everything that one playlist needs, with the referer of its release."""

    def __init__(self, client: Streams, referer: str) -> None:
        self._client = client
        self._headers = {"Referer": referer} if referer else {}
        self._keys: dict[str, asyncio.Task[bytes]] = {}
        self._proved = False  # some piece was had

    async def playlist(self, url: str) -> Master | Media:
        """What the playlist says; its addresses follow from where it was after redirects.

        Raises `DownloadError`, with `not_media` when there is no playlist.
        """
        body = bytearray()
        async with self._asked(url) as stream, aclosing(stream.chunks()) as chunks:
            async for chunk in chunks:
                body += chunk
                if len(body) >= HEAD and not _is_playlist(body):
                    break
                if len(body) > LARGEST:
                    raise DownloadError(f"the playlist is larger than {LARGEST >> 20} MiB")
            if not _is_playlist(body):
                raise DownloadError("the address leads to no playlist", not_media=True)
            where = stream.url
        try:
            text = body.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise DownloadError("the playlist is not valid: it is no UTF-8") from error
        return await asyncio.to_thread(read, text, where)

    async def piece(self, piece: Piece) -> AsyncGenerator[bytes, None]:
        """The piece as it arrives, decrypted. Raises `DownloadError`.

        `retry_after` of the error is set when another try may help: of an address that was good for
        a while too, for which the site has a fresh one.
        """
        cipher = Cipher(await self._key(piece.key), piece.key.iv) if piece.key else None
        try:
            async with self._asked(piece.url, piece.span) as stream:
                length = _length(stream, piece.span)
                async with aclosing(_whole(stream, piece, length)) as chunks:
                    async for chunk in chunks:
                        if cipher is None:
                            yield chunk
                        elif clear := await asyncio.to_thread(cipher.feed, chunk):
                            yield clear
            if cipher is not None and (rest := cipher.end()):
                yield rest
            self._proved = True
        except DownloadError as error:
            cause = error.__cause__
            if self._proved and isinstance(cause, FetchError) and cause.status in _GONE:
                error.retry_after = 2 * AGAIN
            raise

    async def close(self) -> None:
        for task in self._keys.values():
            task.cancel()
        await asyncio.gather(*self._keys.values(), return_exceptions=True)

    async def _key(self, key: Key) -> bytes:
        """The key, asked for once, whoever needs it."""
        task = self._keys.get(key.url)
        if task is None or (task.done() and (task.cancelled() or task.exception() is not None)):
            task = self._keys[key.url] = asyncio.create_task(self._fetch_key(key.url))
        return await asyncio.shield(task)

    async def _fetch_key(self, url: str) -> bytes:
        found = b""
        try:
            async with self._asked(url) as stream, aclosing(stream.chunks()) as chunks:
                async for chunk in chunks:
                    found += chunk
                    if len(found) > KEY_SIZE:
                        break
        except HostDown:
            raise
        except DownloadError as error:
            raise DownloadError(
                f"the key of its encryption is not to be had: {error}",
                retry_after=error.retry_after,
            ) from error
        if len(found) != KEY_SIZE:
            raise DownloadError("what should be the key of its encryption is none", not_media=False)
        return found

    @asynccontextmanager
    async def _asked(self, url: str, span: Span | None = None) -> AsyncIterator[Stream]:
        headers = self._headers
        if span is not None:
            headers = headers | {"Range": f"bytes={span.start}-{span.start + span.length - 1}"}
        answered = False
        try:
            async with self._client.stream(url, headers=headers, stall=STALL) as stream:
                answered = True
                yield stream
        except FetchError as error:
            raise answer.failed(error, answered=answered) from error


async def _whole(stream: Stream, piece: Piece, length: int | None) -> AsyncGenerator[bytes, None]:
    """The body, refused when it is a page, or anything but as long as it should be."""
    most = max(SMALL, int(piece.duration * DENSEST)) if length is None else length
    done, head = 0, b""
    async with aclosing(stream.chunks()) as chunks:
        async for chunk in chunks:
            done += len(chunk)
            if done > most:
                raise DownloadError("a fragment has more bytes than it should", retry_after=AGAIN)
            if len(head) < HEAD and piece.key is None:
                head += chunk[: HEAD - len(head)]
                _refuse_text(head)
            yield chunk
    cut = length is None and head.startswith(b"\x47") and done % _TS_PACKET != 0
    if done == 0 or cut or (length is not None and done != length):
        raise DownloadError("a fragment has fewer bytes than it should", retry_after=AGAIN)


def _refuse_text(head: bytes) -> None:
    try:
        answer.refuse_head(head)
    except DownloadError as error:
        raise DownloadError("a fragment is a page or a playlist", retry_after=AGAIN) from error


def _length(stream: Stream, span: Span | None) -> int | None:
    """How many bytes are to come. Raises `DownloadError` when they are not those asked for."""
    headers = {name.lower(): text for name, text in stream.headers.items()}
    length = answer.number(headers.get("content-length", ""))
    if span is None:
        if stream.status != 200:
            raise DownloadError(f"the server answered {stream.status} where a fragment was due")
        return length
    if stream.status != 206:
        raise DownloadError("the playlist needs parts of a file, and its server sends all of it")
    match = _RANGE.fullmatch(headers.get("content-range", "").strip())
    asked = (span.start, span.start + span.length - 1)
    if (
        match is None
        or (int(match[1]), int(match[2])) != asked
        or length not in (None, span.length)
    ):
        raise DownloadError("the server sends another part than was asked for", retry_after=AGAIN)
    return span.length


def _is_playlist(body: bytes | bytearray) -> bool:
    return bytes(body[:64]).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"#EXTM3U")
