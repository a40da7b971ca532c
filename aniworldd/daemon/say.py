"""What commands print: problems, plans and reasons as text."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from aniworldd.config import problems as config_problems
from aniworldd.config.problems import Problem
from aniworldd.errors import ConfigError
from aniworldd.overview.records import Now, State, TitleRow
from aniworldd.overview.words import count
from aniworldd.reconcile.state import Action, Amend, Enqueue, Notice, Pin, Withdraw

_CODES = 12  # episodes that a line names


def problems(error: ConfigError) -> str:
    """Every problem with its place, and how many there are."""
    return config_problems.render(one for one in error.problems if isinstance(one, Problem))


def actions(planned: Sequence[Action]) -> Iterable[str]:
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
            case Notice():
                pass  # a note to ourselves


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
    if now.queued:
        yield f"  {count(len(now.queued), 'download')} queued: aniworldd queue"
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
    for item in row.items:
        yield f"  {item.code} {item.name}".rstrip()
        yield f"         {item.why}"


def summary(row: TitleRow) -> Iterable[str]:
    """A title with how many of its items stand for each reason."""
    yield from _about(row)
    missing = [item for item in row.items if item.state is not State.HERE]
    for why, items in groupby(sorted(missing, key=lambda item: item.why), lambda item: item.why):
        codes = [item.code for item in items]
        shown = ", ".join(codes[:_CODES]) + (" …" if len(codes) > _CODES else "")
        yield f"  {count(len(codes), 'episode')}: {why}"
        yield f"    {shown}"


def _about(row: TitleRow) -> Iterable[str]:
    """What concerns the whole title: its folder, and what was not understood there."""
    yield heading(row)
    if row.folder:
        why = f"  ({row.folder_why})" if row.folder_why else ""
        yield f"  folder: {row.folder}{why}"
    if row.note:
        yield f"  {row.note}"
    if row.unread:
        yield f"  {count(len(row.unread), 'file')} not understood, which count as nothing:"
    for path in row.unread[:_CODES]:
        yield f"    {path}"


def title_of(action: Action) -> str:
    """The key of the title that an action is about; "" when it is about none."""
    match action:
        case Enqueue() | Withdraw() | Amend():
            return action.item.title
        case Pin():
            return action.title
        case Notice():
            return ""
