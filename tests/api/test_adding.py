"""`POST /api/anime/add` and `DELETE /api/anime/{anime_id}`."""

import asyncio
from io import BytesIO
from pathlib import Path

from pydantic import TypeAdapter

from aniworldd.daemon.desk import desk
from aniworldd.model.account import Role
from aniworldd.reconcile.numbers import Numbers
from aniworldd.store import Store
from aniworldd.web.aniworld.series_shapes import AddedSeries
from tests.api.conftest import Api, Reply
from tests.daemon.conftest import CHAIR, KETTLE


def link(api: Api, key: str) -> str:
    return f"{api.stage.url}/anime/stream/{key}"


async def add(api: Api, key: str, name: str | None = "Die Ritter: Teil 1/2?") -> Reply:
    answer = await api.post("/api/anime/add", {"link": link(api, key), "name": name})
    TypeAdapter(AddedSeries).validate_json(answer.body, strict=True)
    return answer


def files(api: Api) -> list[Path]:
    return sorted(api.stage.watchlist.iterdir())


async def test_a_series_is_added_with_its_folder_and_what_is_missing_of_it(api: Api) -> None:
    answer = await add(api, KETTLE)

    assert answer.status == 200
    assert answer.json == {
        "status": "success",
        "success": True,
        "message": "Successfully added series: Die Ritter: Teil 1/2?",
        "key": KETTLE,
        "folder": "Die Ritter Teil 12",
        "db_id": 1,
        "missing_episodes": ["0-1", "1-1", "1-2", "1-3", "2-1", "2-2"],
        "total_missing": 6,
    }
    assert (api.stage.library / "Die Ritter Teil 12").is_dir()
    assert files(api)[0].read_text().splitlines()[1:] == [
        f"link: {link(api, KETTLE)}",
        'name: "Die Ritter: Teil 1/2?"',
        "folder: Die Ritter Teil 12",
    ]
    assert not api.daemon.parts.records.queue.downloads()

    again = await add(api, KETTLE, "Another name")
    assert again.one()["status"] == "exists"
    assert {**again.one(), "status": "", "message": ""} == {
        **answer.one(),
        "status": "",
        "message": "",
    }
    other = await api.post("/api/anime/add", {"link": f"{link(api, KETTLE)}/#top", "name": "x"})
    assert other.one()["status"] == "exists"
    assert len(files(api)) == 1
    detail = await api.get(f"/api/anime/{KETTLE}")
    assert detail.one()["folder"] == "Die Ritter Teil 12"


async def test_without_a_name_its_provider_s_is_taken_and_the_template(api: Api) -> None:
    answer = await add(api, CHAIR, None)

    assert answer.one()["folder"] == "Bürostuhl-Galaxis (2026)"
    assert str(answer.one()["message"]).endswith(": Bürostuhl-Galaxis")
    assert (api.stage.library / "Bürostuhl-Galaxis (2026)").is_dir()


async def test_one_link_added_by_many_at_once_is_one_wish(api: Api) -> None:
    answers = await asyncio.gather(*(add(api, KETTLE) for _ in range(5)), add(api, CHAIR))

    assert [answer.one()["status"] for answer in answers].count("success") == 2
    assert {str(answer.one()["db_id"]) for answer in answers[:5]} == {
        str(answers[0].one()["db_id"])
    }
    assert all(answer.one()["total_missing"] == 6 for answer in answers[:5])
    assert len(files(api)) == 2


async def test_another_address_of_a_series_that_is_wished_for_is_no_second_wish(
    api: Api,
) -> None:
    api.wish(KETTLE, "languages: []\n")
    await api.sees(lambda: api.title(KETTLE))

    answer = await api.post(
        "/api/anime/add", {"link": f"{link(api, KETTLE)}/staffel-2", "name": "Second season"}
    )

    assert (answer.one()["status"], answer.one()["key"]) == ("exists", KETTLE)
    assert answer.one()["folder"] == "Die Teekesselritter (2021)"
    assert answer.one()["total_missing"] == 6
    assert [path.name for path in files(api)] == [f"{KETTLE}.yaml"]
    assert not (api.stage.library / "Second season").exists()
    listed = (await api.get("/api/anime?filter=all")).rows()
    assert [(row["key"], row["link"]) for row in listed] == [(KETTLE, link(api, KETTLE))]


async def test_a_link_that_nobody_takes_is_refused_with_the_hosts_that_are_known(api: Api) -> None:
    body = {"link": "https://elsewhere.example/anime/stream/x", "name": "x"}
    for bad, issue in {
        "https://elsewhere.example/x": "no provider takes links of elsewhere.example",
        "no link at all": "no provider takes links of 'no link at all'",
        "javascript:alert(1)": "no provider takes links of",
    }.items():
        answer = await api.post("/api/anime/add", {**body, "link": bad})
        assert (answer.status, answer.one()["error"]) == (422, "VALIDATION_ERROR")
        message = str(answer.one()["message"])
        assert message.startswith(issue)
        assert api.stage.url.removeprefix("http://") in message
    for wrong in ({"name": "x"}, {"link": ""}, {"link": 3}, {**body, "name": "  "}):
        assert (await api.post("/api/anime/add", wrong)).status == 422
    assert files(api) == []


async def test_a_provider_that_fails_or_does_not_answer_is_told_in_the_message(api: Api) -> None:
    unheard_of = await add(api, "unheard-of", "Unheard of")

    assert unheard_of.one()["status"] == "success"
    assert unheard_of.one()["missing_episodes"] == []
    assert "there is no such page" in str(unheard_of.one()["message"])
    assert unheard_of.one()["key"] == "unheard-of"
    assert (await api.get("/api/anime/unheard-of")).one()["db_id"] is None
    later = await add(api, KETTLE)
    assert (unheard_of.one()["db_id"], later.one()["db_id"]) == (1, 2)


async def test_a_provider_that_takes_too_long_is_waited_for_in_the_background(api: Api) -> None:
    made = desk(api.daemon.parts)
    assert made is not None
    made.adding.patience = 0.01
    api.shelf.faults.delay = 60.0

    outcome = await made.adding.add(link(api, KETTLE), "Ritter")

    assert (outcome.new, outcome.row.key, outcome.row.missing) == (True, KETTLE, {})
    assert outcome.why == "its provider has not answered within 0.01 s, and is waited for"
    assert (api.stage.library / "Ritter").is_dir()
    listed = (await api.get("/api/anime?filter=all")).rows()
    assert [(row["key"], row["name"], row["folder"]) for row in listed] == [
        (KETTLE, "Ritter", "Ritter")
    ]


async def test_it_is_answered_before_anything_is_queued(api: Api) -> None:
    api.configure(("auto_download_after_rescan: false", "auto_download_after_rescan: true"))
    await api.restart()
    made = desk(api.daemon.parts)
    assert made is not None
    downloads = api.daemon.parts.records.queue.downloads

    outcome = await made.adding.add(link(api, KETTLE), "Ritter")

    assert (outcome.row.missing_count, list(downloads())) == (6, [])
    await api.sees(lambda: len(downloads()) == 6)


async def test_a_library_that_is_away_gets_no_folder_and_the_answer_says_so(api: Api) -> None:
    (api.stage.library / ".aniworldd-root").unlink()

    answer = await add(api, KETTLE, "Ritter")

    assert (answer.status, answer.one()["folder"]) == (200, "Ritter")
    assert answer.one()["missing_episodes"] == []
    assert "its folder was not made" in str(answer.one()["message"])
    assert not (api.stage.library / "Ritter").exists()


async def test_a_wish_of_ours_is_removed_and_its_files_stay(api: Api) -> None:
    added = (await add(api, KETTLE, "Ritter")).one()
    film = api.stage.library / "Ritter/S01E01.mkv"
    film.write_bytes(b"film")

    gone = await api.ask("DELETE", f"/api/anime/{KETTLE}")

    assert (gone.status, gone.body) == (204, b"")
    assert (files(api), film.exists()) == ([], True)
    assert (await api.get("/api/anime?filter=all")).json == []
    assert (await api.get(f"/api/anime/{KETTLE}")).status == 404
    assert (await api.ask("DELETE", f"/api/anime/{KETTLE}")).status == 404
    again = (await add(api, KETTLE, "Ritter")).one()
    assert (again["status"], again["db_id"]) == ("success", added["db_id"])
    assert len(files(api)) == 1


async def test_of_a_person_s_list_a_line_is_removed_after_a_backup(api: Api) -> None:
    listed = api.stage.watchlist / "mine.txt"
    listed.write_text(f"# mine\n{link(api, KETTLE)}\n{link(api, CHAIR)}\n")
    await api.sees(lambda: api.title(KETTLE) and api.title(CHAIR))

    gone = await api.ask("DELETE", "/api/anime/die-teekesselritter")

    assert gone.status == 204
    assert listed.read_text() == f"# mine\n{link(api, CHAIR)}\n"
    assert list((api.stage.state / "backups").glob("*before-remove*"))
    left = (await api.get("/api/anime?filter=all")).rows()
    assert [row["key"] for row in left] == [CHAIR]


async def test_two_wishes_for_one_link_are_told_apart_by_a_person(api: Api) -> None:
    for name in ("one.yaml", "two.yaml"):
        (api.stage.watchlist / name).write_text(f"link: {link(api, KETTLE)}\n")
    await api.sees(lambda: api.title(KETTLE))

    answer = await api.ask("DELETE", f"/api/anime/{KETTLE}")

    assert (answer.status, answer.one()["error"]) == (422, "VALIDATION_ERROR")
    assert "one.yaml, two.yaml" in str(answer.one()["message"])
    assert len(files(api)) == 2


async def test_who_may_only_look_adds_and_removes_nothing(api: Api) -> None:
    body = {"link": link(api, KETTLE), "name": "x"}
    for role, status in {None: 401, Role.VIEWER: 403}.items():
        assert (await api.post("/api/anime/add", body, role=role)).status == status
        assert (await api.ask("DELETE", f"/api/anime/{KETTLE}", role=role)).status == status
    assert (await api.post("/api/anime/add", body, role=Role.USER)).status == 200
    assert (await api.ask("DELETE", f"/api/anime/{KETTLE}", role=Role.USER)).status == 204


async def test_what_was_answered_survives_a_kill_in_that_moment(api: Api) -> None:
    """The state is read as a kill would leave it; the wish is a file."""
    added = (await add(api, KETTLE)).one()

    left = Numbers(Store.read(api.stage.state))

    assert left.find(KETTLE) == added["db_id"]
    assert len(files(api)) == 1


async def test_a_body_that_is_none_is_refused_before_anything_is_written(api: Api) -> None:
    url = f"{api.daemon.address}api/anime/add"
    headers = {"Authorization": f"Bearer {api.token()}", "Content-Type": "application/json"}
    for data, kind, status, error in (
        (b"{", "application/json", 400, "BAD_REQUEST_ERROR"),
        (b"[1]", "application/json", 422, "VALIDATION_ERROR"),
        (b"link=x", "application/x-www-form-urlencoded", 415, "UNSUPPORTED_MEDIA_TYPE_ERROR"),
        (b" " * 2_000_000, "application/json", 413, "PAYLOAD_TOO_LARGE_ERROR"),
    ):
        told = headers | {"Content-Type": kind}
        async with api.session.post(url, data=BytesIO(data), headers=told) as answer:
            body = await answer.json()
            assert (answer.status, body["error"]) == (status, error)
            assert body.keys() == {"success", "error", "message", "details", "request_id"}
    assert (await api.ask("PUT", "/api/anime/add", {})).status == 405
    assert files(api) == []


async def test_without_the_watch_folder_nothing_is_added_nor_removed(api: Api) -> None:
    await add(api, KETTLE)
    api.stage.watchlist.rename(api.stage.watchlist.with_name("elsewhere"))
    await api.sees(lambda: not api.daemon.parts.written.wishes.available)

    for answer in (
        await api.post("/api/anime/add", {"link": link(api, CHAIR), "name": "x"}),
        await api.ask("DELETE", f"/api/anime/{KETTLE}"),
    ):
        assert (answer.status, answer.one()["error"]) == (503, "SERVICE_UNAVAILABLE_ERROR")
    listed = (await api.get("/api/anime?filter=all")).rows()
    assert [row["key"] for row in listed] == [KETTLE]
