"""Names that every file system takes: the February document's rule, and what P18 adds to it."""

import hashlib
import re
import unicodedata

LIMIT = 255  # bytes in one component, on ext4 as on NTFS and SMB
ROOM = (
    40  # bytes kept free for what is added to a name: extensions, `-thumb.jpg`, `.German Dub.srt`
)

_BREAKS = re.compile(r"[\t-\r\x1c-\x1f\x85\u2028\u2029]")
_FORBIDDEN = re.compile(
    r'[<>:"/\\|?*'
    r"\x00-\x1f\x7f-\x9f"  # control signs
    r"\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # unseen
    r"\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"  # nothing that UTF-8 knows
)
_BLANKS = re.compile(r" {2,}")
_ENDS = ". \xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_TRIM = re.compile(rf"^[{_ENDS}]+|[{_ENDS}]+$")
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *(?:\.|$)", re.IGNORECASE
)


def component(text: str, room: int = ROOM) -> str:
    """`text` as one component of a path, never empty; at most `LIMIT - room` bytes.

    Applying it twice changes nothing.
    """
    name = clean(text) or f"_{_mark(text)}"
    if _RESERVED.match(name):
        name = f"_{name}"
    return cut(name, LIMIT - room)


def clean(text: str) -> str:
    """`text` without the signs that no name may have; "" when nothing is left."""
    if text.isascii() and text.isalnum():
        return text
    kept = _FORBIDDEN.sub("", _BREAKS.sub(" ", text))
    return _TRIM.sub("", _BLANKS.sub(" ", unicodedata.normalize("NFC", kept)))


def cut(text: str, limit: int) -> str:
    """At most `limit` bytes of `text`; what was cut leaves a short mark, so that it stays unique.

    Signs that belong together (an accent and its letter, a joined emoji) are not torn apart.
    """
    if len(text.encode()) <= limit:
        return text
    mark = f"~{_mark(text)}"
    end = len(text.encode()[: limit - len(mark)].decode(errors="ignore"))
    while end > 0 and _continues(text, end):
        end -= 1
    return _TRIM.sub("", text[:end]) + mark


def fold(text: str) -> str:
    """What two names have in common that are one name on a file system that knows no case."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def _continues(text: str, index: int) -> bool:
    """Whether the sign at `index` belongs to the one before it."""
    sign = text[index]
    return (
        unicodedata.category(sign)[0] == "M"
        or sign == "\u200d"
        or text[index - 1] == "\u200d"
        or "\U0001f3fb" <= sign <= "\U0001f3ff"
    )


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:8]
