"""`python -m tests.api.fuzz [--cases N]`: schemathesis against the real daemon.

It asks every call of the OpenAPI document for what the document allows, and for what it forbids,
and checks status, headers and body of every answer. Exits 1 when it finds something, or asked less
often than it was to. CI asks 5,000 times.
"""

import argparse
import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from aniworldd.demo.titles import invented
from tests.api.conftest import Api
from tests.daemon.conftest import CHAIR, KETTLE

CASES = 5_000
_GENERATED = re.compile(r"(\d+) generated")
_UNLIMITED = "limits: {requests: 1000000, searches: 1000000, logins: 1000, logins_all: 1000000}"
# an answer that never ends is asked for by tests of its own
_EXCLUDED = "/api/events"


async def fuzz(cases: int, seed: int) -> int:
    """The exit code."""
    with tempfile.TemporaryDirectory() as name:
        api = Api(Path(name) / "demo", invented())
        async with api.stage:
            api.configure(
                ("auto_download_after_rescan: true", "auto_download_after_rescan: false"),
                ("port: 0}", f"port: 0, {_UNLIMITED}}}"),
            )
            await api.open()
            try:
                for key in (KETTLE, CHAIR):
                    api.wish(key)
                    await api.why(key, "S01E01", "not_asked")
                made = (await api.post("/api/auth/keys", _KEY)).one()
                own = [str(made["id"]), *(str(one["id"]) for one in await _admins(api))]
                address = api.daemon.address.rstrip("/")
                return await _schemathesis(address, str(made["key"]), own, cases, seed)
            finally:
                await api.close()


_KEY = {"name": "schemathesis", "role": "admin"}


async def _admins(api: Api) -> list[dict[str, object]]:
    found = (await api.get("/api/auth/users")).rows()
    return [one for one in found if one["role"] == "admin"]


async def _schemathesis(address: str, key: str, own: Sequence[str], cases: int, seed: int) -> int:
    config = Path(__file__).parent / "schemathesis.toml"
    operations = 44  # roughly; each is asked so often, and for what is odd about it besides
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run"),
        *(f"{address}/api/openapi.json", "--header", f"Authorization: Bearer {key}"),
        *("--exclude-path", _EXCLUDED, "--request-timeout", "30", "--no-color"),
        *("--max-examples", str(max(cases // operations, 1)), "--seed", str(seed)),
        env={**os.environ, "SCHEMATHESIS_HOOKS": "tests.api.hooks", "FUZZ_OWN": " ".join(own)},
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
    code = await process.wait()
    if asked < cases:
        sys.stdout.write(f"{asked} cases are fewer than {cases}\n")
        return code or 1
    return code


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--seed", type=int, default=1)
    call = parser.parse_args()
    return asyncio.run(fuzz(call.cases, call.seed))


if __name__ == "__main__":
    sys.exit(main())
