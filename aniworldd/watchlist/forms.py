"""The forms of a file of wishes: .yaml is one wish, .txt one in each line, .url a shortcut."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from aniworldd.config import lines, marks
from aniworldd.config.lines import Line
from aniworldd.config.marks import Document, Node
from aniworldd.config.problems import Place, Problem, refused
from aniworldd.config.reading import PROBLEMS, closest
from aniworldd.config.reading import read as read_node
from aniworldd.model.watch import Watch
from aniworldd.watchlist.entry import Entry

LIMITS = {".yaml": 64 * 1024, ".txt": 1024 * 1024, ".url": 64 * 1024}  # bytes of one file
COMPARISONS = 2_000  # of texts, at some 50 µs each
_SHORTCUT = re.compile(r"\s*\[\s*internetshortcut\s*\]\s*", re.IGNORECASE)
_URL = re.compile(r"\s*url\s*=\s*(.*?)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish, and where it stands."""

    watch: Watch
    source: str = field(repr=False)  # the file's text; of a list the line
    line: int = 0  # of a list; 0: the file is this wish alone
    behind: str = ""  # of a list: what its line says now, and what cannot be read


@dataclass(frozen=True, slots=True)
class Broken:
    """A line of a list that is no wish at the moment."""

    id: str  # of the wish that it would be
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What a file says now. One that is not `readable` says nothing about its wishes."""

    wishes: tuple[Wish, ...] = ()
    problems: tuple[Problem, ...] = ()
    broken: tuple[Broken, ...] = ()
    readable: bool = True


def judge(source: bytes | str, name: str, shown: str) -> Judged:
    """What these bytes mean in the form that the file's `name` ends in; never raises.

    `shown` is the name for people.
    """
    match form_of(name):
        case ".txt":
            return _list(source, name, shown)
        case ".url":
            return _single(*_shortcut(source, shown), name)
        case _:
            return _single(*marks.compose(source, shown, limit=LIMITS[".yaml"]), name)


def form_of(name: str) -> str:
    """The ending that says the form, "" when it is none of them."""
    return next((form for form in LIMITS if name.endswith(form)), "")


def limit(name: str) -> int:
    """How many bytes a file of this name may have."""
    return LIMITS.get(form_of(name), LIMITS[".yaml"])


def text_of(wishes: Iterable[Wish]) -> str:
    """A file's text with these wishes alone."""
    return "\n".join(wish.source for wish in wishes)


def in_force(judged: Judged, before: Iterable[Wish], broken_before: Iterable[Broken]) -> list[Wish]:
    """The wishes of now; what cannot be read is replaced by what stood there before."""
    if not judged.readable:
        return list(before)
    now = {wish.watch.id for wish in judged.wishes}
    gone = {wish.watch.id: wish for wish in before if wish.watch.id not in now}
    stale = {line.text for line in broken_before}
    return [*judged.wishes, *_stand_ins(judged.broken, gone, stale)] if gone else [*judged.wishes]


def place(wish: Wish, shown: str, *keys: str | int) -> Place:
    """Where a wish says this; `shown` is its file."""
    form = form_of(shown)
    if form == ".txt":
        document = Document(shown, wish.source)
        (line,) = lines.lines(document, Entry, "link")
        return replace(line.node.place_at(*keys), line=wish.line)
    if form == ".url":
        node, _ = _shortcut(wish.source, shown)
    else:
        node, _ = marks.compose(wish.source, shown)
    return node.place_at(*keys) if node else Place(shown)


def same_link(link: str) -> str:
    """What is equal for two spellings of one address."""
    host, _, path = link.partition("#")[0].partition("://")[2].partition("/")
    return f"{host.lower()}/{path.rstrip('/')}"


def _single(node: Node | None, problems: list[Problem], name: str) -> Judged:
    entry = None
    if node is not None:
        entry, problems = read_node(node, Entry)
    if node is None or entry is None:
        return Judged(problems=tuple(problems), readable=False)
    wish = Wish(entry.watch(name), node.document.text)
    return Judged((wish,), tuple(problems))


def _list(source: bytes | str, name: str, shown: str) -> Judged:
    document = marks.decode(source, shown, limit=LIMITS[".txt"])
    if isinstance(document, Problem):
        return Judged(problems=(document,), readable=False)
    wishes: dict[str, Wish] = {}
    problems: list[Problem] = []
    broken: list[Broken] = []
    for line in lines.lines(document, Entry, "link"):
        entry, found = read_node(line.node, Entry)
        problems += (*line.problems, *found)
        # By its link, so that a line above or a change of order makes no other wish of it.
        id = f"{name} {same_link(line.value)}"
        if entry is None or refused(line.problems):
            broken.append(Broken(id, line.number, line.text))
        elif id in wishes:
            problems.append(_twice(line, wishes[id]))
        else:
            wishes[id] = Wish(entry.watch(id), line.text, line.number)
    return Judged(tuple(wishes.values()), tuple(_worth_reading(problems)), tuple(broken))


def _twice(line: Line, first: Wish) -> Problem:
    message = f"line {first.line} wishes for this link already, and counts"
    hint = "remove one of the two"
    return line.node.problem("C401", message, "link", hint=hint, severity="warning")


def _worth_reading(problems: list[Problem]) -> list[Problem]:
    if len(problems) <= PROBLEMS:
        return problems
    last = problems[PROBLEMS - 1]
    message = f"{PROBLEMS} problems; those of later lines are not told"
    place = Place(last.file, last.line, last.column, last.width, last.source)
    return [*problems[:PROBLEMS], Problem.at(place, "C010", message)]


def _stand_ins(broken: Iterable[Broken], gone: dict[str, Wish], stale: set[str]) -> Iterator[Wish]:
    """For each broken line the wish that it was, when one of those gone can have been it.

    First those that are surely it: by their link, or because they stood behind this very text
    before. Then a line that just broke takes the one that it is most like.
    """
    unsure = []
    behind = {wish.behind: id for id, wish in gone.items() if wish.behind}
    for line in broken:
        id = line.id if line.id in gone else behind.pop(line.text, "")
        if id in gone:
            yield replace(gone.pop(id), line=line.line, behind=line.text)
        elif line.text not in stale:
            unsure.append(line)
    for line, wish in _likeliest(unsure, gone):
        yield replace(wish, line=line.line, behind=line.text)


def _likeliest(broken: list[Broken], gone: dict[str, Wish]) -> Iterator[tuple[Broken, Wish]]:
    if len(broken) * len(gone) > COMPARISONS:  # all of the list was mangled: its order is left
        yield from zip(broken, sorted(gone.values(), key=lambda wish: wish.line), strict=False)
        return
    texts = {wish.source: id for id, wish in gone.items()}
    for line in broken:
        likeliest = closest(line.text, texts)
        if likeliest:
            yield line, gone[texts.pop(likeliest)]


def _shortcut(source: bytes | str, shown: str) -> tuple[Node | None, list[Problem]]:
    document = marks.decode(_decoded(source), shown, limit=LIMITS[".url"])
    if isinstance(document, Problem):
        return None, [document]
    inside = False
    for number, text in enumerate(document.lines, 1):
        found = _URL.fullmatch(text)
        if text.lstrip().startswith("["):
            inside = _SHORTCUT.fullmatch(text) is not None
        elif inside and found:
            return lines.one(document, number, found.start(1) + 1, "link", found[1]), []
    message = "a line 'URL=https://…' below a line '[InternetShortcut]' is missing"
    hint = "this is the form of Windows' shortcuts; in a file .yaml it is 'link: https://…'"
    return None, [Problem("C101", message, shown, path="URL", hint=hint)]


def _decoded(source: bytes | str) -> bytes | str:
    """Windows writes shortcuts in its own alphabet; addresses are the same in each."""
    if isinstance(source, bytes) and not source.startswith(marks.UTF16):
        try:
            source.decode("utf-8")
        except UnicodeDecodeError:
            return source.decode("latin-1")
    return source
