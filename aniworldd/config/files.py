"""Reads config.yaml, at the start and at every change alike; the last good version stands in."""

import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import BaseModel

from aniworldd.config import marks, overrides, places
from aniworldd.config.given import Given
from aniworldd.config.kept import Kept
from aniworldd.config.kinds import Kinds, read_kind
from aniworldd.config.marks import LIMIT, Node
from aniworldd.config.places import CONFIG_NAME, Places
from aniworldd.config.problems import Problem, quoted, refused
from aniworldd.config.reading import read as read_node
from aniworldd.config.settings import Settings

PROVIDER_NAME = re.compile(r"[A-Za-z0-9._-]{1,60}")
# For a file that is no YAML at the moment: where its last good version lies.
_DATA_DIR = re.compile(r"^data_dir:[ ]+(['\"]?)([/~].*?)\1[ ]*(?:[ ]#.*)?\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Plugs:
    """Which kinds there are, each with the model of its section."""

    providers: Kinds
    downloaders: Kinds


@dataclass(frozen=True, slots=True)
class Reading:
    """What config.yaml says now; with `last_good` all but `problems` is of the kept copy."""

    settings: Settings | None
    problems: tuple[Problem, ...]  # of the file as it is now
    digest: str = ""  # of the file as it is now; "" when there is none
    providers: Mapping[str, BaseModel] = field(default_factory=dict)  # name → judged section
    downloaders: tuple[BaseModel, ...] = ()
    last_good: bool = False
    source: bytes = field(default=b"", repr=False)
    node: Node | None = field(default=None, repr=False)


def read(
    where: Places, plugs: Plugs, *, strict: bool = False, state: Path | None = None
) -> Reading:
    """Judge the file; a broken one leaves its last good version in force unless `strict`.

    `state` is the state folder of a daemon that runs; else it is looked for. `settings` is None
    when neither can be used: the caller ends with 78. Writes nothing.
    """
    reading = _read(where, plugs)
    if reading.settings is not None or strict or (where.named and not reading.source):
        return reading  # what stands in for a file that was named may be of another one
    kept = Kept(state or _likely_state(where, reading.source)).find(CONFIG_NAME)
    before = judge(kept, where, plugs) if kept is not None else reading
    if before.settings is None:
        return reading
    return replace(before, problems=reading.problems, digest=reading.digest, last_good=True)


def judge(source: bytes, where: Places, plugs: Plugs) -> Reading:
    """What these bytes mean as config.yaml; never raises."""
    digest = hashlib.sha256(source).hexdigest()
    node, problems = marks.compose(source, where.config.name)
    if node is None:
        return Reading(None, tuple(problems), digest, source=source)
    given = Given(where.environ, where.folder)
    node, unfit = overrides.overlay(node, Settings, given)
    settings, problems = read_node(node, Settings, given=given)
    problems = [*unfit, *problems]
    if settings is not None:
        problems += _without_effect(settings, node, where)
        sections, steps = settings.providers, settings.downloads.downloaders
    else:  # wrong somewhere: the plugs are judged all the same, to say every problem at once
        sections = {str(name): part for name, part in node.parts("providers").items()}
        steps = tuple(node.parts("downloads", "downloaders").values())
    providers = _providers(sections, node, plugs, given, problems)
    downloaders = _downloaders(steps, plugs, given, problems)
    return Reading(
        None if refused(problems) else settings,
        tuple(problems),
        digest,
        providers,
        downloaders,
        source=source,
        node=node,
    )


def keep(where: Places, reading: Reading) -> None:
    """Keep a copy of a valid file for a later start; `StoreError` when that fails."""
    if reading.settings is not None and reading.digest and not reading.last_good:
        Kept(state_of(where, reading.settings)).keep(CONFIG_NAME, reading.source)


def state_of(where: Places, settings: Settings) -> Path:
    """The state folder."""
    return where.given_state or settings.data_dir or where.usual_state


def state_folder(config: Path | None, environ: Mapping[str, str] = os.environ) -> Path:
    """The state folder, for a command that needs nothing else of the config."""
    where = places.find(config, environ)
    source = read_bytes(where.config)
    return _likely_state(where, source if isinstance(source, bytes) else b"")


def read_bytes(path: Path, limit: int = LIMIT) -> bytes | OSError:
    """A file that people write, or why it cannot be read; never waits for a pipe.

    Of a file above `limit` one byte more is read.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        return error
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return OSError(errno.EINVAL, "it is a folder, a pipe or a device")
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(limit + 1)
    except OSError as error:
        return error
    finally:
        os.close(descriptor)


def _read(where: Places, plugs: Plugs) -> Reading:
    source = read_bytes(where.config)
    if isinstance(source, bytes):
        return judge(source, where, plugs)
    if isinstance(source, FileNotFoundError):
        if not where.named and Kept(_likely_state(where, b"")).find(CONFIG_NAME) is None:
            return replace(judge(b"", where, plugs), digest="")  # every key has a default
        message = f"there is no file {quoted(str(where.config), 200)}"
        hint = "an empty file means the defaults"
    else:
        message, hint = f"the file cannot be read: {source.strerror}", ""
    return Reading(None, (Problem("C001", message, where.config.name, hint=hint),))


def _providers(
    nodes: Mapping[str, Node], root: Node, plugs: Plugs, given: Given, problems: list[Problem]
) -> dict[str, BaseModel]:
    judged = {}
    for name, node in nodes.items():
        if not PROVIDER_NAME.fullmatch(name):
            message = "a provider's name has letters, digits, '.', '_' and '-', 60 at most"
            problems.append(root.problem("C206", message, "providers", name, on_key=True))
        section, found = read_kind(node, plugs.providers, "provider", given=given)
        problems += found
        if section is not None:
            judged[name] = section
    return judged


def _downloaders(
    nodes: Iterable[Node], plugs: Plugs, given: Given, problems: list[Problem]
) -> tuple[BaseModel, ...]:
    judged = []
    for node in nodes:
        section, found = read_kind(node, plugs.downloaders, "downloader", given=given)
        problems += found
        if section is not None:
            judged.append(section)
    return tuple(judged)


def _without_effect(settings: Settings, node: Node, where: Places) -> list[Problem]:
    given = where.given_state
    if given is None or settings.data_dir in {None, given}:
        return []
    message = f"has no effect: $STATE_DIRECTORY says {quoted(str(given), 200)}"
    return [node.problem("C304", message, "data_dir", severity="warning")]


def _likely_state(where: Places, source: bytes) -> Path:
    """The state folder by a file that may be broken elsewhere."""
    return where.given_state or _data_dir(where, source) or where.usual_state


def _data_dir(where: Places, source: bytes) -> Path | None:
    given = Given(where.environ, where.folder)
    node, _ = marks.compose(source, where.config.name)
    root, _ = overrides.overlay(node or marks.nothing(where.config.name), Settings, given)
    some, _ = read_node(root.only("data_dir"), Settings, given=given)
    if node is not None or (some and some.data_dir):
        return some.data_dir if some else None
    found = _DATA_DIR.search(source.decode("utf-8", "replace"))
    try:
        return Path(found[2]).expanduser() if found else None
    except RuntimeError:
        return None
