"""Real clips from a real server, cut off and gone on with."""

import asyncio
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from aniworldd.errors import DownloadError
from aniworldd.model.download import Progress
from tests.downloaders.conftest import fetch, make_release
from tests.parts import Nginx, make_clip

pytestmark = [pytest.mark.part("nginx"), pytest.mark.part("ffmpeg")]


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clips")
    for seed, name in enumerate(["one.mp4", "two.mkv"]):
        make_clip(folder / name, seed=seed, rate="4M")
    return folder


@pytest.fixture
def nginx(tmp_path: Path, clips: Path) -> Iterator[Nginx]:
    home = tmp_path / "nginx"
    home.mkdir()
    with Nginx(home, clips) as nginx:
        yield nginx


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("name", ["one.mp4", "two.mkv"])
async def test_a_clip_arrives_whole(nginx: Nginx, clips: Path, folder: Path, name: str) -> None:
    await fetch(make_release(nginx.url(name)), folder)

    assert digest(folder / f"media{Path(name).suffix}") == digest(clips / name)


async def test_a_clip_that_is_cancelled_three_times_arrives_whole(
    nginx: Nginx, clips: Path, folder: Path
) -> None:
    release, total = make_release(nginx.url("one.mp4")), (clips / "one.mp4").stat().st_size
    for share in (0.3, 0.5, 0.8):
        await fetch(release, folder, lambda step, share=share: step.done >= share * total)  # type: ignore[misc]

    await fetch(release, folder)

    assert digest(folder / "media.mp4") == digest(clips / "one.mp4")
    *_, last = nginx.log()
    status, sent, wanted, etag = last.split(maxsplit=3)
    assert status == "206"
    assert int(sent) < total / 2
    assert wanted.startswith("bytes=")
    assert etag != "-"


async def test_a_clip_whose_server_dies_on_the_way_arrives_whole(
    nginx: Nginx, clips: Path, folder: Path
) -> None:
    release, total = make_release(nginx.url("two.mkv")), (clips / "two.mkv").stat().st_size
    nginx.kill()
    nginx.start(slow=total // 3)
    arrived = asyncio.Event()

    def watch(step: Progress) -> bool:
        if step.done > total / 4:
            arrived.set()
        return False

    task = asyncio.create_task(fetch(release, folder, watch))
    await arrived.wait()
    nginx.kill()
    with pytest.raises(DownloadError) as caught:
        await task
    nginx.start()
    await fetch(release, folder)

    assert caught.value.retry_after is not None
    assert digest(folder / "media.mkv") == digest(clips / "two.mkv")


async def test_a_clip_that_was_replaced_meanwhile_is_the_new_one(
    nginx: Nginx, clips: Path, folder: Path
) -> None:
    path = clips / "changing.mp4"
    path.write_bytes((clips / "one.mp4").read_bytes())
    release, total = make_release(nginx.url("changing.mp4")), path.stat().st_size
    await fetch(release, folder, lambda step: step.done >= total / 2)
    path.write_bytes((clips / "one.mp4").read_bytes()[::-1] + b"longer")

    await fetch(release, folder)

    assert digest(folder / "media.mp4") == digest(path)


async def test_a_page_is_not_taken_for_a_clip(nginx: Nginx, clips: Path, folder: Path) -> None:
    (clips / "page.html").write_text("<!doctype html><title>Not here</title>")

    with pytest.raises(DownloadError) as caught:
        await fetch(make_release(nginx.url("page.html")), folder)

    assert caught.value.not_media
