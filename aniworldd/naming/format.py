"""How files are named: a template of components, whose empty fields vanish with their brackets."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from aniworldd.naming import grammar, parse, safe

FIELDS = ("title", "year", "season", "number", "name")

_NUMBERS = {"season", "number"}
_TOKEN = re.compile(r"\{([^{}]*)\}|([{}])")
_WIDTH = re.compile(r"0?[1-9]")
_EMPTY = "\0"  # stands for a field without a value until it vanishes; no name can hold it
_EMPTY_PAIR = re.compile(rf"{_EMPTY}[ \-–—_.,]*{_EMPTY}")
_EMPTY_BRACKET = re.compile(rf" *(?:\([ \-–—]*{_EMPTY}[ \-–—]*\)|\[[ \-–—]*{_EMPTY}[ \-–—]*\])")
_EMPTY_FIELD = re.compile(rf" *[\-–—_.,] *{_EMPTY}|^{_EMPTY} *[\-–—_.,] *|{_EMPTY}")
_SHORTEST = 24  # bytes of an episode's name that still say something


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    width: int = 0
    zeros: bool = False

    def render(self, value: str) -> str:
        return value.zfill(self.width) if self.zeros else value.rjust(self.width)


@dataclass(frozen=True, slots=True)
class Component:
    """One part of a template between two slashes."""

    pieces: tuple[str | Field, ...]

    def fields(self) -> set[str]:
        return {piece.name for piece in self.pieces if isinstance(piece, Field)}

    def render(self, values: Mapping[str, str]) -> str:
        """With these clean values, as a name that fits; the fields are shortened, not the rest."""
        values = dict(values)
        for name in ("name", "title"):
            excess = len(self._fill(values).encode()) - (safe.LIMIT - safe.ROOM)
            if excess > 0 and name in self.fields():
                left = len(values[name].encode()) - excess
                values[name] = safe.cut(values[name], left) if left >= _SHORTEST else ""
        return safe.component(self._fill(values))

    def _fill(self, values: Mapping[str, str]) -> str:
        text = "".join(
            piece if isinstance(piece, str) else piece.render(values[piece.name] or _EMPTY)
            for piece in self.pieces
        )
        if _EMPTY in text:
            while (shorter := _EMPTY_PAIR.sub(_EMPTY, text)) != text:
                text = shorter
            text = _EMPTY_FIELD.sub("", _EMPTY_BRACKET.sub("", text))
        return safe.clean(text)


@dataclass(frozen=True, slots=True)
class Template:
    """A judged template: the series' folder, folders, and the file without its extension."""

    source: str
    components: tuple[Component, ...]

    def render(
        self, *, title: str, year: int | None, season: int, number: int, name: str
    ) -> PurePath:
        """The path below the library root, without extension.

        A name of an episode that would be read as another episode, or as none, `S01E02` or
        `Trailer`, is left out.
        """
        values = {
            "title": safe.clean(title) or safe.component(title),
            "year": str(year or ""),
            "season": str(season),
            "number": str(number),
            "name": safe.clean(name),
        }
        path = self._path(values)
        if not name or _is_read(path, title, season, number):
            return path
        plain = self._path({**values, "name": ""})
        said_wrongly = parse.read(PurePath(f"{path}.mkv"), title).take
        return plain if said_wrongly or _is_read(plain, title, season, number) else path

    def _path(self, values: Mapping[str, str]) -> PurePath:
        *folders, file = (component.render(values) for component in self.components)
        return PurePath(*folders, _plain(file))


def _is_read(path: PurePath, title: str, season: int, number: int) -> bool:
    reading = parse.read(PurePath(f"{path}.mkv"), title)
    return (reading.season, reading.episodes) == (season, (number,))


def compile(source: str) -> Template:
    """Judge a template; raises `ValueError` with what is wrong with it."""
    if source.startswith("/"):
        raise ValueError("a naming template is a path below the library, so it cannot begin with /")
    parts = source.split("/")
    if any(part.strip(" .") == "" for part in parts):
        raise ValueError("a naming template cannot have an empty part, . or .. between its slashes")
    template = Template(source, tuple(compile_component(part) for part in parts))
    _check_places(template)
    _check_readable(template)
    return template


def compile_component(source: str) -> Component:
    """Judge one part of a template; raises `ValueError` like `compile`."""
    pieces: list[str | Field] = []
    end = 0
    for match in _TOKEN.finditer(source):
        if match[2]:
            raise ValueError(f"the brace {match[2]} in {source!r} has no partner")
        pieces += [_literal(source[end : match.start()]), _field(match[1])]
        end = match.end()
    pieces.append(_literal(source[end:]))
    return Component(tuple(piece for piece in pieces if piece != ""))


def folder(source: str, *, title: str, year: int | None) -> str:
    """The name of a series' folder by the first part of a template."""
    values = {"title": safe.clean(title) or safe.component(title), "year": str(year or "")}
    return compile_component(source).render(values)


def _literal(text: str) -> str:
    unfit = sorted(set(text) - set(safe.clean(f"x{text}x")))
    if unfit:
        raise ValueError(f"a file name cannot hold {unfit[0]!r}, which is in the naming template")
    return text


def _field(text: str) -> Field:
    name, colon, width = text.partition(":")
    if name not in FIELDS:
        import difflib  # 1 MiB that only a mistake has to pay for

        near = difflib.get_close_matches(name.strip().lower(), FIELDS, n=1, cutoff=0.5)
        hint = f", did you mean {{{near[0]}}}?" if near else f"; there are {_listed(FIELDS)}"
        raise ValueError(f"there is no field {{{name}}} in a naming template{hint}")
    if not colon:
        return Field(name)
    if name not in _NUMBERS:
        raise ValueError(f"{{{name}}} takes no width; only {_listed(sorted(_NUMBERS))} do")
    if not _WIDTH.fullmatch(width):
        raise ValueError(f"{{{text}}} is no width: write it like {{{name}:02}}")
    return Field(name, int(width), width.startswith("0"))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)


def _check_places(template: Template) -> None:
    first, *others = (component.fields() for component in template.components)
    used = first.union(*others)
    for name in ("title", "season", "number"):
        if name not in used:
            raise ValueError(
                f"a naming template needs {{{name}}}, or its files cannot be told apart"
            )
    if not others or "title" not in first or first - {"title", "year"}:
        raise ValueError(
            "the first part of a naming template is the series' folder: it needs {title}, may have "
            "{year}, and a slash follows"
        )
    if "number" not in others[-1]:
        raise ValueError("the last part of a naming template is the file: it needs {number}")


def _check_readable(template: Template) -> None:
    """What we name ourselves must be found again, or it would be fetched for ever."""
    for season, number in ((1, 2), (12, 13), (3, 104)):
        path = template.render(
            title="Some Title", year=2013, season=season, number=number, name="A Name"
        )
        reading = parse.read(PurePath(f"{path}.mkv"))
        if (reading.season, reading.episodes) != (season, (number,)):
            raise ValueError(
                f"a file that this template names {str(path)!r} would not be read as season "
                f"{season}, episode {number}; S{{season:02}}E{{number:02}} always is"
            )


def _plain(stem: str) -> str:
    """Without a beginning or ending that would make a scan take it for something else."""
    if grammar.SAMPLE.match(stem):
        stem = f"_{stem}"
    if grammar.ENDING.search(stem[-grammar.TAIL :]) is None:
        return stem
    start = max(stem.rfind("-"), stem.rfind("."), stem.rfind("_"))
    return _plain(f"{stem[:start]} {stem[start + 1 :]}")
