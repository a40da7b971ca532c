"""Which episodes a name says it holds: codes, seasons in words, mere numbers. Pure."""

import datetime as dt
import re
from contextlib import suppress
from dataclasses import dataclass

from aniworldd.naming import grammar, title

_EDGES = " ._-–—"
_SPAN = 100  # episodes in one file at most, when both ends say that they are episodes
_BARE_SPAN = 12  # at most, when the second is a mere number: `S01E01-48` is no half season
_JOINED = 30  # episodes of a season at most for `201` to be its first one


@dataclass(frozen=True, slots=True)
class Numbers:
    season: int
    episodes: tuple[int, ...]  # () when the name is too unsure


def explicit(text: str, known: str) -> Numbers | None:
    """`S01E02` and its like; `known` is the title's signs."""
    match = grammar.EXPLICIT.search(text)
    if match is None:
        return None
    numbers = _agreed(text, match, grammar.EXPLICIT, grammar.EXPLICIT_MORE)
    before = text[: match.start()]
    if _numbered(before, known) or _beside(before, known):
        return Numbers(numbers.season, ())
    return numbers


def cross(text: str) -> Numbers | None:
    """`2x14` and its like."""
    match = grammar.CROSS.search(text)
    if match is None:
        if "x" not in text.lower() or not (match := grammar.SHORT_CROSS.match(text)):
            return None
        return _agreed(text, match, grammar.SHORT_CROSS, grammar.CROSS_MORE)
    numbers = _agreed(text, match, grammar.CROSS, grammar.CROSS_MORE)
    return Numbers(numbers.season, ()) if grammar.COUNTED.match(text) else numbers


def seasoned(text: str, folder: int | None, *, titled: bool) -> Numbers | None:
    """`S2 - 08`, `2nd Season - 06`, and `II - 03` right after the title.

    None when it says nothing of a season; too unsure when the folder says another one.
    """
    if match := grammar.SEASONED.search(text):
        season = int(match[1] or match[2] or match[3])
    elif titled and (match := grammar.ROMAN.match(text)):
        season = grammar.ROMANS.index(match[1])
    elif match := grammar.JAPANESE.search(text):
        return Numbers(int(match[1]), (int(match[2]),))
    else:
        return None
    digits = match["marked"] or match["dashed"] or match["boxed"]
    rest = grammar.TRAILING_BRACKETS.sub("", match["rest"])
    sure = match["mark"] is not None or digits.startswith("0")
    named = match["boxed"] or _is_a_name(rest, sure=sure)
    if (folder or season) != season or not named or grammar.COUNTED.match(text):
        return Numbers(season, ())
    return Numbers(season, (int(digits),))


def dates(text: str) -> frozenset[dt.date]:
    """Every day that it names."""
    found = set()
    for match in grammar.ISO_DATE.finditer(text):
        with suppress(ValueError):
            found.add(dt.date(int(match[1]), int(match[3]), int(match[4])))
    for match in grammar.GERMAN_DATE.finditer(text):
        with suppress(ValueError):
            found.add(dt.date(int(match[3]), int(match[2]), int(match[1])))
    return frozenset(found)


def of_another_season(text: str, season: int | None) -> bool:
    """Whether it speaks of a season that is not the one of its folder."""
    match = grammar.SEASON_SAID.search(text)
    return match is not None and int(match[1]) != season


def bared(rest: str) -> str:
    """What is left without the brackets around it."""
    if match := grammar.YEAR_BRACKET.match(rest):
        rest = rest[match.end() :]
    return grammar.TRAILING_BRACKETS.sub("", rest).strip(_EDGES)


def boxed(stem: str, rest: str, known: str, *, titled: bool) -> str:
    """The number in a box of its own, after the title: `[Group][Title][01][1080p]`; "" if none."""
    boxes = grammar.BOXES.findall(stem) if stem.startswith("[") else []
    after = next((at for at, box in enumerate(boxes, 1) if title.signs(box) == known), 0)
    if after:
        match = grammar.BOXED.match(f"[{boxes[after]}]" if boxes[after:] else "")
    else:
        match = grammar.BOXED.match(rest if titled else stem if not rest else "")
    found = match[1] if match else ""
    return "" if found in grammar.HEIGHTS or _year(found) else found


def bare(text: str, season: int | None, *, parts: bool, dashed: bool) -> tuple[int, ...]:
    """The episodes that a name beginning with a number holds; () when it is too unsure.

    `parts`: a part is an episode there; `dashed`: a dash stood before the number.
    """
    match = grammar.NUMBER.fullmatch(text)
    if match is None or (match["part"] and not parts):
        return ()
    rest = match["rest"]
    if match["mark"] == "第":
        if not grammar.COUNTER.match(rest):
            return ()
        rest = rest[1:]
    if not match["mark"]:
        if _year(match["first"]) or (match["first"] in grammar.HEIGHTS and not dashed):
            return ()
        if _is_joined(match["first"], season):
            return _joined(match, rest, season or 0)
    sure = bool(match["mark"]) or match["first"].startswith("0")
    if not _is_a_name(rest, sure=sure, dashed=dashed):
        return ()
    first, last = int(match["first"]), match["last"]
    if last is None:
        return (first,)
    span = _SPAN if len(match["to"]) > 1 else _BARE_SPAN
    return tuple(range(first, int(last) + 1)) if 0 < int(last) - first < span else ()


def _numbered(before: str, known: str) -> bool:
    """Whether a name has a number already, before a code that it then only speaks of."""
    if not grammar.DIGIT.search(before) or not grammar.NUMBERED.search(before):
        return False
    return grammar.NUMBERED.search(title.without(before, known)[0]) is not None


def _beside(before: str, known: str) -> bool:
    """Whether what stands before a code says that it is only something about that episode."""
    low = before.lower()
    if not any(word in low for word in grammar.BESIDES):
        return False  # as nearly always
    rest = title.without(before, known)[0].lower()
    return any(word in rest for word in grammar.BESIDES)


def _agreed(
    text: str, match: re.Match[str], form: re.Pattern[str], more: re.Pattern[str]
) -> Numbers:
    """The numbers of a match; none when they are half ones or another place says otherwise."""
    season, first = int(match[1]), int(match[2])
    episodes = _several(season, first, match[3], more) if match[3] else (first,)
    if grammar.BESIDE.match(text, match.end()):
        return Numbers(season, ())
    if not grammar.DIGIT.search(text, match.end()):
        return Numbers(season, episodes)
    if grammar.FRACTION.match(text, match.end()):
        return Numbers(season, ())
    other = form.search(text, match.end())
    if other is not None and (int(other[1]), int(other[2])) != (season, first):
        return Numbers(season, ())
    return Numbers(season, episodes)


def _several(season: int, first: int, text: str, more: re.Pattern[str]) -> tuple[int, ...]:
    """More than one: two with a dash are a range, three and more are exactly these."""
    episodes, joins = [first], []
    for join, other, marked, digits in more.findall(text):
        number = int(digits)
        if other and int(other) != season:
            return ()
        if not marked and number - episodes[-1] not in range(1, _BARE_SPAN):
            break  # a size or a year: only the first is sure
        if number == episodes[-1]:
            continue  # said twice
        if not 0 < number - episodes[-1] < _SPAN:
            return ()
        episodes.append(number)
        joins.append(join)
    if len(joins) == 1 and joins[0] in {"-", "~"}:
        return tuple(range(first, episodes[-1] + 1))
    return tuple(episodes)


def _year(digits: str) -> bool:
    return len(digits) == 4 and 1900 <= int(digits) < 2100


def _is_joined(digits: str, season: int | None) -> bool:
    """Whether it may be season and episode in one: `201` in season 2."""
    return bool(season) and len(digits) > 2 and int(digits[:-2]) == season


def _joined(match: re.Match[str], rest: str, season: int) -> tuple[int, ...]:
    """Long first seasons are common, long second ones are not: `101` in season 1 stays unsure."""
    number = int(match["first"][-2:])
    sure = season > 1 and not match["first"].startswith("0") and match["last"] is None
    return (number,) if sure and 0 < number <= _JOINED and _is_a_name(rest, sure=True) else ()


def _is_a_name(rest: str, *, sure: bool, dashed: bool = False) -> bool:
    """Whether what follows a number leaves it the number of an episode.

    `dashed`: it stands between dashes, so that a name with a number may follow.
    """
    if grammar.FRACTION.match(rest):
        return False
    match = grammar.AFTER_NUMBER.match(rest)
    if match is None:
        return not rest
    text = rest[match.end() :]
    if not text or grammar.QUALITY.match(text):
        return True
    if grammar.NOT_A_NAME.match(text):
        return False
    if not grammar.FIRST_OF_A_NAME.match(text):
        strong = dashed and match["strong"] is not None
        return strong and grammar.NAME_WITH_A_NUMBER.match(text) is not None
    return sure or match["strong"] is not None
