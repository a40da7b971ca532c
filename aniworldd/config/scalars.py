"""What one value may be: the raw text is read by the type that its key declares."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from enum import Enum, IntEnum
from math import isfinite
from pathlib import Path
from typing import Annotated

from aniworldd.model.hours import Hours
from aniworldd.store.encoding import JSON

MINUTE, HOUR, DAY, WEEK = 60, 3600, 86_400, 604_800

_UNFIT = re.compile("[\0-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_WHOLE = re.compile(r"[-+]?[0-9]{1,18}")
_DECIMAL = re.compile(
    r"[-+]?(?:[0-9]{1,18}(?:\.[0-9]{0,18})?|\.[0-9]{1,18})(?:[eE][-+]?[0-9]{1,2})?"
)
_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?(?:[eE][-+]?[0-9]{1,3})?")
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?")
_AMOUNT = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,9})?)\s*([a-z]*)")
_TRUTHS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_SECONDS = {
    **dict.fromkeys(("s", "sec", "second", "seconds"), 1),
    **dict.fromkeys(("min", "minute", "minutes"), MINUTE),
    **dict.fromkeys(("h", "hour", "hours"), HOUR),
    **dict.fromkeys(("d", "day", "days"), DAY),
    **dict.fromkeys(("w", "week", "weeks"), WEEK),
}
_SLOWEST = 1024  # bytes a second
_BYTES = {
    "b": 1,
    **{f"{letter}b": 1000**power for power, letter in enumerate("kmgt", 1)},
    **{f"{letter}ib": 1024**power for power, letter in enumerate("kmgt", 1)},
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """Metadata of an annotated type: how a value of it is read from the text in the file.

    `parse` raises ValueError with the end of a sentence that begins with the value: "is not …".
    """

    parse: Callable[[str], object]
    words: str  # what is expected: "a whole number"
    code: str = "C202"
    choices: tuple[str, ...] = ()  # for did-you-mean
    schema: Mapping[str, JSON] = field(default_factory=dict, compare=False)  # for editors
    show: Callable[[float], str] | None = field(default=None, compare=False)  # as people write it


def text() -> Parsed:
    return Parsed(_text, "a text", "C204", schema={"type": ["string", "number"]})


def bare(word: str) -> str | int | float | bool:
    """What a value of the user's own means that stands without quotes, as JSON would have it."""
    if word in {"true", "false"}:
        return word == "true"
    if _WHOLE.fullmatch(word):
        return int(word)
    if not _NUMBER.fullmatch(word):
        return _text(word)
    if not isfinite(number := float(word)):
        raise ValueError("is larger than any number that can be kept")
    return number


def whole() -> Parsed:
    return Parsed(_whole, "a whole number", schema={"type": "integer"})


def decimal() -> Parsed:
    return Parsed(_decimal, "a number", schema={"type": "number"})


def truth() -> Parsed:
    words: list[JSON] = [True, False, *(word for word in _TRUTHS if len(word) < 4)]
    return Parsed(_truth, "true or false", schema={"enum": words})


def time_of_day() -> Parsed:
    schema: Mapping[str, JSON] = {"type": "string", "pattern": f"^{_TIME.pattern}$"}
    return Parsed(_time_of_day, "a time of day", "C203", schema=schema)


def day() -> Parsed:
    return Parsed(_day, "a date", "C203", schema={"type": "string", "format": "date"})


def path() -> Parsed:
    return Parsed(_path, "a path", schema={"type": "string", "minLength": 1})


def one_of(values: Iterable[object]) -> Parsed:
    """The members of an enum, or the values of a Literal; upper and lower case are the same."""
    named = {_name(value): value for value in values}
    folded = {name.casefold(): value for name, value in named.items()}
    allowed = ", ".join(named)

    def parse(word: str) -> object:
        try:
            return folded[word.strip().casefold()]
        except KeyError:
            raise ValueError(f"is none of {allowed}") from None

    words: list[JSON] = [
        value if isinstance(value, int) and not isinstance(value, Enum) else name
        for name, value in named.items()
    ]
    schema: Mapping[str, JSON] = {"enum": words}
    return Parsed(parse, f"one of {allowed}", "C205", tuple(named), schema)


def duration(unit: int = 1) -> Parsed:
    """Seconds; a number alone counts in `unit` seconds."""

    def parse(word: str) -> float:
        amount = _amount(word, _SECONDS, unit)
        if amount is None:
            raise ValueError("is not a duration such as 30 s, 5 min, 2 h, 7 days or 1 week")
        return amount

    def show(seconds: float) -> str:
        return _shown(seconds, (("day", DAY), ("h", HOUR), ("min", MINUTE), ("s", 1)))

    words = "a duration such as 30 s, 5 min, 2 h, 7 days or 1 week"
    return Parsed(parse, words, schema=_amount_schema(_SECONDS), show=show)


def size() -> Parsed:
    """Bytes, also when it is a number alone."""

    def parse(word: str) -> int:
        amount = _amount(word, _BYTES, 1)
        if amount is None:
            raise ValueError("is not a size such as 500 MB, 5 MiB or 1 GiB")
        return int(amount)

    def show(count: float) -> str:
        units = [(f"{letter}iB", 1024**power) for power, letter in enumerate("KMGT", 1)]
        return _shown(count, (*reversed(units), ("B", 1)))

    words = "a size such as 500 MB, 5 MiB or 1 GiB"
    return Parsed(parse, words, schema=_amount_schema(_BYTES), show=show)


def rate() -> Parsed:
    """Bytes a second, also when it is a number alone."""

    def parse(word: str) -> int:
        amount = _amount(word.strip().removesuffix("/s"), _BYTES, 1)
        if amount is None:
            raise ValueError("is not a rate such as 500 KB/s or 5 MiB/s")
        if amount < _SLOWEST:
            raise ValueError("is less than 1 KiB/s, at which nothing ever arrives")
        return int(amount)

    def show(count: float) -> str:
        units = [(f"{letter}iB/s", 1024**power) for power, letter in enumerate("KMGT", 1)]
        return _shown(count, (*reversed(units), ("B/s", 1)))

    words = "a rate such as 500 KB/s or 5 MiB/s"
    return Parsed(parse, words, schema=_amount_schema(_BYTES, r"(\s*/s)?"), show=show)


def hours() -> Parsed:
    pattern = rf"^\s*{_TIME.pattern}\s*-\s*{_TIME.pattern}\s*$"
    schema: Mapping[str, JSON] = {"type": "string", "pattern": pattern}
    return Parsed(_hours, "a part of the day such as 01:00-07:00", "C203", schema=schema)


def _text(word: str) -> str:
    if word.isprintable() or not _UNFIT.search(word):
        return word
    raise ValueError("holds characters that are no text")


def _whole(word: str) -> int:
    if not _WHOLE.fullmatch(word.strip()):
        raise ValueError("is not a whole number")
    return int(word)


def _decimal(word: str) -> float:
    if not _DECIMAL.fullmatch(word.strip()):
        raise ValueError("is not a number")
    return float(word)


def _truth(word: str) -> bool:
    try:
        return _TRUTHS[word.strip().casefold()]
    except KeyError:
        raise ValueError("is neither true nor false (nor yes, no, on, off)") from None


def _time_of_day(word: str) -> time:
    found = _TIME.fullmatch(word.strip())
    if found is None:
        raise ValueError("is not a time of day (00:00 to 23:59)")
    return time(int(found[1]), int(found[2]), int(found[3] or 0))


def _hours(word: str) -> Hours:
    begin, dash, end = word.partition("-")
    if not dash:
        raise ValueError("is not a part of the day such as 01:00-07:00")
    found = Hours(_time_of_day(begin), _time_of_day(end))
    if found.begin == found.end:
        raise ValueError("is begun when it ends; null means the whole day")
    return found


def _day(word: str) -> date:
    try:
        return date.fromisoformat(word.strip())
    except ValueError:
        raise ValueError("is not a date such as 2026-05-31") from None


def _path(word: str) -> Path:
    try:
        if not word or "\0" in word or not word.encode():
            raise ValueError("is not a path")
        return Path(word).expanduser()
    except UnicodeEncodeError:
        raise ValueError("is not a path") from None
    except RuntimeError:
        raise ValueError("begins with the home folder of somebody unknown here") from None


def _shown(amount: float, units: Sequence[tuple[str, int]]) -> str:
    """In the largest unit that needs no fraction."""
    name, size = next((unit for unit in units if amount and amount % unit[1] == 0), units[-1])
    count = f"{amount / size:g}" if amount % size else str(int(amount // size))
    return f"{count} {name}s" if name == "day" and count != "1" else f"{count} {name}"


def _amount_schema(units: Mapping[str, int], more: str = "") -> Mapping[str, JSON]:
    """A number alone, or one with a unit; upper and lower case are the same."""
    names = "|".join(
        "".join(f"[{letter}{letter.upper()}]" for letter in name)
        for name in sorted(units, key=len, reverse=True)
    )
    pattern = rf"^\s*[0-9]{{1,15}}(\.[0-9]{{1,9}})?\s*({names})?{more}\s*$"
    return {"type": ["number", "string"], "minimum": 0, "pattern": pattern}


def _name(value: object) -> str:
    if isinstance(value, IntEnum):
        return value.name.lower()
    return str(value.value) if isinstance(value, Enum) else str(value)


def _amount(word: str, units: dict[str, int], bare: int) -> float | None:
    found = _AMOUNT.fullmatch(word.strip().casefold())
    if found is None or (found[2] and found[2] not in units):
        return None
    return float(found[1]) * (units[found[2]] if found[2] else bare)


Seconds = Annotated[float, duration()]
Days = Annotated[float, duration(DAY)]  # seconds too, but a number alone means days
Bytes = Annotated[int, size()]
Rate = Annotated[int, rate()]  # bytes a second
PartOfDay = Annotated[Hours, hours()]
