"""Wires what stands before every answer: accounts and their locks, and the first setup."""

import asyncio
import logging
import secrets
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

from aniworldd.accounts import audit
from aniworldd.accounts.accounts import Accounts, Credentials
from aniworldd.accounts.audit import Audit
from aniworldd.accounts.door import Door, Locks
from aniworldd.accounts.keys import Keys
from aniworldd.accounts.lockout import Guesses, Lockout
from aniworldd.accounts.passwords import Passwords
from aniworldd.accounts.sessions import Sessions
from aniworldd.accounts.tickets import Tickets
from aniworldd.accounts.tokens import Tokens
from aniworldd.clock import Clock
from aniworldd.config.settings import Settings
from aniworldd.control import Answer, Command
from aniworldd.daemon.written import Start
from aniworldd.desk import folders
from aniworldd.desk.edits import Edits
from aniworldd.disk import Disk
from aniworldd.errors import InvalidRequest, StoreError
from aniworldd.store import Monthly, Store
from aniworldd.store.milestone import Milestone
from aniworldd.web.keys import Entrance

logger = logging.getLogger(__name__)

_TOKEN = 16  # bytes


def door(store: Store, state: Path, settings: Callable[[], Settings], clock: Clock) -> Door:
    """The door of a state folder."""

    def guesses() -> Guesses:
        limits = settings().server.limits
        return Guesses(limits.logins, limits.logins_all)

    def lasting(remember: bool) -> timedelta:
        auth = settings().auth
        return timedelta(days=auth.remember_days) if remember else timedelta(hours=auth.token_hours)

    tokens = Tokens(store, clock=clock, secret=secrets.token_bytes)
    sessions = Sessions(store, tokens, clock=clock, new_id=_new_id)
    keys = Keys(store, clock=clock, new_id=_new_id, secret=secrets.token_bytes)
    accounts = Accounts(
        store,
        Milestone(state, "setup.done"),
        Credentials(Passwords(secrets.token_bytes), sessions, keys),
        clock=clock,
        new_id=_new_id,
        policy=lambda: settings().auth.password_policy,
    )
    lockout = Lockout(store, clock=clock, guesses=guesses)
    notes = Audit(Monthly(state / "audit"), clock)
    tickets = Tickets(clock, secrets.token_bytes)
    locks = Locks(accounts, sessions, keys, lockout, notes, tickets)
    return Door(store, locks, lasting=lasting)


def entrance(
    begin: Start,
    edits: Edits,
    settings: Callable[[], Settings],
    store: Store,
    clock: Clock,
    disk: Disk,
) -> Entrance:
    """What the web asks before it answers anybody."""
    return Entrance(
        door(store, begin.state, settings, clock),
        server=lambda: settings().server,
        auth=lambda: settings().auth,
        setup_token=secrets.token_hex(_TOKEN),
        choose_directory=_chooser(begin, edits, disk),
    )


async def unlock(made: Entrance, state: Path, clock: Clock, address: str) -> None:
    """What is to be done before the first request, and what the log must say about setup."""
    accounts = made.door.accounts
    try:
        await accounts.seal()
        await asyncio.to_thread(Monthly(state / "audit").forget, audit.oldest(clock))
    except StoreError as error:
        logger.error("%s", error)
    if not accounts.configured:
        logger.warning(
            "Not set up yet: open %ssetup on this machine; from another one it takes the setup "
            "token %s",
            address,
            made.setup_token,
        )
    elif not accounts.all():
        logger.error("The accounts are lost; a new one is made by: aniworldd passwd")


def commands(made: Door) -> Mapping[str, Command]:
    """What somebody at the machine may say without a login."""

    async def passwd(words: Sequence[str]) -> Answer:
        """`words` are a name, or "", and the password."""
        if len(words) != 2:
            raise InvalidRequest("a name and a password are needed")
        account = await made.set_password(words[0], words[1])
        return {"said": f"{account.name} has a new password, and all its logins are over"}

    async def ticket(words: Sequence[str]) -> Answer:
        """`words` may be a name; the `ticket` opens `/login?ticket=` once."""
        made_for = words[0] if words else ""
        return {"said": "it is good for ten minutes", "ticket": made.ticket(made_for)}

    return {"passwd": passwd, "ticket": ticket}


def _chooser(begin: Start, edits: Edits, disk: Disk) -> Callable[[str], Awaitable[bool]]:
    async def choose(text: str) -> bool:
        folder = await disk.run(partial(folders.judge, text, begin.state))
        if folder == begin.settings.library.directory:
            return False
        await edits.change({("library", "directory"): text}, "before-setup")
        return True

    return choose


def _new_id() -> str:
    return str(uuid.uuid4())
