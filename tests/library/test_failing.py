"""A disk on which calls fail is away, whichever call it is: nothing is forgotten or changed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.shim import Kind, Shim


@pytest.mark.parametrize("kind", ["EIO", "ESTALE"])
def test_whatever_call_fails_nothing_is_forgotten_queued_or_changed(
    tmp_path: Path, kind: Kind
) -> None:
    library = tmp_path / "library"
    library.mkdir()
    shim = Shim.build(tmp_path, library)

    ended = subprocess.run(
        [sys.executable, "-m", "tests.library.failing", tmp_path, kind],
        env={**os.environ, **shim.environ},
        capture_output=True,
        text=True,
    )

    assert ended.returncode == 0, ended.stderr
    forgotten, queued, changed, looks, calls, downloads = map(int, ended.stdout.split())
    assert (forgotten, queued, changed) == (0, 0, 0)
    assert looks == calls > 40, "half a look is no look"
    assert downloads > 60
