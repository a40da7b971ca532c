"""Files over HTTP from a server that lies: the right bytes, or a reason; never a joined file."""

from pathlib import Path

import pytest

from aniworldd.downloaders.part import OVERLAP
from aniworldd.errors import DownloadError
from aniworldd.model.download import Progress
from aniworldd.model.release import Form, Release
from tests.downloaders.conftest import fetch, make_release, opened
from tests.downloaders.film import KIB, Film, Lie, make_film
from tests.faults.server import FaultyServer

CUT = 200 * KIB


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def whole(folder: Path) -> bytes:
    [file] = [path for path in folder.iterdir() if not path.name.endswith(".part")]
    return file.read_bytes()


async def cut_off(film: Film, release: Release, folder: Path) -> None:
    """A first fetch that ends after exactly `CUT` bytes."""
    film.lies.append(Lie(stall=CUT))
    await fetch(release, folder, lambda step: step.done == CUT)


async def test_a_file_arrives_whole(film: Film, release: Release, folder: Path) -> None:
    steps = await fetch(release, folder)

    assert whole(folder) == film.data
    assert (folder / "media.mp4").exists()
    assert steps[0] == Progress(0, len(film.data))
    assert steps[-1] == Progress(len(film.data), len(film.data))
    assert [step.done for step in steps] == sorted(step.done for step in steps)


async def test_until_it_is_whole_every_name_ends_in_part(
    film: Film, release: Release, folder: Path
) -> None:
    await fetch(release, folder, lambda step: step.done > CUT)

    assert all(name.endswith(".part") for name in names(folder))


async def test_what_was_cancelled_goes_on_where_it_stopped(
    film: Film, release: Release, folder: Path
) -> None:
    await cut_off(film, release, folder)

    steps = await fetch(release, folder)

    assert whole(folder) == film.data
    assert film.asked[1].headers["range"] == f"bytes={CUT - OVERLAP}-"
    assert film.asked[1].headers["if-range"] == '"one"'
    assert film.sent == [CUT, len(film.data) - CUT + OVERLAP]
    assert steps[0] == Progress(CUT, len(film.data))


async def test_what_breaks_off_again_and_again_gets_there(
    film: Film, release: Release, folder: Path
) -> None:
    film.data = make_film(3000 * KIB)
    film.lies.extend(Lie(cut=CUT) for _ in range(8))
    for _ in range(8):
        with pytest.raises(DownloadError) as caught:
            await fetch(release, folder)
        assert caught.value.retry_after is not None

    await fetch(release, folder)

    assert whole(folder) == film.data
    # when the end overtakes the first 64 KiB, as on a busy machine, there is nothing to go on with
    assert sum("range" in asked.headers for asked in film.asked) >= 4


async def test_a_part_that_was_whole_costs_its_end_once_more(
    film: Film, release: Release, folder: Path
) -> None:
    await fetch(release, folder)  # and then its place in the library was not there

    await fetch(release, folder)

    assert whole(folder) == film.data
    assert film.sent == [len(film.data), OVERLAP]


async def test_what_another_downloader_left_does_not_stay(
    film: Film, release: Release, folder: Path
) -> None:
    (folder / "Something.mkv").write_bytes(b"x")

    await fetch(release, folder)

    assert whole(folder) == film.data


async def test_a_small_part_is_not_worth_going_on_with(
    film: Film, release: Release, folder: Path
) -> None:
    film.lies.append(Lie(stall=OVERLAP))
    await fetch(release, folder, lambda step: step.done == OVERLAP)

    await fetch(release, folder)

    assert whole(folder) == film.data
    assert "range" not in film.asked[1].headers


async def test_a_changed_file_is_fetched_from_the_start(
    film: Film, release: Release, folder: Path
) -> None:
    await cut_off(film, release, folder)
    film.data, film.etag = make_film(250 * KIB, seed=2), '"two"'

    await fetch(release, folder)

    assert whole(folder) == film.data
    assert len(film.asked) == 2


async def test_a_file_that_changed_under_its_etag_is_fetched_from_the_start(
    film: Film, release: Release, folder: Path
) -> None:
    await cut_off(film, release, folder)
    film.data = make_film(seed=2)

    await fetch(release, folder)

    assert whole(folder) == film.data
    assert "range" not in film.asked[2].headers


@pytest.mark.parametrize("size", [150 * KIB, 400 * KIB], ids=["shorter", "longer"])
async def test_a_file_of_another_length_is_fetched_from_the_start(
    film: Film, release: Release, folder: Path, size: int
) -> None:
    await cut_off(film, release, folder)
    film.data = make_film(size)

    await fetch(release, folder)

    assert whole(folder) == film.data


@pytest.mark.parametrize(
    "etag, headers",
    [
        pytest.param("", {}, id="none"),
        pytest.param('W/"one"', {}, id="weak"),
        pytest.param("one", {}, id="unquoted"),
        pytest.param("", {"Last-Modified": "Thu, 01 May 2025 10:00:00 GMT"}, id="date"),
    ],
)
async def test_without_a_strong_etag_nothing_is_gone_on_with(
    film: Film, release: Release, folder: Path, etag: str, headers: dict[str, str | None]
) -> None:
    film.etag = etag
    film.lies.append(Lie(stall=CUT, headers=headers))
    await fetch(release, folder, lambda step: step.done == CUT)

    await fetch(release, folder)

    assert whole(folder) == film.data
    assert "range" not in film.asked[1].headers


async def test_without_a_length_nothing_is_gone_on_with(
    film: Film, release: Release, folder: Path
) -> None:
    film.lies.append(Lie(stall=CUT, chunked=True))
    await fetch(release, folder, lambda step: step.done == CUT)

    await fetch(release, folder)

    assert whole(folder) == film.data
    assert "range" not in film.asked[1].headers


async def test_without_a_length_a_whole_file_arrives_all_the_same(
    film: Film, release: Release, folder: Path
) -> None:
    film.lies.append(Lie(chunked=True))

    steps = await fetch(release, folder)

    assert whole(folder) == film.data
    assert steps[-1] == Progress(len(film.data))


async def test_a_server_that_ignores_ranges_is_believed(
    film: Film, release: Release, folder: Path
) -> None:
    await cut_off(film, release, folder)
    film.lies.append(Lie(ignore_range=True))

    steps = await fetch(release, folder)

    assert whole(folder) == film.data
    assert len(film.asked) == 2
    assert steps[0].done == 0


START, END = CUT - OVERLAP, 300 * KIB
LIES = [
    pytest.param(f"bytes {START + 1}-{END - 1}/{END}", id="another start"),
    pytest.param(f"bytes 0-{END - 1}/{END}", id="from the beginning"),
    pytest.param(f"bytes {START}-{END - 2}/{END}", id="another end"),
    pytest.param(f"bytes {START}-{END - 1}/{END + 1}", id="another total"),
    pytest.param(f"bytes {START}-{END - 1}/*", id="no total"),
    pytest.param(f"items {START}-{END - 1}/{END}", id="another unit"),
    pytest.param("bytes", id="nonsense"),
    pytest.param("", id="empty"),
    pytest.param(None, id="none"),
]


@pytest.mark.parametrize("span", LIES)
async def test_a_range_that_does_not_fit_is_not_joined(
    film: Film, release: Release, folder: Path, span: str | None
) -> None:
    await cut_off(film, release, folder)
    film.lies.append(Lie(headers={"Content-Range": span}))

    await fetch(release, folder)

    assert whole(folder) == film.data
    assert "range" not in film.asked[2].headers


@pytest.mark.parametrize("shift", [-1, 1, 1000])
async def test_other_bytes_than_the_range_says_are_not_joined(
    film: Film, release: Release, folder: Path, shift: int
) -> None:
    await cut_off(film, release, folder)
    film.lies.append(Lie(shift=shift))

    await fetch(release, folder)

    assert whole(folder) == film.data
    assert len(film.asked) == 3


@pytest.mark.parametrize("etag", ['"two"', 'W/"one"', None])
async def test_a_part_of_another_version_is_not_joined(
    film: Film, release: Release, folder: Path, etag: str | None
) -> None:
    await cut_off(film, release, folder)
    film.lies.append(Lie(headers={"ETag": etag}))

    await fetch(release, folder)

    assert whole(folder) == film.data
    assert len(film.asked) == 3


async def test_more_than_the_rest_is_not_joined(film: Film, release: Release, folder: Path) -> None:
    await cut_off(film, release, folder)
    more = film.data[START:] + b"more"
    span = {"Content-Range": f"bytes {START}-{END - 1}/{END}"}
    film.lies.append(Lie(status=206, body=more, chunked=True, headers=span))

    await fetch(release, folder)

    assert whole(folder) == film.data


async def test_less_than_the_rest_is_worth_another_try(
    film: Film, release: Release, folder: Path
) -> None:
    await cut_off(film, release, folder)
    less = film.data[START : CUT + 10]
    span = {"Content-Range": f"bytes {START}-{END - 1}/{END}"}
    film.lies.append(Lie(status=206, body=less, chunked=True, headers=span))

    with pytest.raises(DownloadError, match=f"it ended after {CUT + 10} of {END} bytes"):
        await fetch(release, folder)
    await fetch(release, folder)

    assert whole(folder) == film.data
    assert film.asked[2].headers["range"] == f"bytes={CUT + 10 - OVERLAP}-"


async def test_no_such_range_starts_over_once(film: Film, release: Release, folder: Path) -> None:
    await cut_off(film, release, folder)
    film.lies.append(Lie(status=416))

    await fetch(release, folder)

    assert whole(folder) == film.data
    assert len(film.asked) == 3


async def test_no_such_range_twice_is_a_failure(film: Film, release: Release, folder: Path) -> None:
    await cut_off(film, release, folder)
    film.lies.extend([Lie(status=416), Lie(status=416)])

    with pytest.raises(DownloadError, match="answered 416"):
        await fetch(release, folder)

    assert len(film.asked) == 3


async def test_a_part_when_all_was_asked_for_is_a_failure(
    film: Film, release: Release, folder: Path
) -> None:
    film.lies.append(Lie(status=206))

    with pytest.raises(DownloadError, match="sends a part when asked for all"):
        await fetch(release, folder)


async def test_another_address_is_another_file(
    server: FaultyServer, film: Film, release: Release, folder: Path
) -> None:
    await cut_off(film, release, folder)

    await fetch(make_release(server.url("/film.mp4?lang=sub")), folder)

    assert whole(folder) == film.data
    assert "range" not in film.asked[1].headers


async def test_a_short_body_is_worth_another_try(
    film: Film, release: Release, folder: Path
) -> None:
    film.lies.append(Lie(cut=CUT))

    with pytest.raises(DownloadError) as caught:
        await fetch(release, folder)

    assert caught.value.retry_after is not None
    assert not caught.value.not_media


async def test_an_empty_body_is_worth_another_try(
    film: Film, release: Release, folder: Path
) -> None:
    film.lies.append(Lie(body=b""))

    with pytest.raises(DownloadError, match="the file is empty") as caught:
        await fetch(release, folder)

    assert caught.value.retry_after is not None


@pytest.mark.parametrize(
    "type",
    [
        "text/html; charset=utf-8",
        "TEXT/HTML",
        "application/xhtml+xml",
        "application/vnd.apple.mpegurl",
        "application/x-mpegURL",
        "audio/mpegurl",
        "application/dash+xml",
    ],
)
async def test_a_page_or_playlist_is_for_another_downloader(
    film: Film, release: Release, folder: Path, type: str
) -> None:
    film.type = type

    with pytest.raises(DownloadError) as caught:
        await fetch(release, folder)

    assert caught.value.not_media


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><html>" + b" " * 100_000,
        b"\xef\xbb\xbf\r\n  <HTML>no</HTML>",
        b"<?xml version='1.0'?><Error/>",
        b"<head>",
        b"#EXTM3U\n#EXT-X-VERSION:3\n",
    ],
)
@pytest.mark.parametrize("chunked", [False, True], ids=["measured", "chunked"])
async def test_a_page_that_says_that_it_is_a_film_is_no_film(
    film: Film, release: Release, folder: Path, body: bytes, chunked: bool
) -> None:
    film.lies.append(Lie(body=body, chunked=chunked))

    with pytest.raises(DownloadError) as caught:
        await fetch(release, folder)

    assert caught.value.not_media
    assert all(name.endswith(".part") for name in names(folder))


@pytest.mark.parametrize("status", [401, 403, 404, 410, 451])
async def test_a_link_that_is_gone_is_not_worth_another_try(
    server: FaultyServer, folder: Path, status: int
) -> None:
    with pytest.raises(DownloadError, match=f"answered {status}") as caught:
        await fetch(make_release(server.url(f"/status/{status}")), folder)

    assert caught.value.retry_after is None
    assert not caught.value.not_media


@pytest.mark.parametrize("status", [408, 425, 429, 500, 501, 502, 503, 504])
async def test_a_server_in_trouble_is_worth_another_try(
    server: FaultyServer, folder: Path, status: int
) -> None:
    with pytest.raises(DownloadError, match=f"answered {status}") as caught:
        await fetch(make_release(server.url(f"/status/{status}")), folder)

    assert caught.value.retry_after is not None


async def test_the_time_that_a_server_asks_for_is_passed_on(
    server: FaultyServer, folder: Path
) -> None:
    with pytest.raises(DownloadError) as caught:
        await fetch(make_release(server.url("/status/503?retry-after=1234")), folder)

    assert caught.value.retry_after == pytest.approx(1234, abs=1)


@pytest.mark.parametrize("status", [204, 203, 304])
async def test_a_success_without_a_file_is_a_failure(
    server: FaultyServer, folder: Path, status: int
) -> None:
    with pytest.raises(DownloadError, match=f"{status}"):
        await fetch(make_release(server.url(f"/status/{status}")), folder)


@pytest.mark.parametrize("fault", ["/close", "/reset", "/garbage", "/huge-header"])
async def test_a_broken_server_is_worth_another_try(
    server: FaultyServer, folder: Path, fault: str
) -> None:
    with pytest.raises(DownloadError) as caught:
        await fetch(make_release(server.url(fault)), folder)

    assert caught.value.retry_after is not None


@pytest.mark.parametrize(
    "target", ["http://10.0.0.1/film.mp4", "file:///etc/passwd", "http://[::1]/film.mp4"]
)
async def test_a_redirect_inward_is_refused_for_good(
    server: FaultyServer, folder: Path, target: str
) -> None:
    with pytest.raises(DownloadError) as caught:
        await fetch(make_release(server.url(f"/redirect?to={target}")), folder)

    assert caught.value.retry_after is None


async def test_a_compressed_file_is_refused(film: Film, release: Release, folder: Path) -> None:
    film.lies.append(Lie(headers={"Content-Encoding": "gzip"}))

    with pytest.raises(DownloadError, match="sends the file compressed"):
        await fetch(release, folder)


async def test_a_redirect_is_followed_and_gone_on_with(
    server: FaultyServer, film: Film, folder: Path
) -> None:
    release = make_release(server.url("/redirect?to=/film.mp4"))
    await cut_off(film, release, folder)

    await fetch(release, folder)

    assert whole(folder) == film.data
    assert film.asked[1].headers["if-range"] == '"one"'


async def test_the_page_that_led_here_is_told(
    server: FaultyServer, film: Film, folder: Path
) -> None:
    page = "https://catalogue.example/watch"

    await fetch(make_release(server.url("/film.mp4"), referer=page), folder)

    assert film.asked[0].headers["referer"] == page


@pytest.mark.parametrize(
    "form, url, accepted",
    [
        (Form.FILE, "https://files.example/a.mp4", True),
        (Form.UNKNOWN, "HTTP://files.example/a", True),
        (Form.HLS, "https://files.example/a.m3u8", False),
        (Form.PAGE, "https://files.example/a", False),
        (Form.FILE, "ftp://files.example/a.mp4", False),
        (Form.FILE, "file:///etc/passwd", False),
    ],
)
async def test_it_takes_files_and_what_may_be_one(form: Form, url: str, accepted: bool) -> None:
    async with opened() as downloader:
        assert downloader.accepts(make_release(url, form=form)) is accepted
