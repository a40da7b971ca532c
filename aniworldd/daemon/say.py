"""What commands print: problems, plans and reasons as text."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from aniworldd.config import problems as config_problems
from aniworldd.config.problems import Problem
from aniworldd.errors import ConfigError
from aniworldd.model.download import WAITING, DownloadState
from aniworldd.overview.records import Now, State, TitleRow
from aniworldd.overview.system import Level, System
from aniworldd.overview.words import count, moment
from aniworldd.reconcile.state import (
    Action,
    Amend,
    Enqueue,
    Forget,
    Leave,
    Notice,
    Pin,
    Return,
    Withdraw,
)
from aniworldd.refresh.bars import Outcome

_CODES = 12  # episodes that a line names
_FILES = 12  # of a title, where all titles are shown


def problems(error: ConfigError) -> str:
    """Every problem with its place, and how many there are."""
    return config_problems.render(one for one in error.problems if isinstance(one, Problem))


def actions(planned: Sequence[Action], now: datetime) -> Iterable[str]:
    """What a pass would do, one line each."""
    for action in planned:
        match action:
            case Enqueue():
                yield f"  queue     {action.item}  ({action.reason})"
            case Withdraw():
                yield f"  withdraw  {action.item}  ({action.reason})"
            case Amend():
                yield f"  amend     {action.item}  ({action.reason})"
            case Pin():
                yield f"  folder    {action.title} lives in {action.folder!r}  ({action.reason})"
            case Forget():
                what = ", ".join(action.titles) or action.absent.link
                since = moment(action.since, now)
                yield f"  forget    {what}  (wished for by nobody since {since}; {action.reason})"
            case Notice() | Leave() | Return():
                pass  # notes to ourselves


def status(now: Now) -> Iterable[str]:
    """How it stands, what is asked, and what is on its way."""
    yield now.headline
    for concern in now.concerns:
        yield f"! {concern.sentence}"
        for line in (concern.cure, *concern.detail.splitlines()):
            if line:
                yield f"  {line}"
    for row in now.titles:
        if row.note:
            yield f"  {row.name}: {row.note}"
    for one in now.running:
        yield f"  {one.key} {one.code}  {one.why}"
    waiting = sum(row.state in WAITING for row in now.queued)
    failed = sum(row.state == DownloadState.FAILED for row in now.queued)
    if waiting:
        yield f"  {count(waiting, 'download')} queued: aniworldd queue"
    if failed:
        yield f"  {count(failed, 'download')} given up: aniworldd retry"
    if now.unknown:
        yield f"  {count(len(now.unknown), 'file')} not understood: aniworldd plan names them"


def heading(row: TitleRow) -> str:
    year = f" ({row.year})" if row.year and f"({row.year})" not in row.name else ""
    key = f"  [{row.key}]" if row.key else ""
    counts = f": {row.here} of {count(row.wanted, 'wanted episode')} here" if row.key else ""
    return f"{row.name}{year}{key}{counts}"


def title(row: TitleRow) -> Iterable[str]:
    """A title with the reason for each of its items."""
    yield from _about(row)
    yield from _unread(row, len(row.unread))
    for item in row.items:
        yield f"  {item.code} {item.name}".rstrip()
        yield f"         {item.why}"


def summary(row: TitleRow) -> Iterable[str]:
    """A title with how many of its items stand for each reason."""
    yield from _about(row)
    yield from _unread(row, _FILES)
    missing = [item for item in row.items if item.state is not State.HERE]
    for why, items in groupby(sorted(missing, key=lambda item: item.why), lambda item: item.why):
        codes = [item.code for item in items]
        shown = ", ".join(codes[:_CODES]) + (" …" if len(codes) > _CODES else "")
        yield f"  {count(len(codes), 'episode')}: {why}"
        yield f"    {shown}"


def _about(row: TitleRow) -> Iterable[str]:
    """What concerns the whole title."""
    yield heading(row)
    if row.folder:
        why = f"  ({row.folder_why})" if row.folder_why else ""
        yield f"  folder: {row.folder}{why}"
    if row.note:
        yield f"  {row.note}"


def _unread(row: TitleRow, most: int) -> Iterable[str]:
    """What was not understood in its folder."""
    if row.unread:
        yield f"  {count(len(row.unread), 'file')} not understood, counted as nothing:"
    for path in row.unread[:most]:
        yield f"    {path}"
    if len(row.unread) > most:
        yield f"    … and {len(row.unread) - most} more: aniworldd plan {row.key}"


def loose(paths: Sequence[str]) -> Iterable[str]:
    """What was not understood and is in the folder of no title: nothing else names it."""
    if paths:
        files = count(len(paths), "file")
        yield f"{files} in no title's folder not understood, counted as nothing:"
    for path in paths:
        yield f"  {path}"


def line(status: str) -> str:
    """The daemon's one line, as a sentence."""
    return f"{status[:1].upper()}{status[1:]}."


def scanned(at: datetime | None, now: datetime) -> str:
    return f"Last scan: {moment(at, now) if at else 'never yet'}."


def system(found: System) -> Iterable[str]:
    """The machine's side: what is not well, what runs by itself, how providers answer."""
    looks = [check for check in found.checks if check.level is not Level.OK]
    yield f"Running since {moment(found.started_at, found.at)}."
    yield f"Checks: {len(found.checks) - len(looks)} of {len(found.checks)} are well."
    for check in looks:
        cure = f" ({check.cure})" if check.cure else ""
        yield f"  {check.level:8} {check.name}: {check.sentence}{cure}"
    for job in found.jobs:
        last = moment(job.last_at, found.at) if job.last_at else "never yet"
        last = "now" if job.started_at else last
        then = moment(job.next_at, found.at) if job.next_at else "never"
        yield f"{job.name:8} {job.times}; last: {last}; next: {then}"
    for row in found.providers:
        well = sum(asked.outcome is Outcome.OK for asked in row.asked)
        lately = f"; {well} of the last {count(len(row.asked), 'request')} answered well"
        failing = f"; nothing for {row.failing} of them" if row.failing else ""
        wishes = count(row.wishes, "wish", "wishes")
        yield f"{row.name}: {wishes}{failing}{lately if row.asked else ''}"


def tell(
    lines: Iterable[str], found: object, print: Callable[[str], None], *, machine: bool
) -> None:
    """The lines for a person, or what was found as JSON."""
    if machine:
        print(json.dumps(plain(found), ensure_ascii=False, indent=2))
        return
    for one in lines:
        print(one)


def plain(value: object) -> Any:  # JSON, from here on
    """Records as JSON takes them: times in ISO 8601, UTC."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value


def title_of(action: Action) -> str:
    """The key of the title that an action is about; "" when it is about none."""
    match action:
        case Enqueue() | Withdraw() | Amend():
            return action.item.title
        case Pin():
            return action.title
        case Forget():
            return next(iter(action.titles), "")
        case Notice() | Leave() | Return():
            return ""
