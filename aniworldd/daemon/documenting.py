"""`aniworldd openapi`: the document of the calls, as the daemon serves it."""

import json
from collections.abc import Callable

import aniworldd
from aniworldd.web import app, openapi


def run(*, print: Callable[[str], None]) -> int:
    made = openapi.document(app.ROUTES, aniworldd.__version__)
    print(json.dumps(made, ensure_ascii=False, indent=2))
    return 0
