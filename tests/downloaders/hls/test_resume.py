"""Gone on with after a stop, when it is the same stream; after a kill too."""

import asyncio
import sys
from pathlib import Path

import pytest

from aniworldd.errors import DownloadError
from aniworldd.model.download import Progress
from tests.downloaders.film import Lie
from tests.downloaders.hls.coded import KEY, coded
from tests.downloaders.hls.conftest import fetch, media
from tests.downloaders.hls.site import Site, make_fragments, playlist

FRAGMENTS = make_fragments(20)
WHOLE = b"".join(FRAGMENTS)
HALF = sum(len(fragment) for fragment in FRAGMENTS[:10])


def at_half(step: Progress) -> bool:
    return step.done >= HALF


async def begun(site: Site, folder: Path, url: str) -> int:
    """Stop it when half is here; gives how many fragments were whole then."""
    gate = asyncio.Event()
    site.gates = {f"film-{number}.ts": gate for number in range(14, 20)}
    await fetch(url, folder, at_half, fragments=3)
    gate.set()
    await site.idle()
    return finished(folder)


def finished(folder: Path) -> int:
    path = folder / "video-index.part"
    return path.stat().st_size // 12 if path.exists() else 0


def asked(site: Site) -> list[int]:
    return [site.asked(f"film-{number}.ts") for number in range(20)]


async def test_what_is_whole_is_not_fetched_again(site: Site, folder: Path) -> None:
    url = site.film(FRAGMENTS)
    count = await begun(site, folder, url)
    assert 10 <= count < 15
    before = asked(site)

    await fetch(url, folder)

    again = [now - then for now, then in zip(asked(site), before, strict=True)]
    assert again == [0] * (count - 1) + [1] * (21 - count)  # the last one proves the others
    assert media(folder).read_bytes() == WHOLE


async def test_its_progress_begins_where_it_was(site: Site, folder: Path) -> None:
    url = site.film(FRAGMENTS)
    count = await begun(site, folder, url)

    steps = await fetch(url, folder)

    assert steps[0].done == sum(len(fragment) for fragment in FRAGMENTS[:count])


async def test_fresh_tokens_change_nothing(site: Site, folder: Path) -> None:
    url = site.film(FRAGMENTS)
    count = await begun(site, folder, f"{url}?token=1")
    names = [f"film-{number}.ts?token=2" for number in range(20)]
    site.files["film.m3u8"] = playlist(names).encode()

    await fetch(f"{url}?token=2", folder)

    assert site.asked("film-0.ts") == 1
    assert count > 2
    assert media(folder).read_bytes() == WHOLE


async def test_when_the_last_piece_has_changed_it_starts_over(site: Site, folder: Path) -> None:
    url = site.film(FRAGMENTS)
    await begun(site, folder, url)
    others = make_fragments(20, seed=2)
    site.film(others)

    await fetch(url, folder)

    assert media(folder).read_bytes() == b"".join(others)


async def test_when_the_last_piece_has_grown_it_starts_over(site: Site, folder: Path) -> None:
    url = site.film(FRAGMENTS)
    await begun(site, folder, url)
    others = [fragment + b"\x47" * 188 for fragment in FRAGMENTS]
    site.film(others)

    await fetch(url, folder)

    assert media(folder).read_bytes() == b"".join(others)


async def test_another_playlist_is_another_download(site: Site, folder: Path) -> None:
    await begun(site, folder, site.film(FRAGMENTS))
    others = make_fragments(5, seed=3)

    await fetch(site.film(others, name="other"), folder)

    assert media(folder).read_bytes() == b"".join(others)


async def test_a_proof_that_breaks_off_is_asked_for_again(site: Site, folder: Path) -> None:
    url = site.film(FRAGMENTS)
    count = await begun(site, folder, url)
    site.lies[f"film-{count - 1}.ts"].append(Lie(cut=20_000))

    await fetch(url, folder)

    assert site.asked("film-0.ts") == 1
    assert media(folder).read_bytes() == WHOLE


async def test_encrypted_ones_are_gone_on_with(site: Site, folder: Path) -> None:
    site.files["k"] = KEY
    secret = [coded(fragment, n.to_bytes(16, "big")) for n, fragment in enumerate(FRAGMENTS)]
    url = site.film(secret, before=['#EXT-X-KEY:METHOD=AES-128,URI="k"'])
    await begun(site, folder, url)

    await fetch(url, folder)

    assert site.asked("film-0.ts") == 1
    assert media(folder).read_bytes() == WHOLE


async def test_after_a_failure_it_goes_on(site: Site, folder: Path) -> None:
    url = site.film(FRAGMENTS)
    site.lies["film-12.ts"].extend([Lie(status=500)] * 3)
    with pytest.raises(DownloadError):
        await fetch(url, folder)
    assert finished(folder) == 12

    await fetch(url, folder)

    assert site.asked("film-0.ts") == 1
    assert media(folder).read_bytes() == WHOLE


async def test_a_file_that_found_no_place_is_not_fetched_again(site: Site, folder: Path) -> None:
    url = site.film(FRAGMENTS)
    await fetch(url, folder)

    await fetch(url, folder)

    assert asked(site) == [1] * 19 + [2]
    assert media(folder).read_bytes() == WHOLE


async def test_what_another_downloader_left_is_no_part_of_it(site: Site, folder: Path) -> None:
    (folder / "media.mp4").write_bytes(b"something else")
    (folder / "notes.txt").write_bytes(b"what is this")

    await fetch(site.film(FRAGMENTS), folder)

    assert media(folder).read_bytes() == WHOLE


async def test_a_killed_one_goes_on(site: Site, folder: Path) -> None:
    """Killed at several places, in the middle of whatever it does."""
    url = site.film(FRAGMENTS)
    for number in range(3, 18, 4):
        name = f"film-{number}.ts"
        site.gates[name] = asyncio.Event()
        call = [sys.executable, "-m", "tests.bench.fetch", url, str(folder)]
        process = await asyncio.create_subprocess_exec(*call)
        async with asyncio.timeout(60):
            while finished(folder) < number:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        process.kill()
        await process.wait()
        site.gates.pop(name).set()

    await fetch(url, folder)

    assert media(folder).read_bytes() == WHOLE
    assert site.asked("film-0.ts") == 1
