"""One concrete offer of an item."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from aniworldd.model.title import ItemKey


class Form(StrEnum):
    """What is found at a release's address."""

    FILE = "file"
    HLS = "hls"
    PAGE = "page"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Release:
    item: ItemKey
    provider: str
    url: str
    language: str = ""  # a label; "" = not said
    hoster: str = ""
    form: Form = Form.UNKNOWN
    referer: str = ""
    size: int | None = None  # bytes, when the provider promises it
    checksum: str = ""  # its kind and its hexadecimal digits, "sha1:…", when the provider knows it

    @property
    def host(self) -> str:
        """Where its bytes come from: the hoster by its label, else the host in the address."""
        return self.hoster or urlsplit(self.url).netloc.rpartition("@")[2].lower()
