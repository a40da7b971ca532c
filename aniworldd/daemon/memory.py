"""How the C library and Python's collector keep memory for this process."""

import asyncio
import ctypes
import gc
import os
from collections.abc import Callable, Mapping

from aniworldd.clock import Clock
from aniworldd.events import DownloadFailed, DownloadFinished, DownloadWithdrawn, Event

_ARENA_MAX = -8  # M_ARENA_MAX of glibc's malloc.h
_MANY = 20_000  # objects, which the collector walks over in some 10 ms
_MOMENT = 2.0  # seconds
_AGAIN = 100  # of so many walks one is over everything


def share() -> None:
    """Have all threads take memory from one place; before the first thread there is.

    glibc gives each thread a place of its own and keeps what it took there: 4 MiB at rest with 200
    series. Other C libraries do not, and have no such call.
    """
    call = getattr(ctypes.CDLL(None), "mallopt", None)
    if call is not None:
        call(_ARENA_MAX, 1)


def hurry() -> None:
    """What makes the imports quicker, by a tenth; before the first of them.

    Nothing becomes waste meanwhile, so the collector stays off until `settle`. Pydantic looks for
    plugs of its own in every package that is installed, when the first model is made.
    """
    gc.disable()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def settle() -> None:
    """Have the collector walk over what stays once only, whenever much has come together.

    While it walks nothing else runs, and with 10,000 wishes a walk over everything takes a tenth of
    a second and more. What is left out is freed all the same when nobody holds it.
    """
    gc.callbacks.append(Settling())
    gc.enable()


class GivingBack:
    """Gives back what downloads took, a moment after the last one has ended.

    glibc alone keeps it for the next ones: 10 MiB after eight.
    """

    def __init__(self, clock: Clock, *, busy: Callable[[], bool], give: Callable[[], None]) -> None:
        self._clock = clock
        self._busy = busy
        self._give = give
        self._ended = asyncio.Event()

    def hear(self, event: Event) -> None:
        """A listener for the bus."""
        if isinstance(event, DownloadFinished | DownloadFailed | DownloadWithdrawn):
            self._ended.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._ended.wait()
            await self._clock.sleep(_MOMENT)
            self._ended.clear()
            if not self._busy():
                self._give()


class Settling:
    """Called by the collector: leaves out what it has just walked over, when that is much."""

    def __init__(self) -> None:
        self._times = 0

    def __call__(self, phase: str, about: Mapping[str, int]) -> None:
        whole = phase == "stop" and about["generation"] == 2
        if not whole or len(gc.get_objects(generation=2)) <= _MANY:
            return
        self._times += 1
        if self._times % _AGAIN:
            gc.freeze()
        else:
            gc.unfreeze()  # for circles that closed meanwhile, which only a walk finds
