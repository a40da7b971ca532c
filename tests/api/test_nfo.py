"""`/api/nfo` until there are NFO files: routed, guarded, judged, and 503."""

from collections.abc import Sequence

from aniworldd.model.account import Role
from tests.api.conftest import Api
from tests.daemon.conftest import KETTLE

Call = tuple[str, str, object]

OF_ONE: Sequence[Call] = (
    ("GET", "check", None),
    (
        "POST",
        "create",
        {
            "serie_name": "One Piece",
            "year": 1999,
            "download_poster": True,
            "download_logo": True,
            "download_fanart": True,
            "overwrite_existing": False,
        },
    ),
    ("PUT", "update?download_media=false", None),
    ("GET", "content", None),
    ("GET", "media/status", None),
    (
        "POST",
        "media/download",
        {"download_poster": True, "download_logo": True, "download_fanart": True},
    ),
)
OF_ALL: Sequence[Call] = (
    (
        "POST",
        "batch/create",
        {"serie_ids": ["one-piece"], "download_media": True, "max_concurrent": 3},
    ),
    ("GET", "missing", None),
)
BAD: Sequence[tuple[str, str, object, str]] = (
    ("POST", f"{KETTLE}/create", {"year": "1999"}, "year"),
    ("POST", f"{KETTLE}/media/download", {"download_logo": 1}, "download_logo"),
    ("PUT", f"{KETTLE}/update?download_media=perhaps", None, "download_media"),
    ("POST", "batch/create", {"serie_ids": ["x"], "max_concurrent": 11}, "max_concurrent"),
    ("POST", "batch/create", {}, "serie_ids"),
)


async def test_each_call_is_guarded_judged_and_not_there_yet(api: Api) -> None:
    api.wish(KETTLE)
    await api.why(KETTLE, "S01E01", "not_asked")
    row = api.title(KETTLE)
    assert row is not None

    for method, path, body in (
        *((method, f"{KETTLE}/{path}", body) for method, path, body in OF_ONE),
        ("GET", f"{row.folder}/check", None),
        *OF_ALL,
    ):
        url = f"/api/nfo/{path}"
        answer = await api.ask(method, url, body)
        assert (answer.status, answer.one()["error"]) == (503, "SERVICE_UNAVAILABLE_ERROR"), url
        assert (await api.ask(method, url, body, role=None)).status == 401
        if method != "GET":
            assert (await api.ask(method, url, body, role=Role.VIEWER)).status == 403
    for method, path, body in OF_ONE:
        answer = await api.ask(method, f"/api/nfo/nobody/{path}", body)
        assert (answer.status, answer.one()["error"]) == (404, "NOT_FOUND_ERROR"), path
    for method, path, body, field in BAD:
        answer = await api.ask(method, f"/api/nfo/{path}", body)
        details = answer.one()["details"]
        assert answer.status == 422, path
        assert isinstance(details, dict)
        assert details["field"] == field


async def test_the_documents_page_of_the_queue_leads_to_where_it_is(api: Api) -> None:
    here = await api.get("/queue")
    stranger = await api.ask("GET", "/queue", role=None)

    assert 'id="queued"' in here.body.decode()
    assert here.status == 200
    assert b"Forgotten?" in stranger.body  # the login
