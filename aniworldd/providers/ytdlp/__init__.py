"""Whatever yt-dlp knows: channels, playlists, series, videos. It takes any link, last of all.

providers:
  web: {kind: ytdlp}
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from aniworldd.providers import Tools
from aniworldd.providers.links import is_address
from aniworldd.providers.ytdlp.provider import YtdlpProvider


def _address(text: str) -> str:
    if not is_address(text):
        raise ValueError(
            f"'{text}' is not the beginning of an address, such as https://tube.example"
        )
    return text


class Settings(BaseModel, frozen=True, extra="forbid"):
    """Whatever yt-dlp knows: channels, playlists, series, single videos."""

    kind: Literal["ytdlp"]
    links: Annotated[
        tuple[Annotated[str, AfterValidator(_address)], ...], Field(max_length=200)
    ] = Field(
        default=(),
        description="What links begin with that are asked about. Empty: every link that no other"
        " provider takes.",
        examples=[["https://tube.example/"]],
    )
    program: Path | None = Field(
        default=None,
        description="The program's path. null: yt-dlp beside aniworldd's own Python, else on PATH.",
        examples=["/opt/yt-dlp/bin/yt-dlp"],
    )


def build(name: str, settings: Settings, tools: Tools) -> YtdlpProvider:
    program = None if settings.program is None else str(settings.program)
    return YtdlpProvider(name, settings.links, tools, program=program)
