"""`python -m tests.api.fuzz [--cases N]`: schemathesis against the real daemon.

It asks every call of the OpenAPI document for what the document allows, and for what it forbids,
and checks status, headers and body of every answer. Exits 1 when it finds something. CI asks 5,000
times; more than fit into one round are asked in several, each of a new daemon and with a new seed.
"""

import argparse
import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from aniworldd.demo.titles import invented
from tests.api.conftest import Api
from tests.daemon.conftest import CHAIR, KETTLE

CASES = 5_000
_ROUND = 50_000  # cases; with one seed the calls that take little run out of them at half as many
_OPERATIONS = 44  # roughly; each is asked so often, and for what is odd about it besides
_GENERATED = re.compile(r"(\d+) generated")
_UNLIMITED = "limits: {requests: 1000000, searches: 1000000, logins: 1000, logins_all: 1000000}"
# an answer that never ends is asked for by tests of its own
_EXCLUDED = "/api/events"


async def fuzz(cases: int, seed: int) -> int:
    """The exit code."""
    asked = 0
    while asked < cases:
        code, more = await _round(min(cases - asked, _ROUND), seed)
        if code or not more:
            return code or 1
        asked, seed = asked + more, seed + 1
        sys.stdout.write(f"{asked} cases asked\n")
    return 0


async def _round(cases: int, seed: int) -> tuple[int, int]:
    """The exit code, and how many were asked."""
    with tempfile.TemporaryDirectory() as name:
        api = Api(Path(name) / "demo", invented())
        async with api.stage:
            api.configure(
                ("auto_download_after_rescan: true", "auto_download_after_rescan: false"),
                ("port: 0}", f"port: 0, {_UNLIMITED}}}"),
            )
            await api.open()
            try:
                for key in _KEYS:
                    api.wish(key)
                    await api.why(key, "S01E01", "not_asked")
                made = (await api.post("/api/auth/keys", _KEY)).one()
                own = [str(made["id"]), *(str(one["id"]) for one in await _admins(api))]
                environ = {
                    "FUZZ_OWN": " ".join(own),
                    "FUZZ_LINKS": " ".join(f"{api.stage.url}/anime/stream/{key}" for key in _KEYS),
                    "FUZZ_ADDRESS": api.daemon.address.rstrip("/"),
                    "FUZZ_KEY": str(made["key"]),
                }
                return await _schemathesis(environ, cases, seed)
            finally:
                await api.close()


_KEYS = (KETTLE, CHAIR)
_KEY = {"name": "schemathesis", "role": "admin"}


async def _admins(api: Api) -> list[dict[str, object]]:
    found = (await api.get("/api/auth/users")).rows()
    return [one for one in found if one["role"] == "admin"]


async def _schemathesis(environ: Mapping[str, str], cases: int, seed: int) -> tuple[int, int]:
    config = Path(__file__).parent / "schemathesis.toml"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run"),
        f"{environ['FUZZ_ADDRESS']}/api/openapi.json",
        *("--header", f"Authorization: Bearer {environ['FUZZ_KEY']}"),
        *("--exclude-path", _EXCLUDED, "--request-timeout", "30", "--no-color"),
        *("--max-examples", str(max(cases // _OPERATIONS, 1)), "--seed", str(seed)),
        env={**os.environ, **environ, "SCHEMATHESIS_HOOKS": "tests.api.hooks"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        limit=16 * 1024**2,  # a line tells a whole body
    )
    assert process.stdout is not None
    asked = 0
    async for line in process.stdout:
        text = line.decode(errors="replace")
        sys.stdout.write(text)
        if found := _GENERATED.search(text):
            asked = int(found[1])
    return await process.wait(), asked


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--seed", type=int, default=1)
    call = parser.parse_args()
    return asyncio.run(fuzz(call.cases, call.seed))


if __name__ == "__main__":
    sys.exit(main())
