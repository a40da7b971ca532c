"""`/api/queue` of the real daemon: every call of the three editions."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from aniworldd.demo.shelf import Language
from aniworldd.model.account import Role
from aniworldd.model.download import AskedBy, DownloadState
from aniworldd.model.title import ItemKey
from aniworldd.store import Store
from aniworldd.web.aniworld import queue_shapes as shapes
from tests.api.conftest import Api, Reply
from tests.api.documented import NOT_BEGUN
from tests.daemon.conftest import CHAIR, KETTLE
from tests.present import digest

FOLDER = "Die Teekesselritter (2021)"
NOBODY = "00000000-0000-4000-8000-000000000000"
BETTER_FIRST = "languages: [German Dub, German Sub]\nupgrade: true"
STOPPED = "Queue processing stopped (current download will continue)"


async def known(api: Api) -> None:
    """A series is wished for, nothing is queued, and nothing would begin."""
    await api.post("/api/queue/stop")
    api.wish(KETTLE)
    await api.why(KETTLE, "S01E01", "not_asked")


async def status(api: Api) -> shapes.Status:
    answer = await api.get("/api/queue/status")
    assert answer.status == 200
    return shapes.Status.model_validate_json(answer.body)


async def add(api: Api, *episodes: object, **more: object) -> shapes.Added:
    body = {"serie_id": KETTLE, "episodes": episodes, **more}
    answer = await api.post("/api/queue/add", body)
    assert answer.status == 201, answer.body
    return shapes.Added.model_validate_json(answer.body)


def ids(items: Sequence[shapes.Item]) -> list[str]:
    return [item.id for item in items]


def codes(items: Sequence[shapes.Item]) -> list[tuple[int, int]]:
    return [(item.episode.season, item.episode.episode) for item in items]


async def test_an_empty_queue_has_every_key_of_every_edition(api: Api) -> None:
    answer = await api.get("/api/queue/status", role=Role.VIEWER)

    assert answer.status == 200
    shapes.Status.model_validate_json(answer.body)
    assert answer.json == {
        "status": {
            "is_running": True,
            "is_paused": False,
            "active_downloads": [],
            "pending_queue": [],
            "completed_downloads": [],
            "failed_downloads": [],
        },
        "statistics": {
            "total_items": 0,
            "pending_count": 0,
            "active_count": 0,
            "completed_count": 0,
            "failed_count": 0,
            "total_downloaded_mb": 0.0,
            "average_speed_mbps": 0.0,
            "estimated_time_remaining": None,
        },
        "success": True,
        "data": {
            "total_items": 0,
            "pending": 0,
            "downloading": 0,
            "completed": 0,
            "failed": 0,
            "total_size_bytes": 0,
            "download_speed_mbps": 0.0,
        },
    }


async def test_february_s_and_october_s_bodies_queue_the_same(api: Api) -> None:
    await known(api)
    february = await add(
        api,
        {"season": 1, "episode": 1, "title": "Episode 1"},
        {"season": 1, "episode": 2, "title": "Episode 2"},
        serie_folder=FOLDER,
        serie_name="Die Teekesselritter",
        priority="NORMAL",
    )
    body = {"anime_id": KETTLE, "episodes": ["S01E02", "S01E03"], "priority": "high"}
    october = await api.post("/api/queue/add", body)

    assert (february.status, february.success) == ("success", True)
    assert february.message == "Added 2 episode(s) to download queue"
    assert february.added_items == february.item_ids
    assert february.failed_items == []
    one = shapes.Added.model_validate_json(october.body)
    assert one.item_ids[0] == february.item_ids[1]  # it was there
    assert one.added_items == one.item_ids[1:]
    assert one.data.model_dump() == {
        "queue_item_id": one.item_ids[0],
        "anime_id": KETTLE,
        "status": "pending",
    }
    pending = (await status(api)).status.pending_queue
    assert codes(pending) == [(1, 2), (1, 3), (1, 1)]  # by their priority
    assert [item.priority for item in pending] == ["HIGH", "HIGH", "NORMAL"]
    assert pending[2].model_dump(mode="json") | {"id": "", "added_at": ""} == {
        "id": "",
        "serie_id": KETTLE,
        "serie_folder": pending[2].serie_folder,
        "serie_name": "Die Teekesselritter",
        "episode": {"season": 1, "episode": 1, "title": "Der Ruf des Wasserkochers"},
        **NOT_BEGUN,
        "added_at": "",
    }


async def test_episodes_priorities_and_series_are_spelled_in_every_way(api: Api) -> None:
    await known(api)
    row = api.title(KETTLE)
    assert row is not None
    spelled = ["S01E01", "1x1", "1-1", "Season 1 Episode 1", {"season": 1, "episode": 1}]
    found = {
        tuple((await add(api, one, priority=priority)).item_ids)
        for one in (*spelled, "s01e01", " 1x01 ")
        for priority in ("low", "Low", "LOW", None)
    }
    by_folder = await add(api, "1x1", serie_id=row.folder)
    by_both = await add(api, "1x1", serie_id="unknown", serie_folder=row.folder)

    assert found == {tuple(by_folder.item_ids)} == {tuple(by_both.item_ids)}
    assert len(by_folder.item_ids) == 1
    assert (await status(api)).statistics.pending_count == 1


async def test_what_cannot_be_queued_is_told_with_its_reason(api: Api) -> None:
    await known(api)
    row = api.title(KETTLE)
    assert row is not None
    (api.stage.library / row.folder).mkdir(exist_ok=True)
    (api.stage.library / row.folder / "S01E01.mp4").write_bytes(b"film")
    await api.post("/api/v1/anime/rescan")

    some = await add(api, "S01E01", "S01E02", "S09E99", "S01E02")
    none = await add(api, "S01E01")
    nobody = await add(api, "S01E01", serie_id="nobody")

    assert (some.status, len(some.item_ids)) == ("success", 1)
    assert [(one.code, one.season, one.episode) for one in some.failed_items] == [
        ("S01E01", 1, 1),
        ("S09E99", 9, 99),
    ]
    assert some.failed_items[0].reason.startswith("it is here already: ")
    assert some.failed_items[1].reason == "Die Teekesselritter has no S09E99"
    assert (none.status, none.success, none.data.queue_item_id) == ("failed", False, None)
    assert nobody.failed_items[0].reason == "no series has the key or the folder 'nobody'"
    assert nobody.data.anime_id == "nobody"
    assert (await status(api)).statistics.total_items == 1


@pytest.mark.parametrize(
    "first, then, reason, refusal",
    [
        (
            "languages: [German Sub]",
            "languages: [German Dub]",
            "other_language",
            ", and there is none in German Dub yet",
        ),
        (BETTER_FIRST, BETTER_FIRST, "here", ""),
    ],
    ids=["unwanted", "less wanted"],
)
async def test_what_is_here_in_a_worse_language_is_replaced_when_a_person_says_so(
    api: Api, first: str, then: str, reason: str, refusal: str
) -> None:
    api.wish(CHAIR, first)
    await api.why(CHAIR, "S01E03", "not_asked")
    await add(api, "S01E03", serie_id=CHAIR)
    await api.why(CHAIR, "S01E03", "here")
    api.wish(CHAIR, then)
    await api.why(CHAIR, "S01E03", reason)
    missing = (await api.get(f"/api/anime/{CHAIR}")).one()["missing_episodes"]
    assert isinstance(missing, dict)
    assert (3 in missing["1"]) == (reason == "other_language")

    refused = await add(api, "S01E03", serie_id=CHAIR)
    api.shelf.set_languages(CHAIR, 1, 3, [Language.GERMAN_DUB, Language.GERMAN_SUB])
    for watch in api.daemon.parts.wants.in_force():
        api.daemon.parts.refresher.ask(watch.link)
    key = ItemKey(CHAIR, 1, 3)
    await api.sees(lambda: "German Dub" in languages(api, key))
    added = await add(api, "S01E03", serie_id=CHAIR)
    dub = digest(api.shelf.clip(CHAIR, 1, 3, "German Dub"))
    await api.sees(lambda: [*api.files().values()] == [dub])
    await api.why(CHAIR, "S01E03", "here")

    file = "Fünf Beine, kein Kompass.mp4"
    assert refused.failed_items[0].reason.endswith(file + refusal)
    assert (added.status, added.added_items) == ("success", added.item_ids)
    recycled = (api.stage.library / ".aniworldd/recycle").rglob("*.mp4")
    before = [digest(path.read_bytes()) for path in recycled]
    assert before == [digest(api.shelf.clip(CHAIR, 1, 3, "German Sub"))]
    await api.sees(lambda: not api.now().running)
    again = await add(api, "S01E03", serie_id=CHAIR)
    assert again.failed_items[0].reason.endswith(file)


def languages(api: Api, key: ItemKey) -> Sequence[str]:
    """In which it is listed now."""
    listing = api.daemon.parts.reconciler.observed.listings[key.title]
    return next(one.item.languages for one in listing.items if one.item.key == key)


SENSELESS: Sequence[tuple[Mapping[str, object], str]] = [
    ({}, "episodes"),
    ({"serie_id": "a", "episodes": []}, "episodes"),
    ({"episodes": ["S01E01"]}, "serie_id"),
    ({"serie_id": "a", "episodes": ["soon"]}, "episodes.0"),
    ({"serie_id": "a", "episodes": [{"season": "1", "episode": 1}]}, "episodes.0"),
    ({"serie_id": "a", "episodes": [{"season": -1, "episode": 1}]}, "episodes.0"),
    ({"serie_id": "a", "episodes": ["1x1"], "priority": "URGENT"}, "priority"),
    ({"serie_id": "a", "episodes": [True]}, "episodes.0"),
]


async def test_a_body_that_makes_no_sense_is_refused_by_its_field(api: Api) -> None:
    for body, field in SENSELESS:
        answer = await api.post("/api/queue/add", body)

        assert answer.status == 422, body
        assert answer.one()["error"] == "VALIDATION_ERROR"
        assert field in str(answer.one()["details"]), body


async def test_stop_start_pause_and_resume_are_the_setting_and_can_be_repeated(api: Api) -> None:
    messages = {}
    for call in ("stop", "stop", "start", "pause", "pause", "resume", "start"):
        answer = await api.post(f"/api/queue/{call}")
        shapes.Done.model_validate_json(answer.body)
        running = (await status(api)).status.is_running
        messages[call] = (answer.one()["message"], running)
        assert f"running: {str(running).lower()}" in api.stage.config.read_text("utf-8")
        assert api.daemon.parts.written.live.current.downloads.running is running

    assert messages == {
        "stop": (STOPPED, False),
        "start": ("Queue processing started", True),
        "pause": ("Queue processing paused", False),
        "resume": ("Queue processing resumed", True),
    }


async def test_what_runs_goes_on_when_the_queue_is_stopped(api: Api) -> None:
    await known(api)
    api.shelf.drip = 400_000
    added = await add(api, "S01E01", "S01E02", "S01E03")
    await api.post("/api/queue/start")
    await api.sees(lambda: any(row.done for row in api.now().running))

    await api.post("/api/queue/stop")
    found = await status(api)

    active = found.status.active_downloads
    assert active
    assert active[0].progress is not None
    assert active[0].progress.downloaded_mb > 0
    assert active[0].started_at is not None
    assert found.statistics.active_count + found.statistics.pending_count == len(added.item_ids)
    await api.sees(lambda: not api.now().running)
    after = await status(api)
    assert set(ids(after.status.completed_downloads)) == set(ids(active))
    done = after.status.completed_downloads[0]
    assert done.progress is not None
    assert done.progress.percent == 100.0
    assert done.completed_at is not None
    assert "?" not in str(done.source_url)
    sizes = [path.stat().st_size for path in api.stage.library.rglob("*.mp4")]
    assert after.data.total_size_bytes == sum(sizes)
    assert after.statistics.total_downloaded_mb == round(sum(sizes) / 2**20, 2)


async def test_one_is_removed_and_the_plan_leaves_it_alone(api: Api) -> None:
    await known(api)
    api.wish(KETTLE, "download: true\n")
    await api.why(KETTLE, "S01E01", "queue_stopped")
    first, *rest = (await status(api)).status.pending_queue

    removed = await api.ask("DELETE", f"/api/queue/{first.id}")
    again = await api.ask("DELETE", f"/api/queue/{first.id}")
    await api.post("/api/v1/anime/rescan")

    assert (removed.status, removed.body) == (204, b"")
    assert again.status == 404
    assert again.one()["error"] == "NOT_FOUND_ERROR"
    found = await status(api)
    assert ids(found.status.pending_queue) == ids(rest)
    assert found.status.failed_downloads == []
    assert found.statistics.failed_count == 0
    code = f"S{first.episode.season:02}E{first.episode.episode:02}"
    assert "cancelled by a person" in await api.why(KETTLE, code, "cancelled")
    back = await add(api, code)
    assert back.item_ids == [first.id]


async def test_one_that_runs_is_stopped_when_it_is_removed(api: Api) -> None:
    await known(api)
    api.shelf.drip = 20_000
    await add(api, "S01E01")
    await api.post("/api/queue/start")
    await api.sees(lambda: any(row.done for row in api.now().running))
    [active] = (await status(api)).status.active_downloads

    removed = await api.ask("DELETE", f"/api/queue/{active.id}")

    assert removed.status == 204
    await api.sees(lambda: not api.daemon.parts.worker.speeds())
    assert (await status(api)).statistics.total_items == 0
    await api.sees(lambda: not api.parts())
    assert api.files() == {}


async def test_several_are_removed_or_none(api: Api) -> None:
    await known(api)
    added = await add(api, "S01E01", "S01E02", "S01E03")
    one, two, three = added.item_ids

    missing = await api.ask("DELETE", "/api/queue", {"item_ids": [one, "no-such", "nor-this"]})
    before = (await status(api)).statistics.pending_count
    removed = await api.ask("DELETE", "/api/queue", {"item_ids": [one, three, one]})
    no_list = await api.ask("DELETE", "/api/queue")

    assert missing.status == 404
    assert "no-such, nor-this" in str(missing.one()["message"])
    assert before == 3
    assert (removed.status, removed.body) == (204, b"")
    assert ids((await status(api)).status.pending_queue) == [two]
    assert no_list.status == 422


async def test_lists_are_cleared_with_their_counts(api: Api) -> None:
    await known(api)
    added = await add(api, "S01E01", "S01E02", "S01E03")
    queue = api.daemon.parts.records.queue
    queue.give_up(added.item_ids[2], "it broke")
    failed = (await status(api)).status.failed_downloads

    cleared = await api.ask("DELETE", "/api/queue/failed")
    pending = await api.ask("DELETE", "/api/queue/pending")
    completed = await api.ask("DELETE", "/api/queue/completed")
    nothing = await api.ask("DELETE", "/api/queue/pending")

    assert [(item.error, item.retry_count) for item in failed] == [("it broke", 1)]
    assert answers(cleared, pending, completed, nothing) == [
        (200, "Cleared 1 failed item(s)", 1),
        (200, "Removed 2 pending item(s)", 2),
        (200, "Cleared 0 completed item(s)", 0),
        (200, "Removed 0 pending item(s)", 0),
    ]
    assert (await status(api)).statistics.total_items == 0
    await api.why(KETTLE, "S01E03", "cancelled")


def answers(*replies: Reply) -> list[tuple[int, str, int]]:
    found = [shapes.Counted.model_validate_json(reply.body) for reply in replies]
    return [
        (reply.status, one.message, one.count) for reply, one in zip(replies, found, strict=True)
    ]


async def test_what_came_is_taken_off_the_list_for_good_and_its_file_stays(api: Api) -> None:
    await known(api)
    await add(api, "S01E01", "S01E02")
    await api.post("/api/queue/start")
    await api.sees(lambda: len(api.files()) == 2)
    await api.sees(lambda: not api.daemon.parts.records.queue.downloads())
    before = await status(api)
    first = before.status.completed_downloads[0]

    socket = await api.socket(f"/ws/connect?token={api.token()}&room=downloads")
    one = await api.ask("DELETE", f"/api/queue/{first.id}")
    all_others = await api.ask("DELETE", "/api/queue/completed")

    removed = set()
    async with asyncio.timeout(30):
        while (told := await socket.receive_json())["data"].get("completed") != 0:
            if told["type"] == "download_removed":
                removed.add(told["data"]["download_id"])
    assert removed == set(ids(before.status.completed_downloads))
    assert one.status == 204
    assert answers(all_others) == [(200, "Cleared 1 completed item(s)", 1)]
    assert len(api.files()) == 2
    await api.stop()
    await api.start()
    found = api.daemon.parts.downloads.standing()
    assert found.completed == ()
    assert round(found.tally.fetched / 2**20, 2) == before.statistics.total_downloaded_mb > 0


async def test_the_queue_is_reordered_or_left_as_it_is(api: Api) -> None:
    await known(api)
    one, two, three = (await add(api, "S01E01", "S01E02", "S01E03")).item_ids

    done = await api.post("/api/queue/reorder", {"item_ids": [three, one, two]})
    order = ids((await status(api)).status.pending_queue)
    bad = await api.post("/api/queue/reorder", {"item_ids": [two, "no-such"]})

    assert done.one() == {
        "status": "success",
        "success": True,
        "message": "Queue reordered with 3 items",
    }
    assert order == [three, one, two]
    assert bad.status == 404
    assert "no-such" in str(bad.one()["message"])
    assert ids((await status(api)).status.pending_queue) == order


async def test_what_failed_is_tried_again_all_or_some(api: Api) -> None:
    await known(api)
    one, two, three = (await add(api, "S01E01", "S01E02", "S01E03")).item_ids
    queue = api.daemon.parts.records.queue
    queue.give_up(one, "it broke")
    queue.give_up(two, "it broke")

    some = await api.post("/api/queue/retry", {"item_ids": [two, three]})
    everything = await api.post("/api/queue/retry", {"item_ids": []})
    nothing = await api.post("/api/queue/retry")
    bad = await api.post("/api/queue/retry", {"item_ids": ["no-such"]})

    assert some.one() == {
        "status": "success",
        "success": True,
        "message": "Retrying 1 failed item(s)",
        "retried_count": 1,
        "retried_ids": [two],
    }
    assert everything.one()["retried_ids"] == [one]
    assert nothing.one()["retried_count"] == 0
    assert bad.status == 404
    assert [one.state for one in queue.downloads()] == [DownloadState.PENDING] * 3


async def test_what_runs_or_ends_meanwhile_is_not_tried_again(api: Api) -> None:
    await known(api)
    [one] = (await add(api, "S01E01")).item_ids
    queue = api.daemon.parts.records.queue
    queue.start(one)
    running = await api.post("/api/queue/retry", {"item_ids": [one]})
    moved = await api.post("/api/queue/reorder", {"item_ids": [one]})
    queue.put_back(one)
    await api.post("/api/queue/start")
    await api.sees(lambda: queue.find(one) is None)

    ended = await api.post("/api/queue/retry", {"item_ids": [one]})

    assert running.one()["retried_count"] == 0
    assert moved.one()["message"] == "Queue reordered with 0 items"
    assert (ended.status, ended.one()["retried_ids"]) == (200, [])


async def test_a_person_s_wish_counts_more_than_what_a_wish_leaves_out(api: Api) -> None:
    await known(api)
    api.wish(KETTLE, "seasons: [2]\nmonitor: none\ndownload: false\npriority: high\n")
    await api.why(KETTLE, "S01E01", "excluded_by_seasons")

    added = await add(api, "S01E01")
    for _ in range(2):
        await api.post("/api/v1/anime/rescan")

    [pending] = (await status(api)).status.pending_queue
    assert [pending.id] == added.item_ids
    assert pending.priority == "HIGH"  # its wish's, where the call says none


async def test_what_was_answered_is_on_the_disk(api: Api) -> None:
    await known(api)
    one, two, three = (await add(api, "S01E01", "S01E02", "S01E03")).item_ids
    added = on_the_disk(api)
    await api.post("/api/queue/reorder", {"item_ids": [three]})
    moved = on_the_disk(api)
    await api.ask("DELETE", f"/api/queue/{two}")
    removed = on_the_disk(api)
    await api.ask("DELETE", "/api/queue/pending")
    cleared = on_the_disk(api)

    assert added.keys() == {one, two, three}
    assert {fields["asked_by"] for fields in added.values()} == {"person"}
    assert int(str(moved[three]["position"])) < int(str(added[one]["position"]))
    assert [removed[id].get("state") for id in (one, two, three)] == [None, "cancelled", None]
    assert {fields["state"] for fields in cleared.values()} == {"cancelled"}


def on_the_disk(api: Api) -> Mapping[str, Mapping[str, object]]:
    """The queue as a start after a kill would read it."""
    return Store.read(api.stage.state).table("downloads").documents()


async def test_the_sockets_tell_the_same_figures(api: Api) -> None:
    await known(api)
    socket = await api.socket(f"/ws/connect?token={api.token()}&room=downloads")
    await add(api, "S01E01", "S01E02")

    async with asyncio.timeout(30):
        while (told := await socket.receive_json())["type"] != "queue_status":
            pass

    found = (await api.get("/api/queue/status")).one()
    asked = found["status"]
    assert isinstance(asked, dict)
    assert told["data"] == {
        "status": {key: asked[key] for key in ("is_running", "is_paused")},
        "statistics": found["statistics"],
        **found["data"],  # type: ignore[dict-item]
    }
    assert told["data"]["pending"] == 2


async def test_calls_at_the_same_time_are_one_after_the_other(api: Api) -> None:
    await known(api)
    twice = await asyncio.gather(add(api, "S01E01"), add(api, "S01E01"))
    [id] = {one.item_ids[0] for one in twice}

    removed = await asyncio.gather(*(api.ask("DELETE", f"/api/queue/{id}") for _ in range(3)))
    back = await add(api, "S01E01")
    api.daemon.parts.records.queue.give_up(id, "it broke")
    retried = await asyncio.gather(*(api.post("/api/queue/retry") for _ in range(3)))

    assert sorted(len(one.added_items) for one in twice) == [0, 1]
    assert sorted(one.status for one in removed) == [204, 404, 404]
    assert back.added_items == [id]
    assert sorted(str(one.one()["retried_count"]) for one in retried) == ["0", "0", "1"]


async def test_a_thousand_are_listed_put_in_order_and_taken_away(api: Api) -> None:
    await known(api)
    queue, store = api.daemon.parts.records.queue, api.daemon.parts.records.store
    with store.batch():
        for number in range(1000):
            queue.add(ItemKey("lamp", 1, number), title="Lamp", asked_by=AskedBy.PERSON)

    backwards = ids((await status(api)).status.pending_queue)[::-1]
    moved = await api.post("/api/queue/reorder", {"item_ids": backwards})
    order = ids((await status(api)).status.pending_queue)
    removed = await api.ask("DELETE", "/api/queue", {"item_ids": backwards[:400]})
    rest = await api.ask("DELETE", "/api/queue/pending")

    assert moved.one()["message"] == "Queue reordered with 1000 items"
    assert order == backwards
    assert (removed.status, rest.one()["count"]) == (204, 600)


CHANGES: Sequence[tuple[str, str, object]] = [
    ("POST", "/api/queue/add", {"serie_id": KETTLE, "episodes": ["1x1"]}),
    ("POST", "/api/queue/start", None),
    ("POST", "/api/queue/stop", None),
    ("POST", "/api/queue/pause", None),
    ("POST", "/api/queue/resume", None),
    ("POST", "/api/queue/reorder", {"item_ids": []}),
    ("POST", "/api/queue/retry", {"item_ids": []}),
    ("DELETE", "/api/queue", {"item_ids": []}),
    ("DELETE", f"/api/queue/{NOBODY}", None),
    ("DELETE", "/api/queue/completed", None),
    ("DELETE", "/api/queue/failed", None),
    ("DELETE", "/api/queue/pending", None),
]


async def test_who_may_only_look_changes_nothing_and_a_stranger_sees_nothing(api: Api) -> None:
    for method, path, body in CHANGES:
        refused = await api.ask(method, path, body, role=Role.VIEWER)
        unknown = await api.ask(method, path, body, role=None)
        assert (refused.status, unknown.status) == (403, 401), path
        assert refused.one()["error"] == "AUTHORIZATION_ERROR"
        assert unknown.one()["error"] == "AUTHENTICATION_ERROR"
    assert (await api.get("/api/queue/status", role=None)).status == 401


async def test_other_methods_are_named(api: Api) -> None:
    answer = await api.ask("PUT", "/api/queue/status")
    word = await api.ask("DELETE", "/api/queue/add")
    unknown = await api.ask("DELETE", f"/api/queue/{NOBODY}")
    no_id = await api.ask("DELETE", "/api/queue/no-such")

    assert (word.status, word.headers["Allow"]) == (405, "POST")
    assert (unknown.status, no_id.status) == (404, 404)
    assert answer.status == 405
    assert answer.one()["error"] == "METHOD_NOT_ALLOWED_ERROR"
