"""Takes what is due from the queue and carries it into the library, a few at a time."""

import asyncio
import logging
from collections.abc import Mapping

from aniworldd.borders import contain
from aniworldd.clock import Clock, woken
from aniworldd.downloads.attempt import Attempt, Busy, Links, Phase, Placed
from aniworldd.downloads.gate import Blocked, Cause, Gate
from aniworldd.downloads.leftovers import Leftovers
from aniworldd.downloads.outcome import Outcome
from aniworldd.downloads.queue import Queue
from aniworldd.downloads.rate import Meter
from aniworldd.downloads.run import Run
from aniworldd.downloads.turns import Turns
from aniworldd.errors import AniworldError, DiskFull, DownloadError, LibraryAway, Unavailable
from aniworldd.model.download import Speed

logger = logging.getLogger(__name__)

_TICK = 5.0  # seconds between looks at disk and progress while something runs
_LOOK_AGAIN = 10.0  # seconds between looks at what holds everything back
_LONGEST_SLEEP = 300.0  # seconds: the wall clock may be set meanwhile
_STALLED_AGAIN = 30.0  # seconds
_STOP = 8.0  # seconds for everything to end


class Worker:
    """At most so many downloads at once as the settings say; one that fails never holds up another.

    Whatever ends here ends in the queue: completed, or with what follows from its failure.
    """

    def __init__(
        self,
        *,
        queue: Queue,
        attempt: Attempt,
        outcome: Outcome,
        gate: Gate,
        meter: Meter,
        turns: Turns,
        leftovers: Leftovers,
        clock: Clock,
    ) -> None:
        self._queue = queue
        self._turns = turns
        self._leftovers = leftovers
        self._attempt = attempt
        self._outcome = outcome
        self._gate = gate
        self._meter = meter
        self._clock = clock
        self._runs: dict[str, Run] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._links: dict[str, Links] = {}  # of every download that was tried since the start
        self._stopping = False

    async def run(self) -> None:
        """Until `stop` is called or it is cancelled; parts of what runs then are kept."""
        self._queue.recover()
        try:
            while not self._stopping:
                self._queue.changed.clear()
                sleep: float | None = _LOOK_AGAIN
                with contain("the download worker"):
                    await self._gate.ask()
                    await self._tidy()
                    self._end_what_must()
                    self._start_what_may()
                    sleep = self._sleep()
                await woken(self._queue.changed, self._clock, sleep)
        finally:
            await self._end_all()

    def stop(self) -> None:
        """Have `run` end, within ten seconds."""
        self._stopping = True
        self.wake()

    def wake(self) -> None:
        """Look again now: settings or conditions have changed."""
        self._queue.changed.set()

    def speeds(self) -> Mapping[str, Speed]:
        """Of what runs, by the download's id."""
        return self._meter.speeds()

    async def _tidy(self) -> None:
        for id in await self._leftovers.tidy(self._links, self._runs.keys()):
            del self._links[id]
        await self._leftovers.make_room(idle=not self._runs)

    def _end_what_must(self) -> None:
        unusable = self._gate.unusable() if self._runs else None
        pauses = bool(self._runs) and self._gate.pauses()
        for run in self._runs.values():
            if not run.wanted:
                run.end()
            elif unusable is not None:
                run.end(_stopped_by(unusable, run))
            elif pauses:
                run.end()
            elif stalled := run.stalled():
                run.end(DownloadError(stalled, retry_after=_STALLED_AGAIN))

    def _start_what_may(self) -> None:
        for download in self._turns.due(set(self._runs)):
            if len(self._runs) >= self._gate.concurrent or self._gate.blocked() is not None:
                return
            if not self._gate.room.lacks(download.id):
                self._start(download.id)

    def _start(self, id: str) -> None:
        download = self._queue.start(id)
        if not download.error and not self._turns.knows(
            id
        ):  # it is new, or a person wants it tried as if it were
            self._links[id] = Links()
        run = Run(
            download,
            self._links.setdefault(id, Links()),
            queue=self._queue,
            meter=self._meter,
            room=self._gate.room,
            clock=self._clock,
        )
        self._turns.started(id)
        self._runs[id] = run
        self._tasks[id] = asyncio.create_task(self._carry(run), name=f"download {download.item}")
        run.follow(self._tasks[id])
        logger.info("Downloading %s", download.item)

    async def _carry(self, run: Run) -> None:
        """One try, to its end, whatever that is."""
        try:
            with contain(f"the end of {run.download.item}"):
                error = await self._try(run)
                if error is not None and run.wanted:
                    await self._fail(run, error)
                elif run.paused:
                    self._queue.put_back(run.download.id)
        finally:
            self._meter.forget(run.download.id)
            self._gate.room.ended(run.download.id, needs_more=isinstance(run.ended_for, DiskFull))
            del self._runs[run.download.id], self._tasks[run.download.id]
            self.wake()

    async def _try(self, run: Run) -> AniworldError | None:
        odd: list[Exception] = []
        try:
            with contain(f"downloading {run.download.item}", odd.append):
                try:
                    result = await self._attempt.run(run.download, run.links, run)
                except AniworldError as error:
                    return error
                await self._take(result, run)
                return None
        except asyncio.CancelledError:
            if run.ended:
                return run.ended_for
            if run.wanted:  # the daemon stops
                self._queue.put_back(run.download.id)
            raise
        what = type(odd[0]).__name__
        return DownloadError(f"it failed unexpectedly ({what}); the log has the details")

    async def _take(self, result: Placed | Busy, run: Run) -> None:
        match result:
            case Placed():
                await self._outcome.completed(run.download, result)
            case Busy():
                self._turns.waits(run.download.id, result.hosts)
                if run.wanted:
                    self._queue.put_back(run.download.id)

    async def _fail(self, run: Run, error: AniworldError) -> None:
        if isinstance(error, Unavailable) and not run.ended:
            error = self._gate.judge(error)
        self._outcome.failed(run.download, error, further=run.further, setbacks=run.links.setbacks)
        run.learn(error)
        if run.endless and run.ended:
            await self._attempt.discard(run.download.id)

    def _sleep(self) -> float | None:
        """Seconds until there may be something to do; None: until something changes."""
        if self._runs:
            return _TICK
        if self._queue.first_due() is not None:
            return _LOOK_AGAIN
        at = self._queue.next_due_at()
        if at is None:
            return None
        return min((at - self._clock.now()).total_seconds(), _LONGEST_SLEEP)

    async def _end_all(self) -> None:
        """What is being placed is placed; all else stops where it is."""
        tasks = set(self._tasks.values())
        if not tasks:
            return
        for id, run in self._runs.items():
            if run.phase is not Phase.PLACING:
                self._tasks[id].cancel()
        _, late = await asyncio.wait(tasks, timeout=_STOP)
        for task in late:
            logger.warning("%s does not end; it is left behind", task.get_name())
            task.cancel()


def _stopped_by(unusable: Blocked, run: Run) -> AniworldError:
    if unusable.cause is not Cause.DISK_BELOW_FLOOR:
        return LibraryAway(unusable.what)
    if run.endless:
        return DownloadError(f"it filled the disk and never said how long it is: {unusable.what}")
    return DiskFull(unusable.what)
