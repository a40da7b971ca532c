"""A daemon's read models as the web sees them, made up."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta

from aniworldd.desk.answering import Answering
from aniworldd.desk.desk import Desk
from aniworldd.desk.pausing import Pausing
from aniworldd.desk.queue import Downloads
from aniworldd.errors import Conflict, NotFound
from aniworldd.health.machine import Figures
from aniworldd.model.download import Download, DownloadState, Progress, Speed
from aniworldd.model.title import ItemKey
from aniworldd.model.verdict import Reason
from aniworldd.overview.records import (
    Concern,
    FinishedRow,
    ItemRow,
    Label,
    Now,
    Question,
    QueueRow,
    State,
    TitleRow,
)
from aniworldd.overview.system import Check, Job, Level, LogRow, ProviderRow, System
from aniworldd.overview.tally import Tally
from aniworldd.refresh.bars import Asked, Outcome

HOUR = timedelta(hours=1)
AT = datetime(2026, 5, 1, 12, tzinfo=UTC)
HOSTILE = "<script>window.pwned=1</script><img src=x onerror=window.pwned=1>\"'{{7*7}}"


@dataclass
class Wellness:
    status: str = "healthy"
    alive: bool = True
    ready: bool = True


@dataclass
class FakeReads:
    """What the daemon would answer; tests change it by hand."""

    page: Now
    wellness: Wellness = field(default_factory=Wellness)
    whole: System = field(default_factory=lambda: make_system())
    tally: Tally = field(default_factory=lambda: make_tally())
    answers_after: float = 0.0  # seconds
    asked: int = 0
    broken: bool = False

    def now(self) -> Now:
        self.asked += 1
        if self.broken:
            raise LookupError("a fault of ours")
        return self.page

    def running(self) -> list[Speed]:
        return [make_speed(1) for _ in self.page.running]

    def queue(self) -> Tally:
        self.asked += 1
        if self.broken:
            raise LookupError("a fault of ours")
        return self.tally

    def title(self, key: str) -> TitleRow:
        for row in (*self.page.missing, *self.page.titles):
            if row.key == key:
                return row
        raise NotFound(f"Nothing wishes for {key}")

    def label(self, item: ItemKey) -> Label:
        found = (row.folder for row in self.page.titles if row.key == item.title)
        return Label(next(found, ""), f"Morning {item.number}")

    def name(self) -> str:
        return self.page.name

    def locked(self) -> bool:
        return False

    def library(self) -> str:
        return self.page.library

    def health(self) -> Wellness:
        return self.wellness

    def system(self) -> System:
        return self.whole

    def log(self, *, level: int, after: int) -> Sequence[LogRow]:
        rows = reversed(self.whole.log)
        names = logging.getLevelNamesMapping()
        return [row for row in rows if names[row.level.upper()] >= level and row.number > after]

    def figures(self) -> Figures:
        return Figures(25.0, 45.0, 8192.0, 60.0, 102400.0)

    async def answers(self) -> None:
        await asyncio.sleep(self.answers_after)


class FakeAnswering(Answering):
    """Is told what a person accepts, and has no daemon to tell it to."""

    def __init__(self) -> None:
        self.seen = "s1"  # of the question that stands
        self.agreed: list[str] = []

    async def agree(self, about: str, seen: str) -> str:
        if seen != self.seen:
            raise Conflict("that has changed meanwhile; look at it once more")
        self.agreed.append(about)
        return "12 files are gone"


class FakeDownloads(Downloads):
    """Is told what a person presses."""

    def __init__(self, pressed: list[str]) -> None:
        self._pressed = pressed

    async def remove(self, ids: Iterable[str]) -> None:
        self._pressed.append(f"remove {' '.join(ids)}")

    async def retry(self, ids: Iterable[str] = ()) -> tuple[Download, ...]:
        self._pressed.append(f"retry {' '.join(ids)}")
        return ()

    async def clear_completed(self) -> int:
        self._pressed.append("clear")
        return 1


class FakePausing(Pausing):
    def __init__(self, pressed: list[str]) -> None:
        self._pressed = pressed

    async def set(self, *, running: bool) -> None:
        self._pressed.append("resume" if running else "pause")


def make_desk(answering: Answering, pressed: list[str] | None = None) -> Desk:
    """With what the page's buttons do, and no other subject at hand."""
    pressed = [] if pressed is None else pressed
    at_hand = {
        "answering": answering,
        "downloads": FakeDownloads(pressed),
        "pausing": FakePausing(pressed),
    }
    nobody = dict.fromkeys(one.name for one in fields(Desk))
    return Desk(**(nobody | at_hand))  # type: ignore[arg-type]


def make_question(**changes: object) -> Question:
    question = Question(
        "files", "s1", "12 files are gone", "12 files will count as missing. Nothing is deleted."
    )
    return replace(question, **changes)  # type: ignore[arg-type]


def make_item(number: int = 1, **changes: object) -> ItemRow:
    row = ItemRow(
        "lights",
        f"S01E{number:02}",
        f"Morning {number}",
        State.WAITING,
        Reason.NOT_RELEASED,
        f"not released yet; expected {number} May",
    )
    return replace(row, **changes)  # type: ignore[arg-type]


def make_title(**changes: object) -> TitleRow:
    row = TitleRow(
        key="lights",
        name="Harbour Lights",
        year=2021,
        provider="demo",
        link="http://127.0.0.1:9/lights",
        folder="Harbour Lights (2021)",
        file="lights.yaml",
        wanted=12,
        here=10,
        state=State.WAITING,
        note="",
    )
    return replace(row, **changes)  # type: ignore[arg-type]


def make_queued(**changes: object) -> QueueRow:
    row = QueueRow("q1", "lights", "S01E02", "Harbour Lights", "Morning 2", "pending", "its turn")
    return replace(row, **changes)  # type: ignore[arg-type]


def make_running(**changes: object) -> QueueRow:
    row = QueueRow(
        id="d1",
        key="lights",
        code="S01E01",
        title="Harbour Lights",
        name="Morning 1",
        state="downloading",
        why="downloading",
        language="German Dub",
        done=3 * 2**20,
        total=12 * 2**20,
        rate=2.5 * 2**20,
        eta=90.0,
    )
    return replace(row, **changes)  # type: ignore[arg-type]


def make_now(**changes: object) -> Now:
    missing = make_title(items=(make_item(1), make_item(2)))
    page = Now(
        name="Aniworld",
        headline="All well. 10 of 12 wanted episodes here. Next scan 13:00.",
        well=True,
        concerns=(Concern("Little space", "Make room", "line one\n  ^ here"),),
        running=(make_running(),),
        queued=(make_queued(),),
        missing=(missing,),
        titles=(make_title(),),
        finished=(FinishedRow("lights", "S01E09", "Harbour Lights", AT, "Harbour Lights/9.mp4"),),
        unknown=("strange.mp4",),
        library="/srv/media",
        free=5 * 2**30,
        rate=2.5 * 2**20,
        at=AT,
    )
    return replace(page, **changes)  # type: ignore[arg-type]


def make_tally(**changes: object) -> Tally:
    tally = Tally(
        waiting=1,
        active=1,
        completed=1,
        fetched=100 * 2**20,
        known=24 * 2**20,
        rate=2.5 * 2**20,
        left=90.4,
    )
    return replace(tally, **changes)  # type: ignore[arg-type]


def make_empty() -> Now:
    return Now(
        "Aniworld", "Nothing is wished for yet.", True, (), (), (), (), (), (), (), "", None, 0, AT
    )


def make_system(**changes: object) -> System:
    system = System(
        name="Aniworld",
        at=AT,
        started_at=AT - timedelta(hours=2),
        uptime=7200.0,
        status="1 of 2, 2.5 MiB/s; next scan 13:00",
        checks=(
            Check("Config", Level.OK, "all files are valid"),
            Check("Library", Level.ERROR, "the library is away", "mount it", "/srv/media is gone"),
        ),
        jobs=(
            Job("scan", "read the disk", "03:00 every day", AT + HOUR, AT - HOUR, None),
            Job("feeds", "look at feeds", "every 30 minutes", None, None, AT),
        ),
        providers=(
            ProviderRow(
                "demo",
                3,
                1,
                (Asked(AT, 0.2, Outcome.OK), Asked(AT, 3.0, Outcome.FAILED, "it answers 503")),
            ),
        ),
        log=(LogRow(2, AT, "warning", "demo gives nothing"), LogRow(1, AT, "info", "Started")),
    )
    return replace(system, **changes)  # type: ignore[arg-type]


def make_hostile_system() -> System:
    return make_system(
        name=HOSTILE,
        status=HOSTILE,
        checks=(Check(HOSTILE, Level.WARNING, HOSTILE, HOSTILE, HOSTILE),),
        jobs=(Job(HOSTILE, HOSTILE, HOSTILE, AT, AT, None),),
        providers=(ProviderRow(HOSTILE, 1, 1, (Asked(AT, 1.0, Outcome.FAILED, HOSTILE),)),),
        log=(LogRow(1, AT, "error", HOSTILE),),
    )


def make_hostile() -> Now:
    """Every text that comes from elsewhere tries to be markup."""
    item = make_item(1, name=HOSTILE, why=HOSTILE)
    title = make_title(
        name=HOSTILE, provider=HOSTILE, link="javascript:alert(1)", folder=HOSTILE, file=HOSTILE
    )
    return make_now(
        name=HOSTILE,
        headline=HOSTILE,
        concerns=(
            Concern(HOSTILE, HOSTILE, HOSTILE, make_question(answer=HOSTILE, consequence=HOSTILE)),
        ),
        running=(make_running(title=HOSTILE, name=HOSTILE, language=HOSTILE),),
        queued=(make_queued(title=HOSTILE, name=HOSTILE, why=HOSTILE),),
        missing=(replace(title, note=HOSTILE, items=(item,)),),
        titles=(title,),
        finished=(FinishedRow("lights", "S01E09", HOSTILE, AT, HOSTILE),),
        unknown=(HOSTILE,),
        library=HOSTILE,
    )


def make_download(number: int = 1, **changes: object) -> Download:
    download = Download(f"d{number}", ItemKey("lights", 1, number), "Harbour Lights", AT, number)
    return replace(download, **changes)  # type: ignore[arg-type]


def make_failed() -> Download:
    return make_download(state=DownloadState.FAILED, error="the file ended early")


def make_speed(number: int = 1, done: int = 6 * 2**20) -> Speed:
    progress = Progress(done, 12 * 2**20)
    return Speed(f"d{number}", ItemKey("lights", 1, number), progress, 2.0 * 2**20, 3.0)
