"""Site definitions as they are written: the models that judge a YAML file at the door."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from aniworldd.config.scalars import Seconds

Text = Annotated[str, Field(min_length=1, max_length=1000)]
Expressions = Annotated[str, Field(max_length=1000)] | tuple[Text, ...]
Fields = Annotated[Mapping[str, Expressions], Field(min_length=1, max_length=40)]
Count = Annotated[int, Field(ge=0, le=10_000)]


class Part(BaseModel, frozen=True, extra="forbid"):
    """A section of a definition; a key that is not declared here is refused."""


class Nested(Part):
    """A list inside a record, such as the seasons of a series."""

    rows: Text
    where: Expressions | None = None
    fields: Fields


class Each(Part):
    seasons: Nested | None = None


class PageText(Part):
    get: Text
    as_: Literal["html", "json"] = Field("html", alias="as")
    rows: Text | None = None  # None: the page is one record; a JSON list is one a value
    where: Expressions | None = None
    fields: Fields
    missing: Text | None = None  # what only the "not found" page has, although it says 200


class SeriesText(PageText):
    each: Each = Each()
    seasons: Literal["one"] | None = None


class SeasonText(PageText):
    number: Literal["running"] | None = None


class PageTexts(Part):
    series: SeriesText
    season: SeasonText
    links: PageText | None = None  # None: what an item's `url` names is the offer
    search: PageText | None = None
    latest: PageText | None = None
    catalogue: PageText | None = None

    def written(self) -> dict[str, PageText]:
        """The pages that are there, by name."""
        return {name: page for name, page in self if isinstance(page, PageText)}


class Language(Part):
    """What a site's word for a language means."""

    label: Text  # as wishes and pages say it
    site: int | str | None = None  # how links name it
    audio: str | None = None
    subtitle: str | None = None


class Http(Part):
    delay: Annotated[Seconds, Field(ge=0, le=3600)] = 1.0  # between two requests to a host
    timeout: Annotated[Seconds, Field(gt=0, le=600)] = 20.0


class Expect(Part):
    """The least rows of a page that works; fewer mean that its layout changed."""

    seasons: Count | None = None  # of a series
    season: Count | None = None
    links: Count | None = None
    latest: Count | None = None
    catalogue: Count | None = None


class Definition(Part):
    schema_: Literal[1] = Field(alias="schema")
    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,60}$")]
    name: Text | None = None
    language: str | None = None
    links: Annotated[tuple[Text, ...], Field(max_length=20)] = ()
    key: Text
    languages: Annotated[Mapping[str, Language], Field(max_length=100)] = Field(
        default_factory=dict
    )
    pages: PageTexts
    http: Http = Http()
    expect: Expect = Expect()
