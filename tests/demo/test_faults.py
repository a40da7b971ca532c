"""Every knob spoils the answer it names, and nothing else."""

from collections.abc import Callable

import aiohttp
import pytest

from aniworldd.demo.faults import Faults
from aniworldd.demo.shelf import Asked, Shelf
from tests.demo.conftest import Client, PatientClock

SEASON = "/anime/stream/die-teekesselritter/staffel-1"
EPISODE = f"{SEASON}/episode-1"
PLACE = ("die-teekesselritter", 1, 1)


async def read(client: Client, path: str) -> tuple[int, str]:
    async with client.get(path) as answer:
        return answer.status, await answer.text()


@pytest.mark.parametrize("status", [500, 503])
async def test_a_status_stands_in_for_the_page(client: Client, shelf: Shelf, status: int) -> None:
    shelf.faults.status = status

    assert (await read(client, SEASON))[0] == status


async def test_too_many_requests_says_when_to_come_back(client: Client, shelf: Shelf) -> None:
    shelf.faults.status = 429
    shelf.faults.retry_after = "7"

    async with client.get(SEASON) as answer:
        assert answer.status == 429
        assert answer.headers["Retry-After"] == "7"


async def test_a_delay_passes_before_the_answer(
    client: Client, shelf: Shelf, clock: PatientClock
) -> None:
    shelf.faults.delay = 30

    assert (await read(client, SEASON))[0] == 200
    assert clock.slept == 30


@pytest.mark.parametrize(
    "switch, sign",
    [
        (lambda faults: setattr(faults, "challenge", True), "Just a moment..."),
        (lambda faults: setattr(faults, "missing", True), "messageAlert danger"),
    ],
    ids=["challenge", "missing"],
)
async def test_another_page_stands_in_with_status_200(
    client: Client, shelf: Shelf, switch: Callable[[Faults], None], sign: str
) -> None:
    switch(shelf.faults)

    status, text = await read(client, SEASON)

    assert status == 200
    assert sign in text
    assert "seasonEpisodesList" not in text


async def test_an_empty_table_keeps_its_frame(client: Client, shelf: Shelf) -> None:
    shelf.faults.empty = True

    _, season = await read(client, SEASON)
    _, latest = await read(client, "/neue-episoden")

    assert '<table class="seasonEpisodesList">' in season
    assert "data-episode-id" not in season
    assert "newEpisodeList" in latest
    assert 'class="row"' not in latest


@pytest.mark.parametrize(
    "path, name",
    [
        (SEASON, "seasonEpisodesList"),
        (SEASON, "series-title"),
        (EPISODE, "hosterSiteVideo"),
        ("/neue-episoden", "newEpisodeList"),
    ],
)
async def test_a_drifted_layout_has_other_classes_around_the_same_data(
    client: Client, shelf: Shelf, path: str, name: str
) -> None:
    _, before = await read(client, path)
    shelf.faults.drift = True
    _, after = await read(client, path)

    assert name in before
    assert name not in after
    assert before.count("<tr data-episode-id") == after.count("<tr data-episode-id")


async def test_links_may_be_there_in_one_language_only(client: Client, shelf: Shelf) -> None:
    shelf.faults.links_only = 3

    _, text = await read(client, EPISODE)

    assert text.count('data-lang-key="3"') == 2
    assert text.count("data-lang-key=") == 2


async def test_a_compressed_page_reads_the_same(client: Client, shelf: Shelf) -> None:
    _, plain = await read(client, SEASON)
    shelf.faults.gzip = True

    async with client.get(SEASON) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert await answer.text() == plain
    async with client.get(SEASON, headers={"Accept-Encoding": "identity"}) as answer:
        assert "Content-Encoding" not in answer.headers


async def test_a_loop_redirects_to_itself(client: Client, shelf: Shelf) -> None:
    shelf.faults.loop = True

    with pytest.raises(aiohttp.TooManyRedirects):
        await read(client, SEASON)


@pytest.mark.parametrize("kind", ["page", "clip"])
async def test_a_truncated_body_ends_after_half(client: Client, shelf: Shelf, kind: str) -> None:
    path = SEASON if kind == "page" else f"/hoster/direktkiste/{shelf.links(*PLACE)[0].id}"
    shelf.faults.paths = path
    shelf.faults.truncated = True

    async with client.get(path) as answer:
        announced = int(answer.headers["Content-Length"])
        with pytest.raises(aiohttp.ClientPayloadError):
            await answer.read()
        assert answer.content.total_bytes == announced // 2


async def test_a_dead_link_leads_to_a_hoster_that_answers_404(client: Client, shelf: Shelf) -> None:
    shelf.faults.dead_links = "^die-teekesselritter/1/1/German Dub/Direktkiste$"
    dead, window, alive = shelf.links(*PLACE)[:3]

    assert [await status(client, link.id) for link in (dead, window, alive)] == [404, 200, 200]


async def test_a_hoster_may_answer_with_a_page(client: Client, shelf: Shelf) -> None:
    shelf.faults.html_links = "/Direktkiste"

    async with client.get(f"/redirect/{shelf.links(*PLACE)[0].id}") as answer:
        assert answer.status == 200
        assert answer.content_type == "text/html"


async def status(client: Client, id: int) -> int:
    async with client.get(f"/redirect/{id}") as answer:
        return answer.status


async def test_faults_of_pages_leave_links_and_pictures_alone(client: Client, shelf: Shelf) -> None:
    shelf.faults.status = 500

    assert await status(client, shelf.links(*PLACE)[0].id) == 200
    assert (await read(client, "/public/img/german.svg"))[0] == 200
    assert (await read(client, "/"))[0] == 200


async def test_faults_may_be_for_some_paths_only(client: Client, shelf: Shelf) -> None:
    shelf.faults.status = 503
    shelf.faults.paths = "/hoster/"

    assert (await read(client, SEASON))[0] == 200
    assert await status(client, shelf.links(*PLACE)[0].id) == 503


async def test_a_fault_heals_after_so_many_times(client: Client, shelf: Shelf) -> None:
    shelf.faults.status = 503
    shelf.faults.times = 2

    assert [(await read(client, SEASON))[0] for _ in range(3)] == [503, 503, 200]


async def test_a_mishap_happens_to_its_own_path_and_once(client: Client, shelf: Shelf) -> None:
    shelf.mishaps[SEASON] = [Faults(status=503), Faults(status=429)]

    other = (await read(client, EPISODE))[0]
    own = [(await read(client, SEASON))[0] for _ in range(3)]

    assert (other, own) == (200, [503, 429, 200])


async def test_a_cut_body_keeps_the_share_that_is_said(
    client: Client, shelf: Shelf, clock: PatientClock
) -> None:
    shelf.mishaps[SEASON] = [Faults(truncated=True, kept=0.75, linger=3)]

    async with client.get(SEASON) as answer:
        announced = int(answer.headers["Content-Length"])
        with pytest.raises(aiohttp.ClientPayloadError):
            await answer.read()
        assert answer.content.total_bytes == int(announced * 0.75)
    assert clock.slept == 3


async def test_all_is_well_again_with_new_faults(client: Client, shelf: Shelf) -> None:
    shelf.faults.drift = True
    _, spoilt = await read(client, SEASON)
    shelf.faults = Faults()
    _, healed = await read(client, SEASON)

    assert "episodeGrid" in spoilt
    assert "episodeGrid" not in healed


async def test_an_episode_may_appear_between_two_requests(client: Client, shelf: Shelf) -> None:
    def publish(asked: Asked) -> None:
        if asked.path == SEASON and shelf.count(SEASON) == 2:
            shelf.add_episode("die-teekesselritter", 1, 4, ["German Dub"], german="Nachschlag")

    shelf.before = publish

    pages = [(await read(client, SEASON))[1] for _ in range(2)]

    assert ["Nachschlag" in page for page in pages] == [False, True]


async def test_requests_are_noted_with_method_path_and_headers(
    client: Client, shelf: Shelf
) -> None:
    assert shelf.count() == 0
    async with client.get("/ajax/seriesSearch?keyword=tee", headers={"X-Sign": "1"}):
        pass
    async with client.post("/ajax/search", data={"keyword": "tee"}):
        pass

    assert [(asked.method, asked.path) for asked in shelf.requests] == [
        ("GET", "/ajax/seriesSearch?keyword=tee"),
        ("POST", "/ajax/search"),
    ]
    assert shelf.requests[0].headers["x-sign"] == "1"
    assert shelf.count("/ajax/search") == 1
    assert shelf.count("/anime") == 0
