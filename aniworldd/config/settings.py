"""What config.yaml may say: its keys, their defaults, and when a change of them is in force."""

from collections.abc import Mapping
from enum import Enum
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from aniworldd.config import marks
from aniworldd.config.marks import Node
from aniworldd.config.problems import quoted
from aniworldd.config.refusals import Refused
from aniworldd.config.scalars import DAY, Bytes, Days
from aniworldd.naming import format
from aniworldd.net.policy import read_range

NAMING = "{title} ({year})/Season {season:02}/{title} - S{season:02}E{number:02} - {name}"


class Applies(Enum):
    """When a change of a key is in force; every key carries one of these."""

    LIVE = "live"  # with the next swap
    RESTART = "restart"  # pending until the daemon starts again


LIVE, RESTART = Applies.LIVE, Applies.RESTART


def _absolute(path: Path) -> Path:
    if not path.is_absolute():
        hint = "write it from / on, or from ~ for your home folder"
        raise Refused(f"{quoted(str(path))} is not an absolute path", hint=hint)
    return path


def _naming(template: str) -> str:
    format.compile(template)
    return template


def _loopback(host: str) -> str:
    try:
        if host == "localhost" or ip_address(host).is_loopback:
            return host
    except ValueError:
        pass
    raise Refused(
        f"{quoted(host)} is not an address of this machine alone",
        code="C204",
        hint="allowed are 127.0.0.1, ::1 and localhost; others come when there are accounts",
    )


def _range(text: str) -> str:
    read_range(text)
    return text


def _proxy(url: str) -> str:
    if not url.startswith(("http://", "https://")) or len(url.partition("://")[2]) == 0:
        # the value stays out of the sentence: a proxy's address may hold a password
        raise Refused("a proxy's address begins with http:// or https://", code="C204")
    return url


def _library() -> Path:
    try:
        return Path.home() / "Videos" / "aniworldd"
    except RuntimeError:  # a container's user without a home
        return Path("/srv/aniworldd")


def _downloaders() -> tuple[Node, ...]:
    node, _ = marks.compose("kind: http", "the built-in defaults")
    return (node,) if node else ()


Folder = Annotated[Path, AfterValidator(_absolute)]
Range = Annotated[str, AfterValidator(_range)]
Proxy = Annotated[str, AfterValidator(_proxy)]
Text = Annotated[str, Field(min_length=1, max_length=200)]


class Section(BaseModel, frozen=True, extra="forbid"):
    """A part of config.yaml; a key that is not declared here is refused."""


class Library(Section):
    directory: Annotated[Folder, RESTART] = Field(default_factory=_library)
    naming: Annotated[str, AfterValidator(_naming), LIVE] = NAMING
    min_free: Annotated[Bytes, LIVE] = 1024**3  # downloads pause below it


class WatchFolder(Section):
    directory: Annotated[Path, RESTART] = Path("watchlist")  # below the config's folder
    poll: Annotated[bool, RESTART] = False  # for NFS and SMB, where inotify is blind


class Server(Section):
    host: Annotated[str, AfterValidator(_loopback), RESTART] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535), RESTART] = 8000  # 0: any free one


class Scheduler(Section):
    enabled: Annotated[bool, LIVE] = True
    interval_minutes: Annotated[int, Field(ge=1, le=527_040), LIVE] = 60
    auto_download_after_rescan: Annotated[bool, LIVE] = False


class Downloads(Section):
    running: Annotated[bool, LIVE] = True
    concurrent: Annotated[int, Field(ge=1, le=32), LIVE] = 2
    retries: Annotated[int, Field(ge=0, le=1000), LIVE] = 5  # tries after the first, per item
    downloaders: Annotated[tuple[Node, ...], RESTART] = Field(default_factory=_downloaders)


class Fetch(Section):
    allow_private: Annotated[tuple[Range, ...], RESTART] = ()  # inside the network
    # not in the repr: it may hold a password
    proxy: Annotated[Proxy | None, RESTART] = Field(default=None, repr=False)


class Logging(Section):
    level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], LIVE] = "INFO"


class Settings(Section):
    """All of config.yaml; without arguments what an empty file means."""

    name: Annotated[Text, LIVE] = "Aniworld"
    data_dir: Annotated[Folder | None, RESTART] = None  # None: see `files.Places`
    library: Library = Field(default_factory=Library)
    watchlist: WatchFolder = WatchFolder()
    server: Server = Server()
    scheduler: Scheduler = Scheduler()
    downloads: Downloads = Field(default_factory=Downloads)
    languages: Annotated[tuple[Text, ...], LIVE] = ()  # best first; (): any
    languages_wait: Annotated[Days, LIVE] = 7.0 * DAY  # seconds
    providers: Annotated[Mapping[str, Node], RESTART] = Field(default_factory=dict)
    fetch: Fetch = Fetch()
    logging: Logging = Logging()
