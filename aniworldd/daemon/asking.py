"""Commands that ask the running daemon to do something, over its socket."""

import argparse
import json
from collections.abc import Callable

from aniworldd import control
from aniworldd.config import files


def run(call: argparse.Namespace, *, print: Callable[[str], None]) -> int:
    """Ask, and say the daemon's sentence."""
    words = [word for word in (getattr(call, "key", None), getattr(call, "episode", None)) if word]
    command = f"{call.command} {call.verb}" if getattr(call, "verb", None) else call.command
    answer = control.ask(files.state_folder(call.config), command, words)
    if getattr(call, "json", False):
        print(json.dumps(answer["rows"], ensure_ascii=False, indent=2))
    else:
        print(str(answer["said"]))
    return 0
