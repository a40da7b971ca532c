"""What config.yaml may say: its keys, their defaults, and when a change of them is in force."""

from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from aniworldd.config import marks
from aniworldd.config.doors import Auth, Server
from aniworldd.config.marks import Node
from aniworldd.config.problems import quoted
from aniworldd.config.refusals import Refused
from aniworldd.config.scalars import DAY, Bytes, Days, PartOfDay, Rate
from aniworldd.config.sections import LIVE, RESTART, SECRET, Section
from aniworldd.config.shapes import FREE
from aniworldd.naming import format
from aniworldd.net.policy import read_range
from aniworldd.net.urls import proxy_url

NAMING = "{title} ({year})/Season {season:02}/{title} - S{season:02}E{number:02} - {name}"


def _absolute(path: Path) -> Path:
    if not path.is_absolute():
        hint = "write it from / on, or from ~ for your home folder"
        raise Refused(f"{quoted(str(path))} is not an absolute path", hint=hint)
    return path


def _naming(template: str) -> str:
    format.compile(template)
    return template


def _range(text: str) -> str:
    read_range(text)
    return text


def _proxy(url: str) -> str:
    proxy_url(url)  # as the client does that uses it
    return url


def _library() -> Path:
    try:
        return Path.home() / "Videos" / "aniworldd"
    except RuntimeError:  # a container's user without a home
        return Path("/srv/aniworldd")


def _downloaders() -> tuple[Node, ...]:
    kinds = ("http", "hls", "ytdlp")
    made = (marks.compose(f"kind: {kind}", "the built-in defaults")[0] for kind in kinds)
    return tuple(node for node in made if node is not None)


Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _providers() -> Mapping[str, Node]:
    usual = "archive.org: {kind: archive}\nplain: {kind: plain}\nweb: {kind: ytdlp}\n"
    node, _ = marks.compose(usual, "the built-in defaults")
    return {str(name): part for name, part in node.parts().items()} if node else {}


Folder = Annotated[Path, AfterValidator(_absolute)]
Range = Annotated[str, AfterValidator(_range)]
Proxy = Annotated[str, AfterValidator(_proxy)]
Anything = Annotated[object, FREE]
Text = Annotated[str, Field(min_length=1, max_length=200)]


class Library(Section):
    """Where finished files go."""

    directory: Annotated[Folder, RESTART] = Field(
        default_factory=_library,
        description="The folder with one folder per series, an absolute path; ~ is your home. It"
        " must exist: a disk that is away is never taken for an empty library.",
        examples=["/srv/media/series", "~/Videos/aniworldd"],
    )
    allowed_roots: Annotated[tuple[Folder, ...], LIVE] = Field(
        default=(),
        description="Folders below which the API may move the library. Empty: below the folder in"
        " which the library's directory is now.",
        examples=[["/srv/media", "/mnt/nas"]],
    )
    naming: Annotated[str, AfterValidator(_naming), LIVE] = Field(
        default=NAMING,
        description="How new files are named, below the directory and without their extension."
        " Fields: {title} {year} {season} {number} {name}; {season:02} has two digits. Empty ones"
        " vanish with their brackets and dashes.",
    )
    min_free: Annotated[Bytes, LIVE] = Field(
        default=1024**3,
        description="Downloads pause while less than this is free on the library's disk.",
        examples=["500 MB", "1 GiB"],
    )
    recycle_days: Annotated[int, Field(ge=1, le=36_500), LIVE] = Field(
        default=30,
        description="Days for which a file that a better one replaced is kept in .aniworldd/recycle"
        " below the directory. Nothing else there is ever removed.",
    )


class WatchFolder(Section):
    """Where wishes are."""

    directory: Annotated[Path, RESTART] = Field(
        default=Path("watchlist"),
        description="The folder of wishes: below the config's folder, or an absolute path.",
    )
    poll: Annotated[bool, RESTART] = Field(
        default=False,
        description="Whether to look for changes by reading the folders now and then: needed on NFS"
        " and SMB, where changes made by other machines are not announced.",
    )


class Scheduler(Section):
    """When disk and providers are looked at."""

    enabled: Annotated[bool, LIVE] = Field(
        default=True,
        description="Whether that happens by itself. Without it only new wishes are looked up, and"
        " what somebody asks for.",
    )
    schedule_time: Annotated[time | None, LIVE] = Field(
        default=time(3),
        description="The time of day of the look, by the clock on the wall, once on each of"
        " schedule_days, also when clocks are changed. null: by interval_minutes instead.",
        examples=["03:00", None],
    )
    schedule_days: Annotated[tuple[Day, ...], Field(min_length=1), LIVE] = Field(
        default=DAYS, description="The days of schedule_time.", examples=[["mon", "thu"]]
    )
    interval_minutes: Annotated[int, Field(ge=1, le=527_040), LIVE] = Field(
        default=60, description="Minutes between two looks while schedule_time is null."
    )
    feeds_minutes: Annotated[int, Field(ge=1, le=527_040), LIVE] = Field(
        default=30,
        description="Minutes between two looks at feeds and at the providers' pages of what is new,"
        " apart from the others.",
    )
    auto_download_after_rescan: Annotated[bool, LIVE] = Field(
        default=False,
        description="Whether what is found missing is downloaded without being asked for; each wish"
        " may say its own 'download'.",
    )


class Downloads(Section):
    """The queue."""

    running: Annotated[bool, LIVE] = Field(
        default=True, description="false keeps what is queued waiting."
    )
    concurrent: Annotated[int, Field(ge=1, le=32), LIVE] = Field(
        default=2, description="How many downloads run at once."
    )
    retries: Annotated[int, Field(ge=0, le=1000), LIVE] = Field(
        default=5, description="Tries after the first one, for each episode."
    )
    per_host: Annotated[int, Field(ge=1, le=32), LIVE] = Field(
        default=2, description="How many downloads run at once from one host."
    )
    rate_limit: Annotated[Rate | None, LIVE] = Field(
        default=None,
        description="The most that all downloads together take of the line; they share it evenly."
        " null: as fast as it goes.",
        examples=["5 MiB/s"],
    )
    rate_limit_each: Annotated[Rate | None, LIVE] = Field(
        default=None,
        description="The most that one download takes; null: as fast as it goes.",
        examples=["1 MiB/s"],
    )
    hours: Annotated[PartOfDay | None, LIVE] = Field(
        default=None,
        description="The part of the day, in local time, in which downloads run; over midnight when"
        " it ends before it begins. null: the whole day.",
        examples=["01:00-07:00"],
    )
    after_hours: Annotated[Literal["pause", "finish"], LIVE] = Field(
        default="pause",
        description="What becomes of running downloads when that part ends: pause stops them where"
        " they are, finish lets them end.",
    )
    downloaders: Annotated[tuple[Node, ...], RESTART] = Field(
        default_factory=_downloaders,
        description="What fetches the files, offered in this order; 'kind' says which.",
        examples=[[{"kind": "http"}, {"kind": "hls", "max_height": 1080}]],
    )


class Fetch(Section):
    """What may be fetched from where."""

    allow_private: Annotated[tuple[Range, ...], RESTART] = Field(
        default=(),
        description="Ranges inside your own network that may be fetched from. Everything else"
        " inside is refused; addresses outside need not be named.",
        examples=[["192.168.1.0/24", "127.0.0.1/32:8080"]],
    )
    proxy: Annotated[Proxy | None, RESTART, SECRET] = Field(
        default=None,
        repr=False,  # it may hold a password
        description="The address of a proxy for all fetching; null for none.",
        examples=["http://proxy.example:3128"],
    )


class Logging(Section):
    """What is logged."""

    level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], LIVE] = Field(
        default="INFO", description="The least that is logged."
    )
    format: Annotated[Literal["auto", "human", "journal", "json"], LIVE] = Field(
        default="auto",
        description="What a line looks like. auto: as the journal takes it when stderr is the"
        " journal, else for a person.",
    )
    file: Annotated[Path | None, LIVE] = Field(
        default=None,
        description="A file that gets every line, too: below the state folder, or an absolute"
        " path. null: none.",
        examples=["log/aniworldd.log"],
    )
    max_bytes: Annotated[Bytes | None, Field(ge=1024), LIVE] = Field(
        default=None,
        description="The size at which the file is put aside for a new one. null: 10 MiB.",
        examples=["1 MiB"],
    )
    backup_count: Annotated[int, Field(ge=1, le=100), LIVE] = Field(
        default=3, description="How many files that were put aside are kept."
    )


class Backup(Section):
    """Copies of config.yaml, watchlist/ and sites/."""

    enabled: Annotated[bool, LIVE] = Field(
        default=True,
        description="Whether one is made before aniworldd changes one of these files on somebody's"
        " behalf.",
    )
    path: Annotated[Path, LIVE] = Field(
        default=Path("backups"),
        description="The folder for them: below the state folder, or an absolute path.",
    )
    keep_days: Annotated[int, Field(ge=1, le=36_500), LIVE] = Field(
        default=30,
        description="Days after which one is deleted, when another one is made. The newest stays.",
    )


class Settings(Section):
    """Settings of aniworldd; every key has a default."""

    name: Annotated[Text, LIVE] = Field(
        default="Aniworld", description="What this installation is called on its page."
    )
    data_dir: Annotated[Folder | None, RESTART] = Field(  # None: see `files.Places`
        default=None,
        description="Where the state is kept, an absolute path. null: $STATE_DIRECTORY, which wins"
        " over this key, else ~/.local/state/aniworldd.",
        examples=["/var/lib/aniworldd"],
    )
    library: Library = Field(default_factory=Library)
    watchlist: WatchFolder = WatchFolder()
    server: Server = Server()
    auth: Auth = Auth()
    scheduler: Scheduler = Scheduler()
    downloads: Downloads = Field(default_factory=Downloads)
    languages: Annotated[tuple[Text, ...], LIVE] = Field(
        default=(),
        description="Wanted languages, best first, by the labels that the site's definition gives"
        " them. Empty: any. A wish may say its own.",
        examples=[["German Dub", "German Sub"]],
    )
    languages_wait: Annotated[Days, LIVE] = Field(
        default=7.0 * DAY,  # seconds
        description="How long the best language is waited for before the next one is taken; a"
        " number alone means days.",
        examples=["7 days", "12 h"],
    )
    providers: Annotated[Mapping[str, Node], RESTART] = Field(
        default_factory=_providers,
        description="Where titles come from: a name of your own, and what it is. Default: the"
        " Internet Archive, links to videos, and whatever yt-dlp knows.",
        examples=[
            {
                "mysite": {"kind": "site", "definition": "mysite.yaml"},
                "archive.org": {"kind": "archive"},
                "plain": {"kind": "plain"},
                "web": {"kind": "ytdlp"},
            }
        ],
    )
    fetch: Fetch = Fetch()
    logging: Logging = Logging()
    backup: Backup = Backup()
    other: Annotated[Mapping[str, Anything], LIVE] = Field(
        default_factory=dict,
        description="What programs of your own keep here: any keys and values, given out by the"
        " API as they are. Nothing in here means anything to aniworldd.",
        examples=[{"theme": "dark"}],
    )
