"""Files over HTTP, gone on with after a stop. In the config: `downloaders: [{kind: http}]`.

A part is gone on with only when the server proves that it is of the same file: a strong ETag in
`If-Range`, the same length, and the last 64 KiB once more. Otherwise it starts over.
"""

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict

from aniworldd.disk import Disk
from aniworldd.downloaders import Stream, Streams, Tools, answer
from aniworldd.downloaders.answer import AGAIN, HEAD, Body, Disagreement
from aniworldd.downloaders.part import OVERLAP, Origin, Part
from aniworldd.downloaders.writer import Writer
from aniworldd.errors import DownloadError, FetchError
from aniworldd.model.download import Progress
from aniworldd.model.release import Form, Release

logger = logging.getLogger(__name__)


class Settings(BaseModel):
    """Files over HTTP, gone on with after a stop."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["http"]


def build(settings: Settings, tools: Tools) -> "Http":
    return Http(tools.client, tools.disk)


class Http:
    name = "http"

    def __init__(self, client: Streams, disk: Disk) -> None:
        self._client = client
        self._disk = disk

    def accepts(self, release: Release) -> bool:
        web = urlsplit(release.url).scheme.lower() in ("http", "https")
        return web and release.form in (Form.FILE, Form.UNKNOWN)

    async def fetch(self, release: Release, folder: Path) -> AsyncIterator[Progress]:
        part = await self._disk.run(lambda: Part.open(folder, release.url), unwanted=Part.close)
        arrival = _Arrival(part, self._disk)
        try:
            for known in (part.resumable, None):  # without anything known nothing can disagree
                try:
                    async with aclosing(self._receive(release, arrival, known)) as steps:
                        async for progress in steps:
                            yield progress
                except Disagreement as reason:
                    logger.info("%s starts over: %s", release.item, reason)
                    await arrival.writer.drop()
                else:
                    break
        finally:
            await arrival.writer.close()
        await self._disk.run(lambda: part.finish(arrival.extension))

    async def _receive(
        self, release: Release, arrival: "_Arrival", known: Origin | None
    ) -> AsyncGenerator[Progress, None]:
        headers = {"Referer": release.referer} if release.referer else {}
        have = arrival.part.size
        if known is not None:
            headers |= {"Range": f"bytes={have - OVERLAP}-", "If-Range": known.etag}
        answered = False
        try:
            async with self._client.stream(release.url, headers=headers) as stream:
                answered = True
                names = {name.lower(): value for name, value in stream.headers.items()}
                body = answer.read(stream.status, names, release.url, have=have, known=known)
                async with aclosing(arrival.take(stream, names, body)) as steps:
                    async for progress in steps:
                        yield progress
        except FetchError as error:
            if known is not None and error.status == 416:
                raise Disagreement("there is no such range") from error
            raise answer.failed(error, answered=answered) from error


class _Arrival:
    """The bytes of one fetch on their way from the network into the part."""

    def __init__(self, part: Part, disk: Disk) -> None:
        self.part = part
        self.writer = Writer(part, disk)
        self._disk = disk
        self.extension = ""

    async def take(
        self, stream: Stream, headers: Mapping[str, str], body: Body
    ) -> AsyncGenerator[Progress, None]:
        if body.start == 0:
            await self._disk.run(lambda: self.part.start_over(body.origin))
            head, tail = b"", b""
        else:
            head, tail = await self._disk.run(self.part.go_on)
        done, total = body.start, body.origin.total
        yield Progress(done + len(tail), total)
        async for chunk in stream.chunks():
            done += len(chunk)
            if total is not None and done > total:
                raise Disagreement("there is more than it said")
            if tail:
                tail, chunk = _compare(tail, chunk)
            if len(head) < HEAD:
                head += chunk[: HEAD - len(head)]
                answer.refuse_head(head)
            await self.writer.add(chunk)
            yield Progress(max(done, self.part.size), total)
        if total is not None and done < total:
            raise DownloadError(f"it ended after {done} of {total} bytes", retry_after=AGAIN)
        if done == 0:
            raise DownloadError("the file is empty", retry_after=AGAIN)
        await self.writer.flush()
        self.extension = answer.extension(headers, stream.url, head)


def _compare(tail: bytes, chunk: bytes) -> tuple[bytes, bytes]:
    """What of the tail is still to be compared, and what of the chunk is new."""
    both = min(len(tail), len(chunk))
    if tail[:both] != chunk[:both]:
        raise Disagreement("the end of what is there is not the same any more")
    return tail[both:], chunk[both:]
