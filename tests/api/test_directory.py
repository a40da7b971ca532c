"""`POST /api/config/directory` over real HTTP, and the library after the next start."""

from pathlib import Path

from aniworldd.model.account import Role
from aniworldd.web.aniworld.directory import Moved
from tests.api.conftest import Api, Reply
from tests.daemon.conftest import KETTLE

PATH = "/api/config/directory"


async def move(api: Api, directory: object, *, role: Role = Role.ADMIN) -> Reply:
    return await api.post(PATH, {"directory": directory}, role=role)


def fill(library: Path, folder: str) -> None:
    (library / folder).mkdir(parents=True)
    for number in range(1, 7):
        (library / folder / f"S01E0{number}.mp4").write_bytes(b"film")


async def test_it_waits_for_a_restart_and_says_which_series_are_there(api: Api) -> None:
    api.wish(KETTLE)
    await api.why(KETTLE, "S01E01", "not_asked")
    row = api.title(KETTLE)
    assert row is not None
    new = api.stage.library.with_name("other")
    fill(new, row.folder)
    (new / "of somebody else").mkdir()

    answer = await move(api, str(new))

    moved = Moved.model_validate(answer.json)
    assert moved.message == "Anime directory updated successfully"
    assert (moved.directory, moved.synced_series, moved.restart_required) == (str(new), 1, True)
    assert api.daemon.parts.written.live.current.library.directory == api.stage.library
    back = Moved.model_validate((await move(api, str(api.stage.library))).json)
    assert (back.synced_series, back.restart_required) == (0, False)


async def test_a_new_folder_without_the_files_is_asked_about_and_queues_nothing(api: Api) -> None:
    api.wish(KETTLE)
    await api.why(KETTLE, "S01E01", "not_asked")
    row = api.title(KETTLE)
    assert row is not None
    fill(api.stage.library, row.folder)
    await api.post("/api/v1/anime/rescan")
    await api.post("/api/scheduler/config", {"auto_download_after_rescan": True})
    new = api.stage.library.with_name("other")
    new.mkdir()

    answer = await move(api, str(new))
    await api.stop()
    await api.start()

    assert answer.status == 200
    await api.why(KETTLE, "S01E01", "library_shrunk")
    assert "are not in" in api.now().concerns[0].sentence
    assert not api.daemon.parts.records.queue.downloads()


async def test_a_folder_that_cannot_be_is_refused_with_its_reason(api: Api) -> None:
    before = api.stage.config.read_bytes()

    missing = await move(api, str(api.folder / "not-there"))
    relative = await move(api, "series")
    state = await move(api, str(api.stage.state))
    outside = await move(api, "/usr")
    for answer in (missing, relative, state, await move(api, 7), await move(api, "")):
        details = answer.one()["details"]
        assert (answer.status, answer.one()["error"]) == (422, "VALIDATION_ERROR")
        assert isinstance(details, dict)
        assert details["field"] == "directory"
    assert "there is no folder" in str(missing.one()["message"])
    assert (outside.status, outside.one()["error"]) == (403, "AUTHORIZATION_ERROR")
    assert "library.allowed_roots" in str(outside.one()["message"])
    assert (await move(api, str(api.stage.library), role=Role.USER)).status == 403
    assert api.stage.config.read_bytes() == before


async def test_allowed_roots_say_where_it_may_be(api: Api, tmp_path: Path) -> None:
    far = tmp_path / "far" / "series"
    far.mkdir(parents=True)
    near = api.stage.library.with_name("near")
    near.mkdir()
    api.configure(("min_free: 64 MiB", f"min_free: 64 MiB\n  allowed_roots: ['{far.parent}']"))
    await api.sees(lambda: api.daemon.parts.written.live.current.library.allowed_roots)

    assert (await move(api, str(near))).status == 403
    assert (await move(api, str(far.parent))).status == 403
    assert (await move(api, str(far))).status == 200
