"""The Internet Archive: its films, and its collections as series, by its JSON API.

providers:
  archive.org: {kind: archive}
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from aniworldd.net import urls
from aniworldd.providers import Tools
from aniworldd.providers.archive.provider import ArchiveProvider


def _link(text: str) -> str:
    parts = urls.split(text)
    if parts is None or parts.path.strip("/") or parts.query or parts.username:
        raise ValueError(f"'{text}' is not the address of an archive, such as https://archive.org")
    return text.rstrip("/")


class Settings(BaseModel, frozen=True, extra="forbid"):
    """The Internet Archive, or another one with its API."""

    kind: Literal["archive"]
    link: Annotated[str, AfterValidator(_link)] = Field(
        default="https://archive.org", description="The archive's address."
    )


def build(name: str, settings: Settings, tools: Tools) -> ArchiveProvider:
    return ArchiveProvider(name, settings.link, tools)
