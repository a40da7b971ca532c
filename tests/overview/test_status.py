"""The one line that says how the daemon is."""

from datetime import UTC, datetime

import pytest

from aniworldd.overview.status import Status, line

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
MIB = 1024.0**2


@pytest.mark.parametrize(
    "status, expected",
    [
        (Status(AT), "nothing to download"),
        (Status(AT, running=2, waiting=3, rate=4.1 * MIB), "2 of 5, 4.1 MiB/s"),
        (Status(AT, running=1), "1 of 1"),
        (Status(AT, waiting=1), "1 download waiting"),
        (Status(AT, waiting=2, stopped=True), "the queue is stopped, 2 downloads in it"),
        (Status(AT, running=2, waiting=3, stopped=True), "2 of 5; the queue is stopped"),
        (Status(AT, stopped=True), "nothing to download; the queue is stopped"),
        (Status(AT, locked="it is newer"), "the state is locked: it is newer"),
        (
            Status(AT, away="/x does not exist", problems=1, pending=("server.port", "providers")),
            "nothing to download; the library is away: /x does not exist; 1 problem in the files; "
            "waits for a restart: server.port, providers",
        ),
    ],
)
def test_it_says_what_counts_first(status: Status, expected: str) -> None:
    assert line(status) == expected


def test_it_says_when_the_next_scan_is() -> None:
    said = line(Status(AT, next_scan_at=AT))

    assert said == f"nothing to download; next scan {AT.astimezone():%H:%M}"
