"""What was acknowledged survives SIGKILL at any moment."""

import json
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "count", [200, pytest.param(2000, marks=pytest.mark.slow)], ids=["short", "long"]
)
def test_kills_cost_nothing_that_was_acknowledged(count: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.kills", str(count)],
        check=True,
        capture_output=True,
        text=True,
    )

    found = json.loads(done.stdout)
    assert found["kills"] == count
    assert found["in a snapshot"] >= count // 20
    assert found["changes"] > count
    assert (found["lost"], found["wrong"], found["alarms"]) == (0, 0, 0)
