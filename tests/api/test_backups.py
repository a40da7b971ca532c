"""`/api/config/backups` over real HTTP."""

import pytest

from aniworldd.model.account import Role
from aniworldd.web.aniworld.backups import Deleted, Made, Restored, Row
from tests.api.conftest import Api, Reply
from tests.daemon.conftest import KETTLE

PATH = "/api/config/backups"
NAME = "config_backup_20251213_090130.json"  # as the documents call one


def made(answer: Reply) -> Made:
    assert answer.status == 200, answer.body
    return Made.model_validate(answer.json)


async def test_one_is_made_listed_and_deleted_with_the_names_of_all_editions(api: Api) -> None:
    first = made(await api.post(PATH))
    second = made(await api.post(f"{PATH}?name={NAME}"))
    listed = [Row.model_validate(row) for row in (await api.get(PATH)).rows()]
    deleted = await api.ask("DELETE", f"{PATH}/{NAME}")
    left = [Row.model_validate(row) for row in (await api.get(PATH)).rows()]

    assert (second.name, second.message) == (NAME, "Backup created successfully")
    assert second.data.model_dump() == {"name": NAME, "created_at": second.created}
    assert {one.name for one in listed} == {first.name, NAME}
    assert all(one.size == one.size_bytes > 0 for one in listed)
    assert all(one.created == one.created_at and one.created.endswith("Z") for one in listed)
    said = Deleted.model_validate(deleted.json)
    assert (said.success, said.message) == (True, f"Backup '{NAME}' deleted successfully")
    assert [one.name for one in left] == [first.name]


async def test_a_restore_is_in_force_when_it_is_answered_and_keeps_what_was(api: Api) -> None:
    api.configure(("fetch: {", 'fetch: {proxy: "http://me:s3cret@127.0.0.1:9", '))
    wish = api.wish(KETTLE)
    await api.sees(lambda: api.title(KETTLE))
    name = made(await api.post(PATH)).name
    await api.ask("PUT", "/api/config", {"name": "Other", "logging": {"level": "DEBUG"}})
    wish.unlink()

    answer = await api.post(f"{PATH}/{name}/restore")

    restored = Restored.model_validate(answer.json)
    assert restored.message == "Configuration restored successfully"
    assert (restored.name, restored.logging.level) == ("Aniworld demo", "INFO")
    assert api.daemon.parts.written.live.current.name == "Aniworld demo"
    assert wish.exists()
    assert b"s3cret" in api.stage.config.read_bytes()
    assert b"s3cret" not in answer.body
    back = await api.post(f"{PATH}/{restored.before}/restore")
    assert back.one()["name"] == "Other"


async def test_a_restore_changes_no_key_of_the_file_alone(api: Api) -> None:
    name = made(await api.post(PATH)).name
    api.configure(("port: 0", "port: 0, base_path: /x"))
    before = api.stage.config.read_bytes()

    answer = await api.post(f"{PATH}/{name}/restore")

    assert answer.status == 403
    assert "server.base_path" in str(answer.one()["message"])
    assert api.stage.config.read_bytes() == before


@pytest.mark.parametrize("name", ["nothing", "..%2Fconfig.yaml", "%2e%2e", "x" * 300])
async def test_a_name_is_only_ever_looked_up(api: Api, name: str) -> None:
    gone = await api.ask("DELETE", f"{PATH}/{name}")
    back = await api.post(f"{PATH}/{name}/restore")

    assert (gone.status, back.status) == (404, 404)
    assert gone.one()["error"] == "NOT_FOUND_ERROR"
    assert api.stage.config.exists()


async def test_what_is_no_name_is_422_and_one_that_is_taken_409(api: Api) -> None:
    await api.post(f"{PATH}?name=mine")

    assert (await api.post(f"{PATH}?name=mine")).status == 409
    for odd in ("..", "a/b", "x" * 65, "%00"):
        answer = await api.post(f"{PATH}?name={odd}")
        details = answer.one()["details"]
        assert answer.status == 422
        assert isinstance(details, dict)
        assert details["field"] == "name"


async def test_backups_are_an_administrator_s(api: Api) -> None:
    for method, path in (
        ("GET", PATH),
        ("POST", PATH),
        ("POST", f"{PATH}/x/restore"),
        ("DELETE", f"{PATH}/x"),
    ):
        assert (await api.ask(method, path, role=Role.USER)).status == 403
        assert (await api.ask(method, path, role=None)).status == 401
    assert (await api.ask("DELETE", PATH)).status == 405
