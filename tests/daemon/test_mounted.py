"""The real daemon, and a library whose mount comes and goes."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.parts import NAMESPACE, mounts_permitted

pytestmark = pytest.mark.skipif(
    not mounts_permitted(), reason="no mount namespace is permitted here"
)

LONG = ("restart", "hang")  # they wait until something is noticed


@pytest.mark.parametrize(
    "scenario",
    ["idle", "download", "fstab", *(pytest.param(it, marks=pytest.mark.slow) for it in LONG)],
)
def test_a_library_that_is_away_is_no_empty_one(tmp_path: Path, scenario: str) -> None:
    ended = subprocess.run(
        [*NAMESPACE, sys.executable, "-m", "tests.daemon.mounted", tmp_path, scenario],
        capture_output=True,
        text=True,
        timeout=180,
    )

    assert ended.returncode == 0, ended.stderr
