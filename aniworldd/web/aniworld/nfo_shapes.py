"""What the calls about NFO files take and answer, as the document of February 2026 has them."""

from typing import Annotated

from pydantic import Field

from aniworldd.web.replies import Answer
from aniworldd.web.request import Body, Query, Within


class Pictures(Body):
    download_poster: bool = True
    download_logo: bool = True
    download_fanart: bool = True


class Create(Pictures):
    serie_name: Annotated[str, Field(min_length=1, max_length=500)] | None = None
    year: Annotated[int, Within(1800, 2200)] | None = None
    overwrite_existing: bool = False


class Batch(Body):
    serie_ids: list[Annotated[str, Field(min_length=1, max_length=500)]]
    download_media: bool = True
    skip_existing: bool = True
    max_concurrent: Annotated[int, Within(1, 10)] = 3


class Update(Query):
    download_media: bool = True


class MediaFiles(Answer):
    has_poster: bool
    has_logo: bool
    has_fanart: bool
    poster_path: str | None
    logo_path: str | None
    fanart_path: str | None


class Check(Answer):
    serie_id: str
    serie_folder: str
    has_nfo: bool
    nfo_path: str | None
    media_files: MediaFiles


class Made(Answer):
    serie_id: str
    serie_folder: str
    nfo_path: str | None
    media_files: MediaFiles
    message: str


class Content(Answer):
    serie_id: str
    serie_folder: str
    content: str
    file_size: int
    last_modified: str


class BatchRow(Answer):
    serie_id: str
    serie_folder: str
    success: bool
    message: str
    nfo_path: str | None


class BatchDone(Answer):
    total: int
    successful: int
    failed: int
    skipped: int
    results: list[BatchRow]


class MissingRow(Answer):
    serie_id: str
    serie_folder: str
    serie_name: str
    has_media: bool
    media_files: MediaFiles


class Missing(Answer):
    total_series: int
    missing_nfo_count: int
    series: list[MissingRow]
