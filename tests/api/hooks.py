"""Keeps schemathesis from ending its own login, as it tries ids that it learnt everywhere, and from
asking with more than a line may hold. Of the questions that the document allows, every other one is
about what is there: invented ids alone would only ever be answered with 404.
"""

import itertools
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import requests
import schemathesis
from schemathesis import Case, HookContext

_LONGEST = 8000  # bytes; aiohttp refuses longer lines before there is a request
_OWN = set(os.environ["FUZZ_OWN"].split())  # ids of its account and of its key
_LINKS = os.environ["FUZZ_LINKS"].split()  # of the series that are wished for
_ADDRESS, _KEY = os.environ["FUZZ_ADDRESS"], os.environ["FUZZ_KEY"]
_CODES = ("S01E01", "S01E02", "S01E03", "S00E01")

_turns = itertools.count()


@schemathesis.hook
def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, object]) -> None:
    turn = next(_turns)
    if turn % 2 and case.meta is not None and case.meta.generation.mode.is_positive:
        _meet(case, turn // 2)
    if _OWN & {str(value) for value in (case.path_parameters or {}).values()}:
        case.path_parameters = {"id": "somebody-else"}


@schemathesis.hook
def filter_query(context: HookContext, query: object) -> bool:
    return not isinstance(query, Mapping) or len(urlencode(query, doseq=True)) < _LONGEST


def _meet(case: Case[Any], turn: int) -> None:
    """Ask about a series, a download or a link of those that are there."""
    link = _LINKS[turn % len(_LINKS)]
    key = link.rpartition("/")[2]
    for name in case.path_parameters or {}:
        if name in ("anime_id", "serie_id"):
            case.path_parameters[name] = key
        elif name == "item_id" and (ids := _downloads(link)):
            case.path_parameters[name] = ids[turn % len(ids)]
    body = case.body
    if case.method != "POST" or not isinstance(body, dict):
        return
    if case.path == "/api/queue/add":
        body["serie_id"] = key
        body["episodes"] = list(_CODES[: 1 + turn % len(_CODES)])
    elif case.path == "/api/anime/add":
        body["link"] = link
    elif "item_ids" in body and (ids := _downloads(link)):
        body["item_ids"] = list(ids[turn % len(ids) :])


def _downloads(link: str) -> Sequence[str]:
    """The ids of what is in the queue, however far it came; of this series when that is nothing."""
    found = list(_ids(_ask("GET", "/api/queue/status")))
    if not found:
        episodes = {"serie_id": link.rpartition("/")[2], "episodes": list(_CODES)}
        _ask("POST", "/api/anime/add", {"link": link})  # its wish may be gone by now
        _ask("POST", "/api/queue/stop", {})  # so that it stays until the question is asked
        _ask("POST", "/api/queue/add", episodes)
        found = list(_ids(_ask("GET", "/api/queue/status")))
    return found


def _ask(method: str, path: str, body: Mapping[str, Any] | None = None) -> object:
    headers = {"Authorization": f"Bearer {_KEY}"}
    answer = requests.request(method, f"{_ADDRESS}{path}", json=body, headers=headers, timeout=30)
    return answer.json()


def _ids(told: object) -> Iterator[str]:
    if isinstance(told, dict):
        if "id" in told:
            yield str(told["id"])
        for value in told.values():
            yield from _ids(value)
    elif isinstance(told, list):
        for value in told:
            yield from _ids(value)
