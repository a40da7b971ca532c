"""`aniworldd recover`: unlock a state that could not be read, with what can be read of it."""

import argparse
from collections.abc import Callable

from aniworldd.clock import SystemClock
from aniworldd.config import files
from aniworldd.overview.words import count
from aniworldd.store import recover


def run(call: argparse.Namespace, *, print: Callable[[str], None]) -> int:
    """Raises `AlreadyRunning` while a daemon holds the state, `StoreError` when it is good."""
    folder = files.state_folder(call.config)
    recovery = recover(folder, now=SystemClock().now)
    print(f"The state in {folder} is unlocked.")
    for name, documents in recovery.documents.items():
        print(f"  {name}: {count(documents, 'record')} kept")
    for loss in recovery.losses:
        print(f"  {loss}")
    print("What is missing is found anew by the next scan; the files of the library are untouched.")
    return 0
