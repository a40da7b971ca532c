"""The lies of servers, by name: what each answers when it is asked for a film.

`arrives` says what becomes of the film when nothing but the lie is ever told: it comes all the
same, it never does, or (None) either is right. A wrong file is never right.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.faults.asked import Asked
from tests.faults.film import Film

Tell = Callable[[Film, Asked, asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Lie:
    name: str
    tell: Tell
    arrives: bool | None


class Lies:
    """A table that grows by decorators."""

    def __init__(self) -> None:
        self.table: dict[str, Lie] = {}

    def told(self, *, arrives: bool | None) -> Callable[[Tell], Tell]:
        def add(tell: Tell) -> Tell:
            self.put(tell.__name__.rstrip("_").replace("_", " "), tell, arrives=arrives)
            return tell

        return add

    def put(self, name: str, tell: Tell, *, arrives: bool | None) -> None:
        assert name not in self.table, name
        self.table[name] = Lie(name, tell, arrives)
