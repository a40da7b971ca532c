"""The worker with hosts that are full or down: who goes on, who waits, and who is asked."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from aniworldd.downloads.attempt import Busy, Links, Phase
from aniworldd.downloads.needs import Whence
from aniworldd.errors import DownloadError, HostDown, ProviderUnreachable
from aniworldd.model.download import DownloadState, Progress
from aniworldd.model.release import Release
from aniworldd.model.watch import Priority
from tests.downloads.stand_ins import Bench, Script, item, make_release

A, B = "https://a.example", "https://b.example"


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = Bench(tmp_path)
    bench.settings = replace(bench.settings, concurrent=4)
    yield bench
    await bench.stop()


def offer(bench: Bench, number: int, *bases: str, known: bool = False) -> str:
    """Queue an item that these hosts have; `known`: the catalogue says so, too."""
    urls = [f"{base}/{number}.mp4" for base in bases]
    bench.shops.offers[item(number)] = [make_release(number, url=url) for url in urls]
    hosts = tuple(base.removeprefix("https://") for base in bases)
    bench.shops.known[item(number)] = Whence("demo", hosts if known else ())
    [id] = bench.add(number)
    return id


def hold(bench: Bench, url: str) -> asyncio.Event:
    """Have this one last until the event is set."""
    gate = asyncio.Event()
    bench.player.scripts[url] = [Script(gate=gate, steps=[Progress(1, 4)])]
    return gate


def down(bench: Bench, url: str, times: int = 1) -> None:
    error = HostDown("it answered 503", retry_after=5.0)
    bench.player.scripts[url] = [Script(error=error, steps=[]) for _ in range(times)] + [Script()]


@pytest.mark.parametrize("known", [False, True])
async def test_one_host_has_so_many_at_once_and_the_others_go_on(bench: Bench, known: bool) -> None:
    bench.hosts.per_host = 1
    gate = hold(bench, f"{A}/1.mp4")
    ids = [offer(bench, number, A, known=known) for number in (1, 2, 3)]
    offer(bench, 4, B, known=known)

    bench.start()
    await bench.until(lambda: [done.item for done in bench.finished] == [item(4)])
    states = [bench.queued[id].state for id in ids]
    gate.set()
    await bench.until(lambda: len(bench.finished) == 4)

    assert states == [DownloadState.DOWNLOADING, DownloadState.PENDING, DownloadState.PENDING]
    assert bench.player.most <= 2
    assert sorted(bench.shops.asked) == [item(number) for number in (1, 2, 3, 4)]


async def test_a_full_host_has_no_provider_asked_for_nothing(bench: Bench) -> None:
    bench.hosts.per_host = 1
    hold(bench, f"{A}/1.mp4")
    for number in range(1, 50):
        offer(bench, number, A)

    bench.start()
    await bench.until(lambda: bench.worker.speeds())
    for _ in range(8):
        await bench.clock.advance(5)
    asked = len(bench.shops.asked)

    assert asked <= 2 + 2 * bench.settings.concurrent


async def test_another_host_of_the_item_is_taken_while_one_is_full(bench: Bench) -> None:
    bench.hosts.per_host = 1
    hold(bench, f"{A}/1.mp4")
    offer(bench, 1, A)
    offer(bench, 2, A, B)

    bench.start()
    await bench.until(lambda: bench.finished)

    assert bench.finished[0].source_url == f"{B}/2.mp4"


async def test_a_full_host_is_waited_for_rather_than_a_lesser_language_taken(bench: Bench) -> None:
    bench.hosts.per_host = 1
    gate = hold(bench, f"{A}/1.mp4")
    offer(bench, 1, A)
    await running(bench)
    dub = make_release(2, url=f"{A}/2.mp4", language="German Dub")
    sub = make_release(2, url=f"{B}/2.mp4", language="German Sub")
    bench.shops.offers[item(2)] = [sub, dub]
    [id] = bench.add(2, languages=["German Dub", "German Sub"])
    await bench.until(lambda: item(2) in bench.shops.asked)
    await bench.clock.advance(20)
    state = bench.queued[id].state

    gate.set()
    await bench.until(lambda: len(bench.finished) == 2)

    assert state is DownloadState.PENDING
    assert bench.finished[1].language == "German Dub"


async def test_what_waits_for_a_full_host_is_chosen_anew_when_its_wish_changes(
    bench: Bench,
) -> None:
    bench.hosts.per_host = 1
    gate = hold(bench, f"{A}/1.mp4")
    offer(bench, 1, A)
    await running(bench)
    bench.shops.offers[item(2)] = [
        make_release(2, url=f"{A}/2.mp4", language="German Dub"),
        make_release(2, url=f"{B}/2.mp4", language="German Sub"),
    ]
    [id] = bench.add(2, languages=["German Dub"])
    await bench.until(lambda: item(2) in bench.shops.asked)
    await bench.clock.advance(20)

    bench.queue.amend(id, priority=Priority.NORMAL, languages=["German Sub"])
    gate.set()
    await bench.until(lambda: len(bench.finished) == 2)

    assert (bench.finished[1].language, bench.finished[1].tries) == ("German Sub", 0)


async def test_links_are_asked_for_anew_when_their_host_was_full_for_long(bench: Bench) -> None:
    bench.hosts.per_host = 0
    id = offer(bench, 1, A)
    download, links = bench.queued[id], Links()
    asked = []
    for _ in range(3):
        assert isinstance(await bench.attempt.run(download, links, Deaf()), Busy)
        asked.append(len(bench.shops.asked))
        await bench.clock.advance(400)

    assert asked == [1, 1, 2]


class Deaf:
    """Follows a try, and makes nothing of it."""

    def entered(self, phase: Phase) -> None: ...

    def chose(self, release: Release) -> None: ...

    def moved(self, progress: Progress) -> None: ...


async def running(bench: Bench) -> None:
    bench.start()
    await bench.until(lambda: bench.worker.speeds())


async def test_the_next_host_is_asked_at_once_and_the_link_is_not_lost(bench: Bench) -> None:
    bench.settings = replace(bench.settings, retries=0)
    down(bench, f"{A}/1.mp4")
    down(bench, f"{B}/1.mp4")
    id = offer(bench, 1, A, B)

    bench.start()
    failed = await bench.until_failed(id)
    await bench.clock.advance(75)
    await bench.until(lambda: bench.finished)

    assert bench.player.fetched == [f"{A}/1.mp4", f"{B}/1.mp4", f"{A}/1.mp4"]
    assert (failed.tries, failed.state) == (0, DownloadState.PENDING)


async def test_a_host_that_is_down_is_waited_for_by_all_but_two(bench: Bench) -> None:
    bench.settings = replace(bench.settings, concurrent=1)
    for number in range(1, 30):
        offer(bench, number, A, known=True)
        down(bench, f"{A}/{number}.mp4", times=99)

    bench.start()
    await bench.until(lambda: bench.player.fetched)
    for _ in range(12):
        await bench.clock.advance(4)
    first = len(bench.player.fetched), len(bench.shops.asked)
    for _ in range(12):
        await bench.clock.advance(5)

    assert first == (1, 1)
    assert len(bench.player.fetched) == len(bench.shops.asked) == 2


async def test_one_bad_file_of_a_host_starves_none_of_the_others(bench: Bench) -> None:
    bench.settings = replace(bench.settings, concurrent=1)
    bad = offer(bench, 1, A, known=True)
    down(bench, f"{A}/1.mp4", times=999)
    for number in range(2, 8):
        offer(bench, number, A, known=True)

    bench.start()
    await bench.until_failed(bad)
    for _ in range(400):
        if len(bench.finished) == 6:
            break
        await bench.clock.advance(10)

    assert len(bench.finished) == 6
    assert bench.queued[bad].state is not DownloadState.FAILED


async def test_a_failure_of_the_file_alone_says_nothing_about_its_host(bench: Bench) -> None:
    bench.player.scripts[f"{A}/1.mp4"] = [Script(error=DownloadError("404"))]
    offer(bench, 1, A, known=True)
    offer(bench, 2, A, known=True)

    bench.start()
    await bench.until(lambda: bench.finished)

    assert bench.hosts.resting() == {}


async def test_a_provider_that_does_not_answer_is_not_asked_for_every_item(bench: Bench) -> None:
    bench.settings = replace(bench.settings, concurrent=1)
    for number in range(1, 30):
        offer(bench, number, A)
        bench.shops.trouble[item(number)] = ProviderUnreachable("demo", "no route", retry_after=90)

    bench.start()
    await bench.until(lambda: bench.shops.asked)
    for _ in range(17):
        await bench.clock.advance(5)
    asked = len(bench.shops.asked)
    bench.shops.trouble.clear()
    await bench.clock.advance(10)
    await bench.until(lambda: len(bench.finished) == 28)

    assert asked == 1


async def test_a_program_that_asks_by_itself_asks_a_host_that_is_away_seldom(bench: Bench) -> None:
    """Nobody else counts what yt-dlp asks, and it says each time that a minute would do."""
    for number in range(1, 60):
        offer(bench, number, A, known=True)
        down(bench, f"{A}/{number}.mp4", times=999)
    asked: list[tuple[float, int]] = []

    bench.start()
    for second in range(0, 3 * 3600, 30):
        await bench.clock.advance(30)
        for _ in range(5):
            await asyncio.sleep(0)
        asked.append((second, len(bench.player.fetched)))

    most = max(
        later - earlier for (_, earlier), (_, later) in zip(asked, asked[120:], strict=False)
    )
    assert 2 <= most <= 20
    assert {one.tries for one in bench.queue.downloads()} == {0}
