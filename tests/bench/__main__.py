"""`python -m tests.bench [NAME…] [--smoke]`: measure, print, and exit 1 when a limit is missed.

`--smoke` runs everything, in one round, and prints the figures, but judges none: for machines that
are shared.
"""

import argparse
import importlib
import sys
from collections.abc import Callable, Sequence

from tests.bench.figure import Figure

MODULES = (
    "command",
    "config",
    "naming",
    "library",
    "answers",
    "lists",
    "sockets",
    "reconcile",
    "store",
    "daemon",
    "download",
    "many",
    "hls",
    "watch",
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(MODULES)}")
    parser.add_argument("--smoke", action="store_true", help="run, and judge nothing")
    call = parser.parse_args()
    missed = 0
    for name in call.names or MODULES:
        module = importlib.import_module(f"tests.bench.{name}")
        if call.smoke and hasattr(module, "ROUNDS"):
            setattr(module, "ROUNDS", 1)  # noqa: B010  a module has no such field for the checker
        figures: Callable[[], Sequence[Figure]] = module.figures
        for figure in figures():
            good = _good(figure)
            missed += not good
            mark = "ok  " if good else "MISS"
            print(
                f"{mark} {name:10} {figure.name:58} {figure.value:10.3f} {figure.better} "
                f"{figure.limit:g} {figure.unit}",
                flush=True,
            )
    if missed:
        print(f"{missed} of the limits missed")
    return 1 if missed and not call.smoke else 0


def _good(figure: Figure) -> bool:
    if figure.better == "<=":
        return figure.value <= figure.limit
    return figure.value >= figure.limit


sys.exit(main())
