"""The numbers by which other programs know a series, as folders carry them. Pure."""

import re

from aniworldd.model.title import Title

Id = tuple[str, str]  # whose number: imdb, tmdb or tvdb; and the number

_TAG = re.compile(r"[\[{](imdb|tmdb|tvdb)(?:id)?[-=]((?:tt)?[0-9]{1,12})[\]}]", re.IGNORECASE)
_NUMBER = re.compile(r"(?:tt)?[0-9]{1,12}", re.IGNORECASE)


def in_name(folder: str) -> frozenset[Id]:
    """`Title (2013) {tmdb-123} [imdbid-tt1]`"""
    return frozenset(known(whose.lower(), number) for whose, number in _TAG.findall(folder))


def of_title(title: Title) -> frozenset[Id]:
    """What its provider says."""
    said = {"imdb": title.imdb, "tmdb": title.tmdb, "tvdb": title.tvdb}
    return frozenset(id for whose, number in said.items() if (id := read(whose, number)))


def read(whose: str, number: str) -> Id | None:
    """None for what is no such number."""
    good = whose in {"imdb", "tmdb", "tvdb"} and _NUMBER.fullmatch(number.strip())
    return known(whose, number.strip()) if good else None


def known(whose: str, number: str) -> Id:
    """In one spelling: zeros in front do not count."""
    digits = number.lower().removeprefix("tt").lstrip("0")
    return whose, f"tt{digits}" if whose == "imdb" else digits


def contradict(one: frozenset[Id], other: frozenset[Id]) -> bool:
    """Whether both have numbers of the same kind, and none in common."""
    kinds = {whose for whose, _ in one} & {whose for whose, _ in other}
    return any(
        {id for id in one if id[0] == whose}.isdisjoint(id for id in other if id[0] == whose)
        for whose in kinds
    )
