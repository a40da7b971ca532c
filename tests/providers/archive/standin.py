"""A stand-in of the archive: its answers as its API is documented and as its items really look."""

from collections.abc import Mapping, Sequence

import orjson
from aiohttp import web

from tests.providers.served import Served

Json = Mapping[str, object]


def file(name: str, source: str = "original", **more: object) -> Json:
    """As in the list of an item: numbers are texts."""
    return {
        "name": name,
        "source": source,
        "mtime": "1456833060",
        "size": "1048576",
        "md5": "0123456789abcdef0123456789abcdef",
        "crc32": "89abcdef",
        "sha1": "0123456789abcdef0123456789abcdef01234567",
        **more,
    }


def made_of(original: str, name: str, format: str, **more: object) -> Json:
    return file(name, "derivative", original=original, format=format, **more)


def metadata(identifier: str, *files: Json, **about: object) -> Json:
    return {
        "created": 1764000000,
        "d1": "ia800501.us.archive.org",
        "d2": "ia900501.us.archive.org",
        "dir": f"/28/items/{identifier}",
        "files": [*files, _own(identifier, "meta.xml"), _own(identifier, "files.xml")],
        "files_count": len(files) + 2,
        "item_last_updated": 1456833099,
        "item_size": 123456789,
        "metadata": {
            "identifier": identifier,
            "mediatype": "movies",
            "collection": ["night_films", "opensource_movies"],
            "title": identifier.replace("-", " ").title(),
            "publicdate": "2016-03-01 11:51:39",
            "addeddate": "2016-03-01 11:51:39",
            **about,
        },
        "server": "ia800501.us.archive.org",
        "uniq": 1184593021,
        "workable_servers": ["ia800501.us.archive.org", "ia900501.us.archive.org"],
    }


class Archive:
    """Items and collections, served by `served`."""

    def __init__(self, served: Served, *, page: int = 100) -> None:
        self.served = served
        self.members: list[Json] = []  # as the searches show them
        self.page = page  # of a scrape, whatever count is asked for
        self.total: int | None = None  # what a scrape says of all its items; None: the truth
        served.answers["/services/search/v1/scrape"] = self._scrape
        served.answers["/advancedsearch.php"] = self._search

    def put(self, item: Json) -> None:
        about = item["metadata"]
        assert isinstance(about, Mapping)
        identifier = about["identifier"]
        self.served.pages[f"/metadata/{identifier}"] = orjson.dumps(item)
        shown = ("identifier", "title", "mediatype", "date", "publicdate")
        self.members = [one for one in self.members if one["identifier"] != identifier]
        self.members.append({key: about[key] for key in shown if key in about})

    def nothing(self, identifier: str) -> None:
        """What the archive says of an item that is not there: an empty object, with 200."""
        self.served.pages[f"/metadata/{identifier}"] = b"{}"

    def link(self, identifier: str) -> str:
        return f"{self.served.url}/details/{identifier}"

    def _scrape(self, request: web.Request) -> web.Response:
        assert 100 <= int(request.query["count"]) <= 10_000, "the API refuses others"
        start = int(request.query.get("cursor", "0"))
        wanted = "mediatype:movies" in request.query["q"]
        found = [one for one in self.members if wanted and one["mediatype"] == "movies"]
        shown = found[start : start + self.page]
        answer: dict[str, object] = {
            "items": shown,
            "count": len(shown),
            "total": len(found) if self.total is None else self.total,
        }
        if start + self.page < len(found):
            answer["cursor"] = str(start + self.page)
        return _json(answer)

    def _search(self, request: web.Request) -> web.Response:
        words = request.query["q"].split(" AND mediatype:")[0].split(" AND ")
        found = [one for one in self.members if _fits(one, words)]
        rows, page = int(request.query["rows"]), int(request.query["page"])
        start = (page - 1) * rows
        return _json(
            {
                "responseHeader": {"status": 0, "QTime": 12, "params": dict(request.query)},
                "response": {
                    "numFound": len(found),
                    "start": start,
                    "docs": found[start : start + rows],
                },
            }
        )


def _own(identifier: str, ending: str) -> Json:
    """What the archive itself adds: without a size, as it changes with what it says."""
    name = f"{identifier}_{ending}"
    return {"name": name, "source": "original", "format": "Metadata", "md5": "0" * 32}


def _fits(about: Json, words: Sequence[str]) -> bool:
    return all(word in str(about.get("title", "")).lower() for word in words)


def _json(value: object) -> web.Response:
    return web.Response(body=orjson.dumps(value), content_type="application/json")
