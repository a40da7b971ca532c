"""`fixtures/ID/expected.yaml`: what the saved pages beside it must give."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from aniworldd.config import marks
from aniworldd.config.files import read_bytes
from aniworldd.config.problems import Problem
from aniworldd.config.reading import read

EXPECTED = "expected.yaml"

Fields = Mapping[str, str | tuple[str, ...]]  # only those that are compared; "" for none


class Expectation(BaseModel, frozen=True, extra="forbid"):
    """Of one saved page, whose name begins with that of the definition's page."""

    gives: Literal["records", "missing", "changed", "unreachable"] = "records"
    rows: int | None = None  # how many; not needed when all `records` are listed
    records: tuple[Fields, ...] | None = None  # all of them, or with `rows` the first ones
    seasons: tuple[Fields, ...] | None = None  # all seasons of the first record


class Expectations(BaseModel, frozen=True, extra="forbid"):
    files: Annotated[Mapping[str, Expectation], Field(default_factory=dict)]


def read_expectations(folder: Path) -> tuple[Expectations | None, list[Problem]]:
    """Without a file nothing is expected but that the pages can be read."""
    source = read_bytes(folder / EXPECTED)
    if isinstance(source, FileNotFoundError):
        return Expectations(files={}), []
    if isinstance(source, OSError):
        message = f"the file cannot be read: {source.strerror}"
        return None, [Problem("C001", message, EXPECTED)]
    node, problems = marks.compose(source, EXPECTED)
    if node is None:
        return None, problems
    return read(node, Expectations)
