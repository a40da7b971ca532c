"""`/api/config`, read, changed and judged, over real HTTP."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from aniworldd.config import edit
from aniworldd.model.account import Role
from aniworldd.web.aniworld.config_shapes import Config, Validated
from tests.api.conftest import Api, Reply

CONFIG, VALIDATE = "/api/config", "/api/config/validate"
PUT_2026: Mapping[str, object] = {
    "scheduler": {
        "enabled": True,
        "interval_minutes": 60,
        "schedule_time": "06:30",
        "schedule_days": ["mon", "wed", "fri"],
    },
    "logging": {"level": "DEBUG"},
}
PUT_2025_12: Mapping[str, object] = {
    "scheduler": {"enabled": True, "interval_minutes": 30},
    "logging": {"level": "DEBUG"},
}


async def put(api: Api, body: object, *, role: Role = Role.ADMIN) -> Reply:
    return await api.ask("PUT", CONFIG, body, role=role)


def whole(answer: Reply) -> Config:
    """The answer, which is what its model says."""
    assert answer.status == 200, answer.body
    return Config.model_validate(answer.json)


def refused(answer: Reply, status: int, code: str) -> list[tuple[object, object]]:
    """What the error body names."""
    body = answer.one()
    assert (answer.status, body["success"], body["error"]) == (status, False, code), body
    details = body["details"]
    assert isinstance(details, dict)
    return [(one["field"], one["issue"]) for one in details.get("errors", [])]


async def test_the_newest_edition_s_keys_are_there_and_october_s_beside_them(api: Api) -> None:
    found = whole(await api.get(CONFIG))

    body = (await api.get(CONFIG)).one()
    wanted = {"name", "data_dir", "scheduler", "logging", "backup", "other", "success", "data"}
    assert wanted <= body.keys()
    assert found.name == "Aniworld demo"
    assert found.data_dir == str(api.stage.state)
    assert found.scheduler.schedule_time == "03:00"
    assert (found.logging.level, found.logging.max_bytes) == ("INFO", None)
    assert body["data"] == {
        "anime_directory": str(api.stage.library),
        "download_directory": str(api.stage.library),
        "session_timeout_hours": 24,
        "log_level": "info",
    }


async def test_read_and_written_back_no_byte_changes(api: Api) -> None:
    api.configure(
        ("fetch: {", 'fetch: {proxy: "http://me:s3cret@127.0.0.1:9", '),
        (
            "name: Aniworld demo",
            "name: 'Aniworld demo'  # of ours\nother: {a: '5', b: [1.0, null]}",
        ),
    )
    await api.sees(lambda: api.daemon.parts.written.reading.settings.other)  # type: ignore[union-attr]
    before = api.stage.config.read_bytes()
    shown = await api.get(CONFIG)

    answer = await put(api, shown.json)

    assert b"s3cret" not in shown.body
    assert whole(answer) == whole(shown)
    assert api.stage.config.read_bytes() == before
    assert not list((api.stage.state / "backups").glob("*"))


@pytest.mark.parametrize("body", [PUT_2026, PUT_2025_12], ids=["2026-02", "2025-12"])
async def test_a_change_of_some_keys_is_in_force_and_answered_whole(
    api: Api, body: Mapping[str, object]
) -> None:
    api.configure(("name: Aniworld demo", "name: Aniworld demo\nbackup: {enabled: false}"))
    lines = api.stage.config.read_text("utf-8").splitlines()

    answer = await put(api, body)

    found = whole(answer)
    settings = api.daemon.parts.written.live.current
    assert found.logging.level == settings.logging.level == "DEBUG"
    assert found.scheduler.model_dump().items() >= body["scheduler"].items()  # type: ignore[attr-defined]
    assert set(lines) - set(api.stage.config.read_text("utf-8").splitlines()) == {
        "scheduler: {auto_download_after_rescan: false}"
    }
    assert [one.name.endswith("-before-change.tar.gz") for one in _backups(api)] == [True]


async def test_october_s_flat_keys_are_understood(api: Api) -> None:
    other = api.stage.library.with_name("other")
    other.mkdir()

    answer = await put(
        api,
        {
            "anime_directory": str(other),
            "download_directory": "/elsewhere",
            "log_level": "warning",
            "session_timeout_hours": 24,
        },
    )

    found = whole(answer)
    assert found.data.anime_directory == found.data.download_directory == str(other)
    assert found.logging.level == "WARNING"
    assert found.pending_restart == ["library.directory"]
    assert found.restart_required
    settings = api.daemon.parts.written.live.current
    assert settings.library.directory == api.stage.library


async def test_what_cannot_be_is_refused_whole_with_every_reason(api: Api) -> None:
    before = api.stage.config.read_bytes()

    typed = await put(
        api,
        {
            "name": "x",
            "scheduler": {"schedule_time": "25:00", "interval_minutes": 0, "schedule_days": ["x"]},
            "logging": {"level": "LOUD"},
            "langauges": [],
            "downloads": {"retries": -1},
            "backup": {"enabled": "yes"},
        },
    )
    read = await put(
        api, {"downloads": {"concurrent": 0, "retrys": 1}, "library": {"naming": "{x}"}}
    )

    told = dict(refused(typed, 422, "VALIDATION_ERROR"))
    assert told.keys() == {
        "scheduler.schedule_time",
        "scheduler.interval_minutes",
        "scheduler.schedule_days.0",
        "logging.level",
        "langauges",
        "downloads.retries",
        "backup.enabled",
    }
    assert told["scheduler.schedule_time"] == "'25:00' is not a time of day (00:00 to 23:59)"
    assert told["langauges"] == "unknown key; did you mean 'languages'?"
    assert told["backup.enabled"] == "Input should be a valid boolean"
    found = dict(refused(read, 422, "VALIDATION_ERROR"))
    assert found.keys() == {"downloads.concurrent", "downloads.retrys", "library.naming"}
    assert "did you mean 'retries'" in str(found["downloads.retrys"])
    assert api.stage.config.read_bytes() == before
    assert _backups(api) == []


OF_THE_FILE_ALONE: Mapping[str, Mapping[str, object]] = {
    "server.port": {"server": {"port": 1}},
    "server.host": {"server": {"host": "no address, and not even judged"}},
    "auth.token_hours": {"session_timeout_hours": 48},
    "data_dir": {"data_dir": "/tmp"},
    "providers": {"providers": {}},
    "downloads.downloaders": {"downloads": {"downloaders": [{"kind": "http"}]}},
    "logging.file": {"logging": {"file": "/etc/cron.d/x"}},
    "backup.path": {"backup": {"path": "/etc"}},
    "library.allowed_roots": {"library": {"allowed_roots": ["/"]}},
    "fetch.allow_private": {"fetch": {"allow_private": ["10.0.0.0/8"]}},
    "library.directory": {"library": {"directory": "/usr"}},
}


async def test_keys_of_the_file_alone_are_403_by_name(api: Api) -> None:
    before = api.stage.config.read_bytes()

    for key, body in OF_THE_FILE_ALONE.items():
        answer = await put(api, {"name": "other", **body})
        judged = Validated.model_validate((await api.post(VALIDATE, body)).json)

        named = refused(answer, 403, "AUTHORIZATION_ERROR")
        assert key in str(answer.one()["message"])
        # where the library may be is a sentence of its own, and no list of keys
        assert [field for field, _ in named] == ([] if key == "library.directory" else [key])
        assert [one.field for one in judged.problems] == [key]
        assert not judged.valid
    assert api.stage.config.read_bytes() == before


async def test_two_changes_at_once_are_both_made(api: Api) -> None:
    answers = await asyncio.gather(
        put(api, {"name": "Attic"}), put(api, {"logging": {"level": "ERROR"}})
    )

    assert [answer.status for answer in answers] == [200, 200]
    settings = api.daemon.parts.written.live.current
    assert (settings.name, settings.logging.level) == ("Attic", "ERROR")
    assert len(_backups(api)) == 2


async def test_a_mask_stays_what_it_hides(api: Api) -> None:
    answer = await put(api, {"name": "********"})

    assert answer.status == 422
    assert "stands for a secret" in str(answer.one()["message"])


async def test_a_change_may_say_what_it_saw(api: Api) -> None:
    shown = await api.get(CONFIG)
    tag = shown.headers["ETag"]

    fits = await api.ask("PUT", CONFIG, {"name": "A"}, headers={"If-Match": f'"x", {tag}'})
    late = await api.ask("PUT", CONFIG, {"name": "B"}, headers={"If-Match": tag})
    any_ = await api.ask("PUT", CONFIG, {"name": "C"}, headers={"If-Match": "*"})

    assert [fits.status, late.status, any_.status] == [200, 412, 200]
    refused(late, 412, "PRECONDITION_FAILED_ERROR")
    assert fits.headers["ETag"] != tag
    assert edit.digest(api.stage.config.read_bytes()) in any_.headers["ETag"]
    assert api.daemon.parts.written.live.current.name == "C"


async def test_a_file_that_is_broken_is_said_and_an_older_version_shown(api: Api) -> None:
    good = api.stage.config.read_text("utf-8")
    await put(api, {"name": "Before"})
    api.stage.config.write_text("name: [\n", "utf-8")
    await api.sees(lambda: api.daemon.parts.written.problems)

    shown = whole(await api.get(CONFIG))
    changed = await put(api, {"logging": {"level": "DEBUG"}})
    judged = Validated.model_validate((await api.post(VALIDATE, {"name": "x"})).json)

    assert shown.name == "Before"
    assert len(shown.problems) == 1
    assert "config.yaml:" in shown.problems[0].issue
    assert len(refused(changed, 503, "CONFIGURATION_ERROR")) == 1
    assert "mend it by hand, or restore a backup" in str(changed.one()["message"])
    assert not judged.valid
    assert api.stage.config.read_text("utf-8") == "name: [\n"
    api.stage.config.write_text(good, "utf-8")
    assert whole(await put(api, {"name": "After"})).name == "After"


async def test_a_change_may_mend_what_is_wrong(api: Api) -> None:
    api.configure(("auto_download_after_rescan: false", "interval_minutes: x"))
    await api.sees(lambda: api.daemon.parts.written.problems)

    answer = await put(api, {"scheduler": {"interval_minutes": 45}})

    assert whole(answer).scheduler.interval_minutes == 45
    assert not whole(answer).problems


async def test_a_file_that_may_not_be_written_says_what_to_do(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.stage.config.chmod(0o444)

    answer = await put(api, {"name": "x"})

    refused(answer, 503, "SERVICE_UNAVAILABLE_ERROR")
    assert "chmod u+w" in str(answer.one()["message"])
    api.stage.config.chmod(0o644)


async def test_a_free_object_comes_back_as_it_was(api: Api) -> None:
    kept = {"theme": "dark", "n": 5, "x": 5.0, "s": "5", "on": True, "no": None, "l": [{"a": {}}]}

    answer = await put(api, {"other": kept})
    after = (await api.get(CONFIG)).body

    assert answer.one()["other"] == kept
    assert b'"x":5.0' in after
    assert b'"s":"5"' in after
    assert (await put(api, {"other": {"theme": 1}})).one()["other"] == {"theme": 1}
    for odd in (
        {"a": 2**60},
        {"a": [[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]},
        {"a": "\u0007"},
    ):
        assert (await put(api, {"other": odd})).status == 422


async def test_validation_merges_and_changes_nothing(api: Api) -> None:
    before = api.stage.config.read_bytes()
    shown = (await api.get(CONFIG)).json
    wrong = {"name": 7, "scheduler": {"schedule_time": "25:00"}}

    good = [
        Validated.model_validate((await api.post(VALIDATE, body)).json)
        for body in (shown, {}, {"anime_directory": str(api.stage.library)}, PUT_2026)
    ]
    missing = await api.post(VALIDATE, {"anime_directory": str(api.folder / "not-there")})
    bad = Validated.model_validate((await api.post(VALIDATE, wrong)).json)
    unread = await api.post(VALIDATE, {"downloads": {"retries": -1}, "library": {"min_free": "x"}})
    # October's key and the newest one's, in different spellings, beside what no model takes
    twice = {"name": 5, "log_level": "info", "logging": {"level": "INFO"}}
    beside = Validated.model_validate((await api.post(VALIDATE, twice)).json)
    changed = refused(await put(api, twice), 422, "VALIDATION_ERROR")

    assert [(one.success, one.valid, one.errors, one.message) for one in good] == [
        (True, True, [], "Configuration is valid")
    ] * 4
    assert "there is no folder" in str(missing.one()["errors"])
    assert {one.field for one in bad.problems} == {"name", "scheduler.schedule_time"}
    assert [one.field for one in beside.problems] == [field for field, _ in changed] == ["name"]
    fields = [one.field for one in Validated.model_validate(unread.json).problems]
    assert sorted(fields) == ["downloads.retries", "library.min_free"]
    assert api.stage.config.read_bytes() == before


async def test_who_may_look_may_not_change(api: Api) -> None:
    assert (await api.get(CONFIG, role=Role.VIEWER)).status == 200
    refused(await put(api, {"name": "x"}, role=Role.USER), 403, "AUTHORIZATION_ERROR")
    refused(await api.post(VALIDATE, {}, role=Role.USER), 403, "AUTHORIZATION_ERROR")
    refused(await api.get(CONFIG, role=None), 401, "AUTHENTICATION_ERROR")
    refused(await api.ask("POST", CONFIG), 405, "METHOD_NOT_ALLOWED_ERROR")
    for text, status, code in (
        (b"{", 400, "BAD_REQUEST_ERROR"),
        (b"[1]", 422, "VALIDATION_ERROR"),
        (b" " * 2_000_000, 413, "PAYLOAD_TOO_LARGE_ERROR"),
    ):
        refused(await api.ask("PUT", CONFIG, raw=text), status, code)
    kind = {"Content-Type": "text/plain"}
    answer = await api.ask("PUT", CONFIG, raw=b"x", headers=kind)
    refused(answer, 415, "UNSUPPORTED_MEDIA_TYPE_ERROR")


def _backups(api: Api) -> list[Path]:
    return sorted((api.stage.state / "backups").glob("*.tar.gz"))
