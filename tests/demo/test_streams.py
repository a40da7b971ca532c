"""What is a stream comes as playlists and pieces, and through the real downloader as one file."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aniworldd.demo import catalogue
from aniworldd.demo.shelf import CHAIN, Link, Shelf
from aniworldd.disk import Disk
from aniworldd.downloaders import Tools
from aniworldd.downloaders.hls import Hls, Settings
from aniworldd.model.release import Release
from aniworldd.model.title import ItemKey
from aniworldd.net.client import Client as Web
from aniworldd.net.pace import Pace
from aniworldd.net.policy import AddressPolicy
from aniworldd.programs import Programs
from tests.demo.conftest import Client, PatientClock

PLACE = ("das-leuchtturm-orchester", 1, 2)


@pytest.fixture
def link(shelf: Shelf) -> Link:
    return shelf.links(*PLACE)[0]


@pytest.fixture
async def web(clock: PatientClock) -> AsyncIterator[Web]:
    policy = AddressPolicy(["127.0.0.1"])
    web = Web(policy=policy, pace=Pace(clock, delay=0), cache=None, clock=clock)
    yield web
    await web.close()


async def text(client: Client, path: str) -> str:
    async with client.get(path) as answer:
        assert answer.status == 200
        assert answer.content_type == "application/vnd.apple.mpegurl"
        return await answer.text()


async def test_a_link_leads_to_a_choice_of_two_qualities(client: Client, link: Link) -> None:
    found = await text(client, f"/redirect/{link.id}")

    assert "RESOLUTION=160x90" in found
    assert "RESOLUTION=320x180" in found
    assert f"\n{link.id}/180.m3u8\n" in found


async def test_a_quality_names_its_header_and_its_pieces(client: Client, link: Link) -> None:
    found = await text(client, f"/hoster/kettenglied/{link.id}/180.m3u8")

    assert '#EXT-X-MAP:URI="180/0.mp4"' in found
    assert [line for line in found.splitlines() if not line.startswith("#")] == [
        f"180/{number}.mp4" for number in range(1, 8)
    ]


async def test_the_pieces_of_the_better_quality_are_the_clip(
    client: Client, shelf: Shelf, link: Link
) -> None:
    whole = b""
    for number in range(8):
        async with client.get(f"/hoster/kettenglied/{link.id}/180/{number}.mp4") as answer:
            assert answer.status == 200
            whole += await answer.read()

    assert whole == shelf.clip(*PLACE, link.language)


@pytest.mark.parametrize("path", ["360.m3u8", "180/8.mp4", "360/1.mp4"])
async def test_what_the_stream_does_not_have_is_not_found(
    client: Client, link: Link, path: str
) -> None:
    async with client.get(f"/hoster/kettenglied/{link.id}/{path}") as answer:
        assert answer.status == 404


async def test_a_file_is_no_stream(client: Client, shelf: Shelf) -> None:
    file = shelf.links("die-teekesselritter", 1, 1)[0]

    async with client.get(f"/hoster/direktkiste/{file.id}/180.m3u8") as answer:
        assert answer.status == 404


async def test_dripped_pieces_are_together_no_faster_than_a_file(
    client: Client, shelf: Shelf, clock: PatientClock, link: Link
) -> None:
    shelf.drip = 80_000

    async with client.get(f"/hoster/kettenglied/{link.id}/180/1.mp4") as answer:
        size = len(await answer.read())

    assert clock.slept == pytest.approx(size / 10_000)


@pytest.mark.parametrize("search", [None, "/nowhere"], ids=["as it is here", "without ffmpeg"])
async def test_the_real_downloader_makes_the_clip_of_it(
    shelf: Shelf, clock: PatientClock, web: Web, link: Link, tmp_path: Path, search: str | None
) -> None:
    programs = Programs(clock) if search is None else Programs(clock, path=search)
    downloader = Hls(Settings(kind="hls"), Tools(web, programs, Disk(clock)))

    async with catalogue.serve(shelf, clock) as url:
        release = Release(ItemKey(*PLACE), "demo", url=f"{url}/redirect/{link.id}")
        async for _ in downloader.fetch(release, tmp_path):
            pass

    assert hashlib.sha256((tmp_path / "media.mp4").read_bytes()).digest() == (
        hashlib.sha256(shelf.clip(*PLACE, link.language)).digest()
    )


def test_a_stream_is_at_its_own_hoster_only(shelf: Shelf) -> None:
    assert {link.hoster for link in shelf.links(*PLACE)} == {CHAIN}
