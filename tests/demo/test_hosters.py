"""Clips come as a hoster gives them: behind a redirect, with ranges and validators."""

import pytest

from aniworldd.demo.shelf import HOSTERS, Hoster, Link, Shelf
from tests.demo.conftest import Client, PatientClock

PLACE = ("die-teekesselritter", 1, 2)
DIRECT, WINDOW = HOSTERS


def make_link(shelf: Shelf, hoster: Hoster = DIRECT) -> Link:
    return next(link for link in shelf.links(*PLACE) if link.hoster == hoster)


@pytest.fixture
def clip(shelf: Shelf) -> bytes:
    return shelf.clip(*PLACE, "German Dub")


@pytest.fixture
def file(shelf: Shelf) -> str:
    return f"/hoster/direktkiste/{make_link(shelf).id}"


async def test_a_link_redirects_to_its_hoster(client: Client, shelf: Shelf, file: str) -> None:
    async with client.get(f"/redirect/{make_link(shelf).id}", allow_redirects=False) as answer:
        assert answer.status == 302
        assert answer.headers["Location"] == file


async def test_the_first_hoster_gives_the_whole_file(
    client: Client, file: str, clip: bytes
) -> None:
    async with client.get(file) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Length"] == str(len(clip))
        assert answer.headers["Accept-Ranges"] == "bytes"
        assert answer.content_type == "video/mp4"
        assert not answer.headers["ETag"].startswith("W/")
        assert await answer.read() == clip


async def test_a_film_is_webm(client: Client, shelf: Shelf) -> None:
    link = shelf.links("die-teekesselritter", 0, 1)[0]

    async with client.get(f"/redirect/{link.id}") as answer:
        assert answer.content_type == "video/webm"
        assert (await answer.read())[:4] == bytes.fromhex("1a45dfa3")


@pytest.mark.parametrize(
    "asked, start, stop",
    [("bytes=0-99", 0, 100), ("bytes=1000-", 1000, None), ("bytes=-70", -70, None)],
)
async def test_a_range_gives_a_part(
    client: Client, file: str, clip: bytes, asked: str, start: int, stop: int | None
) -> None:
    part = clip[start:stop]
    first = clip.index(part)

    async with client.get(file, headers={"Range": asked}) as answer:
        assert answer.status == 206
        assert await answer.read() == part
        assert answer.headers["Content-Range"] == (
            f"bytes {first}-{first + len(part) - 1}/{len(clip)}"
        )


async def test_a_range_beyond_the_end_is_refused(client: Client, file: str, clip: bytes) -> None:
    async with client.get(file, headers={"Range": f"bytes={len(clip)}-"}) as answer:
        assert answer.status == 416
        assert answer.headers["Content-Range"] == f"bytes */{len(clip)}"


@pytest.mark.parametrize("asked", ["bytes=9-3", "bytes=0-1,5-6", "lines=1-2"])
async def test_a_range_that_makes_no_sense_is_ignored(
    client: Client, file: str, asked: str
) -> None:
    async with client.get(file, headers={"Range": asked}) as answer:
        assert answer.status == 200


async def test_a_part_of_another_version_is_not_given(
    client: Client, file: str, clip: bytes
) -> None:
    async with client.head(file) as known:
        etag = known.headers["ETag"]

    async with client.get(file, headers={"Range": "bytes=5-", "If-Range": etag}) as same:
        assert same.status == 206
        assert same.headers["ETag"] == etag
    async with client.get(file, headers={"Range": "bytes=5-", "If-Range": '"old"'}) as other:
        assert other.status == 200
        assert await other.read() == clip


async def test_a_file_that_one_has_is_not_sent_again(client: Client, file: str) -> None:
    async with client.head(file) as known:
        etag = known.headers["ETag"]

    async with client.get(file, headers={"If-None-Match": etag}) as answer:
        assert answer.status == 304


async def test_the_second_hoster_gives_a_page_that_plays_the_file(
    client: Client, shelf: Shelf, clip: bytes
) -> None:
    link = make_link(shelf, WINDOW)

    async with client.get(f"/redirect/{link.id}") as page:
        assert page.content_type == "text/html"
        text = await page.text()
    source = f"/hoster/guckfenster/{link.id}.mp4"
    assert f'<source src="{source}" type="video/mp4">' in text
    async with client.get(source) as answer:
        assert await answer.read() == clip


async def test_a_link_is_found_at_its_own_hoster_only(client: Client, shelf: Shelf) -> None:
    async with client.get(f"/hoster/guckfenster/{make_link(shelf).id}") as answer:
        assert answer.status == 404


async def test_a_dripped_clip_takes_its_time(
    client: Client, shelf: Shelf, clock: PatientClock, file: str, clip: bytes
) -> None:
    shelf.drip = len(clip) / 10

    async with client.get(file) as answer:
        assert await answer.read() == clip
    assert clock.slept == pytest.approx(10)
