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

    rows: Text = Field(description="What each row is: a CSS selector, or a dotted path in JSON.")
    where: Expressions | None = Field(
        default=None, description="Only rows for which this expression gives something count."
    )
    fields: Fields = Field(description="The name of each field and the expression that gives it.")


class Each(Part):
    """Lists inside a series' page."""

    seasons: Nested | None = Field(default=None, description="The seasons of a series.")


class PageText(Part):
    """How a page is fetched and read."""

    get: Text = Field(
        description="The page's path, with placeholders such as {key}, {query} and {season.url}."
    )
    as_: Literal["html", "json"] = Field("html", alias="as", description="What the page is.")
    rows: Text | None = Field(
        default=None,
        description="What each record is: a CSS selector, or a dotted path in JSON. Default: the"
        " page is one record; a JSON list is one a value.",
    )
    where: Expressions | None = Field(
        default=None, description="Only rows for which this expression gives something count."
    )
    fields: Fields = Field(
        description="The name of each field and the expression that gives it:"
        " SELECTOR @attribute | filter argument …, or a list of those, the first that gives"
        " something; '= text' is a text, '.' the row itself, a name ending in [] a list."
    )
    missing: Text | None = Field(
        default=None,
        description="What only the page 'not found' has, for sites that say 200 all the same.",
    )


class SeriesText(PageText):
    """The page of a series."""

    each: Each = Each()
    seasons: Literal["one"] | None = Field(
        default=None, description="one: the series has one season, its items on the season page."
    )


class SeasonText(PageText):
    """The page of a season, one record for each episode."""

    number: Literal["running"] | None = Field(
        default=None, description="running: episodes are numbered in the order given."
    )


class PageTexts(Part):
    """The pages that are read."""

    series: SeriesText
    season: SeasonText
    links: PageText | None = Field(
        default=None,
        description="The page with an episode's links. Default: what its field `url` names is the"
        " offer.",
    )
    search: PageText | None = Field(default=None, description="The page that answers a search.")
    latest: PageText | None = Field(
        default=None, description="The newest episodes of the site: one request, not one a series."
    )
    catalogue: PageText | None = Field(default=None, description="All series of the site.")

    def written(self) -> dict[str, PageText]:
        """The pages that are there, by name."""
        return {name: page for name, page in self if isinstance(page, PageText)}


class Language(Part):
    """What a site's word for a language means."""

    label: Text = Field(description="As wishes and pages say it.", examples=["German Dub"])
    site: int | str | None = Field(default=None, description="How links name it.")
    audio: str | None = Field(default=None, description="The language that is spoken.")
    subtitle: str | None = Field(default=None, description="The language of the subtitles.")


class Http(Part):
    """How politely the site is asked."""

    delay: Annotated[Seconds, Field(ge=0, le=3600)] = Field(
        default=1.0, description="Between two requests to a host."
    )
    timeout: Annotated[Seconds, Field(gt=0, le=600)] = Field(
        default=20.0, description="How long an answer is waited for."
    )


class Expect(Part):
    """The least rows of a page that works; fewer mean that its layout changed."""

    seasons: Count | None = Field(default=None, description="Seasons of a series.")
    season: Count | None = Field(default=None, description="Episodes of a season.")
    links: Count | None = Field(default=None, description="Links of an episode.")
    latest: Count | None = Field(default=None, description="Rows of the newest episodes.")
    catalogue: Count | None = Field(default=None, description="Rows of the catalogue.")


class Definition(Part):
    """A catalogue site: its pages, and where on them things stand."""

    schema_: Literal[1] = Field(alias="schema", description="The version of this language.")
    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,60}$")] = Field(
        description="A word for the site."
    )
    name: Text | None = Field(default=None, description="What people call the site.")
    language: str | None = Field(default=None, description="The site's own language.")
    links: Annotated[tuple[Text, ...], Field(max_length=20)] = Field(
        default=(), description="Its addresses; the first healthy one is asked."
    )
    key: Text = Field(
        description="A pattern for a series' link, whose group is the key; links are recognised by"
        " it.",
        examples=["/anime/stream/([a-z0-9-]+)"],
    )
    languages: Annotated[Mapping[str, Language], Field(max_length=100)] = Field(
        default_factory=dict, description="The site's words for languages, and what they mean."
    )
    pages: PageTexts
    http: Http = Http()
    expect: Expect = Expect()
