"""The page cache: 304 from disk, nothing rewritten, bounded, and losing it costs a request only."""

import asyncio
import gzip
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from aniworldd.net.cache import Kept, PageCache
from aniworldd.net.client import Client
from aniworldd.net.page import Page
from aniworldd.net.requests import Limits
from tests.faults.asked import Asked, reply
from tests.faults.server import FaultyServer

MakeClient = Callable[..., Client]


async def test_an_unchanged_page_comes_from_disk_and_nothing_is_rewritten(
    make_client: MakeClient, server: FaultyServer, tmp_path: Path
) -> None:
    first = await make_client(cached=True).get(server.url("/validated"))
    before = files(tmp_path)

    second = await make_client(cached=True).get(server.url("/validated"))

    assert (first.unchanged, second.unchanged) == (False, True)
    assert second == Page(first.url, 200, first.headers, b"Hello", unchanged=True)
    assert server.requests[1].headers["if-none-match"] == '"one"'
    assert server.requests[1].headers["if-modified-since"] == "Thu, 01 May 2025 10:00:00 GMT"
    assert len(before) == 1
    assert files(tmp_path) == before


async def test_a_changed_page_replaces_the_old_one(
    make_client: MakeClient, server: FaultyServer, tmp_path: Path
) -> None:
    client = make_client(cached=True)
    etags = iter(['"one"', '"two"', '"two"'])
    serve(server, "/page", lambda: {"ETag": next(etags)}, lambda: b"text")
    await client.get(server.url("/page"))
    await client.get(server.url("/page"))

    await client.get(server.url("/page"))

    assert [asked.headers.get("if-none-match") for asked in server.requests] == [
        None,
        '"one"',
        '"two"',
    ]
    assert len(files(tmp_path)) == 1


async def test_the_same_page_with_a_new_date_only_is_not_written_again(
    make_client: MakeClient, server: FaultyServer, tmp_path: Path
) -> None:
    client = make_client(cached=True)
    dates = iter(["Thu, 01 May 2025 10:00:00 GMT", "Thu, 01 May 2025 11:00:00 GMT"])
    serve(server, "/page", lambda: {"Last-Modified": next(dates)}, lambda: b"text")
    await client.get(server.url("/page"))
    before = files(tmp_path)

    page = await client.get(server.url("/page"))

    assert page.body == b"text"
    assert files(tmp_path) == before


@pytest.mark.parametrize(
    "headers", [{}, {"ETag": '"a"', "Cache-Control": "private, No-Store"}], ids=["bare", "no-store"]
)
async def test_what_cannot_or_must_not_be_kept_is_not(
    make_client: MakeClient, server: FaultyServer, tmp_path: Path, headers: dict[str, str]
) -> None:
    serve(server, "/page", lambda: headers, lambda: b"text")

    await make_client(cached=True).get(server.url("/page"))

    assert files(tmp_path) == {}


@pytest.mark.parametrize("name", ["Authorization", "Range", "If-None-Match"])
async def test_a_request_that_is_somebodys_own_passes_the_cache_by(
    make_client: MakeClient, server: FaultyServer, tmp_path: Path, name: str
) -> None:
    await make_client(cached=True).get(server.url("/validated"), headers={name: "x"})

    assert files(tmp_path) == {}


async def test_pages_asked_with_other_headers_are_other_pages(
    make_client: MakeClient, server: FaultyServer, tmp_path: Path
) -> None:
    client = make_client(cached=True)

    for language in ("de", "en"):
        await client.get(server.url("/validated"), headers={"Accept-Language": language})

    assert len(files(tmp_path)) == 2
    assert "if-none-match" not in server.requests[1].headers


async def test_the_question_is_asked_where_a_redirect_leads(
    make_client: MakeClient, server: FaultyServer
) -> None:
    client = make_client(cached=True)
    await client.get(server.url("/redirect?to=/validated"))

    page = await client.get(server.url("/redirect?to=/validated"))

    assert page.unchanged
    assert page.url == server.url("/validated")
    assert "if-none-match" not in server.requests[2].headers


async def test_cookies_are_not_kept(
    make_client: MakeClient, server: FaultyServer, tmp_path: Path
) -> None:
    serve(server, "/page", lambda: {"ETag": '"a"', "Set-Cookie": "id=s3cret"}, lambda: b"text")

    await make_client(cached=True).get(server.url("/page"))

    (data,) = (gzip.decompress(path.read_bytes()) for path in (tmp_path / "pages").iterdir())
    assert b"s3cret" not in data


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data[:-6] + bytes(6),
        lambda data: bytes(len(data)),
        lambda data: gzip.compress(b"[]\n"),
        lambda data: gzip.compress(b"{}\n"),
        lambda data: gzip.compress(b"no json\n"),
    ],
    ids=["empty", "half", "checksum", "zeros", "list", "fields", "text"],
)
async def test_a_damaged_page_is_fetched_anew(
    make_client: MakeClient,
    server: FaultyServer,
    tmp_path: Path,
    damage: Callable[[bytes], bytes],
) -> None:
    await make_client(cached=True).get(server.url("/validated"))
    (path,) = (tmp_path / "pages").iterdir()
    path.write_bytes(damage(path.read_bytes()))

    page = await make_client(cached=True).get(server.url("/validated"))

    assert (page.body, page.unchanged) == (b"Hello", False)
    assert "if-none-match" not in server.requests[1].headers
    assert (await make_client(cached=True).get(server.url("/validated"))).unchanged


async def test_a_folder_that_cannot_be_written_costs_a_warning_only(
    make_client: MakeClient,
    server: FaultyServer,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (tmp_path / "pages").write_text("a file is in the way")

    page = await make_client(cached=True).get(server.url("/validated"))

    assert page.body == b"Hello"
    assert "Cannot keep a page" in caplog.text


async def test_the_pages_not_used_for_longest_go_first(tmp_path: Path) -> None:
    cache = PageCache(tmp_path, size=3500)
    for name in "abc":
        await cache.keep(name, made(name, 1000))
    await cache.find("a")

    await cache.keep("d", made("d", 1000))

    assert [name for name in "abcd" if await cache.find(name)] == ["a", "c", "d"]
    assert len(names(tmp_path)) == 3


async def test_a_page_that_was_written_again_counts_as_used(tmp_path: Path) -> None:
    cache = PageCache(tmp_path, size=3500)
    for name in "abca":
        await cache.keep(name, made(name, 1000))

    await cache.keep("d", made("d", 1000))

    assert [name for name in "abcd" if await cache.find(name)] == ["a", "c", "d"]


async def test_after_a_restart_the_oldest_pages_go_first(tmp_path: Path) -> None:
    cache = PageCache(tmp_path)
    for age, name in enumerate("abc"):
        known = names(tmp_path)
        await cache.keep(name, made(name, 1000))
        (new,) = names(tmp_path) - known
        os.utime(tmp_path / new, (1000 - age, 1000 - age))

    again = PageCache(tmp_path, size=3500)
    await again.keep("d", made("d", 1000))

    assert [name for name in "abcd" if await again.find(name)] == ["a", "b", "d"]


async def test_what_a_killed_process_left_half_written_is_removed(tmp_path: Path) -> None:
    (tmp_path / "tmpabc").write_bytes(b"half")

    await PageCache(tmp_path).find("a")

    assert names(tmp_path) == set()


async def test_a_page_larger_than_the_cache_is_just_not_kept(tmp_path: Path) -> None:
    cache = PageCache(tmp_path, size=500)

    await cache.keep("a", made("a", 1000))

    assert await cache.find("a") is None
    assert names(tmp_path) == set()


@pytest.mark.parametrize("repetition", range(10))
async def test_many_at_once_do_not_disturb_each_other(tmp_path: Path, repetition: int) -> None:
    cache = PageCache(tmp_path)
    pages = {str(number): made(str(number), 100) for number in range(40)}

    await asyncio.gather(*(cache.keep(name, page) for name, page in pages.items()))
    found = await asyncio.gather(*(cache.find(name) for name in pages))

    assert list(found) == list(pages.values())


async def test_a_page_that_grew_too_large_is_an_error_and_the_old_one_stays(
    make_client: MakeClient, server: FaultyServer, tmp_path: Path
) -> None:
    client = make_client(cached=True)
    await client.get(server.url("/validated"))
    before = files(tmp_path)

    with pytest.raises(Exception, match="is larger than"):
        await client.get(server.url("/validated?body=" + "x" * 2000), limits=Limits(body=1000))

    assert files(tmp_path) == before


def files(tmp_path: Path) -> dict[str, tuple[int, int]]:
    """What would change when anything in the cache is written."""
    return {
        path.name: (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in tmp_path.glob("pages/*")
    }


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def made(name: str, size: int) -> Kept:
    return Kept(f"https://a.example/{name}", 200, {"ETag": f'"{name}"'}, os.urandom(size))


def serve(
    server: FaultyServer,
    path: str,
    headers: Callable[[], dict[str, str]],
    body: Callable[[], bytes],
) -> None:
    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await reply(writer, 200, headers(), body())

    server.routes[path] = answer
