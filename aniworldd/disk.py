"""File calls on the library, in threads of their own: a disk that hangs holds nothing else up."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from aniworldd.borders import carry, contain
from aniworldd.clock import Clock, woken
from aniworldd.errors import DiskSilent

T = TypeVar("T")

PATIENCE = 20.0  # seconds; a disk that sleeps needs up to 15 to spin up
LONG = 300.0  # seconds; for work that reads or flushes a whole file in one go
_HURRY = 6.0  # seconds, when the daemon ends
_LOOK = 5.0  # seconds
_THREADS = 8
_IDLE = 5.0  # seconds until a thread without work ends


@dataclass(slots=True, eq=False)
class _Call:
    work: Callable[[], None]  # in a thread
    settle: Callable[[], None]  # on the loop, afterwards
    give_up: Callable[[DiskSilent], None] | None  # None: it is waited for for ever
    unwanted: Callable[[], bool]
    asked_at: datetime
    patience: float  # seconds
    loop: asyncio.AbstractEventLoop
    moved_at: float | None = None  # monotonic; None: it has not begun
    given_up: bool = False


def patiently(work: Callable[[Callable[[], None]], T], clock: Clock) -> T:
    """What `work` gives, for a command; `work` gets `Disk.moved`.

    Raises `DiskSilent`, after which the command may end although the call still hangs.
    """

    async def wait() -> T:
        disk = Disk(clock)
        watching = asyncio.ensure_future(disk.watch())
        try:
            return await disk.run(lambda: work(disk.moved))
        finally:
            watching.cancel()

    return asyncio.run(wait())


class Disk:
    """Runs calls that block. One that does not return is given up, and all others with it.

    From then on the disk is silent, and no call is begun until those that were given up have
    returned: they may still write. A few threads at most ever hang, and none of them keeps the
    process from ending.
    """

    def __init__(self, clock: Clock, *, threads: int = _THREADS) -> None:
        self._clock = clock
        self._limit = threads
        self._calls: set[_Call] = set()  # that have not returned
        self._since: datetime | None = None
        self._ending = False
        self._hurried = asyncio.Event()
        self._here = threading.local()
        self._lock = threading.Condition()  # for what follows, which the threads use, too
        self._waiting: deque[_Call] = deque()
        self._threads = self._idle = 0

    @property
    def silent(self) -> str:
        """The sentence that says since when the disk does not answer; "" when it does."""
        if self._since is None:
            return ""
        return f"the disk does not answer since {self._since.astimezone():%Y-%m-%d %H:%M}"

    def start(
        self,
        work: Callable[[], T],
        *,
        patience: float | None = None,
        unwanted: Callable[[T], None] | None = None,
    ) -> asyncio.Future[T]:
        """Begin a call. Its answer, or `DiskSilent` when none comes within so many seconds.

        `unwanted` gets, in a thread, what comes when nobody waits for it any more.
        """
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        outcome: Future[T] = Future()
        if self._since is not None:
            answer.set_exception(DiskSilent(self.silent))
            return answer

        def settle() -> None:
            if answer.done():
                if unwanted is not None and outcome.done() and outcome.exception() is None:
                    self.post(lambda: unwanted(outcome.result()))
            elif (error := outcome.exception()) is not None:
                answer.set_exception(error)
            else:
                answer.set_result(outcome.result())

        def give_up(why: DiskSilent) -> None:
            if not answer.done():
                answer.set_exception(why)

        self._submit(
            lambda: carry(work, outcome),
            settle,
            patience=PATIENCE if patience is None else patience,
            give_up=give_up,
            unwanted=answer.cancelled,
        )
        return answer

    async def run(
        self,
        work: Callable[[], T],
        *,
        patience: float | None = None,
        unwanted: Callable[[T], None] | None = None,
    ) -> T:
        """As `start`, waiting for the answer."""
        return await self.start(work, patience=patience, unwanted=unwanted)

    def post(self, work: Callable[[], None]) -> None:
        """Have this done when it can be, also on a disk that is silent; nobody waits for it."""
        outcome: Future[None] = Future()

        def settle() -> None:
            with contain("a file call that nobody waits for"):
                outcome.result()

        self._submit(lambda: carry(work, outcome), settle)

    def moved(self) -> None:
        """Said by long work, in its thread, at every step: it gets on.

        Raises `DiskSilent` when nobody waits for it any more. Nothing happens in other threads.
        """
        call: _Call | None = getattr(self._here, "call", None)
        if call is None:
            return
        call.moved_at = self._clock.monotonic()
        if call.given_up or self._ending:
            raise DiskSilent("it was not waited for")

    def hurry(self) -> None:
        """The daemon ends: long work stops at its next step, and nothing gets much time."""
        self._ending = True
        self._hurried.set()

    async def watch(self) -> None:
        """Until cancelled: give up what does not return."""
        while True:
            if self._ending:
                await self._clock.sleep(1.0)
            else:
                await woken(self._hurried, self._clock, _LOOK)
            self.judge()

    def judge(self) -> None:
        """Give up what has not returned, nor got on, for longer than it may take."""
        stuck = [call.asked_at for call in self._calls if self._hangs(call)]
        if not stuck:
            return
        self._since = min(stuck) if self._since is None else self._since
        why = DiskSilent(self.silent)
        for call in self._calls:
            if call.give_up is not None and not call.given_up:
                call.given_up = True
                call.give_up(why)

    def _hangs(self, call: _Call) -> bool:
        if call.moved_at is None or call.given_up or call.give_up is None:
            return False
        patience = min(call.patience, _HURRY) if self._ending else call.patience
        return self._clock.monotonic() - call.moved_at > patience

    def _submit(
        self,
        work: Callable[[], None],
        settle: Callable[[], None],
        *,
        patience: float = PATIENCE,
        give_up: Callable[[DiskSilent], None] | None = None,
        unwanted: Callable[[], bool] = lambda: False,
    ) -> None:
        loop = asyncio.get_running_loop()
        call = _Call(work, settle, give_up, unwanted, self._clock.now(), patience, loop)
        self._calls.add(call)
        with self._lock:
            self._waiting.append(call)
            if len(self._waiting) > self._idle and self._threads < self._limit:
                self._threads += 1
                threading.Thread(target=self._serve, name="disk", daemon=True).start()
            else:
                self._lock.notify()

    def _returned(self, call: _Call) -> None:
        """On the loop."""
        self._calls.discard(call)
        if not any(one.given_up for one in self._calls):
            self._since = None
        call.settle()

    def _serve(self) -> None:
        while (call := self._next()) is not None:
            if not call.given_up and not call.unwanted():
                call.moved_at = self._clock.monotonic()
                self._here.call = call
                call.work()
                self._here.call = None
            call.work = _nothing  # what it wrote may be MiBs, and the call outlives it
            with suppress(RuntimeError):  # the loop is closed: the daemon has ended
                call.loop.call_soon_threadsafe(self._returned, call)

    def _next(self) -> _Call | None:
        """The next call; None when there is none for a while, and the thread may end."""
        with self._lock:
            self._idle += 1
            self._lock.wait_for(lambda: self._waiting, timeout=_IDLE)
            self._idle -= 1
            if self._waiting:
                return self._waiting.popleft()
            self._threads -= 1
            return None


def _nothing() -> None:
    """Has been done."""
