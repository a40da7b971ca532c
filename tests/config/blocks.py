"""Sections and lists with lines of their own, comments in odd places, for hypothesis.

Every line knows what it says something about, so that a test can tell which of them an edit may
touch. Comments are `# c`, and numbered: no two lines are alike.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from hypothesis import strategies as st

from aniworldd.config.values import Keys

Between = tuple[Keys, int]  # a comment in this section or list, before the entry of that number


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    about: tuple[Keys, ...] = ()  # entries that stand in it, or go on
    between: Between | None = None
    first: Keys | None = None  # the entry that the dash of an item stands before
    flow: bool = False  # a whole list or section in one line


@dataclass(slots=True)
class File:
    lines: list[Line] = field(default_factory=list)
    windows: bool = False

    @property
    def source(self) -> bytes:
        text = "".join(f"{line.text}\n" for line in self.lines)
        return (text.replace("\n", "\r\n") if self.windows else text).encode()


@st.composite
def blocks(draw: st.DrawFn) -> File:
    """A file of at least one entry."""
    writer = _Writer(draw)
    start = draw(st.sampled_from(["", "---", "--- # c0"]))
    lines = [Line(start)] if start else []
    return File([*lines, *writer.section((), 0, 3, "")], draw(st.booleans()))


class _Writer:
    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self._number = 0

    def section(self, path: Keys, indent: int, depth: int, lead: str | None) -> Iterator[Line]:
        """`lead` is what stands before its first key, when that is not its margin."""
        for at in range(self._draw(st.integers(1, 3))):
            if at or lead is None or lead == "":
                yield from self._comments((path, at), indent)
            key = f"k{at}"
            margin = lead if at == 0 and lead else " " * indent
            first = (*path, key) if at == 0 and lead else None
            yield from self._entry(f"{margin}{key}:", (*path, key), indent, depth, first)
        yield from self._comments((path, 99), indent)

    def items(self, path: Keys, indent: int, depth: int, lead: str | None) -> Iterator[Line]:
        for at in range(self._draw(st.integers(1, 4))):
            if at or lead is None:
                yield from self._comments((path, at), indent)
            margin = lead if at == 0 and lead is not None else " " * indent
            first = (*path, at) if at == 0 and lead is not None else None
            yield from self._item(margin, (*path, at), indent, depth, first)
        yield from self._comments((path, 99), indent)

    def _entry(
        self, head: str, path: Keys, indent: int, depth: int, first: Keys | None
    ) -> Iterator[Line]:
        kind = self._kind(depth)
        if kind == "section":
            yield Line(f"{head}{self._note()}", (path,), first=first)
            yield from self.section(path, indent + self._draw(st.integers(1, 4)), depth - 1, None)
        elif kind == "list":
            yield Line(f"{head}{self._note()}", (path,), first=first)
            more = self._draw(st.sampled_from([0, 2, 4]))
            yield from self.items(path, indent + more, depth - 1, None)
        else:
            yield from self._leaf(f"{head} ", path, indent, kind, first)

    def _item(
        self, margin: str, path: Keys, indent: int, depth: int, first: Keys | None
    ) -> Iterator[Line]:
        kind = self._kind(depth)
        pad = self._draw(st.sampled_from([" ", "   "]))
        inner = indent + 1 + len(pad)
        if kind not in {"section", "list"}:
            yield from self._leaf(f"{margin}-{pad}", path, indent, kind, first)
            return
        write = self.section if kind == "section" else self.items
        if self._draw(st.booleans()):
            begin, *rest = write(path, inner, depth - 1, f"{margin}-{pad}")
            yield replace(begin, about=(path, *begin.about), first=begin.first or first)
            yield from rest
        else:
            yield Line(f"{margin}-{self._note()}", (path,), first=first)
            yield from write(path, inner, depth - 1, None)

    def _leaf(
        self, head: str, path: Keys, indent: int, kind: str, first: Keys | None
    ) -> Iterator[Line]:
        about: tuple[Keys, ...] = (path,)
        match kind:
            case "flow":
                items = [self._word() for _ in range(self._draw(st.integers(0, 3)))]
                about = (path, *((*path, at) for at in range(len(items))))
                yield Line(
                    f"{head}[{', '.join(items)}]{self._note()}", about, first=first, flow=True
                )
            case "map":
                about = (path, (*path, "f"))
                yield Line(
                    f"{head}{{f: {self._word()}}}{self._note()}", about, first=first, flow=True
                )
            case "text":
                yield Line(f"{head}|{self._note()}", about, first=first)
                for _ in range(2):
                    self._number += 1
                    yield Line(f"{' ' * (indent + 6)}# text {self._number}", about)
            case "empty":
                yield Line(f"{head.rstrip()}{self._note()}", about, first=first)
            case _:
                yield Line(f"{head}{self._word()}{self._note()}", about, first=first)

    def _kind(self, depth: int) -> str:
        deep = ["section", "section", "list", "list"] if depth else []
        return self._draw(st.sampled_from(["word", "word", *deep, "flow", "map", "text", "empty"]))

    def _word(self) -> str:
        self._number += 1
        forms = ["v{}", "v{}", "'v {}: #'", '"v{}"', "{}"] * 3
        return self._draw(st.sampled_from([*forms, "!env V{}"])).format(self._number)

    def _note(self) -> str:
        self._number += 1
        return self._draw(st.sampled_from(["", "", "  # c{}", " # c{}: x"])).format(self._number)

    def _comments(self, between: Between, indent: int) -> Iterator[Line]:
        """At the entries' own margin, further left, and as blank lines."""
        for _ in range(self._draw(st.sampled_from([0, 0, 0, 1, 2]))):
            self._number += 1
            margin = " " * self._draw(st.sampled_from([indent, indent, 0]))
            text = self._draw(st.sampled_from([f"{margin}# c{self._number}", ""]))
            yield Line(text, between=between)
