"""One event is one line, on stderr, in the file and in memory."""

import json
import logging
import re
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aniworldd.config.settings import Logging
from aniworldd.logs import files, formats
from aniworldd.logs.hiding import Hiding
from aniworldd.logs.recent import KEPT
from tests.logs.conftest import Logbook

FORGED = "Lamp\r\n<3>aniworldd is on fire\x1b[2J\x00\u2028\u202e\ud800 \x85end"


def record(text: str) -> logging.LogRecord:
    return logging.LogRecord("aniworldd.x", logging.INFO, "x.py", 1, "%s", (text,), None)


def test_a_person_reads_time_level_and_what_happened(book: Logbook) -> None:
    book.open()
    book.logger.warning("Queued %s", "lamp S01E01")

    [line] = book.lines
    assert re.fullmatch(r"\d\d:\d\d:\d\d WARNING Queued lamp S01E01", line)


def test_the_journal_gets_priorities_and_no_time(book: Logbook) -> None:
    book.open(format="journal", level="DEBUG")
    for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR, logging.CRITICAL):
        book.logger.log(level, "x")

    assert book.lines == ["<7>x", "<6>x", "<4>x", "<3>x", "<2>x"]


def test_a_program_gets_one_object_a_line(book: Logbook) -> None:
    book.open(format="json")
    book.logger.info("Queued %s", FORGED)

    [line] = book.lines
    found = json.loads(line)
    assert list(found) == ["time", "level", "logger", "message"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", found["time"])
    assert (found["level"], found["logger"]) == ("info", "aniworldd.tests")
    assert "\x1b" not in found["message"]


@pytest.mark.parametrize("form", ["human", "journal", "json"])
def test_a_name_from_the_net_forges_no_line(book: Logbook, form: str) -> None:
    book.open(format=form)
    book.logger.info("Queued %s", FORGED)
    book.logger.info("the next")

    assert len(book.lines) == 2
    assert book.lines[0].isprintable()
    assert not book.lines[0].startswith("<3>")
    assert "\\x1b[2J" in book.lines[0]


@pytest.mark.parametrize("form", ["human", "journal", "json"])
def test_an_error_is_one_line_with_what_it_came_of_and_where(book: Logbook, form: str) -> None:
    book.open(format=form)
    try:
        try:
            Path("/does/not/exist").read_text()
        except OSError as error:
            raise ValueError("line one\nline two") from error
    except ValueError:
        book.logger.exception("It broke")

    [line] = book.lines
    assert "It broke: ValueError: line one" in line
    assert "FileNotFoundError" in line
    assert f"test_logs.py:{test_an_error_is_one_line_with_what_it_came_of_and_where.__name__}" in (
        re.sub(r":\d+ ", ":", line)
    )


FORMATS = {
    "human": formats.Human(Hiding(), dated=True),
    "journal": formats.Journal(Hiding()),
    "json": formats.Json(Hiding()),
}


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=300))
def test_whatever_is_said_is_one_line_that_can_be_read_again(form: str, text: str) -> None:
    line = FORMATS[form].format(record(text))

    assert line.isprintable()
    line.encode()
    if form == "json":
        assert json.loads(line)["logger"] == "aniworldd.x"


def test_a_line_without_end_ends(book: Logbook) -> None:
    book.open()
    book.logger.info("x" * 1_000_000)

    assert len(book.lines[0]) < 10_000


SECRET = "s3cret/word?"
FORMS = [
    SECRET,
    "s3cret%2Fword%3F",
    "http://x.example/?token=abcdefgh",
    "Authorization: Bearer abcdefgh",
    "eyJhbGciOi.eyJzdWIiOiJ.abcdefgh-_x",
    "http://me:hunter22@mirror.example/x",
]


@pytest.mark.parametrize("form", ["human", "journal", "json"])
@pytest.mark.parametrize("text", FORMS)
def test_secrets_and_tokens_are_nowhere(book: Logbook, form: str, text: str) -> None:
    book.open(SECRET, format=form, file="log")
    book.logger.info("Asked %s now", text)
    try:
        raise ValueError(text)
    except ValueError:
        book.logger.exception("It broke")
    book.logs.close()

    everything = "\n".join(
        [*book.lines, (book.folder / "log").read_text(), *map(str, book.logs.recent.lines())]
    )
    for planted in (SECRET, "s3cret", "abcdefgh", "hunter22"):
        assert planted not in everything
    assert "now" in everything


def test_of_a_secret_address_the_password_alone_is_secret_too(book: Logbook) -> None:
    book.open("http://me:hunter%40two@proxy.example:3128")
    book.logger.info("407 for hunter@two and hunter%40two")

    assert "hunter" not in book.lines[0]


def test_what_the_config_calls_secret_now_or_called_so_before_is_hidden(book: Logbook) -> None:
    book.open("first-secret")
    book.logs.apply(Logging(), {"second-secret"})
    book.logger.info("second-secret, first-secret")

    assert "secret" not in book.lines[0]


def test_the_last_lines_stay_in_memory_and_no_more(book: Logbook) -> None:
    book.open(level="DEBUG")
    for number in range(KEPT + 100):
        book.logger.log(logging.WARNING if number % 100 == 0 else logging.DEBUG, "n %d", number)

    lines = book.logs.recent.lines()
    assert len(lines) == KEPT
    assert lines[-1].text == f"n {KEPT + 99}"
    assert [line.text for line in book.logs.recent.lines(level=logging.WARNING)][-1] == "n 500"
    assert book.logs.recent.lines(after=lines[-2].number) == lines[-1:]


def test_a_file_gets_every_line_with_the_day_and_is_turned_over(book: Logbook) -> None:
    book.open(file="log/aniworldd.log", max_bytes=2048, backup_count=2)
    for number in range(200):
        book.logger.info("line %d", number)
    book.logs.close()

    names = sorted(path.name for path in (book.folder / "log").iterdir())
    assert names == ["aniworldd.log", "aniworldd.log.1", "aniworldd.log.2"]
    newest = (book.folder / "log/aniworldd.log").read_text().splitlines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d INFO    line 199", newest[-1])
    for path in (book.folder / "log").iterdir():
        assert path.stat().st_size <= 2048
        assert path.stat().st_mode & 0o007 == 0


def test_the_log_follows_the_config(book: Logbook) -> None:
    book.open(file="first")
    book.logger.info("one")
    book.logs.apply(Logging(file=Path("second"), level="ERROR", format="journal"), ())
    book.logger.info("two")
    book.logger.error("three")
    book.logs.apply(Logging(), ())
    book.logger.info("four")

    assert (book.folder / "first").read_text().count("\n") == 1
    assert (book.folder / "second").read_text().endswith("ERROR   three\n")
    assert [line.split()[-1] for line in book.lines] == ["one", "<3>three", "four"]


def test_a_file_that_cannot_be_opened_is_named_and_costs_nothing_else(book: Logbook) -> None:
    (book.folder / "a-file").write_text("")
    book.open(file="a-file/log")
    book.logger.info("still here")

    assert "cannot be opened" in book.logs.trouble
    assert book.lines[-1].endswith("still here")
    book.logs.apply(Logging(), ())
    assert book.logs.trouble == ""


def test_lines_that_the_disk_does_not_take_are_told(book: Logbook) -> None:
    book.open(file="/dev/full")
    book.logger.info("x")
    apart = book.logs._file
    assert apart is not None
    apart.close()

    assert "cannot be written" in book.logs.trouble
    book.logs._file = None


def test_a_file_whose_disk_hangs_keeps_nobody_from_ending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_PATIENCE", 0.05)
    answers = threading.Event()

    class Hanging(files.Turned):
        def emit(self, record: logging.LogRecord) -> None:
            answers.wait()

    apart = files.Apart(Hanging(tmp_path / "log", max_bytes=0, backup_count=0))
    for _ in range(10_002):  # one is being written, and one more than may wait
        apart.handle(record("x"))

    apart.close()

    assert apart.target.troubled
    answers.set()
    for thread in threading.enumerate():
        if thread.name == "end of a log file":
            thread.join()
