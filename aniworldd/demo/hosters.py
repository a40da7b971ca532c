"""Where links lead: a redirect, then a file with ranges, a page that plays one, or a stream."""

import hashlib
import re

from aiohttp import hdrs, web

from aniworldd.demo import answers, clips, pages, streams
from aniworldd.demo.shelf import Gives, Link, Shelf
from aniworldd.errors import NotFound


class Hosters:
    """The handlers of `/redirect/{id}` and `/hoster/{name}/{id}`."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def redirect(self, request: web.Request) -> web.Response:
        link = self._shelf.link(int(request.match_info["id"]))
        origin = self._shelf.origins.get(link.hoster, "")
        return web.Response(status=302, headers={hdrs.LOCATION: origin + link.path})

    async def hoster(self, request: web.Request) -> web.Response:
        """The file at once, the page around it, or the playlist of its pieces."""
        link = self._link(request)
        if self._matches(self._shelf.faults.dead_links, link):
            raise NotFound(f"{link} is dead")
        if self._matches(self._shelf.faults.html_links, link):
            return answers.html(pages.challenge())
        match link.hoster.gives:
            case Gives.FILE:
                return self._file(request, link)
            case Gives.PLAYLIST:
                return streams.master(self._shelf, link)
            case Gives.PLAYER:
                return self._player(link)

    def _player(self, link: Link) -> web.Response:
        clip = self._shelf.clip_name(link.show, link.season)
        ending = clip.rpartition(".")[2]
        page = pages.player(str(link), f"{link.path}.{ending}", clips.media_type(clip))
        return answers.html(page)

    async def source(self, request: web.Request) -> web.Response:
        """The file that the page plays."""
        return self._file(request, self._link(request))

    def _link(self, request: web.Request) -> Link:
        link = self._shelf.link(int(request.match_info["id"]))
        if link.hoster.name.lower() != request.match_info["name"]:
            raise NotFound(f"{link} is at another hoster")
        return link

    def _matches(self, pattern: str, link: Link) -> bool:
        return bool(pattern) and re.search(pattern, str(link)) is not None

    def _file(self, request: web.Request, link: Link) -> web.Response:
        clip = self._shelf.clip(link.show, link.season, link.number, link.language)
        return send(request, clip, self._shelf.clip_name(link.show, link.season))


def send(request: web.Request, clip: bytes, name: str) -> web.Response:
    """The file, or the part of it that is asked for; `name` is that of the shipped clip."""
    headers = {hdrs.ACCEPT_RANGES: "bytes", hdrs.CONTENT_TYPE: clips.media_type(name)}
    etag = hashlib.sha256(clip).hexdigest()[:32]
    response = web.Response(status=200, body=clip, headers=headers)
    wanted = _wanted(request, etag, len(clip))
    if wanted is not None:
        start, stop = wanted
        headers[hdrs.CONTENT_RANGE] = f"bytes {start}-{stop - 1}/{len(clip)}"
        response = web.Response(status=206, body=clip[start:stop], headers=headers)
        if start >= len(clip):
            headers[hdrs.CONTENT_RANGE] = f"bytes */{len(clip)}"
            return web.Response(status=416, headers=headers)
    response.etag = etag
    return response


def _wanted(request: web.Request, etag: str, size: int) -> tuple[int, int] | None:
    """Which part is asked for; None is the whole, also when another version is meant (RFC 9110).

    A start at or beyond `size` means that there is no such part.
    """
    condition = request.headers.get(hdrs.IF_RANGE)
    if hdrs.RANGE not in request.headers or condition not in (None, f'"{etag}"'):
        return None
    try:
        part = request.http_range
    except ValueError:
        return None
    start = part.start if part.start is not None else 0
    if start < 0:
        return max(size + start, 0), size
    return start, min(part.stop or size, size)
