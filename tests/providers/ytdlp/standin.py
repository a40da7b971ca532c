"""A program that answers as yt-dlp does, with what a test lays out."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from aniworldd.providers import Tools
from tests.providers.tools import make_tools

Json = Mapping[str, object]

_PROGRAM = """\
#!/bin/sh
here=$(dirname "$0")
case "$*" in *--version) echo VERSION; exit 0;; esac
printf '%s\\n' "$@" > "$here/arguments"
env > "$here/environment"
echo called >> "$here/calls"
cat "$here/errors" >&2
cat "$here/answer"
exit "$(cat "$here/code")"
"""


class Standin:
    """Lies in `folder`, and says the same until it is told to say something else."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.version("2026.10.26")
        self.fail("", code=0)

    def tools(self, *, proxy: str | None = None) -> Tools:
        return make_tools(path=Path(f"{self._folder}:/usr/bin:/bin"), proxy=proxy)

    def version(self, version: str) -> None:
        program = self._folder / "yt-dlp"
        program.unlink(missing_ok=True)
        program.write_text(_PROGRAM.replace("VERSION", version))
        program.chmod(0o755)

    def say(self, answer: Json | str) -> None:
        text = answer if isinstance(answer, str) else json.dumps(answer)
        (self._folder / "answer").write_text(text)
        (self._folder / "errors").write_text("")
        (self._folder / "code").write_text("0")

    def fail(self, errors: str, *, code: int = 1) -> None:
        (self._folder / "answer").write_text("null\n")
        (self._folder / "errors").write_text(errors)
        (self._folder / "code").write_text(str(code))

    @property
    def arguments(self) -> Sequence[str]:
        return (self._folder / "arguments").read_text().splitlines()

    @property
    def environment(self) -> str:
        return (self._folder / "environment").read_text()

    @property
    def calls(self) -> int:
        path = self._folder / "calls"
        return len(path.read_text().splitlines()) if path.exists() else 0


def video(id: str, **more: object) -> Json:
    """An entry of a flat list, as of a channel: without a date."""
    return {
        "_type": "url",
        "ie_key": "Youtube",
        "id": id,
        "url": f"https://tube.example/watch?v={id}",
        "title": f"Stop {id}",
        "description": None,
        "duration": 1200.0,
        "channel_id": "UCx",
        "thumbnails": [{"url": "https://i.example/1.jpg", "height": 202, "width": 360}],
        "timestamp": None,
        "live_status": None,
        "availability": None,
        "__x_forwarded_for_ip": None,
        **more,
    }


def playlist(*entries: Json | None, **more: object) -> Json:
    return {
        "_type": "playlist",
        "id": "PLx",
        "title": "Night Bus",
        "description": "All\nstops",
        "extractor": "youtube:tab",
        "extractor_key": "YoutubeTab",
        "webpage_url": "https://tube.example/playlist?list=PLx",
        "original_url": "https://tube.example/playlist?list=PLx",
        "entries": list(entries),
        "playlist_count": len(entries),
        "epoch": 1795541227,
        "_version": {"version": "2026.10.26", "repository": "yt-dlp/yt-dlp"},
        **more,
    }


def alone(**more: object) -> Json:
    return {
        "_type": "video",
        "id": "abc",
        "title": "The Lamp Post",
        "description": "A post.",
        "extractor_key": "Tube",
        "webpage_url": "https://tube.example/watch?v=abc",
        "thumbnail": "https://i.example/1.jpg",
        "timestamp": 1777802400,
        "formats": [{"format_id": "0", "url": "https://cdn.example/abc.mp4"}],
        **more,
    }
