"""What docs/ say is what the code does."""

import re

from aniworldd.downloads.policy import TABLE, Row
from tests.house.tree import ROOT

_TABLE = re.compile(r"<!-- table -->\n(.*?)<!-- /table -->", re.DOTALL)
_HEADING = """\
| what happened | uses up a try | waits | next link | next provider | this link again | given up |
|---|---|---|---|---|---|---|
"""


def test_the_table_of_troubles_is_the_one_in_force() -> None:
    text = (ROOT / "docs" / "downloads.md").read_text("utf-8")
    found = _TABLE.search(text)

    assert found is not None
    assert found[1] == _HEADING + "".join(map(_line, TABLE.values()))


def _line(row: Row) -> str:
    cells = (
        row.of,
        "yes" if row.counted else "no",
        _waits(row),
        "yes" if row.next_link else "no",
        "yes" if row.next_provider else "no",
        "no" if row.link_lost or row.hopeless else "yes",
        _given_up(row),
    )
    return f"| {' | '.join(cells)} |\n"


def _waits(row: Row) -> str:
    if row.hopeless:
        return "–"
    if not row.timer:
        return "until that is over"
    if row.wait is None:
        return f"longer each time, up to {_span(row.longest)}"
    return _span(row.wait)


def _given_up(row: Row) -> str:
    if row.hopeless:
        return "at once"
    return "after `downloads.retries` more" if row.counted else "never"


def _span(seconds: float) -> str:
    for unit, length in (("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{seconds / length:g} {unit}"
    return f"{seconds:g} s"
