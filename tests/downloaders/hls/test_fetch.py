"""Fragments that are put together as they are: what arrives, in which order, and at what cost."""

import asyncio
from pathlib import Path

import pytest

from aniworldd.downloaders.hls import fetcher
from aniworldd.errors import DownloadError
from aniworldd.model.release import Form
from tests.downloaders.conftest import make_release
from tests.downloaders.film import KIB, Lie
from tests.downloaders.hls.coded import KEY, coded
from tests.downloaders.hls.conftest import fetch, media, opened, whole
from tests.downloaders.hls.site import Site, make_fragments, playlist
from tests.faults.server import FaultyServer

FRAGMENTS = make_fragments(20)
WHOLE = b"".join(FRAGMENTS)
INIT = b"\0\0\0\x14ftypiso5\0\0\2\0iso6" + b"\0\0\0\x08moov"


def box(number: int) -> bytes:
    """A fragment of MP4, as far as anybody here looks."""
    data = bytes([number]) * (5000 + number)
    return b"\0\0\0\x08moof" + (8 + len(data)).to_bytes(4, "big") + b"mdat" + data


def text(site: Site, name: str, *names: str, before: tuple[str, ...] = ()) -> str:
    site.files[name] = playlist(names, before=before).encode()
    return site.url(name)


async def error_of(url: str, folder: Path) -> DownloadError:
    with pytest.raises(DownloadError) as caught:
        await fetch(url, folder)
    assert whole(folder) == []
    return caught.value


async def test_fragments_are_put_behind_each_other(site: Site, folder: Path) -> None:
    await fetch(site.film(FRAGMENTS), folder)

    assert media(folder).name == "media.ts"
    assert media(folder).read_bytes() == WHOLE
    assert all(site.asked(f"film-{number}.ts") == 1 for number in range(20))


async def test_they_are_fetched_side_by_side(site: Site, folder: Path) -> None:
    gate = asyncio.Event()
    site.gates = {f"film-{number}.ts": gate for number in range(3)}
    url = site.film(FRAGMENTS)
    task = asyncio.ensure_future(fetch(url, folder, fragments=3))
    async with asyncio.timeout(30):
        while site.running.total() < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    gate.set()
    await task

    assert 2 <= site.most_running <= 3
    assert media(folder).read_bytes() == WHOLE


async def test_a_late_one_keeps_its_place(site: Site, folder: Path) -> None:
    site.gates["film-0.ts"] = asyncio.Event()
    task = asyncio.ensure_future(fetch(site.film(FRAGMENTS), folder, fragments=4))
    async with asyncio.timeout(30):
        while not site.asked("film-5.ts"):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    site.gates["film-0.ts"].set()
    await task

    assert media(folder).read_bytes() == WHOLE


async def test_progress_grows_to_its_total(site: Site, folder: Path) -> None:
    steps = await fetch(site.film(FRAGMENTS), folder)

    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert steps[-1].done == steps[-1].total == len(WHOLE)


async def test_byte_ranges_of_one_file_are_fetched(site: Site, folder: Path) -> None:
    site.files["all.ts"] = b"junk" + WHOLE
    lines = [f"#EXT-X-BYTERANGE:{len(FRAGMENTS[0])}@4", "all.ts"]
    for fragment in FRAGMENTS[1:]:
        lines += [f"#EXT-X-BYTERANGE:{len(fragment)}", "all.ts"]

    await fetch(text(site, "film.m3u8", *lines), folder)

    assert media(folder).read_bytes() == WHOLE


async def test_a_server_without_ranges_is_told(site: Site, folder: Path) -> None:
    site.files["all.ts"], site.ranges = WHOLE, False
    url = text(site, "film.m3u8", "#EXT-X-BYTERANGE:1000@0", "all.ts")

    error = await error_of(url, folder)

    assert "parts of a file" in str(error)
    assert (error.retry_after, error.not_media) == (None, False)


@pytest.mark.parametrize(
    "lie",
    [
        Lie(headers={"Content-Range": "bytes 5-1004/9999"}),
        Lie(headers={"Content-Range": None}),
        Lie(body=b"\x47" * 999, headers={}),
    ],
)
async def test_another_range_than_asked_for_is_not_taken(
    site: Site, folder: Path, lie: Lie
) -> None:
    site.files["all.ts"] = WHOLE
    site.lies["all.ts"].extend([lie] * 9)

    error = await error_of(text(site, "film.m3u8", "#EXT-X-BYTERANGE:1000@0", "all.ts"), folder)

    assert "another part" in str(error)


async def test_mp4_is_joined(site: Site, folder: Path) -> None:
    site.files |= {"init.mp4": INIT, **{f"{n}.m4s": box(n) for n in range(5)}}
    lines = ['#EXT-X-MAP:URI="init.mp4"', *(f"{n}.m4s" for n in range(5))]

    await fetch(text(site, "film.m3u8", *lines), folder)

    assert media(folder).name == "media.mp4"
    assert media(folder).read_bytes() == INIT + b"".join(box(n) for n in range(5))
    assert site.asked("init.mp4") == 1


async def test_mp4_that_begins_anew_needs_ffmpeg(site: Site, folder: Path) -> None:
    lines = ['#EXT-X-MAP:URI="init.mp4"', "0.m4s", "#EXT-X-DISCONTINUITY", "1.m4s"]

    error = await error_of(text(site, "film.m3u8", *lines), folder)

    assert "ffmpeg" in str(error)
    assert site.asked("init.mp4") == 0


def vector(number: int) -> bytes:
    return number.to_bytes(16, "big")


async def test_encrypted_fragments_are_decrypted(site: Site, folder: Path) -> None:
    site.files["open.key"] = KEY
    secret = [coded(fragment, vector(7 + n)) for n, fragment in enumerate(FRAGMENTS)]
    before = ("#EXT-X-MEDIA-SEQUENCE:7", '#EXT-X-KEY:METHOD=AES-128,URI="open.key"')

    await fetch(site.film(secret, before=before), folder)

    assert media(folder).read_bytes() == WHOLE
    assert site.asked("open.key") == 1


async def test_keys_and_vectors_may_change(site: Site, folder: Path) -> None:
    keys = [bytes([number]) * 16 for number in range(5)]
    lines = []
    for number, fragment in enumerate(FRAGMENTS):
        key, iv = keys[number // 4], vector(1000 * number)
        site.files[f"{number // 4}.key"] = key
        site.files[f"{number}.ts"] = coded(fragment, iv, key)
        lines += [f'#EXT-X-KEY:METHOD=AES-128,URI="{number // 4}.key",IV=0x{iv.hex()}']
        lines += [f"{number}.ts"]

    await fetch(text(site, "film.m3u8", *lines), folder)

    assert media(folder).read_bytes() == WHOLE
    assert [site.asked(f"{number}.key") for number in range(5)] == [1] * 5


async def test_encrypted_mp4_with_its_header_is_decrypted(site: Site, folder: Path) -> None:
    iv = vector(5)
    site.files |= {"k": KEY, "init": coded(INIT, iv), "1": coded(box(1), iv)}
    lines = [f'#EXT-X-KEY:METHOD=AES-128,URI="k",IV=0x{iv.hex()}', '#EXT-X-MAP:URI="init"', "1"]

    await fetch(text(site, "film.m3u8", *lines), folder)

    assert media(folder).read_bytes() == INIT + box(1)


CODED = ('#EXT-X-KEY:METHOD=AES-128,URI="k"',)


@pytest.mark.parametrize(
    "key, reason",
    [(b"another key that", "does not fit"), (KEY[:15], "is none"), (KEY + b"\n", "is none")],
)
async def test_a_wrong_key_is_told(site: Site, folder: Path, key: bytes, reason: str) -> None:
    site.files["k"] = key
    url = site.film([coded(FRAGMENTS[0], vector(0))], before=CODED)

    assert reason in str(await error_of(url, folder))


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_a_key_that_is_not_handed_out_is_not_looked_for(
    site: Site, folder: Path, status: int
) -> None:
    site.files["k"] = KEY
    site.lies["k"].append(Lie(status=status))

    error = await error_of(site.film(FRAGMENTS, before=CODED), folder)

    assert "the key of its encryption is not to be had" in str(error)
    assert (error.retry_after, error.not_media) == (None, False)
    assert site.asked("k") == 1


@pytest.mark.parametrize("system", ["com.apple.streamingkeydelivery", "com.microsoft.playready"])
async def test_of_what_is_protected_nothing_is_fetched(
    site: Site, folder: Path, system: str
) -> None:
    site.files["k"] = KEY
    key = f'#EXT-X-KEY:METHOD=SAMPLE-AES,URI="{site.url("k")}",KEYFORMAT="{system}"'

    error = await error_of(site.film(FRAGMENTS, before=[key]), folder)

    assert "DRM" in str(error)
    assert (error.retry_after, error.not_media) == (None, False)
    assert site.asked("k") == site.asked("film-0.ts") == 0


async def test_the_best_variant_within_the_wish_is_fetched(site: Site, folder: Path) -> None:
    for height in (480, 720, 1080):
        site.film([b"\x47%d" % height * 300], name=f"{height}")
    lines = ["#EXTM3U"]
    for height in (720, 1080, 480):
        lines += [f"#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=9x{height}", f"{height}.m3u8"]
    site.files["master.m3u8"] = "\n".join(lines).encode()

    await fetch(site.url("master.m3u8"), folder, max_height=1000)

    assert media(folder).read_bytes() == b"\x47720" * 300


async def test_a_choice_of_choices_is_refused(site: Site, folder: Path) -> None:
    site.files["m.m3u8"] = b"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nm.m3u8\n"

    assert "another choice" in str(await error_of(site.url("m.m3u8"), folder))
    assert site.asked("m.m3u8") == 2


async def test_addresses_follow_from_where_the_playlist_was_found(
    server: FaultyServer, site: Site, folder: Path
) -> None:
    target = site.film(FRAGMENTS)

    await fetch(server.url(f"/redirect?to={target}"), folder)

    assert media(folder).read_bytes() == WHOLE


async def test_everything_is_asked_for_with_the_referer(
    server: FaultyServer, site: Site, folder: Path
) -> None:
    site.files["k"] = KEY
    url = site.film([coded(FRAGMENTS[0], vector(0))], before=CODED)
    release = make_release(url, form=Form.HLS, referer="https://site.example/watch")

    await fetch(release, folder)

    assert [asked.headers.get("referer") for asked in server.requests] == [release.referer] * 3


@pytest.mark.parametrize(
    "address",
    [
        *("file:///etc/passwd", "concat:/etc/passwd|/etc/hosts", "data:video/mp2t;base64,Rw=="),
        *(
            "subfile,,start,0,end,99,,:/etc/passwd",
            "http://10.0.0.1/x.ts",
            "http://[::ffff:a00:1]/",
        ),
        *("http://169.254.169.254/latest/meta-data", "ftp://127.0.0.1/x", "http://2130706433/"),
    ],
)
@pytest.mark.parametrize("what", ["fragment", "header", "key", "variant"])
async def test_nothing_leads_inside(site: Site, folder: Path, address: str, what: str) -> None:
    site.files["1.ts"] = FRAGMENTS[0]
    lines = {
        "fragment": playlist([address]),
        "header": playlist([f'#EXT-X-MAP:URI="{address}"', "1.ts"]),
        "key": playlist([f'#EXT-X-KEY:METHOD=AES-128,URI="{address}"', "1.ts"]),
        "variant": f"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{address}\n",
    }
    site.files["film.m3u8"] = lines[what].encode()

    error = await error_of(site.url("film.m3u8"), folder)

    assert (error.retry_after, error.not_media) == (None, False)


async def test_a_page_is_for_another_downloader(server: FaultyServer, folder: Path) -> None:
    error = await error_of(server.url("/ok"), folder)

    assert error.not_media


async def test_of_a_film_only_its_beginning_is_looked_at(
    server: FaultyServer, folder: Path
) -> None:
    error = await error_of(server.url("/endless"), folder)

    assert error.not_media


async def test_a_playlist_without_end_is_refused(site: Site, folder: Path) -> None:
    site.files["big.m3u8"] = b"#EXTM3U\n" + b"#\n" * (4 * 1024 * KIB)

    assert "larger than 8 MiB" in str(await error_of(site.url("big.m3u8"), folder))


async def test_a_playlist_may_begin_with_a_mark(site: Site, folder: Path) -> None:
    url = site.film(FRAGMENTS)
    site.files["film.m3u8"] = b"\xef\xbb\xbf" + site.files["film.m3u8"]

    await fetch(url, folder)

    assert media(folder).read_bytes() == WHOLE


async def test_a_playlist_that_is_no_text_is_refused(site: Site, folder: Path) -> None:
    site.files["bad.m3u8"] = b"#EXTM3U\n\xff\xfe\n"

    assert "UTF-8" in str(await error_of(site.url("bad.m3u8"), folder))


@pytest.mark.parametrize(
    "lie",
    {
        "reset": Lie(cut=5000),
        "short": Lie(headers={"Content-Length": "99999999"}, cut=50_000),
        "cut without a length": Lie(cut=5000, headers={"Content-Length": None}),
        "500": Lie(status=500),
        "503": Lie(status=503, headers={"Retry-After": "9"}),
        "429": Lie(status=429),
        "page": Lie(body=b"<!DOCTYPE html><p>Wait"),
        "playlist": Lie(body=b"#EXTM3U\n"),
        "empty": Lie(body=b""),
    }.values(),
    ids=str,
)
async def test_a_fragment_that_fails_once_is_asked_for_again(
    site: Site, folder: Path, lie: Lie
) -> None:
    site.lies["film-4.ts"].append(lie)

    await fetch(site.film(FRAGMENTS), folder)

    assert media(folder).read_bytes() == WHOLE


async def test_a_stalled_fragment_is_asked_for_again(
    site: Site, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetcher, "STALL", 0.3)
    site.lies["film-0.ts"].append(Lie(stall=30_000))

    await fetch(site.film(FRAGMENTS), folder)

    assert media(folder).read_bytes() == WHOLE
    assert site.asked("film-0.ts") == 2


async def test_one_that_fails_again_and_again_is_told_with_hope(site: Site, folder: Path) -> None:
    site.lies["film-4.ts"].extend([Lie(cut=5000)] * 9)

    error = await error_of(site.film(FRAGMENTS), folder)

    assert error.retry_after is not None
    assert site.asked("film-4.ts") == 3


@pytest.mark.parametrize("status", [403, 404, 410])
async def test_addresses_that_go_bad_on_the_way_may_be_had_anew(
    site: Site, folder: Path, status: int
) -> None:
    site.gates["film-9.ts"] = asyncio.Event()
    site.lies["film-9.ts"].append(Lie(status=status))
    task = asyncio.ensure_future(error_of(site.film(FRAGMENTS), folder))
    async with asyncio.timeout(30):
        while not site.asked("film-9.ts"):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    site.gates["film-9.ts"].set()

    assert (await task).retry_after is not None


async def test_a_first_fragment_that_is_not_there_is_told_without_hope(
    site: Site, folder: Path
) -> None:
    url = text(site, "film.m3u8", "gone.ts")

    assert (await error_of(url, folder)).retry_after is None


async def test_a_fragment_without_end_is_given_up(
    site: Site, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetcher, "SMALL", 10_000)
    monkeypatch.setattr(fetcher, "DENSEST", 1)
    site.lies["film-0.ts"].extend([Lie(headers={"Content-Length": None})] * 9)

    assert "more bytes" in str(await error_of(site.film(FRAGMENTS), folder))


async def test_what_is_no_film_is_refused(site: Site, folder: Path) -> None:
    url = site.film([b"\x89PNG\r\n" + bytes(9999)])

    assert "nothing that a film is made of" in str(await error_of(url, folder))


async def test_sound_alone_is_no_film(site: Site, folder: Path) -> None:
    url = site.film([b"ID3\4\0\0\0\0\0\x05hello\xff\xf1" + bytes(9999)])

    assert "no video" in str(await error_of(url, folder))


@pytest.mark.parametrize(
    "url, form, accepted",
    [
        ("https://a.example/x", Form.HLS, True),
        ("https://a.example/x.M3U8?t=1", Form.PAGE, True),
        ("https://a.example/x.m3u8", Form.FILE, True),
        ("https://a.example/x", Form.UNKNOWN, True),
        ("https://a.example/x", Form.PAGE, False),
        ("ftp://a.example/x.m3u8", Form.HLS, False),
    ],
)
async def test_what_may_be_a_playlist_is_accepted(url: str, form: Form, accepted: bool) -> None:
    async with opened() as downloader:
        assert downloader.accepts(make_release(url, form=form)) is accepted
