"""`GET` and `POST /api/anime/search`, and October's `GET /api/v1/anime/search`."""

from collections.abc import Sequence

from pydantic import TypeAdapter

from aniworldd.model.account import Role
from aniworldd.web.aniworld.search import Line, OctobersAnswer
from tests.api.conftest import Api, Reply
from tests.daemon.conftest import CHAIR, KETTLE


def lines(reply: Reply) -> Sequence[Line]:
    assert reply.status == 200, reply.body
    return TypeAdapter(list[Line]).validate_json(reply.body, strict=True)


async def test_what_fits_is_found_in_every_edition_s_words(api: Api) -> None:
    link = f"{api.stage.url}/anime/stream/{KETTLE}"

    (hit,) = lines(await api.get("/api/anime/search?query=teekessel", role=None))

    assert hit.model_dump() == {
        "key": KETTLE,
        "id": KETTLE,
        "name": "Die Teekesselritter",
        "title": "Die Teekesselritter",
        "site": api.stage.url.removeprefix("http://"),
        "folder": "Die Teekesselritter (2021)",
        "missing_episodes": {},
        "link": link,
    }
    for other in (
        await api.get("/api/anime/search?q=TEEKESSEL", role=None),
        await api.post("/api/anime/search", {"query": " teekessel "}, role=None),
        await api.post("/api/anime/search", {"q": "teekessel", "limit": 3}, role=None),
    ):
        assert lines(other) == [hit]
    october = await api.get("/api/v1/anime/search?q=teekessel")
    TypeAdapter(OctobersAnswer).validate_json(october.body, strict=True)
    assert october.json == {
        "success": True,
        "data": [{"key": KETTLE, "name": "Die Teekesselritter", "site": link}],
    }
    assert lines(await api.get("/api/anime/search?query=zzzzzz")) == []
    assert len(lines(await api.get("/api/anime/search?query=i"))) > 1
    assert len(lines(await api.get("/api/anime/search?query=i&limit=1"))) == 1


async def test_what_is_wished_for_already_is_told_with_its_folder(api: Api) -> None:
    body = {"link": f"{api.stage.url}/anime/stream/{KETTLE}", "name": "Ritter: der Tee"}
    await api.post("/api/anime/add", body)

    (hit,) = lines(await api.get("/api/anime/search?query=teekessel"))

    assert (hit.key, hit.folder) == (KETTLE, "Ritter der Tee")


async def test_a_provider_that_fails_costs_its_own_hits_and_is_named(api: Api) -> None:
    dead = 'dead: {kind: site, definition: standin.yaml, links: ["http://127.0.0.1:9"]}'
    api.configure(
        ("  feeds: {kind: rss}", f"  feeds: {{kind: rss}}\n  {dead}"),
        ("allow_private: [", "allow_private: [127.0.0.1/32:9, "),
    )
    await api.restart()

    answer = await api.get("/api/anime/search?query=galaxis", role=None)

    assert [line.key for line in lines(answer)] == [CHAIR]
    assert answer.headers["X-Providers-Failed"] == "dead"
    api.shelf.faults.status = 500
    both = await api.get("/api/anime/search?query=galaxis", role=None)
    assert (both.status, both.one()["error"]) == (502, "PROVIDER_ERROR")
    assert str(both.one()["message"]).startswith("demo: ")
    assert "; dead: " in str(both.one()["message"])


async def test_what_cannot_be_searched_for_is_refused(api: Api) -> None:
    for query, field in {
        "": "query",
        "query=": "query",
        "query=%20": "query",
        f"query={'a' * 201}": "query",
        f"q={'a' * 201}": "q",
        "query=a&limit=0": "limit",
        "query=a&limit=101": "limit",
    }.items():
        for path in ("/api/anime/search", "/api/v1/anime/search"):
            answer = await api.get(f"{path}?{query}")
            assert (answer.status, answer.one()["error"]) == (422, "VALIDATION_ERROR"), query
            details = answer.one()["details"]
            assert isinstance(details, dict)
            assert details["field"] == field
    for body in ({}, {"query": 1}, {"query": "a" * 201}, {"limit": 3}):
        assert (await api.post("/api/anime/search", body)).status == 422
    assert (await api.post("/api/v1/anime/search", {"q": "a"})).status == 405


async def test_without_a_login_ten_searches_a_minute_are_enough(api: Api) -> None:
    assert (await api.get("/api/v1/anime/search?q=a", role=None)).status == 401
    for _ in range(9):  # that one counted, too
        assert (await api.get("/api/anime/search?q=zzzzzz", role=None)).status == 200

    answer = await api.get("/api/anime/search?q=zzzzzz", role=None)

    assert (answer.status, answer.one()["error"]) == (429, "RATE_LIMIT_ERROR")
    assert answer.one()["detail"] == answer.one()["message"]
    assert answer.headers["Retry-After"]
    assert (await api.get("/api/anime/search?q=zzzzzz", role=Role.VIEWER)).status == 200


async def test_an_administrator_may_keep_search_and_details_to_those_who_log_in(api: Api) -> None:
    api.configure(("server:", "auth: {public_read: false}\nserver:"))
    await api.restart()

    for path in ("/api/anime/search?query=zzzzzz", "/api/anime/nobody"):
        assert (await api.get(path, role=None)).status == 401
    assert (await api.post("/api/anime/search", {"query": "zzzzzz"}, role=None)).status == 401
    assert (await api.get("/api/anime/search?query=zzzzzz", role=Role.VIEWER)).status == 200
    assert (await api.get("/api/anime/nobody", role=Role.VIEWER)).status == 404
