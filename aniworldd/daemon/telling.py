"""Commands that tell about aniworldd itself: what its files may say, and what its problems mean."""

import argparse
import json
import textwrap
from collections.abc import Callable, Mapping

from aniworldd.config import explained, problems, schema
from aniworldd.config.explained import Explained
from aniworldd.config.schema import Schema
from aniworldd.daemon import plugs
from aniworldd.errors import InvalidRequest
from aniworldd.providers.site import explained as site_explained
from aniworldd.providers.site import faults
from aniworldd.providers.site.definition import Definition
from aniworldd.watchlist.entry import Entry

CODES: Mapping[str, str] = {**problems.CODES, **faults.CODES}
EXPLAINED: Mapping[str, Explained] = {**explained.CODES, **site_explained.CODES}

WIDTH = 88  # of text for a terminal

Print = Callable[[str], None]


def run(call: argparse.Namespace, *, print: Print) -> int:
    if call.command == "schema":
        print(written(schema_of(call.file)))
    elif call.code is None:
        for code, title in CODES.items():
            print(f"{code}  {title}")
    else:
        print(explain(call.code))
    return 0


def schema_of(file: str) -> Schema:
    """The schema of one kind of file: config, watch or site."""
    match file:
        case "watch":
            return schema.of(Entry, "A wish of aniworldd, watchlist/*.yaml")
        case "site":
            return schema.of(Definition, "A site definition of aniworldd, sites/*.yaml")
        case _:
            return schema.of_config(plugs.PLUGS)


def written(made: Schema) -> str:
    """As it stands in etc/, without the last line break."""
    return json.dumps(made, ensure_ascii=False, indent=2)


def explain(word: str) -> str:
    """What a code means, and an example; raises `InvalidRequest` when there is no such code."""
    code = word.strip().upper()
    if code not in CODES:
        raise InvalidRequest(f"there is no code {word!r}; 'aniworldd explain' lists them all")
    text, example = EXPLAINED[code].text, EXPLAINED[code].example
    return "\n\n".join(
        (f"{code}: {CODES[code]}", textwrap.fill(text, WIDTH), textwrap.indent(example, "    "))
    )
