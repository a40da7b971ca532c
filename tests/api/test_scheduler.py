"""`/api/scheduler/config` over real HTTP: what is said there is in force at once."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from aniworldd.model.account import Role
from aniworldd.web.aniworld.scheduler import Scheduler
from tests.api.conftest import Api, Reply

PATH = "/api/scheduler/config"
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
BAD: Mapping[str, Mapping[str, object]] = {
    "schedule_time": {"schedule_time": "24:00"},
    "schedule_days.1": {"schedule_days": ["mon", "caturday"]},
    "schedule_days": {"schedule_days": []},
    "interval_minutes": {"interval_minutes": 0},
    "enabled": {"enabled": "yes"},
    "schedule_tiem": {"schedule_tiem": "03:00"},
}


def read(answer: Reply) -> Scheduler:
    assert answer.status == 200, answer.body
    return Scheduler.model_validate(answer.json)


def moment(text: str | None) -> datetime:
    assert text is not None
    assert text.endswith("Z")
    return datetime.fromisoformat(text)


async def test_it_answers_in_the_words_of_both_editions(api: Api) -> None:
    await api.sees(lambda: api.daemon.parts.reconciler.sequence)

    found = read(await api.get(PATH, role=Role.VIEWER))

    assert found.success
    assert found.config.model_dump() == {
        "enabled": True,
        "interval_minutes": 60,
        "schedule_time": "03:00",
        "schedule_days": DAYS,
        "feeds_minutes": 30,
        "auto_download_after_rescan": False,
    }
    assert (found.enabled, found.interval_minutes) == (True, 60)
    assert found.status.is_running
    local = moment(found.status.next_run).astimezone()
    assert (local.hour, local.minute) == (3, 0)
    assert moment(found.status.last_run) <= datetime.now(UTC) + timedelta(seconds=1)


async def test_a_change_is_in_force_when_it_is_answered(api: Api) -> None:
    february = await api.post(
        PATH,
        {
            "enabled": True,
            "schedule_time": "06:30",
            "schedule_days": ["mon", "wed", "fri"],
            "auto_download_after_rescan": True,
        },
    )
    december = await api.post(PATH, {"enabled": True, "interval_minutes": 30})
    interval = await api.post(PATH, {"schedule_time": None})
    off = await api.post(PATH, {"enabled": False})

    local = moment(read(february).status.next_run).astimezone()
    assert (local.hour, local.minute) == (6, 30)
    assert local.weekday() in {0, 2, 4}
    assert read(february).config.auto_download_after_rescan
    assert read(december).interval_minutes == 30
    assert read(december).config.schedule_time == "06:30"  # what is not named stays
    left = moment(read(interval).status.next_run) - datetime.now(UTC)
    assert timedelta(minutes=25) < left <= timedelta(minutes=31)
    assert read(off).status.next_run is None
    assert not read(off).status.is_running
    assert api.daemon.parts.written.live.current.scheduler.schedule_time is None
    assert (await api.get(PATH)).json == off.json


async def test_it_says_when_the_library_is_being_read(api: Api) -> None:
    await api.sees(lambda: api.daemon.parts.reconciler.sequence)
    quiet = read(await api.get(PATH)).status.scan_in_progress
    api.daemon.parts.reconciler.scanning = True

    assert not quiet
    assert read(await api.get(PATH)).status.scan_in_progress


async def test_what_cannot_be_is_422_by_its_field_and_changes_nothing(api: Api) -> None:
    before = api.stage.config.read_bytes()

    for field, body in BAD.items():
        answer = await api.post(PATH, body)
        details = answer.one()["details"]

        assert answer.status == 422
        assert answer.one()["error"] == "VALIDATION_ERROR"
        assert isinstance(details, dict)
        assert details["field"] == field
    for odd in (b"[1180591620717411303424]", b"[" * 100 + b"]" * 100, b'{"\\u0007": NaN}'):
        answer = await api.ask("POST", PATH, raw=b'{"feeds_minutes": %b}' % odd)
        assert answer.status == 422, odd
    assert api.stage.config.read_bytes() == before


async def test_who_may_look_may_not_change_it(api: Api) -> None:
    assert (await api.post(PATH, {"enabled": False}, role=Role.USER)).status == 403
    assert (await api.get(PATH, role=None)).status == 401
    assert (await api.ask("PUT", PATH, {})).status == 405
