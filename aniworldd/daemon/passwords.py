"""`aniworldd passwd`: set a password; the file system's rights are the proof."""

import argparse
import asyncio
import getpass
import os
import sys
from collections.abc import Callable
from pathlib import Path

from aniworldd import control
from aniworldd.accounts import rules
from aniworldd.clock import SystemClock
from aniworldd.config import files, places
from aniworldd.config.settings import Settings
from aniworldd.daemon import doors, plugs
from aniworldd.errors import InvalidRequest
from aniworldd.store import Store


def run(call: argparse.Namespace, *, print: Callable[[str], None]) -> int:
    """Through the daemon when one runs, else in its state. `InvalidRequest`, `StoreError`."""
    password = _read(call.name or "")
    state = files.state_folder(call.config)
    if control.answers(state):
        print(str(control.ask(state, "passwd", [call.name or "", password])["said"]))
        return 0
    where = places.find(call.config, os.environ)
    settings = files.read(where, plugs.PLUGS).settings or Settings()
    name = asyncio.run(put(state, settings, call.name or "", password))
    print(f"{name} has a new password, and all its logins are over")
    return 0


async def put(state: Path, settings: Settings, name: str, password: str) -> str:
    """Into a state that no daemon holds; the answer is the account's name.

    Raises `AlreadyRunning`, `StoreError`, `InvalidRequest`.
    """
    clock = SystemClock()
    store = Store.open(state, now=clock.now)
    try:
        door = doors.door(store, state, lambda: settings, clock)
        return (await door.set_password(name, password)).name
    finally:
        store.close()


def _read(name: str) -> str:
    """From the terminal twice, or one line of what is piped in."""
    if not sys.stdin.isatty():
        return sys.stdin.readline(2 * rules.LONGEST).rstrip("\r\n")
    whose = f" of {name}" if name else ""
    password = getpass.getpass(f"New password{whose}: ")
    if password != getpass.getpass("The same again: "):
        raise InvalidRequest("the two passwords are not the same; nothing was changed")
    return password
