"""What the archive's JSON says: https://archive.org/developers/ (metadata, search, scrape)."""

import re
from collections.abc import Sequence
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ValidationError

from aniworldd.net.page import Page
from aniworldd.providers.texts import LONGEST, plain

M = TypeVar("M", bound=BaseModel)

_YEAR = re.compile(r"(?:18|19|20)[0-9]{2}")
_GENRES = 10


class NotAsDocumented(Exception):
    """The end of a sentence that begins with the address."""


def _first(value: object) -> object:
    """A field that is given twice is a list; the first one counts."""
    return next(iter(value), "") if isinstance(value, list) else value


def _text(value: object) -> str:
    value = _first(value)
    return str(value) if isinstance(value, str | int | float) else ""


def _number(value: object) -> int | None:
    text = _text(value).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _texts(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(text for one in values if (text := _text(one).strip()))


Text = Annotated[str, BeforeValidator(_text)]
Number = Annotated[int | None, BeforeValidator(_number)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_texts)]


class File(BaseModel, frozen=True):
    """One file of an item."""

    name: str
    source: Text = ""  # original, derivative or metadata
    format: Text = ""
    original: Text = ""  # of a derivative: the file it was made from
    title: Text = ""
    size: Number = None  # bytes
    height: Number = None
    length: Text = ""  # seconds, or a time
    md5: Text = ""
    sha1: Text = ""
    private: Text = ""


class About(BaseModel, frozen=True):
    """What describes an item; in an answer to a search all but the identifier may be missing."""

    identifier: Text = ""
    title: Text = ""
    mediatype: Text = ""
    description: Texts = ()
    year: Text = ""
    date: Text = ""
    publicdate: Text = ""
    subject: Texts = ()

    @property
    def name(self) -> str:
        return plain(self.title) or self.identifier

    @property
    def first_year(self) -> int | None:
        found = _YEAR.match(self.year.strip() or self.date.strip())
        return int(found[0]) if found else None

    @property
    def plot(self) -> str:
        return plain("\n".join(self.description))[:LONGEST]

    @property
    def genres(self) -> tuple[str, ...]:
        """Subjects are a list, or one text with semicolons."""
        words = [word.strip() for text in self.subject for word in text.split(";")]
        return tuple(dict.fromkeys(word for word in words if word))[:_GENRES]


class Metadata(BaseModel, frozen=True):
    """The answer of `/metadata/IDENTIFIER`; of what is not there it is `{}`."""

    metadata: About = About()
    files: tuple[File, ...] = ()
    is_dark: bool = False
    error: Text = ""


class Scrape(BaseModel, frozen=True):
    """A page of `/services/search/v1/scrape`."""

    items: tuple[About, ...]
    total: int
    cursor: Text = ""  # "" on the last page


class Docs(BaseModel, frozen=True):
    numFound: int  # noqa: N815  the API's name
    docs: tuple[About, ...]


class Search(BaseModel, frozen=True):
    """A page of `/advancedsearch.php`."""

    response: Docs


def read(page: Page, model: type[M]) -> M:
    """Raises NotAsDocumented."""
    if page.body.lstrip()[:1] not in (b"{", b"["):
        what = "a web page" if b"<html" in page.body[:1000].lower() else "something else"
        raise NotAsDocumented(f"sent {what} where JSON was due")
    try:
        return model.model_validate_json(page.body)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        message = f"does not answer as its API is documented: {where}: {first['msg']}".rstrip(". ")
        raise NotAsDocumented(message.replace(": : ", ": ")) from error


def query(words: Sequence[str]) -> str:
    """Films and collections with all of these words."""
    # In lower case, because AND, OR and NOT mean something.
    return " AND ".join([*(word.lower() for word in words), "mediatype:(movies OR collection)"])
