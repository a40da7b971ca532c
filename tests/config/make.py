"""Small files and models for the tests of the reader."""

import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel

from aniworldd.config import marks, problems, reading
from aniworldd.config.files import Plugs
from aniworldd.config.given import Given
from aniworldd.config.marks import Node

M = TypeVar("M", bound=BaseModel)


class Site(BaseModel, frozen=True, extra="forbid"):
    kind: Literal["site"]
    definition: str
    links: tuple[str, ...] = ()


class Http(BaseModel, frozen=True, extra="forbid"):
    kind: Literal["http"]


class Hls(BaseModel, frozen=True, extra="forbid"):
    kind: Literal["hls"]


class Ytdlp(BaseModel, frozen=True, extra="forbid"):
    kind: Literal["ytdlp"]


class Usual(BaseModel, frozen=True, extra="forbid"):
    """One of the providers that are there without being named."""

    kind: Literal["archive", "plain", "ytdlp"]


DOWNLOADERS = {"http": Http, "hls": Hls, "ytdlp": Ytdlp}  # those of the defaults, at least
PLUGS = Plugs(
    providers={"site": Site, **dict.fromkeys(("archive", "plain", "ytdlp"), Usual)},
    downloaders=DOWNLOADERS,
)


def text(lines: str) -> str:
    return textwrap.dedent(lines).lstrip("\n")


def node(lines: str, name: str = "config.yaml") -> Node:
    found, wrong = marks.compose(text(lines), name)
    assert found is not None, problems.render(wrong)
    return found


def read(
    lines: str, model: type[M], *, environ: Mapping[str, str] | None = None, folder: Path = Path()
) -> M:
    """The instance of a file without problems."""
    given = None if environ is None else Given(environ, folder)
    instance, wrong = reading.read(node(lines), model, given=given)
    assert instance is not None, problems.render(wrong)
    assert wrong == []
    return instance


def refused(
    lines: str,
    model: type[BaseModel],
    *,
    environ: Mapping[str, str] | None = None,
    folder: Path = Path(),
    cut: bool = False,
) -> str:
    """What is said about a file with problems."""
    given = None if environ is None else Given(environ, folder)
    instance, wrong = reading.read(node(lines), model, given=given, cut=cut)
    assert instance is None
    return problems.render(wrong)
