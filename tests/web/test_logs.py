"""The last log lines over HTTP."""

import pytest

from tests.web.conftest import Client

FIRST = {"number": 1, "time": "2026-05-01T12:00:00.000Z", "level": "info", "text": "Started"}
SECOND = {**FIRST, "number": 2, "level": "warning", "text": "demo gives nothing"}


@pytest.mark.parametrize(
    "query, lines",
    [
        ("", [FIRST, SECOND]),
        ("?level=warning", [SECOND]),
        ("?after=1", [SECOND]),
        ("?after=2&level=debug", []),
    ],
)
async def test_lines_come_in_order_and_those_that_are_asked_for(
    client: Client, query: str, lines: list[object]
) -> None:
    answer = await client.get(f"/api/logs{query}")

    assert await answer.json() == {"lines": lines}


@pytest.mark.parametrize("query", ["level=loud", "after=-1", "after=x"])
async def test_what_cannot_be_meant_is_refused(client: Client, query: str) -> None:
    answer = await client.get(f"/api/logs?{query}")

    assert answer.status == 422
