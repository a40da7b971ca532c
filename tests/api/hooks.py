"""Keeps schemathesis from ending its own login, as it tries ids that it learnt everywhere, and from
asking with more than a line may hold.
"""

import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import schemathesis
from schemathesis import Case, HookContext

_LONGEST = 8000  # bytes; aiohttp refuses longer lines before there is a request
_OWN = set(os.environ["FUZZ_OWN"].split())  # ids of its account and of its key


@schemathesis.hook
def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, object]) -> None:
    if _OWN & {str(value) for value in (case.path_parameters or {}).values()}:
        case.path_parameters = {"id": "somebody-else"}


@schemathesis.hook
def filter_query(context: HookContext, query: object) -> bool:
    return not isinstance(query, Mapping) or len(urlencode(query, doseq=True)) < _LONGEST
