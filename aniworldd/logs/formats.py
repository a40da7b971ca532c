"""A record as one line: for a person, for the journal, for programs."""

import json
import logging
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from aniworldd.logs.hiding import Hiding

_PRIORITIES = {
    logging.DEBUG: 7,
    logging.INFO: 6,
    logging.WARNING: 4,
    logging.ERROR: 3,
    logging.CRITICAL: 2,
}
_FRAMES = 12  # of each error; the innermost ones
_LONGEST = 8000  # signs of a line: names and errors come from the net


def message(record: logging.LogRecord, hiding: Hiding) -> str:
    """What happened, in one line that holds no secret and steers no terminal."""
    text = record.getMessage()
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        text = f"{text}: {' <- '.join(_chain(error))}"
    line = _escaped(hiding.hide(text))
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def _escaped(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else _code(sign) for sign in text)


def _code(sign: str) -> str:
    return sign.encode("unicode_escape").decode()


class Human(logging.Formatter):
    """`12:00:00 INFO    what happened`; with the day where lines stay for long."""

    def __init__(self, hiding: Hiding, *, dated: bool) -> None:
        super().__init__()
        self._hiding = hiding
        self._form = "%Y-%m-%d %H:%M:%S" if dated else "%H:%M:%S"

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created).strftime(self._form)
        return f"{at} {record.levelname:7} {message(record, self._hiding)}"


class Journal(logging.Formatter):
    """`<6>what happened`: the journal has the time, and takes the priority off."""

    def __init__(self, hiding: Hiding) -> None:
        super().__init__()
        self._hiding = hiding

    def format(self, record: logging.LogRecord) -> str:
        return f"<{_PRIORITIES.get(record.levelno, 6)}>{message(record, self._hiding)}"


class Json(logging.Formatter):
    """`{"time": …, "level": …, "logger": …, "message": …}`"""

    def __init__(self, hiding: Hiding) -> None:
        super().__init__()
        self._hiding = hiding

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC)
        line = {
            "time": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": message(record, self._hiding),
        }
        return json.dumps(line, ensure_ascii=False)


def _chain(error: BaseException) -> Iterator[str]:
    """The error, and what it came of."""
    seen: set[int] = set()
    while id(error) not in seen:
        seen.add(id(error))
        frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
        where = ", ".join(f"{Path(it.filename).name}:{it.lineno} {it.name}" for it in frames)
        text = str(error)
        yield f"{type(error).__name__}{f': {text}' if text else ''} ({where})"
        further = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if further is None:
            return
        error = further
