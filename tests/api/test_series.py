"""`GET /api/anime`, `/api/anime/status`, `/api/anime/{anime_id}`, and October's two of them."""

from urllib.parse import quote

from pydantic import TypeAdapter

from aniworldd.clock import SystemClock
from aniworldd.model.account import Role
from aniworldd.store import Store
from aniworldd.web.aniworld.series import ROUTES
from tests.api.conftest import Api, Reply
from tests.daemon.conftest import CHAIR, KETTLE

ROLL = "noch-ein-halbes-broetchen"
KETTLE_FOLDER = "Die Teekesselritter (2021)"


def judged(reply: Reply, path: str) -> Reply:
    """The reply, whose body is what its route says."""
    (route,) = [one for one in ROUTES if (one.method, one.path) == ("GET", path)]
    TypeAdapter(route.answers[200]).validate_json(reply.body, strict=True)
    return reply


async def three(api: Api) -> None:
    """Three wishes; of the kettle the whole first season is here, of the roll everything."""
    for key, folder, count in (
        (KETTLE, KETTLE_FOLDER, 3),
        (ROLL, "[Krümel] Odyssee 100 %", 3),
    ):
        (api.stage.library / folder).mkdir()
        for number in range(1, count + 1):
            (api.stage.library / folder / f"S01E{number:02}.mkv").write_bytes(b"film")
        api.wish(key, f'folder: "{folder}"\nlanguages: []\n')
    api.wish(CHAIR, "languages: []\n")
    await api.post("/api/v1/anime/rescan")
    await api.why(CHAIR, "S01E01", "not_asked")
    await api.why(KETTLE, "S01E03", "here")
    await api.why(ROLL, "S01E03", "here")


async def wished(api: Api, *keys: str) -> None:
    """Wait until these wishes are those that count, and for a pass over them."""
    files, staying = {f"{key}.yaml" for key in keys}, api.daemon.parts.wants.staying
    await api.sees(lambda: {watch.id for watch in staying()} == files)
    await api.post("/api/v1/anime/rescan")


def keys(reply: Reply) -> list[object]:
    return [row["key"] for row in reply.rows()]


async def test_lists_and_details_of_every_edition(api: Api) -> None:
    await three(api)

    lines = judged(await api.get("/api/anime"), "/api/anime")

    assert keys(lines) == [CHAIR, KETTLE]
    assert {**lines.rows()[1], "updated_at": ""} == {
        "key": KETTLE,
        "id": KETTLE,
        "name": "Die Teekesselritter",
        "title": "Die Teekesselritter",
        "site": api.stage.url.removeprefix("http://"),
        "folder": KETTLE_FOLDER,
        "link": f"{api.stage.url}/anime/stream/{KETTLE}",
        "missing_episodes": {"0": [1], "2": [1, 2]},
        "missing_count": 3,
        "updated_at": "",
    }
    assert str(lines.rows()[1]["updated_at"]).endswith("Z")
    october = judged(await api.get("/api/v1/anime?sort_by=name"), "/api/v1/anime")
    assert october.json == [
        {"id": CHAIR, "title": "Bürostuhl-Galaxis", "missing_episodes": 5},
        {"id": KETTLE, "title": "Die Teekesselritter", "missing_episodes": 3},
    ]

    assert keys(await api.get("/api/anime?filter=all")) == [CHAIR, KETTLE, ROLL]
    assert keys(await api.get("/api/anime?filter=no_episodes")) == [CHAIR, KETTLE]
    assert keys(await api.get("/api/anime?filter=KESSEL")) == [KETTLE]
    assert keys(await api.get("/api/anime?filter=nothing-like-it")) == []
    for query, order in {
        "sort_by=missing_episodes": [KETTLE, CHAIR],
        "sort_by=missing_episodes&sort_order=desc": [CHAIR, KETTLE],
        "sort_by=title&sort_order=desc": [KETTLE, CHAIR],
        "sort_by=id": [CHAIR, KETTLE],
        "sort_by=updated_at&sort_order=desc&filter=all": None,
    }.items():
        found = keys(await api.get(f"/api/anime?{query}"))
        assert found == order or (order is None and len(found) == 3)

    detail = judged(await api.get(f"/api/anime/{KETTLE}", role=None), "/api/anime/{anime_id}")
    assert detail.one()["title"] == "Die Teekesselritter"
    assert detail.one()["folder"] == KETTLE_FOLDER
    assert detail.one()["episodes"] == ["0-1", "1-1", "1-2", "1-3", "2-1", "2-2"]
    assert str(detail.one()["description"]).startswith("Fünf Ritter")
    assert (detail.one()["total_episodes"], detail.one()["downloaded_episodes"]) == (6, 3)
    assert detail.one()["missing_episodes"] == {"0": [1], "2": [1, 2]}
    by_folder = await api.get(f"/api/anime/{quote(KETTLE_FOLDER)}", role=None)
    assert by_folder.json == detail.json
    octobers = judged(await api.get(f"/api/v1/anime/{ROLL}"), "/api/v1/anime/{anime_id}")
    assert {**octobers.one(), "description": ""} == {
        "id": ROLL,
        "title": "Noch ½ Brötchen, Käpt’n?: Die Krümel-Odyssee",
        "episodes": [f"Season 1 Episode {number}" for number in (1, 2, 3)],
        "description": "",
        "total_episodes": 3,
        "downloaded_episodes": 3,
    }
    status = judged(await api.get("/api/anime/status"), "/api/anime/status")
    assert status.json == {"directory": str(api.stage.library), "series_count": 3}


async def test_pages_say_in_headers_where_they_are_and_that_nothing_changed(api: Api) -> None:
    await three(api)

    second = await api.get("/api/anime?filter=all&per_page=1&page=2")

    assert keys(second) == [KETTLE]
    told = {name: second.headers[name] for name in ("X-Total-Count", "X-Page", "X-Pages")}
    assert told == {"X-Total-Count": "3", "X-Page": "2", "X-Pages": "3"}
    assert second.headers["Link"] == (
        '<?per_page=1&filter=all&page=1>; rel="first", <?per_page=1&filter=all&page=1>; '
        'rel="prev", <?per_page=1&filter=all&page=3>; rel="next", '
        '<?per_page=1&filter=all&page=3>; rel="last"'
    )
    beyond = await api.get("/api/anime?page=9")
    assert (beyond.status, beyond.json, beyond.headers["X-Pages"]) == (200, [], "1")

    known = {"If-None-Match": second.headers["ETag"]}
    again = await api.get("/api/anime?filter=all&per_page=1&page=2", headers=known)
    assert (again.status, again.body, again.headers["X-Total-Count"]) == (304, b"", "3")
    assert (await api.get("/api/anime?filter=all", headers=known)).status == 200
    (api.stage.watchlist / f"{ROLL}.yaml").unlink()
    await wished(api, CHAIR, KETTLE)
    after = await api.get("/api/anime?filter=all&per_page=1&page=2", headers=known)
    assert (after.status, after.headers["X-Total-Count"]) == (200, "2")


async def test_a_series_is_found_by_whatever_its_folder_is_called(api: Api) -> None:
    await three(api)
    api.wish(api.shelf.shows[3].key, "key: status\nfolder: status [1] über\n")
    await api.sees(lambda: api.title("status"))

    by_key = await api.get("/api/anime/status")
    by_folder = await api.get(f"/api/anime/{quote('status [1] über')}")

    assert "directory" in by_key.one()
    assert (by_folder.status, by_folder.one()["key"]) == (200, "status")
    assert (await api.get(f"/api/v1/anime/{quote('status [1] über')}")).one()["id"] == "status"
    for word in ("nobody", "a%2Fb", "..%2F..%2Fetc", "%00", quote("Die Teekesselritter (2022)")):
        for path in ("/api/anime", "/api/v1/anime"):
            answer = await api.get(f"{path}/{word}")
            assert (answer.status, answer.one()["error"]) == (404, "NOT_FOUND_ERROR"), word
            assert answer.one().keys() == {"success", "error", "message", "details", "request_id"}


async def test_what_cannot_be_asked_is_said_by_its_name(api: Api) -> None:
    for path, field in {
        "/api/anime?per_page=1001": "per_page",
        "/api/anime?per_page=0": "per_page",
        "/api/anime?page=0": "page",
        "/api/anime?page=one": "page",
        "/api/anime?sort_by=colour": "sort_by",
        "/api/anime?sort_order=up": "sort_order",
        f"/api/anime?filter={'a' * 201}": "filter",
        "/api/v1/anime?per_page=101": "per_page",
    }.items():
        answer = await api.get(path)
        assert (answer.status, answer.one()["error"]) == (422, "VALIDATION_ERROR"), path
        details = answer.one()["details"]
        assert isinstance(details, dict)
        assert details["field"] == field


async def test_details_are_public_in_the_newest_editions_only_and_lists_in_none(api: Api) -> None:
    for path in ("/api/anime", "/api/v1/anime", "/api/anime/status"):
        assert (await api.get(path, role=None)).status == 401
        assert (await api.get(path, role=Role.VIEWER)).status == 200
    assert (await api.get("/api/anime/nobody", role=None)).status == 404
    assert (await api.get("/api/v1/anime/nobody", role=None)).status == 401


async def test_it_waits_for_the_first_look_at_the_library(api: Api) -> None:
    await three(api)
    await api.restart()

    assert keys(await api.get("/api/anime?filter=all")) == [CHAIR, KETTLE, ROLL]


async def test_titles_of_before_numbers_were_counted_get_theirs(api: Api) -> None:
    for key in (CHAIR, KETTLE):
        api.wish(key)
    await wished(api, CHAIR, KETTLE)
    await api.why(KETTLE, "S01E01", "not_asked")
    await api.stop()
    store = Store.open(api.stage.state, now=SystemClock().now)
    store.table("numbers").truncate()
    store.close()
    await api.start()

    numbers = {(await api.get(f"/api/anime/{key}")).one()["db_id"] for key in (CHAIR, KETTLE)}

    assert len(numbers) == 2
    assert None not in numbers


async def test_a_number_stays_a_title_s_whatever_becomes_of_it(api: Api) -> None:
    async def number(key: str) -> object:
        return (await api.get(f"/api/anime/{key}")).one()["db_id"]

    api.wish(KETTLE)
    await api.sees(lambda: api.title(KETTLE))
    assert await number(KETTLE) == 1
    api.wish(CHAIR)
    await api.sees(lambda: api.title(CHAIR))
    (api.stage.watchlist / f"{KETTLE}.yaml").unlink()
    await wished(api, CHAIR)
    await api.restart()
    api.wish(ROLL)
    await api.sees(lambda: api.title(ROLL))
    api.wish(KETTLE)
    await wished(api, CHAIR, KETTLE, ROLL)

    numbers = {key: await number(key) for key in (KETTLE, CHAIR, ROLL)}

    assert numbers == {KETTLE: 1, CHAIR: 2, ROLL: 3}
