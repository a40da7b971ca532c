"""The filters of expressions: `| re staffel-(\\d+) | int`; each turns texts into texts."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qs, urljoin, urlsplit

from aniworldd.config.reading import did_you_mean
from aniworldd.providers.site.faults import BadExpression
from aniworldd.providers.site.patterns import Pattern, compile_pattern, found
from aniworldd.providers.site.values import Context, tidy

Filter = Callable[[Sequence[str], Context], Iterable[str]]

_WHOLE = re.compile(r"[-+]?[0-9]{1,9}")
_ARGUMENT = re.compile(r"\"([^\"]*)\"|'([^']*)'|(\S+)")
_YEAR = re.compile("%[YyGcxF]")
_ANY_DAY = datetime(2023, 11, 28, 17, 46, 39, tzinfo=UTC)


def compile_filter(text: str) -> Filter:
    """`name argument`. Raises `BadExpression`."""
    name, _, rest = text.partition(" ")
    argument = rest.strip()
    if name not in _FILTERS:
        hint = f"filters: {', '.join(_FILTERS)}"
        message = f"there is no filter '{name}'{did_you_mean(name, _FILTERS)}"
        raise BadExpression("S103", message, hint=hint, width=len(name))
    kind = _FILTERS[name]
    if bool(argument) != bool(kind.argument):
        expected = f"takes {kind.argument}" if kind.argument else "takes no argument"
        hint = f"for example: | {kind.example}"
        raise BadExpression("S104", f"the filter '{name}' {expected}", hint=hint)
    try:
        return kind.compile(argument)
    except BadExpression as error:
        raise error.within(len(text) - len(argument), len(argument)) from error


def whole_number(texts: Sequence[str], _: Context) -> Iterable[str]:
    """Texts that are a whole number, without leading zeros."""
    return (str(int(text)) for text in texts if _WHOLE.fullmatch(text))


def absolute(texts: Sequence[str], context: Context) -> Iterable[str]:
    """Addresses on http or https."""
    return (url for text in texts if (url := joined(context.base, text)))


def label(texts: Sequence[str], context: Context) -> Iterable[str]:
    """Site words to labels; an unknown word stays: a language that nobody wished for is no gap."""
    return (context.labels.get(text.casefold(), text) for text in texts)


def iso_date(texts: Sequence[str], _: Context) -> Iterable[str]:
    """Moments in ISO 8601, in UTC unless they say where."""
    return (moment for text in texts if (moment := _moment(text, None)))


def joined(base: str, text: str) -> str:
    """`text` as a whole address on http or https, "" when it is none."""
    try:
        url = urljoin(base, text)
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return ""
    return url.replace(" ", "%20") if usable else ""


@dataclass(frozen=True, slots=True)
class _Kind:
    compile: Callable[[str], Filter]
    example: str
    argument: str = ""  # what it is, for people; "" when there is none


def _plain(filter_: Filter) -> Callable[[str], Filter]:
    return lambda _: filter_


def _re(argument: str) -> Filter:
    pattern: Pattern = compile_pattern(argument)
    return lambda texts, _: (found(match) for text in texts if (match := pattern.search(text)))


def _replace(argument: str) -> Filter:
    words = _words(argument)
    if len(words) != 2 or not words[0]:
        hint = """quote what holds blanks or nothing: | replace "a b" ''"""
        raise BadExpression("S104", "the filter 'replace' takes two texts, OLD and NEW", hint=hint)
    old, new = words
    return lambda texts, _: (text.replace(old, new) for text in texts)


def _split(argument: str) -> Filter:
    words = _words(argument)
    separator = words[0] if len(words) == 1 else argument
    if not separator:
        raise BadExpression("S104", "the filter 'split' takes the text between two values")
    return lambda texts, _: (part for text in texts for part in text.split(separator))


def _date(argument: str) -> Filter:
    if argument.casefold() == "iso":
        return iso_date
    if not _YEAR.search(argument):
        hint = "for example: | date %d.%m.%Y"
        raise BadExpression("S104", "a date format needs day, month and year", hint=hint)
    try:
        again = datetime.strptime(_ANY_DAY.strftime(argument), argument)
    except ValueError as error:
        hint = "for example: | date %d.%m.%Y, or | date iso"
        raise BadExpression("S104", f"not a date format: {error}", hint=hint) from error
    if again.date() != _ANY_DAY.date():
        hint = "for example: | date %d.%m.%Y"
        raise BadExpression("S104", "a date format needs day, month and year", hint=hint)
    return lambda texts, _: (moment for text in texts if (moment := _moment(text, argument)))


def _query(argument: str) -> Filter:
    return lambda texts, _: (value for text in texts for value in _query_values(text, argument))


def _lower(texts: Sequence[str], _: Context) -> Iterable[str]:
    return (text.lower() for text in texts)


def _default(argument: str) -> Filter:
    return lambda texts, _: texts if tidy(texts) else [argument]


def _words(argument: str) -> list[str]:
    """The argument's words; what holds blanks, or nothing, stands in quotes."""
    return [double or single or bare for double, single, bare in _ARGUMENT.findall(argument)]


def _query_values(text: str, name: str) -> list[str]:
    try:
        return parse_qs(urlsplit(text).query, max_num_fields=100).get(name, [])
    except ValueError:
        return []


def _moment(text: str, form: str | None) -> str:
    try:
        moment = datetime.strptime(text, form) if form else datetime.fromisoformat(text)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return aware.astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return ""


_FILTERS = {
    "re": _Kind(_re, r"re staffel-(\d+)", "a pattern"),
    "replace": _Kind(_replace, 'replace "old text" new', "two texts, OLD and NEW"),
    "split": _Kind(_split, "split ,", "the text between two values"),
    "int": _Kind(_plain(whole_number), "int"),
    "date": _Kind(_date, "date %d.%m.%Y", "a format, or iso"),
    "url": _Kind(_plain(absolute), "url"),
    "map": _Kind(_plain(label), "map"),
    "query": _Kind(_query, "query id", "the name of a parameter"),
    "lower": _Kind(_plain(_lower), "lower"),
    "default": _Kind(_default, "default unknown", "a text"),
}
