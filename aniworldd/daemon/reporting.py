"""`aniworldd status`: how it stands and what is asked; of the daemon, or read as it would."""

import argparse
import json
from collections.abc import Callable

from aniworldd import control
from aniworldd.clock import SystemClock
from aniworldd.config import files
from aniworldd.daemon import looking, standing
from aniworldd.errors import Unavailable
from aniworldd.overview import now as first_page
from aniworldd.overview.records import Concern, Now


def run(call: argparse.Namespace, *, print: Callable[[str], None]) -> int:
    """Raises `ConfigError`, `StoreError`, `Unavailable`."""
    try:
        answer = control.ask(files.state_folder(call.config), "status")
    except Unavailable:
        answer = standing.answer(_read(call))
        if not call.json:
            print("No daemon is running; this is what its state, your files and the disk say.")
    if call.json:
        print(json.dumps(answer["rows"], ensure_ascii=False, indent=2))
    else:
        print(str(answer["said"]))
    return 0


def _read(call: argparse.Namespace) -> Now:
    at = SystemClock().now()
    look = looking.look(call.config, at)
    wrong = f"{len(look.problems)} of your files' lines are wrong"
    return first_page.now(
        first_page.Facts(
            name="",
            plan=look.plan,
            observed=look.observed,
            at=at,
            rows=look.rows,
            downloads=sorted(look.observed.downloads.values(), key=lambda one: one.position),
            concerns=[Concern(wrong, "aniworldd check says which.")] if look.problems else (),
            looked=not look.fresh,
        )
    )
