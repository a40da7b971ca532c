"""A config file as editors change it: what it may say, and the ways in which it gets there."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from aniworldd.config.settings import Settings

ALIASES = 20 * 1024  # bytes

Said = tuple[str, int, int]  # of the file's first, middle and last line: a mixture shows


@dataclass(frozen=True, slots=True)
class Version:
    """The whole of a file; `said` is what a valid one says."""

    data: bytes
    said: Said | None


def said(settings: Settings) -> Said:
    return settings.name, settings.scheduler.interval_minutes, settings.downloads.retries


def version(number: int, random: Random, rest: str = "", *, valid: bool | None = None) -> Version:
    """Some version that no other number has, three out of five of them valid unless told."""
    if valid is None:
        valid = random.random() < 0.6
    interval, retries = number % 500_000 + 1, number % 1000
    name = f"Number {number}" + " of many" * random.randrange(4)
    text = (
        f"name: {name}\n{rest}# {'.' * random.randrange(60)}\n"
        f"scheduler:\n  interval_minutes: {interval}\n"
        f"downloads: {{retries: {retries}}}\n"
    )
    if valid:
        return Version(random.choice(_VALID)(text), (name, interval, retries))
    return Version(random.choice(_BROKEN)(text), None)


def every_kind(text: str) -> Iterator[tuple[bytes, bool]]:
    """This text in every form, and whether that one is valid."""
    yield from ((kind(text), True) for kind in _VALID)
    yield from ((kind(text), False) for kind in _BROKEN)


def way(path: Path, data: bytes, random: Random) -> Iterator[None]:
    """Bring `data` into the file in some editor's way; each step is a state that a reader sees."""
    return random.choice(tuple(WAYS.values()))(path, data, random)


def _in_place(path: Path, data: bytes, random: Random) -> Iterator[None]:
    """Byte by byte over what is there, then cut to length."""
    with path.open("r+b", buffering=0) as file:
        for piece in _pieces(data, 1 if len(data) < 1000 else 512):
            file.write(piece)
            yield
        file.truncate(len(data))
    yield


def _cut_first(path: Path, data: bytes, random: Random) -> Iterator[None]:
    """What `>` in a shell and many editors do: empty, then written."""
    with path.open("wb", buffering=0) as file:
        yield
        size = max(random.choice((1, 16, 512, 4096)), len(data) // 200)
        for piece in _pieces(data, size):
            file.write(piece)
            yield


def _rename_over(path: Path, data: bytes, random: Random) -> Iterator[None]:
    """The atomic save."""
    beside = path.with_name(f".{path.name}.{random.randrange(1000)}.tmp")
    for _ in _cut_first(beside, data, random):
        yield
    beside.replace(path)
    yield


def _swap_file(path: Path, data: bytes, random: Random) -> Iterator[None]:
    """vim with `backup`: for a moment there is no file at all."""
    swap, backup = path.with_name(f".{path.name}.swp"), path.with_name(f"{path.name}~")
    swap.write_bytes(b"b0VIM 9.0\0" + data[:100])
    yield
    path.rename(backup)
    yield
    for _ in _cut_first(path, data, random):
        yield
    backup.unlink()
    swap.unlink()
    yield


def _linked(path: Path, data: bytes, random: Random) -> Iterator[None]:
    """What stow and mounted ConfigMaps do: another link to another file, renamed over."""
    target = path.with_name(f"version-{random.randrange(4)}")
    target.unlink(missing_ok=True)
    target.write_bytes(data)
    link = path.with_name(".link")
    link.symlink_to(target.name)
    yield
    link.replace(path)
    yield


WAYS: Mapping[str, Callable[[Path, bytes, Random], Iterator[None]]] = {
    "in place": _in_place,
    "cut first": _cut_first,
    "rename over": _rename_over,
    "swap file": _swap_file,
    "link": _linked,
}


def _pieces(data: bytes, size: int) -> Iterator[bytes]:
    for begin in range(0, len(data), size):
        yield data[begin : begin + size]


def _plain(text: str) -> bytes:
    return text.encode()


def _bom(text: str) -> bytes:
    return b"\xef\xbb\xbf" + text.encode()


def _crlf(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def _tabs_between(text: str) -> bytes:
    """Where YAML allows them."""
    return text.replace("name: ", "name:\t").replace("\n", "\t# tab\n", 1).encode()


def _anchors(text: str) -> bytes:
    return (text + "languages: [&one German Dub, *one]\n").encode()


def _many_aliases(text: str) -> bytes:
    aliases = "*one, " * (ALIASES // 6)
    return (text + f"languages: [&one German Dub, {aliases}]\n").encode()


def _no_line_end(text: str) -> bytes:
    return text.rstrip("\n").encode()


def _tab_indent(text: str) -> bytes:
    return text.replace("  interval", "\tinterval").encode()


def _no_anchor(text: str) -> bytes:
    return (text + f"languages: [{'*none, ' * (ALIASES // 7)}]\n").encode()


def _bomb(text: str) -> bytes:
    """Aliases of aliases: some 20 KiB that mean far more than there is memory."""
    levels = ["languages:", "- &a0 [x, x]"]
    levels += [f"- &a{n} [{f'*a{n - 1}, ' * 10}]" for n in range(1, 200)]
    return (text + "\n".join(levels) + "\n").encode()


def _open_quote(text: str) -> bytes:
    return text.replace("name: ", 'name: "').encode()


def _open_brace(text: str) -> bytes:
    return text.rstrip("\n}").encode()


def _wrong_type(text: str) -> bytes:
    return text.replace("interval_minutes: ", "interval_minutes: x").encode()


def _unknown_key(text: str) -> bytes:
    return text.replace("retries: ", "retrys: ").encode()


def _twice(text: str) -> bytes:
    return (text + "name: again\n").encode()


def _not_utf8(text: str) -> bytes:
    return text.encode() + b"# \xff\n"


def _nul(text: str) -> bytes:
    return text.encode() + b"\0" * 40


def _utf16(text: str) -> bytes:
    return text.encode("utf-16")


_VALID = (_plain, _bom, _crlf, _tabs_between, _anchors, _many_aliases, _no_line_end)
_BROKEN = (
    _tab_indent,
    _no_anchor,
    _bomb,
    _open_quote,
    _open_brace,
    _wrong_type,
    _unknown_key,
    _twice,
    _not_utf8,
    _nul,
    _utf16,
)
