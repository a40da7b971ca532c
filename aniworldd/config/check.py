"""`aniworldd check`: everything that people wrote, judged without changing anything."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from aniworldd.config import files, marks
from aniworldd.config.files import Plugs, Reading
from aniworldd.config.places import Places
from aniworldd.config.problems import Problem, in_order
from aniworldd.config.settings import Settings

Judge = Callable[[Path], Iterable[Problem]]


def everything(
    where: Places, plugs: Plugs, others: Sequence[Callable[[Settings], Iterable[Problem]]] = ()
) -> list[Problem]:
    """The config, its surroundings, and what `others` find in the folders that it names."""
    reading = files.read(where, plugs)
    problems = [*reading.problems, *_surroundings(reading)]
    for judge in others:
        problems += judge(reading.settings or Settings())
    return in_order(problems)


def these(
    paths: Iterable[Path], where: Places, plugs: Plugs, *, wish: Judge, site: Judge
) -> list[Problem]:
    """Single files, each judged as what its keys say it is."""
    problems: list[Problem] = []
    for path in paths:
        match _kind(path):
            case "wish":
                problems += wish(path)
            case "site":
                problems += site(path)
            case _:
                named = Places(path.absolute(), where.environ, named=True)
                reading = files.read(named, plugs, strict=True)
                problems += [*reading.problems, *_surroundings(reading)]
    return in_order(problems)


def _kind(path: Path) -> str:
    if path.suffix in {".txt", ".url"}:
        return "wish"
    source = files.read_bytes(path)
    node, _ = marks.compose(source, "") if isinstance(source, bytes) else (None, [])
    if node is not None and node.find("pages"):
        return "site"
    if node is not None and node.find("link"):
        return "wish"
    return "config"


def _surroundings(reading: Reading) -> list[Problem]:
    """Folders that the config names and that are not there at the moment."""
    if reading.settings is None or reading.node is None or reading.last_good:
        return []
    keys = ("library", "directory")
    directory = reading.settings.library.directory
    if reading.node.find(*keys) is None or directory.is_dir():
        return []
    message = f"{directory} does not exist or is not mounted"
    return [reading.node.problem("C301", message, *keys, severity="warning")]
