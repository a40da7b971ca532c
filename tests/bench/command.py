"""How long a command takes that does nothing."""

import statistics
import subprocess
import sys
from collections.abc import Sequence
from time import perf_counter

from tests.bench.figure import Figure


def figures() -> Sequence[Figure]:
    times = [_help() for _ in range(9)]
    return [Figure("aniworldd --help", statistics.median(times), 0.2, "<=", "s")]


def _help() -> float:
    begin = perf_counter()
    subprocess.run(
        [sys.executable, "-m", "aniworldd", "--help"], check=True, stdout=subprocess.DEVNULL
    )
    return perf_counter() - begin
