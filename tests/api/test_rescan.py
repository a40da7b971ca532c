"""`POST /api/anime/rescan` and its two other names."""

import pytest

from aniworldd.model.account import Role
from tests.api.conftest import Api
from tests.daemon.conftest import KETTLE


@pytest.mark.parametrize("path", ["/api/anime/rescan", "/api/scheduler/trigger-rescan"])
async def test_it_is_answered_at_once_in_every_edition_s_words(api: Api, path: str) -> None:
    answer = await api.post(path)

    assert answer.status == 200
    assert answer.json == {
        "success": True,
        "message": "Rescan started successfully",
        "new_series": 0,
        "new_episodes": 0,
    }


async def test_a_file_that_somebody_put_there_is_found_by_it(api: Api) -> None:
    api.wish(KETTLE)
    await api.why(KETTLE, "S01E01", "not_asked")
    folder = api.title(KETTLE)
    assert folder is not None
    (api.stage.library / folder.folder).mkdir(exist_ok=True)
    (api.stage.library / folder.folder / "S01E01.mp4").write_bytes(b"film")
    (api.stage.library / folder.folder / "S01E02.mp4").write_bytes(b"film")

    october = await api.post("/api/v1/anime/rescan")
    again = await api.post("/api/v1/anime/rescan")

    assert october.one()["new_series"] == 1
    assert october.one()["new_episodes"] == 2
    assert again.one()["new_episodes"] == 0
    assert api.item(KETTLE, "S01E01").reason == "here"  # type: ignore[union-attr]


async def test_who_may_only_look_may_not_ask_for_it(api: Api) -> None:
    answer = await api.post("/api/anime/rescan", role=Role.VIEWER)

    assert answer.status == 403
    assert answer.one()["error"] == "AUTHORIZATION_ERROR"
