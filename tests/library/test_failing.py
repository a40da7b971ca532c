"""A disk on which calls fail is away, whichever call it is: nothing is forgotten or changed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.shim import Kind, Shim


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["EIO", "ESTALE"])
def test_whatever_call_fails_nothing_is_forgotten_queued_or_changed(
    tmp_path: Path, kind: Kind
) -> None:
    looks, downloads, upgrades = failing(tmp_path, kind, 1)

    assert looks > 40
    assert downloads > 60
    assert upgrades > 60


@pytest.mark.parametrize("kind", ["EIO", "ESTALE"])
def test_calls_that_fail_have_nothing_forgotten_queued_or_changed(
    tmp_path: Path, kind: Kind
) -> None:
    looks, downloads, upgrades = failing(tmp_path, kind, 9)

    assert looks
    assert downloads
    assert upgrades


def failing(folder: Path, kind: Kind, step: int) -> tuple[int, int, int]:
    """How many looks, downloads and upgrades failed, each at another call."""
    library = folder / "library"
    library.mkdir()
    shim = Shim.build(folder, library)

    ended = subprocess.run(
        [sys.executable, "-m", "tests.library.failing", folder, kind, str(step)],
        env={**os.environ, **shim.environ},
        capture_output=True,
        text=True,
    )

    assert ended.returncode == 0, ended.stderr
    forgotten, queued, changed, looks, tried, downloads, upgrades = map(int, ended.stdout.split())
    assert (forgotten, queued, changed) == (0, 0, 0)
    assert looks == tried, "half a look is no look"
    return looks, downloads, upgrades
