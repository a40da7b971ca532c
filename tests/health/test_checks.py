"""Facts become checks: a level, a sentence that anybody may read, and a cure."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from aniworldd.health import Status, judge
from aniworldd.health.checks import Facts, Failing, Need, checks
from aniworldd.overview.system import Check, Level

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WELL = Facts(
    at=AT,
    started_at=AT - DAY,
    library="/srv/media",
    free="5.0 GiB free",
    watch_folder="/etc/aniworldd/watchlist",
    wishes=3,
    providers=2,
    last_scan_at=AT - 9 * HOUR,
    scan_due_at=AT + 15 * HOUR,
    backup_at=AT - DAY,
)
NAMES = [
    *("Config", "State", "Passes", "Library", "Write access", "Free space"),
    *("Watch folder", "Providers", "Last scan", "Programs", "Clock", "Backups"),
]


def find(name: str, **changes: object) -> Check:
    facts = replace(WELL, **changes)  # type: ignore[arg-type]
    return next(check for check in checks(facts) if check.name == name)


def test_each_thing_is_looked_at_and_all_is_well() -> None:
    found = checks(WELL)

    assert [check.name for check in found] == NAMES
    assert {check.level for check in found} == {Level.OK}
    assert all(check.sentence for check in found)


@pytest.mark.parametrize(
    "name, changes, level, sentence, cure",
    [
        (
            "Config",
            {"problems": 1},
            Level.WARNING,
            "1 problem in the files",
            "aniworldd check",
        ),
        (
            "Config",
            {"problems": 2, "last_good": True},
            Level.ERROR,
            "2 problems in the files; the last good version is in force",
            "aniworldd check",
        ),
        ("Config", {"pending": ("server.port",)}, Level.WARNING, "1 change waits", "restart"),
        ("State", {"locked": "x"}, Level.ERROR, "the state is locked", "aniworldd recover"),
        ("State", {"trouble": "/v: full"}, Level.ERROR, "cannot be written", "make room"),
        ("State", {"losses": ("/v/state.json",)}, Level.WARNING, "damaged", "disk"),
        ("Passes", {"failure": "a bug"}, Level.ERROR, "fails", "log"),
        ("Library", {"away": "/srv is away"}, Level.ERROR, "the library is away", "mount"),
        ("Library", {"strangers": 2}, Level.NOTE, "has 2 downloads in it, too", "30 days"),
        ("Library", {"gone": 12}, Level.WARNING, "12 files vanished", "root accept"),
        (
            "Write access",
            {"away": "/srv may not be written to"},
            Level.ERROR,
            "not to the library",
            "right",
        ),
        ("Write access", {"config_writable": False}, Level.NOTE, "read-only", "still can"),
        ("Free space", {"low": "1 MiB are free"}, Level.WARNING, "downloads wait", "make room"),
        ("Watch folder", {"watch_available": False}, Level.ERROR, "away", "mount"),
        ("Watch folder", {"vanished": 7}, Level.WARNING, "7 wishes vanished", "root accept"),
        ("Providers", {"providers": 0}, Level.NOTE, "none in the config", "providers"),
        (
            "Providers",
            {"failing": (Failing("demo", 2, "503"),)},
            Level.WARNING,
            "nothing comes from demo for 2 wishes",
            "by itself",
        ),
        (
            "Providers",
            {"failing": (Failing("a", 1, "x"), Failing("b", 1, "y", changed=True))},
            Level.ERROR,
            "nothing comes from a and b for 2 wishes",
            "the layout of b changed",
        ),
        (
            "Last scan",
            {"last_scan_at": None, "started_at": AT - HOUR},
            Level.WARNING,
            "none has ended",
            "log",
        ),
        (
            "Last scan",
            {"last_scan_at": AT - 3 * DAY, "scan_due_at": AT - 2 * DAY},
            Level.WARNING,
            "one was due since",
            "aniworldd scan",
        ),
        ("Last scan", {"scans": False}, Level.NOTE, "none comes by itself", "scheduler.enabled"),
        (
            "Programs",
            {"needs": (Need("ffmpeg", "hls", "it is not installed"), Need("yt-dlp", "ytdlp"))},
            Level.WARNING,
            "no usable ffmpeg for hls",
            "install ffmpeg",
        ),
        (
            "Programs",
            {"needs": (Need("yt-dlp", "ytdlp", "it is not installed", meant=False),)},
            Level.NOTE,
            "no usable yt-dlp for ytdlp",
            "install yt-dlp",
        ),
        ("Clock", {"at": datetime(1970, 1, 1, 2, tzinfo=UTC)}, Level.WARNING, "1970", "set it"),
        ("Backups", {"backup_at": None}, Level.NOTE, "there is none", "backup take"),
        ("Backups", {"backup_at": AT - 40 * DAY}, Level.NOTE, "40 days old", "backup take"),
        ("Log file", {"log_trouble": "/v/log: full"}, Level.WARNING, "cannot be", "logging.file"),
    ],
)
def test_what_is_wrong_is_said_with_its_cure(
    name: str, changes: dict[str, object], level: Level, sentence: str, cure: str
) -> None:
    check = find(name, **changes)

    assert check.level is level
    assert sentence in check.sentence
    assert cure in check.cure
    assert "/" not in check.sentence  # paths are for those who may see the detail
    assert not check.cure.startswith("aniworldd")  # the page begins it with a capital letter


def test_a_backup_of_a_moment_ago_is_not_counted_in_days() -> None:
    check = find("Backups", backup_at=AT - HOUR)

    assert (check.level, check.sentence) == (Level.OK, "the newest is less than a day old")


def test_programs_that_are_there_are_named() -> None:
    check = find("Programs", needs=(Need("ffmpeg", "hls"), Need("yt-dlp", "ytdlp")))

    assert (check.level, check.sentence) == (Level.OK, "found ffmpeg and yt-dlp")


@pytest.mark.parametrize(
    "changes",
    [
        {"last_scan_at": None, "started_at": AT - timedelta(minutes=2)},
        {"scan_due_at": AT - timedelta(minutes=5)},  # it is running perhaps
        {"scan_due_at": None},
        {"at": AT - 400 * DAY},  # the clock was set back
    ],
    ids=["just started", "just due", "never due", "clock set back"],
)
def test_a_scan_is_not_missed_too_early(changes: dict[str, object]) -> None:
    assert find("Last scan", **changes).level is Level.OK


@pytest.mark.parametrize(
    "level, status",
    [
        (Level.OK, Status.HEALTHY),
        (Level.NOTE, Status.HEALTHY),
        (Level.WARNING, Status.DEGRADED),
        (Level.ERROR, Status.DEGRADED),
    ],
)
def test_the_word_for_programs_follows_the_checks(level: Level, status: Status) -> None:
    found = judge(
        [Check("x", Level.OK, ""), Check("y", level, "")],
        locked=False,
        failing=False,
        looked=True,
        late=0.0,
    )

    assert (found.status, found.alive, found.ready) == (status, True, True)


def test_what_cannot_work_is_unhealthy_and_what_stands_still_is_not_alive() -> None:
    locked = judge((), locked=True, failing=False, looked=True, late=0.0)
    failing = judge((), locked=False, failing=True, looked=True, late=0.0)
    stuck = judge((), locked=False, failing=False, looked=True, late=301.0)
    new = judge((), locked=False, failing=False, looked=False, late=1.0)

    assert (locked.status, locked.alive, locked.ready) == (Status.UNHEALTHY, True, False)
    assert (failing.status, failing.alive) == (Status.UNHEALTHY, True)
    assert (stuck.status, stuck.alive) == (Status.UNHEALTHY, False)
    assert (new.status, new.ready) == (Status.HEALTHY, False)
