"""How long a name takes to be read: explicit ones, and the hard ones of the published lists."""

import timeit
from collections.abc import Callable, Sequence
from pathlib import PurePath

from aniworldd.naming import grammar, parse
from tests.bench.figure import Figure
from tests.naming.published import SEASONED
from tests.naming.published_absolute import COUNTED_THROUGH, UNSURE

EXPLICIT = "Attack on Titan (2013)/Season 01/Attack on Titan - S01E05 - First Battle.mkv"
HARD = [
    fact
    for fact in (*SEASONED, *COUNTED_THROUGH, *UNSURE)
    if not grammar.EXPLICIT.search(fact.name)
]


def figures() -> Sequence[Figure]:
    path = PurePath(EXPLICIT)
    where = parse.place(path.parts[:-1])
    hard = [(parse.place(tuple(fact.folders.split("/"))), f"{fact.name}.mkv") for fact in HARD]
    return [
        Figure("an explicit path", _best(lambda: parse.read(path), 1), 5.0, "<=", "us"),
        Figure(
            "an explicit name, its folder known",
            _best(lambda: parse.read_name(where, path.name), 1),
            5.0,
            "<=",
            "us",
        ),
        Figure(
            f"a hard name, the mean of {len(hard)}",
            _best(lambda: [parse.read_name(place, name) for place, name in hard], len(hard)),
            30.0,
            "<=",
            "us",
        ),
    ]


def _best(read: Callable[[], object], names: int) -> float:
    """Microseconds a name, the best of many rounds."""
    rounds = 2000 // names
    return min(timeit.repeat(read, number=rounds, repeat=30)) / rounds / names * 1e6
