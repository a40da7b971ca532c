"""What a hoster of streams gives: playlists of HLS (RFC 8216) and the pieces of MP4 they name."""

from collections.abc import Mapping, Sequence

from aiohttp import hdrs, web

from aniworldd.demo import clips
from aniworldd.demo.shelf import Gives, Link, Shelf
from aniworldd.errors import NotFound

SECONDS = 1  # of each piece
_TYPE = "application/vnd.apple.mpegurl"
_WIDTHS = {180: 320, 90: 160}  # by the picture's lines


class Streams:
    """The handlers of `/hoster/{name}/{id}/…`; its addresses are relative, as they may be."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def variant(self, request: web.Request) -> web.Response:
        """The playlist of one quality."""
        lines, pieces = self._stream(request.match_info)
        listed = "".join(
            f"#EXTINF:{SECONDS},\n{lines}/{number}.mp4\n" for number in range(1, len(pieces))
        )
        return _playlist(
            f"#EXT-X-TARGETDURATION:{SECONDS}\n#EXT-X-PLAYLIST-TYPE:VOD\n"
            f'#EXT-X-MAP:URI="{lines}/0.mp4"\n{listed}#EXT-X-ENDLIST\n'
        )

    async def piece(self, request: web.Request) -> web.Response:
        """The header is number 0."""
        _, pieces = self._stream(request.match_info)
        number = int(request.match_info["number"])
        if number >= len(pieces):
            raise NotFound(f"there is no piece {number}")
        return web.Response(body=pieces[number], headers={hdrs.CONTENT_TYPE: "video/mp4"})

    def _stream(self, matched: Mapping[str, str]) -> tuple[int, Sequence[bytes]]:
        link = self._shelf.link(int(matched["id"]))
        found = qualities(self._shelf, link)
        lines = int(matched["lines"])
        if link.hoster.name.lower() != matched["name"] or lines not in found:
            raise NotFound(f"{link} is no such stream")
        return lines, found[lines]


def master(shelf: Shelf, link: Link) -> web.Response:
    """The playlist behind a link: which qualities there are."""
    return _playlist(
        "".join(
            f"#EXT-X-STREAM-INF:BANDWIDTH={8 * sum(map(len, pieces)) // (len(pieces) - 1)},"
            f"RESOLUTION={_WIDTHS[lines]}x{lines}\n{link.id}/{lines}.m3u8\n"
            for lines, pieces in qualities(shelf, link).items()
        )
    )


def qualities(shelf: Shelf, link: Link) -> Mapping[int, Sequence[bytes]]:
    """The pieces by the lines of the picture, the poorest first; none of what is no stream."""
    if link.hoster.gives is not Gives.PLAYLIST:
        return {}
    best = shelf.pieces(link.show, link.season, link.number, link.language)
    small = shelf.show(link.show).small_clip
    return {90: clips.pieces(small), 180: best} if small else {180: best}


def _playlist(text: str) -> web.Response:
    return web.Response(body=f"#EXTM3U\n#EXT-X-VERSION:6\n{text}".encode(), content_type=_TYPE)
