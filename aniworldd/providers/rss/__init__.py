"""Feeds with videos: RSS, Atom, podcasts, Media RSS. Links that look like a feed are its own.

providers:
  feeds: {kind: rss}
  talks: {kind: rss, links: ["https://talks.example/all"], pages: true}
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from aniworldd.providers import Tools
from aniworldd.providers.links import is_address
from aniworldd.providers.rss.links import Links
from aniworldd.providers.rss.provider import RssProvider


def _address(text: str) -> str:
    if not is_address(text):
        raise ValueError(f"'{text}' is not the address of a feed, such as https://pod.example/feed")
    return text


class Settings(BaseModel, frozen=True, extra="forbid"):
    """Feeds with videos: RSS, Atom, podcasts, Media RSS."""

    kind: Literal["rss"]
    links: Annotated[
        tuple[Annotated[str, AfterValidator(_address)], ...], Field(max_length=200)
    ] = Field(
        default=(),
        description="Addresses of feeds, or what those of several begin with. Empty: every link"
        " that looks like a feed, by its end (.xml, .rss, .atom, /feed …).",
        examples=[["https://pod.example/feed.xml"]],
    )
    pages: bool = Field(
        default=False,
        description="Whether an entry without a video is listed by the page that it leads to,"
        " which the downloader `ytdlp` may know.",
    )


def build(name: str, settings: Settings, tools: Tools) -> RssProvider:
    return RssProvider(name, Links(settings.links), tools, pages=settings.pages)
