"""What a watch file may say."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from aniworldd.config.problems import quoted
from aniworldd.config.refusals import Refused
from aniworldd.config.scalars import Parsed
from aniworldd.model.watch import Monitor, Priority, Watch
from aniworldd.net import urls

SEASONS = 9999  # the highest number
_RANGE = re.compile(r"([0-9]{1,4})(?:\s*-\s*([0-9]{1,4}))?")
_KEY = re.compile(r"[A-Za-z0-9._-]{1,100}")
_LINK_LENGTH = 2000
_PLAIN_LINK = re.compile(r"https?://[a-z0-9][a-z0-9.-]*/[!-~]*")  # what most of them are
_FOLDER_BYTES = 200


def _seasons(word: str) -> frozenset[int]:
    found = _RANGE.fullmatch(word.strip())
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if first > last:
        raise ValueError("is neither a season such as 2 nor a range such as 1-3")
    return frozenset(range(first, last + 1))


Seasons = Annotated[
    frozenset[int],
    Parsed(
        _seasons,
        "a season such as 2 or a range such as 1-3",
        schema={
            "type": ["integer", "string"],
            "minimum": 0,
            "maximum": SEASONS,
            "pattern": rf"^\s*{_RANGE.pattern}\s*$",
        },
    ),
]
Choice = Seasons | tuple[Seasons, ...] | None  # one, a range, or a list of both


def _link(link: str) -> str:
    if len(link) <= _LINK_LENGTH and _PLAIN_LINK.fullmatch(link):
        return link
    good = urls.split(link) is not None
    if good and len(link) <= _LINK_LENGTH and link.isprintable() and " " not in link:
        return link
    hint = "copy it from the browser's address bar"
    if re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+(/\S*)?", link):
        hint = f"write https://{link}"
    raise Refused(f"{quoted(link)} is not an http:// or https:// address", hint=hint)


def _key(key: str) -> str:
    if not _KEY.fullmatch(key) or key in {".", ".."}:
        hint = "allowed are 1 to 100 letters from a to z, digits, '.', '_' and '-'"
        raise Refused(f"{quoted(key)} is not a key", hint=hint)
    return key


def _folder(folder: str) -> str:
    if (
        re.search(r"[/\\]", folder)
        or folder.startswith(".")
        or not folder.isprintable()
        or folder != folder.strip()
        or len(folder.encode()) > _FOLDER_BYTES
    ):
        hint = "it lies in library.directory: no slashes, no dot at the beginning, no path"
        raise Refused(f"{quoted(folder)} is not the name of a folder", hint=hint)
    return folder


def _some(seasons: Choice) -> Choice:
    if seasons is not None and not seasons:
        hint = "remove the key for all seasons; 'enabled: false' rests the wish"
        raise Refused("an empty list of seasons wants nothing", hint=hint)
    return seasons


Text = Annotated[str, Field(min_length=1, max_length=300)]
Link = Annotated[
    str, AfterValidator(_link), Field(json_schema_extra={"type": "string", "pattern": "^https?://"})
]
Key = Annotated[
    str, AfterValidator(_key), Field(json_schema_extra={"pattern": f"^{_KEY.pattern}$"})
]
Folder = Annotated[str, Field(min_length=1), AfterValidator(_folder)]


class Entry(BaseModel, frozen=True, extra="forbid"):
    """A wish; only the link is needed."""

    link: Link = Field(
        description="The series' page, as copied from the browser. One of the providers in"
        " config.yaml must know it.",
        examples=["https://catalogue.example/anime/stream/attack-on-titan"],
    )
    also: tuple[Link, ...] = Field(
        default=(),
        max_length=5,
        description="Links to the same series at other providers, where its episodes have the same"
        " numbers. What cannot be had by 'link' is fetched there.",
        examples=[["https://archive.org/details/attack-on-titan"]],
    )
    name: Text | None = Field(
        default=None, description="What it is called. Default: as the provider says."
    )
    key: Key | None = Field(
        default=None,
        description="The name for commands and addresses. Default: the provider's own.",
        examples=["attack-on-titan"],
    )
    folder: Folder | None = Field(
        default=None,
        description="Its folder in the library. Default: by library.naming.",
        examples=["Attack on Titan (2013)"],
    )
    languages: tuple[Text, ...] | None = Field(
        default=None,
        description="Wanted languages, best first. Default: as 'languages' in config.yaml.",
        examples=[["German Dub", "German Sub"]],
    )
    upgrade: bool = Field(
        default=False,
        description="Whether a better one of these languages that appears later replaces the file;"
        " the old one goes to the recycle folder.",
    )
    seasons: Annotated[Choice, AfterValidator(_some)] = Field(
        default=None,
        description="Which seasons; 0 holds films and specials. Default: all.",
        examples=[[1, 2], "1-3", 1],
    )
    monitor: Monitor = Field(
        default=Monitor.ALL,
        description="Which episodes of them: all, future (only those listed after the wish was"
        " made) or none.",
    )
    download: bool | None = Field(
        default=None,
        description="Whether what is missing is downloaded by itself. null: as"
        " scheduler.auto_download_after_rescan says.",
    )
    priority: Priority = Field(default=Priority.NORMAL, description="Which downloads come first.")
    enabled: bool = Field(default=True, description="false rests the wish without forgetting it.")

    def watch(self, id: str) -> Watch:
        """The wish, for the file with this name."""
        seasons = self.seasons
        if isinstance(seasons, tuple):
            seasons = frozenset[int]().union(*seasons)
        return Watch(
            id=id,
            link=self.link,
            also=self.also,
            name=self.name,
            key=self.key,
            folder=self.folder,
            languages=self.languages,
            upgrade=self.upgrade,
            seasons=seasons,
            monitor=self.monitor,
            download=self.download,
            priority=self.priority,
            enabled=self.enabled,
        )
