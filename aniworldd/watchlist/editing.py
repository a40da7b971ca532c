"""Adds and removes wishes for commands, page and API, as a person would: by their files."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from aniworldd.config import layout, marks, patch, saving, values
from aniworldd.config.problems import Problem
from aniworldd.config.reading import did_you_mean
from aniworldd.config.reading import read as read_node
from aniworldd.config.values import Value
from aniworldd.errors import ConfigError, InvalidRequest, NotFound, Unavailable
from aniworldd.model.watch import Watch
from aniworldd.naming import safe
from aniworldd.store.files import Files
from aniworldd.watchlist import forms
from aniworldd.watchlist.entry import Entry
from aniworldd.watchlist.watchlist import Wishes

MARK = "# Written by aniworldd. Change it as you like; example.yaml.sample shows what it may say."
_LONGEST = 80  # characters of a file's name, without its ending
_ORDER = ("link", "name", "key", "folder", "languages", "upgrade")


@dataclass(frozen=True, slots=True)
class Added:
    """The file of a wish; not `new` when the link was wished for already."""

    file: str
    new: bool = True


@dataclass(frozen=True, slots=True)
class Removed:
    file: str
    line: int = 0  # of a list; 0: the whole file
    ours: bool = True  # whether nobody but us had written it


def add(
    folder: Path, wishes: Wishes, fields: Mapping[str, Value], *, disk: Files | None = None
) -> Added:
    """Write a file for this wish, whose `fields` are those of `Entry`; never over another one.

    Raises `InvalidRequest` when one of them is wrong, and what `saving.write` raises.
    """
    text = _written(fields)
    judged = forms.judge(text, "new.yaml", "the new wish")
    if not judged.wishes:
        raise InvalidRequest("; ".join(map(_sentence, judged.problems)))
    watch = judged.wishes[0].watch
    known = wishes.of_link(watch.link)
    if known is not None:
        return Added(known[0], new=False)
    name = _free(folder, _stem(watch))
    saving.write(folder / name, text.encode(), before=None, files=disk)
    return Added(name)


def remove(
    folder: Path,
    wishes: Wishes,
    word: str,
    *,
    backup: Callable[[], object],
    disk: Files | None = None,
) -> Removed:
    """Take away a wish by its key, name, link or file: the file, or its line of a list.

    What a person wrote is kept by `backup` first. Raises `NotFound` with what was probably meant,
    `InvalidRequest` when several are, and what `saving` raises.
    """
    name, wish = find(wishes, word)
    path = folder / name
    source = saving.read(path)
    if source is None:
        raise NotFound(f"{path} is not there any more")
    ours = is_ours(source)
    if not ours:
        backup()
    if wish is not None and wish.line:
        line = _now_at(source, name, wish)
        saving.write(path, _without_line(source, line), before=source, files=disk)
        return Removed(name, line, ours=False)
    saving.remove(path, before=source, files=disk)
    return Removed(name, ours=ours)


def change(
    folder: Path,
    wishes: Wishes,
    id: str,
    changes: Mapping[str, Value],
    *,
    backup: Callable[[], object],
    disk: Files | None = None,
) -> Watch:
    """Give keys of a wish other values, and answer what its file says then; None takes one out.

    What means the same already changes no byte. `backup` is called before a file that a person
    wrote is changed. Raises `ConfigError` when the result would not be valid, `InvalidRequest` for
    a wish that is no file .yaml of its own, `NotFound`, and what `saving.write` raises.
    """
    name, wish = wishes.origins[id] if id in wishes.origins else find(wishes, id)
    if forms.form_of(name) != ".yaml" or wish is None:
        raise InvalidRequest(f"{name} is changed in an editor: only a valid file .yaml can be here")
    source = saving.read(folder / name)
    if source is None:
        raise NotFound(f"{folder / name} is not there any more")
    result, watch = source, _judged(source, name)
    for key, value in changes.items():
        if value is not None:
            edited = patch.put(result, (key,), value, name)
        elif key in _keys(result, name):
            edited = patch.drop(result, (key,), name)
        else:
            continue
        after = _judged(edited, name)
        if value is None or after != watch:
            result, watch = edited, after
    if result != source:
        if not is_ours(source):
            backup()
        saving.write(folder / name, result, before=source, files=disk)
    return watch


def find(wishes: Wishes, word: str) -> tuple[str, forms.Wish | None]:
    """The file, and the wish in it, that a person means; the wish is None for a broken file."""
    found: dict[str, tuple[str, forms.Wish | None]] = {}
    known: dict[str, None] = {}
    for id, (name, wish) in wishes.origins.items():
        names = list(_names(name, wish))
        known |= dict.fromkeys(names)
        if word in names or forms.same_link(word) == forms.same_link(wish.watch.link):
            found[id] = name, wish
    for name, file in wishes.files.items():
        if not file.wishes and word in {name, _without_ending(name)}:
            found[name] = name, None
        elif word == name and len(file.wishes) > 1:
            message = f"{word} holds {len(file.wishes)} wishes: name one of them by its link"
            raise InvalidRequest(f"{message}, or delete the file")
    if not found:
        raise NotFound(f"no wish is called {word!r}{did_you_mean(word, known)}")
    if len(found) > 1:
        files = ", ".join(sorted({name for name, _ in found.values()}))
        raise InvalidRequest(f"{word!r} may be one of several, in {files}: name the file or link")
    return next(iter(found.values()))


def is_ours(source: bytes) -> bool:
    """Whether it says nothing but what `add` writes."""
    if not source.startswith(MARK.encode()):
        return False
    node, _ = marks.compose(source, "")
    entry, _ = read_node(node, Entry) if node is not None else (None, [])
    if entry is None:
        return False
    said = entry.model_dump(include=set(_ORDER), exclude_none=True)
    return _written(said).encode() == source


def _judged(source: bytes, name: str) -> Watch:
    judged = forms.judge(source, name, name)
    if not judged.wishes:
        raise ConfigError(judged.problems)
    return judged.wishes[0].watch


def _keys(source: bytes, name: str) -> Collection[str]:
    node, _ = marks.compose(source, name)
    return {str(key.value) for key, _ in node.raw.value} if node else ()


def _written(fields: Mapping[str, Value]) -> str:
    given = {name: fields[name] for name in _ORDER if fields.get(name) not in (None, False)}
    lines = [MARK, *(f"{name}: {values.spelt(_plain(value))}" for name, value in given.items())]
    return "".join(f"{line}\n" for line in lines)


def _plain(value: Value) -> Value:
    return list(value) if isinstance(value, tuple) else value


def _sentence(problem: Problem) -> str:
    """Without the line of a file that is not there."""
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"{problem.path}: {problem.message}{hint}"


def _stem(watch: Watch) -> str:
    """A file's name for the wish: its key, its link's last part, or its host."""
    site = urlsplit(watch.link).hostname or ""
    for word in (watch.key or "", _last(watch.link), watch.name or "", site):
        stem = re.sub(r"[^A-Za-z0-9._-]+", "-", word).strip("-.")[:_LONGEST].rstrip("-.")
        if stem:
            return stem
    return "wish"


def _free(folder: Path, stem: str) -> str:
    """A name that no file has, not even one that differs in upper and lower case only."""
    try:
        taken = {safe.fold(path.name) for path in folder.iterdir()}
    except FileNotFoundError:
        taken = set()
    except OSError as error:
        raise Unavailable(f"{folder} cannot be read: {error.strerror}") from error
    name, number = f"{stem}.yaml", 1
    while safe.fold(name) in taken:
        number += 1
        name = f"{stem}-{number}.yaml"
    return name


def _names(name: str, wish: forms.Wish) -> Iterator[str]:
    """What a person may call this wish."""
    watch = wish.watch
    if not wish.line:
        yield name
        yield _without_ending(name)
    yield from filter(None, (watch.key, watch.name, watch.link))
    yield _last(watch.link)


def _last(link: str) -> str:
    """The last part of its path."""
    return unquote(urlsplit(link).path.rstrip("/").rpartition("/")[2])


def _without_ending(name: str) -> str:
    return name.removesuffix(forms.form_of(name))


def _now_at(source: bytes, name: str, wish: forms.Wish) -> int:
    """The line where the wish stands in the list as it is now."""
    for one in forms.judge(source, name, name).wishes:
        if one.watch.id == wish.watch.id:
            return one.line
    raise NotFound(f"{wish.watch.link} is not in {name} any more")


def _without_line(source: bytes, line: int) -> bytes:
    text = source.decode("utf-8-sig")
    mark = source[: len(source) - len(text.encode())]
    change = layout.Layout(text).without_line(line - 1)
    return mark + (text[: change.start] + text[change.end :]).encode()
