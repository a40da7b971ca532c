"""Real mounts, in a mount namespace of their own: a library that is away is not an empty one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.shim import Shim
from tests.parts import NAMESPACE, mounts_permitted

TIMES = 300


pytestmark = pytest.mark.skipif(
    not mounts_permitted(), reason="no mount namespace is permitted here"
)


def absences(folder: Path, times: int, seed: int) -> tuple[int, ...]:
    shim = Shim.build(folder, folder / "point")
    call = [*NAMESPACE, sys.executable, "-m", "tests.library.absences"]
    ended = subprocess.run(
        [*call, str(folder), str(times), str(seed)],
        env={**os.environ, **shim.environ},
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
    return tuple(map(int, ended.stdout.split()))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_absences_at_random_start_no_download_and_write_nothing_below_the_mount(
    tmp_path: Path, seed: int
) -> None:
    started, written, noticed, placed = absences(tmp_path, 20, seed)

    assert (started, written) == (0, 0)
    assert (noticed, placed) == (20, 20)


@pytest.mark.slow
def test_300_absences_at_random_start_no_download_and_write_nothing(tmp_path: Path) -> None:
    started, written, noticed, placed = absences(tmp_path, TIMES, 4)

    assert (started, written) == (0, 0)
    assert (noticed, placed) == (TIMES, TIMES)
