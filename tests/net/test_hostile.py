"""Promise P21: no answer can hurt it."""

import asyncio
import json
import sys
from pathlib import Path

from tests.faults.server import FaultyServer

ROOT = Path(__file__).parents[2]


async def test_everything_bad_eight_at_once_costs_little_memory_and_stalls_nothing(
    server: FaultyServer,
) -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.net.hostile", server.url("")),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )

    output, _ = await asyncio.wait_for(child.communicate(), 60)

    cost = json.loads(output)
    assert len(cost["errors"]) == 74
    assert all(cost["errors"])
    assert cost["grown"] < 50 << 20
    assert cost["gap"] < 0.2
