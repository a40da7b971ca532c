"""What the three documents show of series, as data: each key of an example, with its JSON type."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from tests.api.conftest import Api
from tests.daemon.conftest import KETTLE


@dataclass(frozen=True, slots=True)
class Example:
    """As the document has it, host and series replaced by the stand-in's."""

    edition: str
    call: str
    answer: object
    body: Mapping[str, str] | None = None


TITAN = {
    "key": "attack-on-titan",
    "name": "Attack on Titan",
    "site": "aniworld.to",
    "folder": "Attack on Titan (2013)",
    "missing_episodes": {},
    "link": "https://aniworld.to/anime/stream/attack-on-titan",
}
ADD = {"link": "https://aniworld.to/anime/stream/attack-on-titan", "name": "Attack on Titan"}
ADDED = {
    "status": "success",
    "message": "Successfully added series: Attack on Titan",
    "key": "attack-on-titan",
    "folder": "Attack on Titan",
    "db_id": 1,
}
DETAIL = {
    "key": "attack-on-titan",
    "title": "Attack on Titan",
    "folder": "Attack on Titan (2013)",
    "episodes": ["1-1", "1-2", "1-3"],
    "description": "Anime description...",  # or null
}
NEWER = [
    ("GET /api/anime/search?query=teekessel", [TITAN], None),
    ("POST /api/anime/search", [TITAN], {"query": "teekessel"}),
    ("GET /api/anime/status", {"directory": "/path/to/anime", "series_count": 42}, None),
    ("GET /api/anime?page=1&per_page=50", [{**TITAN, "missing_episodes": {"1": [1, 2]}}], None),
    ("GET /api/anime?filter=no_episodes", [{**TITAN, "missing_episodes": {"1": [1, 2]}}], None),
    ("GET /api/anime/attack-on-titan", DETAIL, None),
    ("GET /api/anime/Attack%20on%20Titan", DETAIL, None),
]
EXAMPLES = [
    Example("2025-12", "POST /api/anime/add", ADDED, ADD),
    Example(
        "2026-02",
        "POST /api/anime/add",
        {**ADDED, "missing_episodes": ["1-1", "1-2", "1-3"], "total_missing": 3},
        {**ADD, "link": "https://aniworld.to/anime/stream/buerostuhl-galaxis"},
    ),
    *(
        Example(edition, call, answer, body)
        for edition in ("2025-12", "2026-02")
        for call, answer, body in NEWER
    ),
    Example(
        "2025-10",
        "GET /api/v1/anime?page=1&per_page=20&sort_by=name&sort_order=asc",
        [{"id": "aniworld_123", "title": "Attack on Titan", "missing_episodes": 5}],
    ),
    Example(
        "2025-10",
        "GET /api/v1/anime/attack-on-titan",
        {
            "id": "aniworld_123",
            "title": "Attack on Titan",
            "episodes": ["Season 1 Episode 1", "Season 1 Episode 2"],
            "description": "Anime description...",
            "total_episodes": 100,
            "downloaded_episodes": 95,
        },
    ),
    Example(
        "2025-10",
        "GET /api/v1/anime/search?q=teekessel&limit=20",
        {
            "success": True,
            "data": [{"key": "x", "name": "x", "site": "https://provider.com/anime/1"}],
        },
    ),
]


def fits(found: object, shown: object) -> bool:
    """Whether everything that is shown is there, with its type; more keys may be."""
    if isinstance(shown, dict):
        return isinstance(found, dict) and all(
            key in found and fits(found[key], value) for key, value in shown.items()
        )
    if isinstance(shown, list):
        return isinstance(found, list) and bool(found) and all(fits(x, shown[0]) for x in found)
    return type(found) is type(shown)


async def test_every_example_s_answer_is_there(api: Api) -> None:
    """In the documents' order of use: added first, then asked about."""
    for example in EXAMPLES:
        method, path = example.call.split(" ")
        body = example.body and {
            name: value.replace("https://aniworld.to", api.stage.url).replace(
                "attack-on-titan", KETTLE
            )
            for name, value in example.body.items()
        }
        answer = await api.ask(method, path.replace("attack-on-titan", KETTLE), body)
        assert answer.status == 200, (example, answer.body)
        assert fits(answer.json, example.answer), (example, answer.json)


@pytest.mark.parametrize(
    "found",
    [{"a": "x"}, {"a": 1, "b": []}, {"a": True, "b": [1]}, [], {"a": 1, "b": ["x"]}],
)
def test_an_answer_that_lacks_anything_does_not_fit(found: object) -> None:
    assert fits({"a": 2, "b": [3], "c": None}, {"a": 1, "b": [1]})
    assert not fits(found, {"a": 1, "b": [1]})
