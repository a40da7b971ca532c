"""Series in the documents' words: rows of the core in, JSON out."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from aniworldd.desk.adding import Outcome
from aniworldd.desk.series import SortBy
from aniworldd.model.title import ItemKey
from aniworldd.overview.series import Series, SeriesRow
from aniworldd.store import JSON
from aniworldd.web.replies import Answer, moment
from aniworldd.web.request import LARGEST, Body, Query, Within

MOST = 1000  # of a page
MOST_IN_OCTOBER = 100


class Listing(Query):
    """What is asked of a list, in every edition's words."""

    page: Annotated[int, Within(1, LARGEST)] = 1
    per_page: Annotated[int, Within(1, MOST)] = 20
    sort_by: SortBy | None = None
    sort_order: Literal["asc", "desc"] = "asc"
    filter: Annotated[str, Field(max_length=200)] | None = None


class OctobersListing(Listing):
    per_page: Annotated[int, Within(1, MOST_IN_OCTOBER)] = 20


class Line(Answer):
    """A series in a list."""

    key: str
    id: str
    name: str
    title: str
    site: str
    folder: str
    link: str
    missing_episodes: dict[str, list[int]]
    missing_count: int
    updated_at: str | None


class OctobersLine(Answer):
    id: str
    title: str
    missing_episodes: int


class Detail(Line):
    """A series with all that is listed of it; `episodes` are `season-number`."""

    episodes: list[str]
    description: str | None
    total_episodes: int
    downloaded_episodes: int
    db_id: int | None


class OctobersDetail(Answer):
    id: str
    title: str
    episodes: list[str]
    description: str | None
    total_episodes: int
    downloaded_episodes: int


class Status(Answer):
    directory: str
    series_count: int


class NewSeries(Body):
    """A link as a browser has it; its name is the provider's when none is given."""

    link: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
    name: (
        Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
        | None
    ) = None


class AddedSeries(Answer):
    """`missing_episodes` is empty when nothing is known yet; the message says why."""

    status: Literal["success", "exists"]
    success: Literal[True]
    message: str
    key: str
    folder: str
    db_id: int
    missing_episodes: list[str]
    total_missing: int


def added(outcome: Outcome, name: str | None) -> JSON:
    row = outcome.row
    said = "Successfully added series" if outcome.new else "Series is wished for already"
    missing = [f"{season}-{number}" for season, some in row.missing.items() for number in some]
    return {
        "status": "success" if outcome.new else "exists",
        "success": True,
        "message": f"{said}: {name or row.name}{outcome.why and f'; {outcome.why}'}",
        "key": row.key,
        "folder": row.folder,
        "db_id": outcome.number,
        "missing_episodes": missing,
        "total_missing": len(missing),
    }


def line(row: SeriesRow) -> JSON:
    return {**_head(row), "missing_episodes": row.missing, "missing_count": row.missing_count}


def octobers_line(row: SeriesRow) -> JSON:
    return {"id": row.key, "title": row.name, "missing_episodes": row.missing_count}


def detail(series: Series, number: int | None) -> JSON:
    return {
        **_head(series.row),
        "episodes": [code(item) for item in series.episodes],
        "description": series.plot or None,
        "missing_episodes": series.row.missing,
        "missing_count": series.row.missing_count,
        "total_episodes": len(series.episodes),
        "downloaded_episodes": series.here,
        "db_id": number,
    }


def octobers_detail(series: Series) -> JSON:
    return {
        "id": series.row.key,
        "title": series.row.name,
        "episodes": [f"Season {item.season} Episode {item.number}" for item in series.episodes],
        "description": series.plot or None,
        "total_episodes": len(series.episodes),
        "downloaded_episodes": series.here,
    }


def code(item: ItemKey) -> str:
    """`1-4`"""
    return f"{item.season}-{item.number}"


def _head(row: SeriesRow) -> dict[str, JSON]:
    return {
        "key": row.key,
        "id": row.key,
        "name": row.name,
        "title": row.name,
        "site": row.site,
        "folder": row.folder,
        "link": row.link,
        "updated_at": moment(row.updated_at) if row.updated_at else None,
    }
