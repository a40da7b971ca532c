"""From the queue into the library, whatever happens on the way."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from aniworldd.downloads.gate import Cause
from aniworldd.errors import (
    Conflict,
    DiskFull,
    DownloadError,
    LibraryAway,
    NotFound,
    ProgramMissing,
    ProviderUnreachable,
    Unavailable,
)
from aniworldd.events import (
    DownloadFailed,
    DownloadFinished,
    DownloadProgressed,
    DownloadStarted,
)
from aniworldd.model.download import DownloadState, Progress
from aniworldd.model.release import Form
from tests.downloads.stand_ins import GIB, KIB, MIB, Bench, Player, Script, item, make_release

ONE = "https://files.example/1.mp4"
TWO = "https://files.example/2.mp4"


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    await bench.stop()


def make_endless() -> Script:
    return Script(gate=asyncio.Event(), steps=[Progress(1, 4)])


async def test_an_item_becomes_a_file(bench: Bench) -> None:
    [id] = bench.add(1)

    bench.start()
    await bench.until(lambda: bench.finished and not bench.queued)

    [done] = bench.finished
    assert (done.id, done.state, done.file) == (id, DownloadState.COMPLETED, "lamp-post/S01E01.mp4")
    assert done.source_url == ONE
    assert bench.shelves.taken == {item(1): b"film"}
    assert bench.happened(DownloadStarted) == bench.happened(DownloadFinished) == 1
    assert bench.happened(DownloadProgressed) == 1


async def test_what_is_added_later_is_taken_at_once(bench: Bench) -> None:
    bench.start()
    await bench.until(lambda: bench.clock.sleeping == 0)

    bench.add(1)
    await bench.until(lambda: bench.finished)


async def test_an_idle_worker_does_not_wake_up(bench: Bench) -> None:
    bench.add(1)
    bench.start()
    await bench.until(lambda: bench.finished and not bench.queued)
    await bench.until(lambda: not bench.shelves.kept())

    await bench.until(lambda: bench.clock.sleeping == 0)


async def test_the_parts_of_a_finished_download_go(bench: Bench) -> None:
    bench.add(1)

    bench.start()

    await bench.until(lambda: bench.finished and not bench.shelves.kept())


async def test_parts_that_belong_to_nothing_go_at_the_start(bench: Bench) -> None:
    [id] = bench.add(1)
    bench.settings = replace(bench.settings, running=False)
    bench.shelves.make("left-behind")
    bench.shelves.make(id)

    bench.start()

    await bench.until(lambda: bench.shelves.kept() == [id])


async def test_parts_that_cannot_be_removed_hold_nothing_up(bench: Bench) -> None:
    async def broken(_: object) -> None:
        raise OSError("input/output error")

    bench.shelves.discard = broken  # type: ignore[method-assign,assignment]
    bench.shelves.keep_only = broken  # type: ignore[method-assign,assignment]
    bench.settings = replace(bench.settings, concurrent=1)
    bench.add(1, 2, 3)

    bench.start()

    await bench.until(lambda: len(bench.finished) == 3)


async def test_parts_are_removed_when_the_library_is_back(bench: Bench) -> None:
    bench.player.scripts[ONE] = [make_endless()]
    [id] = bench.add(1)
    bench.start()
    await bench.until(lambda: bench.worker.speeds())
    bench.shelves.away = "not mounted"
    bench.queue.withdraw(id)
    await bench.until(lambda: bench.player.closed)
    kept = bench.shelves.kept()

    bench.shelves.away = ""
    bench.worker.wake()
    await bench.until(lambda: not bench.shelves.kept())

    assert kept == [id]


async def test_only_so_many_run_at_once(bench: Bench) -> None:
    bench.settings = replace(bench.settings, concurrent=3)
    bench.add(*range(1, 21))

    bench.start()
    await bench.until(lambda: len(bench.finished) == 20)

    assert bench.player.most == 3


async def test_a_bad_item_never_holds_up_the_next(bench: Bench) -> None:
    bench.settings = replace(bench.settings, concurrent=1)
    bench.player.scripts[ONE] = [Script(error=DownloadError("no"))]
    bench.add(1, 2)

    bench.start()
    await bench.until(lambda: bench.finished)

    assert [done.item for done in bench.finished] == [item(2)]


async def test_a_failed_try_is_made_again_when_its_time_has_come(bench: Bench) -> None:
    bench.player.scripts[ONE] = [Script(error=DownloadError("broke", retry_after=1.0)), Script()]
    [id] = bench.add(1)
    bench.start()
    failed = await bench.until_failed(id)

    await bench.clock.advance(60)
    await bench.until(lambda: bench.finished)

    assert (failed.state, failed.tries, failed.error) == (DownloadState.PENDING, 1, "broke")
    assert failed.retry_at == bench.clock.now()


async def test_it_is_given_up_when_the_tries_are_used_up(bench: Bench) -> None:
    bench.settings = replace(bench.settings, retries=2)
    bench.player.scripts[ONE] = [Script(error=DownloadError("broke", retry_after=1.0))]
    [id] = bench.add(1)
    bench.start()

    for tries, wait in ((1, 60), (2, 240), (3, 0)):
        await bench.until(lambda tries=tries: bench.queued[id].tries == tries)  # type: ignore[misc]
        await bench.clock.advance(wait)

    assert bench.queued[id].state is DownloadState.FAILED
    assert bench.player.fetched == [ONE] * 3


async def test_a_person_can_have_it_tried_again(bench: Bench) -> None:
    bench.settings = replace(bench.settings, retries=0)
    bench.player.scripts[ONE] = [Script(error=DownloadError("gone")), Script()]
    [id] = bench.add(1)
    bench.start()
    given_up = await bench.until_failed(id)

    bench.queue.retry([id])
    await bench.until(lambda: bench.finished)

    assert given_up.state is DownloadState.FAILED


async def test_a_link_that_is_no_use_makes_way_for_the_next_at_once(bench: Bench) -> None:
    bench.shops.offers[item(1)] = [make_release(url=ONE), make_release(url=TWO)]
    bench.player.scripts[ONE] = [Script(error=DownloadError("gone"))]
    bench.add(1)

    bench.start()
    await bench.until(lambda: bench.finished)

    assert bench.player.fetched == [ONE, TWO]
    assert bench.finished[0].source_url == TWO
    assert bench.happened(DownloadFailed) == 0


async def test_a_link_that_failed_for_good_is_not_tried_again(bench: Bench) -> None:
    bench.player.scripts[ONE] = [Script(error=DownloadError("gone"))]
    [id] = bench.add(1)
    bench.start()
    await bench.until_failed(id)

    await bench.clock.advance(60)
    await bench.until(lambda: bench.queued[id].tries == 2)

    assert bench.player.fetched == [ONE]
    assert bench.queued[id].error == "its only release failed for good"


async def test_a_passing_failure_does_not_fall_back_to_a_worse_language(bench: Bench) -> None:
    dub = make_release(url=ONE, language="German Dub")
    sub = make_release(url=TWO, language="German Sub")
    bench.shops.offers[item(1)] = [sub, dub]
    bench.player.scripts[ONE] = [Script(error=DownloadError("503", retry_after=9.0)), Script()]
    [id] = bench.add(1, languages=["German Dub", "German Sub"])
    bench.start()
    await bench.until_failed(id)

    await bench.clock.advance(60)
    await bench.until(lambda: bench.finished)

    assert bench.player.fetched == [ONE, ONE]
    assert bench.finished[0].language == "German Dub"


async def test_after_a_passing_failure_another_link_of_the_language_is_first(bench: Bench) -> None:
    bench.shops.offers[item(1)] = [make_release(url=ONE), make_release(url=TWO)]
    bench.player.scripts[ONE] = [Script(error=DownloadError("503", retry_after=9.0), steps=[])]
    [id] = bench.add(1)
    bench.start()
    await bench.until_failed(id)

    await bench.clock.advance(60)
    await bench.until(lambda: bench.finished)

    assert bench.player.fetched == [ONE, TWO]


async def test_a_link_that_got_further_goes_on_soon_and_costs_nothing(bench: Bench) -> None:
    bench.settings = replace(bench.settings, retries=0)
    bench.shops.offers[item(1)] = [make_release(url=ONE), make_release(url=TWO)]
    broke = DownloadError("broke", retry_after=1.0)
    bench.player.scripts[ONE] = [
        Script(steps=[Progress(done * MIB, 9 * MIB)], error=broke) for done in (2, 5, 8)
    ] + [Script()]
    [id] = bench.add(1)
    bench.start()

    for tries in (1, 2, 3):
        await bench.until(lambda tries=tries: bench.happened(DownloadFailed) == tries)  # type: ignore[misc]
        await bench.clock.advance(5)
    await bench.until(lambda: bench.finished)

    assert bench.player.fetched == [ONE] * 4
    assert bench.finished[0].id == id
    assert bench.finished[0].tries == 0


async def test_a_link_that_breaks_at_the_same_place_costs_a_try(bench: Bench) -> None:
    bench.settings = replace(bench.settings, retries=1)
    broke = DownloadError("broke", retry_after=1.0)
    bench.player.scripts[ONE] = [Script(steps=[Progress(2 * MIB, 9 * MIB)], error=broke)]
    [id] = bench.add(1)
    bench.start()

    for expected in (0, 1):
        await bench.until(lambda expected=expected: bench.happened(DownloadFailed) == expected + 1)  # type: ignore[misc]
        assert bench.queued[id].tries == expected
        await bench.clock.advance(60)
    await bench.until(lambda: bench.queued[id].state is DownloadState.FAILED)


async def test_what_is_no_media_goes_to_the_next_downloader_at_no_cost(tmp_path: Path) -> None:
    first, second = Player("first"), Player("second")
    first.scripts[ONE] = [Script(error=DownloadError("a page", not_media=True))]
    bench = Bench(tmp_path, first, second)
    bench.add(1)

    bench.start()
    await bench.until(lambda: bench.finished)
    await bench.stop()

    assert (first.fetched, second.fetched) == ([ONE], [ONE])
    assert bench.happened(DownloadFailed) == 0


async def test_what_needs_a_program_that_is_missing_may_need_none_elsewhere(
    tmp_path: Path,
) -> None:
    first, second = Player("first"), Player("second")
    first.scripts[ONE] = [Script(error=ProgramMissing("no such program"))]
    bench = Bench(tmp_path, first, second)
    bench.add(1)

    bench.start()
    await bench.until(lambda: bench.finished)
    await bench.stop()

    assert (first.fetched, second.fetched) == ([ONE], [ONE])


async def test_a_link_whose_program_is_missing_waits_for_it(tmp_path: Path) -> None:
    first, second = Player("first"), Player("second")
    first.scripts[ONE] = [Script(error=ProgramMissing("no such program")), Script()]
    second.scripts[ONE] = [Script(error=DownloadError("a page", not_media=True))]
    bench = Bench(tmp_path, first, second)
    bench.settings = replace(bench.settings, retries=0)
    [id] = bench.add(1)

    bench.start()
    failed = await bench.until_failed(id)
    assert (failed.error, failed.tries) == ("no such program", 0)
    await bench.clock.advance(6 * 3600)
    await bench.until(lambda: bench.finished)
    await bench.stop()

    assert first.fetched == [ONE, ONE]


async def test_a_missing_program_is_waited_for_rather_than_taken_in_a_worse_language(
    bench: Bench,
) -> None:
    bench.shops.offers[item(1)] = [
        make_release(1, language="German Dub"),
        make_release(2, language="German Dub"),
        make_release(3, language="German Sub"),
    ]
    bench.player.scripts[ONE] = [Script(error=ProgramMissing("no such program"))]
    bench.player.scripts[TWO] = [Script(error=ProgramMissing("no such program"))]
    [id] = bench.add(1, languages=("German Dub", "German Sub"))

    bench.start()
    await bench.until_failed(id)

    assert bench.player.fetched == [ONE, TWO]


async def test_a_file_that_is_no_film_goes_to_the_next_downloader(tmp_path: Path) -> None:
    first, second = Player("first"), Player("second")
    bench = Bench(tmp_path, first, second)
    bench.shelves.trouble[item(1)] = [DownloadError("not a film", not_media=True)]
    bench.add(1)

    bench.start()
    await bench.until(lambda: bench.finished)
    await bench.stop()

    assert (first.fetched, second.fetched) == ([ONE], [ONE])


async def test_a_release_that_no_downloader_takes_is_told(bench: Bench) -> None:
    bench.shops.offers[item(1)] = [make_release(form=Form.HLS)]
    [id] = bench.add(1)

    bench.start()
    failed = await bench.until_failed(id)

    assert failed.error == "no downloader takes hls links"


async def test_a_file_that_was_checked_and_is_wrong_is_not_kept(bench: Bench) -> None:
    bench.shelves.trouble[item(1)] = [DownloadError("too short", retry_after=60.0)]
    [id] = bench.add(1)

    bench.start()
    failed = await bench.until_failed(id)

    assert failed.error == "too short"
    assert bench.shelves.kept() == []


async def test_a_taken_place_ends_it_and_replaces_nothing(bench: Bench) -> None:
    bench.shelves.trouble[item(1)] = [Conflict("there is a file of that name already")]
    [id] = bench.add(1)

    bench.start()
    failed = await bench.until_failed(id)

    assert (failed.state, failed.error) == (
        DownloadState.FAILED,
        "there is a file of that name already",
    )
    assert bench.shelves.taken == {}


async def test_a_provider_that_does_not_answer_costs_no_try(bench: Bench) -> None:
    bench.shops.trouble[item(1)] = ProviderUnreachable("demo", "no answer", retry_after=2000.0)
    [id] = bench.add(1)

    bench.start()
    failed = await bench.until_failed(id)

    assert failed.tries == 0
    assert failed.retry_at == bench.clock.now() + timedelta(seconds=2000)


async def test_an_item_that_nobody_has_is_told(bench: Bench) -> None:
    bench.shops.trouble[item(1)] = NotFound("the catalogue has no such episode any more")
    [id] = bench.add(1)

    bench.start()
    failed = await bench.until_failed(id)

    assert (failed.tries, failed.error) == (1, "the catalogue has no such episode any more")


@pytest.mark.parametrize("where", ["provider", "downloader", "library"])
async def test_an_odd_error_is_contained(
    bench: Bench, where: str, caplog: pytest.LogCaptureFixture
) -> None:
    if where == "provider":
        bench.shops.trouble[item(1)] = KeyError("x")
    elif where == "downloader":
        bench.player.scripts[ONE] = [Script(error=KeyError("x"))]
    else:
        bench.shelves.trouble[item(1)] = [KeyError("x")]
    [id, _] = bench.add(1, 2)

    bench.start()
    failed = await bench.until_failed(id)
    await bench.until(lambda: bench.finished)

    assert "failed unexpectedly (KeyError); the log has the details" in failed.error
    assert "KeyError" in caplog.text


@pytest.mark.parametrize("files", [{}, {"a.mp4": b"a", "b.mp4": b"b"}], ids=["none", "two"])
async def test_a_downloader_must_leave_exactly_one_file(
    bench: Bench, files: dict[str, bytes]
) -> None:
    bench.player.scripts[ONE] = [Script(files=files)]
    [id] = bench.add(1)

    bench.start()
    failed = await bench.until_failed(id)

    assert failed.error == f"downloader player left {len(files)} files where one was due"


async def test_a_stall_of_a_minute_ends_the_try(bench: Bench) -> None:
    bench.player.scripts[ONE] = [make_endless(), Script()]
    [id] = bench.add(1)
    bench.start()
    await bench.until(lambda: bench.worker.speeds())

    await bench.clock.advance(59)
    before = bench.queued[id].state
    await bench.clock.advance(6)
    failed = await bench.until_failed(id)
    await bench.clock.advance(75)
    await bench.until(lambda: bench.finished)

    assert before is DownloadState.DOWNLOADING
    assert failed.error == "next to nothing arrived for 60 seconds"
    assert bench.player.closed == [ONE, ONE]


async def test_what_moves_is_not_stalled(bench: Bench) -> None:
    moving = asyncio.Queue[Progress]()

    class Slow(Player):
        async def fetch(self, release: object, folder: Path) -> AsyncIterator[Progress]:
            for _ in range(20):
                yield await moving.get()

    bench.downloaders = (Slow(),)
    bench.worker = bench._worker()
    [id] = bench.add(1)
    bench.start()
    await bench.until(lambda: bench.queued[id].state is DownloadState.DOWNLOADING)

    for done in range(10):
        moving.put_nowait(Progress(done * KIB, 100 * KIB))
        await bench.until(moving.empty)
        await bench.clock.advance(50)

    assert bench.queued[id].state is DownloadState.DOWNLOADING


async def test_a_byte_now_and_then_is_a_stall(bench: Bench) -> None:
    moving = asyncio.Queue[Progress]()

    class Drip(Player):
        async def fetch(self, release: object, folder: Path) -> AsyncIterator[Progress]:
            while True:
                yield await moving.get()

    bench.downloaders = (Drip(),)
    bench.worker = bench._worker()
    [id] = bench.add(1)
    bench.start()
    await bench.until(lambda: bench.queued[id].state is DownloadState.DOWNLOADING)

    for done in range(4):
        moving.put_nowait(Progress(done, 100 * KIB))
        await bench.until(moving.empty)
        await bench.clock.advance(15)

    failed = await bench.until_failed(id)
    assert failed.error == "next to nothing arrived for 60 seconds"


async def test_a_provider_that_hangs_is_left(bench: Bench) -> None:
    bench.shops.silent.add(item(1))
    [id] = bench.add(1)
    bench.start()
    await bench.until(lambda: bench.shops.asked)

    await bench.clock.advance(305)
    failed = await bench.until_failed(id)

    assert failed.error == "its provider did not answer for 300 seconds"


async def test_a_withdrawn_download_stops_and_its_parts_go(bench: Bench) -> None:
    bench.player.scripts[ONE] = [make_endless()]
    [id] = bench.add(1)
    bench.start()
    await bench.until(lambda: bench.worker.speeds())

    bench.queue.withdraw(id)
    await bench.until(lambda: bench.player.closed and not bench.shelves.kept())

    assert bench.happened(DownloadFailed) == 0
    assert bench.worker.speeds() == {}


async def test_a_cancelled_download_stops_and_its_parts_go(bench: Bench) -> None:
    bench.player.scripts[ONE] = [make_endless()]
    [id] = bench.add(1)
    bench.start()
    await bench.until(lambda: bench.worker.speeds())

    bench.queue.cancel(id)
    await bench.until(lambda: bench.player.closed and not bench.shelves.kept())

    assert bench.queued[id].state is DownloadState.CANCELLED


async def test_a_cancelled_download_can_be_had_after_all(bench: Bench) -> None:
    bench.player.scripts[ONE] = [make_endless(), Script()]
    [id] = bench.add(1)
    bench.start()
    await bench.until(lambda: bench.worker.speeds())

    bench.queue.cancel(id)
    bench.queue.retry([id])
    await bench.until(lambda: bench.finished)

    assert bench.player.fetched == [ONE, ONE]
    assert bench.player.most == 1


async def test_what_is_being_placed_is_placed_although_it_was_withdrawn(bench: Bench) -> None:
    bench.shelves.door.clear()
    [id] = bench.add(1)
    bench.start()
    await bench.until(lambda: bench.shelves.placing)

    bench.queue.withdraw(id)
    await bench.until(lambda: not bench.queue.changed.is_set())
    bench.shelves.door.set()
    await bench.until(lambda: bench.finished)

    assert bench.happened(DownloadFinished) == 1
    assert bench.queue.downloads() == ()


async def test_a_stopped_queue_starts_nothing_and_lets_the_running_one_end(bench: Bench) -> None:
    script = make_endless()
    assert script.gate is not None
    bench.settings = replace(bench.settings, concurrent=1)
    bench.player.scripts[ONE] = [script]
    bench.add(1, 2)
    bench.start()
    await bench.until(lambda: bench.worker.speeds())

    bench.settings = replace(bench.settings, running=False)
    bench.worker.wake()
    script.gate.set()
    await bench.until(lambda: bench.finished)
    blocked = bench.gate.blocked()
    bench.settings = replace(bench.settings, running=True)
    bench.worker.wake()
    await bench.until(lambda: len(bench.finished) == 2)

    assert blocked is not None
    assert (blocked.cause, blocked.what) == (Cause.QUEUE_STOPPED, "the queue is stopped")


async def test_without_a_library_nothing_starts_until_it_is_back(bench: Bench) -> None:
    bench.shelves.away = "the library is not mounted"
    bench.add(1)
    bench.start()
    await bench.until(lambda: bench.clock.sleeping)
    blocked = bench.gate.blocked()

    bench.shelves.away = ""
    await bench.clock.advance(10)
    await bench.until(lambda: bench.finished)

    assert blocked is not None
    assert (blocked.cause, blocked.what) == (Cause.LIBRARY_AWAY, "the library is not mounted")
    assert bench.gate.blocked() is None


async def test_nothing_starts_before_the_librarys_disk_has_answered(bench: Bench) -> None:
    [id] = bench.add(1)
    bench.shelves.answers = False
    bench.start()
    await bench.clock.advance(30)
    assert bench.queued[id].state is DownloadState.PENDING
    assert bench.shops.asked == []

    bench.shelves.answers = True
    await bench.clock.advance(10)
    await bench.until(lambda: bench.finished)


async def test_a_disk_that_takes_its_time_ends_nothing_that_runs(bench: Bench) -> None:
    gate = asyncio.Event()
    bench.player.scripts[make_release(1).url] = [Script(gate=gate)]
    [id] = bench.add(1)
    bench.start()
    await bench.until(lambda: bench.player.fetched)
    bench.shelves.answers = False
    await bench.clock.advance(30)
    assert bench.queued[id].state is DownloadState.DOWNLOADING

    gate.set()
    await bench.until(lambda: bench.finished)


async def test_a_library_that_goes_away_stops_what_runs_at_no_cost(bench: Bench) -> None:
    bench.player.scripts[ONE] = [make_endless(), Script()]
    [id] = bench.add(1)
    bench.start()
    await bench.until(lambda: bench.worker.speeds())

    bench.shelves.away = "the library is not mounted"
    await bench.clock.advance(5)
    failed = await bench.until_failed(id)
    bench.shelves.away = ""
    await bench.clock.advance(10)
    await bench.until(lambda: bench.finished)

    assert (failed.state, failed.tries, failed.retry_at) == (DownloadState.PENDING, 0, None)
    assert failed.error == "the library is not mounted"


async def test_below_the_floor_nothing_starts_until_there_is_room(bench: Bench) -> None:
    bench.shelves.bytes_free = GIB // 2
    [id] = bench.add(1)
    bench.start()
    await bench.until(lambda: bench.clock.sleeping)
    blocked = bench.gate.blocked()

    bench.shelves.bytes_free = 2 * GIB
    await bench.clock.advance(10)
    await bench.until(lambda: bench.finished)

    assert blocked is not None
    assert blocked.cause is Cause.DISK_BELOW_FLOOR
    assert blocked.what == "512.0 MiB are free, 1.0 GiB are to stay free"
    assert bench.finished[0].id == id
    assert bench.finished[0].tries == 0


async def test_below_the_floor_what_runs_stops_keeps_its_part_and_goes_on(bench: Bench) -> None:
    bench.player.scripts[ONE] = [make_endless(), Script()]
    [id] = bench.add(1)
    bench.start()
    await bench.until(lambda: bench.worker.speeds())

    bench.shelves.bytes_free = GIB // 2
    await bench.clock.advance(5)
    failed = await bench.until_failed(id)
    kept = bench.shelves.kept()
    bench.shelves.bytes_free = 2 * GIB
    await bench.clock.advance(10)
    await bench.until(lambda: bench.finished)

    assert (failed.state, failed.tries, kept) == (DownloadState.PENDING, 0, [id])


async def test_what_does_not_fit_waits_and_what_fits_goes_on(bench: Bench) -> None:
    bench.settings = replace(bench.settings, concurrent=1)
    bench.shelves.bytes_free = 5 * GIB
    bench.player.scripts[ONE] = [Script(steps=[Progress(0, 9 * GIB), Progress(1, 9 * GIB)])]
    [id, _] = bench.add(1, 2)
    bench.start()
    await bench.until(lambda: bench.finished)
    waiting = bench.queued[id]
    tries = len(bench.player.fetched)

    bench.shelves.bytes_free = 11 * GIB
    await bench.clock.advance(10)
    await bench.until(lambda: len(bench.finished) == 2)

    assert (waiting.state, waiting.tries, tries) == (DownloadState.PENDING, 0, 2)
    assert waiting.error == (
        "9.0 GiB are still to come, 5.0 GiB are free, 1.0 GiB are to stay free"
    )


async def test_a_download_without_a_length_that_fills_the_disk_does_not_keep_it(
    bench: Bench,
) -> None:
    endless = Script(gate=asyncio.Event(), steps=[Progress(1)])
    bench.player.scripts[ONE] = [endless]
    [id] = bench.add(1)
    bench.start()
    await bench.until(lambda: bench.worker.speeds())

    bench.shelves.bytes_free = GIB // 2
    await bench.clock.advance(5)
    failed = await bench.until_failed(id)
    await bench.until(lambda: not bench.shelves.kept())

    assert failed.tries == 1
    assert failed.error.startswith("it filled the disk and never said how long it is")


async def test_a_disk_that_fails_although_it_looks_well_is_given_a_rest(bench: Bench) -> None:
    bench.player.scripts[ONE] = [Script(error=DiskFull("quota used up")), Script()]
    [id] = bench.add(1)
    bench.start()
    failed = await bench.until_failed(id)
    blocked = bench.gate.blocked()
    await bench.clock.advance(29)
    before = len(bench.player.fetched)

    await bench.clock.advance(10)
    await bench.until(lambda: bench.finished)

    assert (failed.tries, failed.retry_at, before) == (0, None, 1)
    assert blocked is not None
    assert (blocked.cause, blocked.what) == (Cause.RESTING, "quota used up")


@pytest.mark.parametrize("concurrent", [1, 2])
@pytest.mark.parametrize("kind", [Unavailable, LibraryAway])
async def test_items_without_a_place_hold_nobody_up(
    bench: Bench, kind: type[Unavailable], concurrent: int
) -> None:
    bench.settings = replace(bench.settings, concurrent=concurrent)
    for number in (1, 2):
        bench.shelves.trouble[item(number)] = [kind("it lies on another file system")] * 99
    bench.add(1, 2, 3, 4)
    bench.start()

    await bench.until(lambda: len(bench.finished) == 2)

    first = bench.queued["d1"]
    assert (first.tries, first.error) == (0, "it lies on another file system")


async def test_an_item_without_a_place_is_asked_for_less_and_less_often(bench: Bench) -> None:
    bench.shelves.trouble[item(1)] = [Unavailable("it lies on another file system")] * 99
    [id] = bench.add(1)
    bench.start()
    waits = []
    for _ in range(3):
        failed = await bench.until_failed(id)
        assert failed.retry_at is not None
        waits.append((failed.retry_at - bench.clock.now()).total_seconds())
        asked = len(bench.shops.asked)
        while len(bench.shops.asked) == asked:
            await bench.clock.advance(waits[-1])

    assert waits == [60.0, 240.0, 960.0]


async def test_a_disk_that_cannot_be_asked_is_a_library_that_is_away(bench: Bench) -> None:
    def broken() -> int:
        raise Unavailable("the disk does not answer")

    bench.shelves.free = broken  # type: ignore[method-assign]
    bench.worker = bench._worker()
    bench.add(1)
    bench.start()
    await bench.until(lambda: bench.clock.sleeping)

    blocked = bench.gate.blocked()

    assert blocked is not None
    assert (blocked.cause, blocked.what) == (Cause.LIBRARY_AWAY, "the disk does not answer")


async def test_a_library_that_goes_away_while_placing_costs_nothing(bench: Bench) -> None:
    bench.shelves.trouble[item(1)] = [LibraryAway("not mounted")]
    bench.shelves.door.clear()
    [id] = bench.add(1)
    bench.start()
    await bench.until(lambda: bench.shelves.placing)
    bench.shelves.away = "not mounted"
    bench.shelves.door.set()
    failed = await bench.until_failed(id)

    bench.shelves.away = ""
    await bench.clock.advance(10)
    await bench.until(lambda: bench.finished)

    assert (failed.state, failed.tries, failed.retry_at) == (DownloadState.PENDING, 0, None)


async def test_stopping_keeps_parts_and_the_place_in_the_queue(bench: Bench) -> None:
    bench.player.scripts[ONE] = [make_endless()]
    [id] = bench.add(1)
    bench.start()
    await bench.until(lambda: bench.worker.speeds())

    await bench.stop()

    assert bench.player.closed == [ONE]
    assert bench.queued[id].state is DownloadState.PENDING
    assert bench.queued[id].tries == 0
    assert bench.shelves.kept() == [id]
    assert bench.happened(DownloadFailed) == 0


async def test_stopping_lets_what_is_being_placed_be_placed(bench: Bench) -> None:
    bench.shelves.door.clear()
    bench.add(1)
    bench.start()
    await bench.until(lambda: bench.shelves.placing)

    bench.worker.stop()
    asyncio.get_running_loop().call_later(0.05, bench.shelves.door.set)
    await bench.stop()

    assert len(bench.finished) == 1


async def test_cancelling_the_worker_stops_everything(bench: Bench) -> None:
    bench.player.scripts[ONE] = [make_endless()]
    [id] = bench.add(1)
    task = asyncio.create_task(bench.worker.run())
    await bench.until(lambda: bench.worker.speeds() and bench.clock.sleeping)

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert bench.player.closed == [ONE]
    assert bench.queued[id].state is DownloadState.PENDING


async def test_what_a_kill_left_as_downloading_is_done_after_the_restart(bench: Bench) -> None:
    [id] = bench.add(1)
    bench.queue.start(id)

    bench.start()

    await bench.until(lambda: bench.finished)


async def test_a_failure_to_record_does_not_undo_the_download(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object) -> None:
        raise OSError("disk full")

    bench._record = broken  # type: ignore[method-assign,assignment]
    bench.worker = bench._worker()
    bench.add(1)

    bench.start()
    await bench.until(lambda: bench.happened(DownloadFinished))

    assert bench.queue.downloads() == ()
    assert "recording lamp-post S01E01 as finished failed" in caplog.text


async def test_the_release_being_fetched_is_known(bench: Bench) -> None:
    bench.shops.offers[item(1)] = [make_release(url=ONE, language="German Sub")]
    bench.player.scripts[ONE] = [make_endless()]
    [id] = bench.add(1)

    bench.start()
    await bench.until(lambda: bench.worker.speeds())

    assert (bench.queued[id].language, bench.queued[id].source_url) == ("German Sub", ONE)
    assert bench.worker.speeds()[id].progress == Progress(1, 4)
