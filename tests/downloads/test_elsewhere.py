"""What its own provider does not give is asked for at the others that its wish names."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from aniworldd.downloads.needs import Whence
from aniworldd.errors import (
    DownloadError,
    HostDown,
    NotFound,
    ProviderChanged,
    ProviderUnreachable,
    TitleNotFound,
)
from aniworldd.model.release import Form
from tests.downloads.stand_ins import Bench, Script, item, make_release

ONE = "https://files.example/1.mp4"
OTHER = "https://others.example/1.mp4"
DUB, SUB = "German Dub", "German Sub"


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = Bench(tmp_path)
    bench.settings = replace(bench.settings, retries=0)
    bench.shops.others[item(1)] = [make_release(url=OTHER, provider="other")]
    yield bench
    await bench.stop()


@pytest.mark.parametrize(
    "trouble",
    [
        DownloadError("404"),
        DownloadError("a page", not_media=True),
        HostDown("503", retry_after=60.0),
    ],
)
async def test_when_no_link_works(bench: Bench, trouble: DownloadError) -> None:
    bench.player.scripts[ONE] = [Script(error=trouble)]
    bench.add(1)

    bench.start()
    await bench.until(lambda: bench.finished)

    assert (bench.player.fetched, bench.finished[0].tries) == ([ONE, OTHER], 0)
    assert bench.finished[0].source_url == OTHER


@pytest.mark.parametrize(
    "trouble",
    [
        ProviderUnreachable("demo", "no answer"),
        ProviderChanged("demo", "no rows", what="rows"),
        NotFound("the catalogue does not list it"),
    ],
)
async def test_when_the_provider_cannot_say(bench: Bench, trouble: Exception) -> None:
    bench.shops.trouble[item(1)] = trouble
    bench.add(1)

    bench.start()
    await bench.until(lambda: bench.finished)

    assert bench.player.fetched == [OTHER]


async def test_not_while_its_own_link_may_go_on(bench: Bench) -> None:
    bench.player.scripts[ONE] = [Script(error=DownloadError("cut", retry_after=60.0))]
    [id] = bench.add(1)

    bench.start()
    await bench.until_failed(id)

    assert bench.shops.asked_elsewhere == []


async def test_what_is_told_is_why_its_own_does_not_give_it(bench: Bench) -> None:
    bench.player.scripts[ONE] = [Script(error=DownloadError("404 here"))]
    bench.player.scripts[OTHER] = [Script(error=DownloadError("404 there"))]
    [id] = bench.add(1)

    bench.start()

    assert (await bench.until_failed(id)).error == "404 here"


async def test_what_broke_off_there_is_told_and_waited_for(bench: Bench) -> None:
    bench.settings = replace(bench.settings, retries=5)
    bench.player.scripts[ONE] = [Script(error=DownloadError("404 here"))]
    bench.player.scripts[OTHER] = [Script(error=DownloadError("cut", retry_after=60.0)), Script()]
    [id] = bench.add(1)

    bench.start()
    failed = await bench.until_failed(id)
    await bench.clock.advance(61.0)
    await bench.until(lambda: bench.finished)

    assert (failed.error, failed.tries) == ("cut", 1)
    assert bench.player.fetched == [ONE, OTHER, OTHER]


async def test_nowhere_else_it_ends_as_it_would(bench: Bench) -> None:
    bench.shops.others.clear()
    bench.player.scripts[ONE] = [Script(error=DownloadError("404 here"))]
    [id] = bench.add(1)

    bench.start()

    assert (await bench.until_failed(id)).error == "404 here"


@pytest.mark.parametrize(
    "trouble, fetched",
    [
        (HostDown("503", retry_after=60.0), [ONE]),
        (DownloadError("404"), [ONE, OTHER]),
    ],
)
async def test_what_only_waits_is_not_taken_in_a_language_liked_less(
    bench: Bench, trouble: DownloadError, fetched: list[str]
) -> None:
    bench.shops.offers[item(1)] = [make_release(language=DUB)]
    bench.shops.others[item(1)] = [make_release(url=OTHER, language=SUB)]
    bench.player.scripts[ONE] = [Script(error=trouble)]
    [id] = bench.add(1, languages=(DUB, SUB))

    bench.start()
    await bench.until(lambda: bench.finished or bench.queued[id].error)

    assert bench.player.fetched == fetched


@pytest.mark.parametrize(
    "trouble, fetched",
    [
        (ProviderUnreachable("demo", "no answer"), []),
        (NotFound("the catalogue does not list it"), [OTHER]),
        (TitleNotFound("demo", "there is no such page"), [OTHER]),
    ],
)
async def test_what_its_provider_does_not_have_is_taken_in_any_wanted_language(
    bench: Bench, trouble: Exception, fetched: list[str]
) -> None:
    bench.shops.trouble[item(1)] = trouble
    bench.shops.others[item(1)] = [make_release(url=OTHER, language=SUB)]
    [id] = bench.add(1, languages=(DUB, SUB))

    bench.start()
    await bench.until(lambda: bench.finished or bench.queued[id].error)

    assert bench.player.fetched == fetched


async def test_who_has_it_elsewhere_does_not_wait_for_a_host_that_is_down(bench: Bench) -> None:
    numbers = range(1, 7)
    for number in numbers:
        url = f"https://others.example/{number}.mp4"
        bench.shops.known[item(number)] = Whence("demo", ("files.example",), elsewhere=True)
        bench.shops.others[item(number)] = [
            make_release(number, url=url, provider="other", form=Form.FILE)
        ]
        down = Script(error=HostDown("503", retry_after=600.0))
        bench.player.scripts[f"https://files.example/{number}.mp4"] = [down]
    bench.add(*numbers)

    bench.start()
    await bench.until(lambda: len(bench.finished) == len(numbers))

    asked = [url for url in bench.player.fetched if "files.example" in url]
    assert len(asked) <= bench.settings.concurrent
