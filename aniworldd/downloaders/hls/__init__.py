"""Streams by playlist (HLS). In the config: `downloaders: [{kind: hls}]`.

The best variant that is not higher than `max_height` is fetched, several fragments side by side.
Fragments of MP4 are put behind each other; MPEG-TS is made an MP4 by ffmpeg, and stays `.ts`
without it. Sound that is a stream of its own needs ffmpeg. AES-128 with a key that anybody is given
is decrypted; other encryption and DRM are refused by their names.
"""

from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field

from aniworldd.downloaders import Tools
from aniworldd.model.download import Progress
from aniworldd.model.release import Form, Release


class Settings(BaseModel):
    """Streams by playlist (HLS), several fragments side by side."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["hls"]
    fragments: Annotated[int, Field(ge=1, le=32)] = Field(
        default=8, description="How many fragments are fetched at once."
    )
    max_height: Annotated[int, Field(ge=144, le=8640)] | None = Field(
        default=None,
        description="Lines of the picture: the best variant that has no more is taken; null for the"
        " best of all.",
        examples=[720, 1080],
    )


def build(settings: Settings, tools: Tools) -> "Hls":
    return Hls(settings, tools)


class Hls:
    name = "hls"

    def __init__(self, settings: Settings, tools: Tools) -> None:
        self._settings = settings
        self._tools = tools

    def accepts(self, release: Release) -> bool:
        """Anything that may be a playlist: what `http` found one at has a form of its own."""
        parts = urlsplit(release.url)
        if parts.scheme.lower() not in ("http", "https"):
            return False
        return release.form is not Form.PAGE or parts.path.lower().endswith(".m3u8")

    async def fetch(self, release: Release, folder: Path) -> AsyncIterator[Progress]:
        from aniworldd.downloaders.hls.fetching import Fetching  # 10 ms that a start need not take

        fetching = Fetching(
            self._tools, at_once=self._settings.fragments, max_height=self._settings.max_height
        )
        async with aclosing(fetching.fetch(release, folder)) as steps:
            async for progress in steps:
                yield progress
