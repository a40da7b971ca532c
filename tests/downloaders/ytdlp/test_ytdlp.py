"""yt-dlp as a downloader: a stand-in that says what we want to hear, and itself on local pages."""

import asyncio
import json
from contextlib import aclosing
from pathlib import Path

import pytest

from aniworldd.downloaders import Tools, annex
from aniworldd.downloaders.ytdlp import AGAIN, LIVE, Settings, Ytdlp
from aniworldd.errors import DiskFull, DownloadError, HostDown, ProgramMissing
from aniworldd.model.download import Progress
from aniworldd.model.release import Form, Release
from tests.downloaders.conformance import generator
from tests.downloaders.conftest import make_release
from tests.downloaders.film import Film, Lie
from tests.downloaders.hls import made
from tests.downloaders.hls.site import Site, make_fragments
from tests.downloaders.tools import make_tools
from tests.faults.server import FaultyServer
from tests.parts import program

URL = "https://tube.example/watch?v=1"
LEAVE = "echo film > media.mkv; echo 'aniworldd-file \"./media.mkv\"'"


class StandIn:
    """A program that keeps its arguments and does what a script says."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "yt-dlp"
        self._said = folder / "said"

    def does(self, script: str, version: str = "2026.10.26") -> None:
        self.path.write_text(
            f'#!/bin/sh\n[ "$2" = --version ] && echo {version} && exit\n'
            f'for word in "$@"; do echo "$word"; done > {self._said}\n'
            f"env > {self._said}.env\n{script}\n"
        )
        self.path.chmod(0o755)

    def said(self) -> list[str]:
        return self._said.read_text().splitlines()

    def told(self, what: str) -> str:
        return Path(f"{self.path}.{what}").read_text().strip()

    def environment(self) -> dict[str, str]:
        lines = Path(f"{self._said}.env").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)

    def downloader(self, tools: Tools | None = None, **settings: int) -> Ytdlp:
        made = Settings(kind="ytdlp", program=self.path, **settings)
        return Ytdlp(made, tools or make_tools())


@pytest.fixture
def standin(tmp_path: Path) -> StandIn:
    made = StandIn(tmp_path)
    made.does(LEAVE)
    return made


async def fetch(downloader: Ytdlp, folder: Path, release: Release | None = None) -> list[Progress]:
    found = release or make_release(URL, form=Form.PAGE)
    return [step async for step in generator(downloader, found, folder)]


async def error_of(
    downloader: Ytdlp, folder: Path, release: Release | None = None
) -> DownloadError:
    with pytest.raises(DownloadError) as caught:
        await fetch(downloader, folder, release)
    assert whole(folder) == []
    return caught.value


def whole(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if not path.name.endswith(".part")]


def step(name: str, done: int, total: int | None = None, estimate: float | None = None) -> str:
    found = {"status": "downloading", "filename": name, "downloaded_bytes": done}
    more = {"total_bytes": total, "total_bytes_estimate": estimate}
    return f"echo 'aniworldd-step {json.dumps(found | more)}'; "


def plan(size: float, *formats: str) -> str:
    found = {"filesize_approx": size, "requested_formats": list(formats) or None}
    return f"echo 'aniworldd-plan {json.dumps(found)}'; "


async def test_the_file_that_it_names_is_the_media(standin: StandIn, folder: Path) -> None:
    await fetch(standin.downloader(), folder)

    assert whole(folder) == ["media.mkv"]
    assert (folder / "media.mkv").read_text() == "film\n"


async def test_it_is_run_alone_and_in_a_folder_of_its_own(standin: StandIn, folder: Path) -> None:
    standin.does(f"pwd > {standin.path}.pwd; {LEAVE}")

    await fetch(standin.downloader(), folder)

    said = standin.said()
    assert {
        *("--ignore-config", "--no-exec", "--no-plugin-dirs", "--no-cookies", "--no-continue"),
        *("--no-playlist", "--abort-on-unavailable-fragments", "--output=media.%(ext)s"),
    } <= set(said)
    assert said[-2:] == ["--", URL]
    assert standin.told("pwd") == str(folder / "ytdlp.part")


async def test_it_gets_nothing_of_our_environment(
    standin: StandIn, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANIWORLDD_SECRET", "hush")

    await fetch(standin.downloader(make_tools(proxy="http://proxy.example:3128")), folder)

    environment = standin.environment()
    assert "ANIWORLDD_SECRET" not in environment
    assert environment["https_proxy"] == environment["http_proxy"] == "http://proxy.example:3128"
    assert "proxy.example" not in " ".join(standin.said())


async def test_what_is_wished_for_is_told(standin: StandIn, folder: Path) -> None:
    release = make_release(URL, form=Form.PAGE, referer="https://site.example/")

    await fetch(
        standin.downloader(make_tools(rate=lambda: 5000), fragments=2, max_height=720),
        folder,
        release,
    )

    assert {
        *("--limit-rate=5000", "--concurrent-fragments=2", "--format-sort=res:720"),
        "--add-headers=Referer:https://site.example/",
    } <= set(standin.said())


async def test_an_older_one_is_refused_with_a_sentence(standin: StandIn, folder: Path) -> None:
    standin.does(LEAVE, version="2026.6.9")

    error = await error_of(standin.downloader(), folder)

    assert "is version 2026.6.9, and 2026.7.4 is the oldest that is used" in str(error)
    assert isinstance(error, ProgramMissing)


async def test_without_it_there_is_a_sentence(folder: Path) -> None:
    downloader = Ytdlp(Settings(kind="ytdlp"), make_tools(path="/nowhere"))

    error = await error_of(downloader, folder)

    assert isinstance(error, ProgramMissing)
    assert "yt-dlp is not installed" in str(error)


async def test_what_lies_inside_the_network_is_refused(standin: StandIn, folder: Path) -> None:
    error = await error_of(standin.downloader(), folder, make_release("http://10.0.0.1/watch"))

    assert "inside the network" in str(error)


async def test_its_progress_is_followed(standin: StandIn, folder: Path) -> None:
    standin.does(step("a", 10, estimate=95.5) + step("a", 50, 100) + step("a", 100, 100) + LEAVE)

    steps = await fetch(standin.downloader(), folder)

    assert steps == [Progress(10, 95), Progress(50, 100), Progress(100, 100)]


async def test_pictures_and_sound_count_together_and_once_more_for_joining_them(
    standin: StandIn, folder: Path
) -> None:
    standin.does(
        plan(120.7, "137", "140")
        + step("a.f137", 100, 100)
        + step("a.f140", 10, 20)
        + step("a.f140", 20, 20)
        + LEAVE
    )

    steps = await fetch(standin.downloader(), folder)

    assert steps == [Progress(100, 240), Progress(110, 240), Progress(120, 240)]


async def test_while_it_joins_them_its_folder_says_how_far_it_is(
    standin: StandIn, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annex, "LOOK", 0.05)
    standin.does(step("a", 10, 10) + "head -c 5000 /dev/zero > media.temp.mp4; sleep 120")

    steps = []
    async with aclosing(generator(standin.downloader(), make_release(URL), folder)) as progress:
        async for one in progress:
            steps.append(one)
            if one.done >= 5000:
                break

    assert [one.done for one in steps] == sorted(one.done for one in steps)


@pytest.mark.parametrize(
    "line", ["aniworldd-step {", "aniworldd-plan 5", "aniworldd-file", "hello"]
)
async def test_odd_words_harm_nothing(standin: StandIn, folder: Path, line: str) -> None:
    standin.does(f"echo '{line}'; {LEAVE}")

    await fetch(standin.downloader(), folder)

    assert whole(folder) == ["media.mkv"]


@pytest.mark.parametrize(
    "said, retry_after, not_media",
    [
        ("ERROR: Unsupported URL: https://tube.example/watch", None, True),
        ("ERROR: [tube] 1: Video unavailable", None, False),
        ("ERROR: [tube] 1: Unable to download webpage: HTTP Error 404: Not Found", None, False),
        ("ERROR: [tube] 1: Unable to download webpage: HTTP Error 503: x", AGAIN, False),
        ("ERROR: [tube] 1: Unable to download webpage: HTTP Error 403: x", AGAIN, False),
        ("ERROR: [tube] 1: This video is DRM protected", None, False),
        ("ERROR: fragment 7 not found, unable to continue", None, False),
        ("Traceback: something odd", AGAIN, False),
        ("", AGAIN, False),
    ],
)
async def test_its_last_error_says_what_to_do(
    standin: StandIn, folder: Path, said: str, retry_after: float | None, not_media: bool
) -> None:
    standin.does(f"echo film > media.mkv; echo '{said}' >&2; exit 1")

    error = await error_of(standin.downloader(), folder)

    assert (error.retry_after, error.not_media) == (retry_after, not_media)


@pytest.mark.parametrize(
    "said",
    [
        "ERROR: [tube] 1: Unable to download webpage: HTTP Error 503: Service Unavailable",
        "ERROR: [tube] 1: HTTP Error 429: Too Many Requests",
        "ERROR: Unable to download webpage: [Errno 111] Connection refused",
        "ERROR: Unable to download webpage: Failed to resolve 'tube.example'",
    ],
)
async def test_a_host_that_is_down_is_told_apart_until_something_has_come(
    standin: StandIn, folder: Path, said: str
) -> None:
    standin.does(f'echo "{said}" >&2; exit 1')
    assert isinstance(await error_of(standin.downloader(), folder), HostDown)

    standin.does(step("a", 10, 100) + f'echo "{said}" >&2; exit 1')
    error = await error_of(standin.downloader(), folder)
    assert (type(error), error.retry_after) == (DownloadError, AGAIN)


async def test_what_is_protected_is_named(standin: StandIn, folder: Path) -> None:
    standin.does("echo 'ERROR: [tube] 1: The requested site is known to use DRM' >&2; exit 1")

    assert "protected by DRM" in str(await error_of(standin.downloader(), folder))


@pytest.mark.parametrize(
    "why", ["[Errno 28] No space left on device", "[Errno 122] Disk quota exceeded"]
)
async def test_a_full_disk_is_nobodys_fault(standin: StandIn, folder: Path, why: str) -> None:
    standin.does(f"echo 'ERROR: unable to write: {why}' >&2; exit 1")

    with pytest.raises(DiskFull):
        await fetch(standin.downloader(), folder)


async def test_nothing_to_fetch_is_looked_at_again_later(standin: StandIn, folder: Path) -> None:
    standin.does("exit 0")

    assert (await error_of(standin.downloader(), folder)).retry_after == LIVE


@pytest.mark.parametrize("name", ["/etc/passwd", "../other.mkv", "none.mkv"])
async def test_a_file_elsewhere_is_never_taken(standin: StandIn, folder: Path, name: str) -> None:
    standin.does(f"echo x > ../other.mkv.part; echo 'aniworldd-file \"{name}\"'")

    assert "there is no file" in str(await error_of(standin.downloader(), folder))


@pytest.mark.parametrize(
    "url, form, taken",
    [
        (URL, Form.PAGE, True),
        (URL, Form.UNKNOWN, True),
        (URL, Form.FILE, False),  # a page there is a login, and its videos are not the one due
        (URL, Form.HLS, False),
        ("ftp://a.example/x", Form.UNKNOWN, False),
        ("magnet:x", Form.PAGE, False),
    ],
)
def test_pages_of_the_web_are_taken(standin: StandIn, url: str, form: Form, taken: bool) -> None:
    assert standin.downloader().accepts(make_release(url, form=form)) is taken


@pytest.fixture
def real() -> Ytdlp:
    program("yt-dlp")
    return Ytdlp(Settings(kind="ytdlp"), make_tools())


def serve(server: FaultyServer, path: str, body: str) -> None:
    page = Film(body.encode())
    page.type = "text/html"
    server.routes[path] = page


async def test_a_page_with_a_film_is_fetched_for_real(
    real: Ytdlp, server: FaultyServer, film: Film, folder: Path
) -> None:
    serve(server, "/watch", '<html><title>x</title><video src="/film.mp4"></video></html>')

    steps = await fetch(real, folder, make_release(server.url("/watch"), form=Form.PAGE))

    assert (folder / "media.mp4").read_bytes() == film.data
    assert steps[-1].done == len(film.data)


@pytest.mark.part("ffmpeg")
async def test_a_page_with_a_stream_is_fetched_for_real(
    real: Ytdlp, server: FaultyServer, folder: Path, tmp_path: Path
) -> None:
    site = Site(server)
    film = made.make_stream(tmp_path / "made")
    site.add(tmp_path / "made")
    page = f'<html><title>x</title><video><source src="{site.url("out.m3u8")}"></video></html>'
    serve(server, "/watch", page)

    await fetch(real, folder, make_release(server.url("/watch"), form=Form.PAGE))

    [name] = whole(folder)
    assert made.pictures(folder / name) == made.pictures(film)


async def test_an_outage_costs_a_host_little(
    real: Ytdlp, server: FaultyServer, folder: Path
) -> None:
    error = await error_of(real, folder, make_release(server.url("/status/503"), form=Form.PAGE))

    assert isinstance(error, HostDown)
    assert server.asked("/status/503") == 1


async def test_a_fragment_that_is_missing_leaves_no_hole(
    real: Ytdlp, server: FaultyServer, folder: Path
) -> None:
    site = Site(server)
    url = site.film(make_fragments(5))
    del site.files["film-3.ts"]

    await error_of(real, folder, make_release(url, form=Form.HLS))


async def test_stopped_nothing_of_it_runs_on(
    real: Ytdlp, server: FaultyServer, film: Film, folder: Path
) -> None:
    film.lies.extend(Lie(stall=100_000) for _ in range(9))
    started: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def run() -> None:
        release = make_release(server.url("/film.mp4"), form=Form.PAGE)
        async with aclosing(generator(real, release, folder)) as progress:
            async for one in progress:
                if one.done and not started.done():
                    started.set_result(None)

    task = asyncio.create_task(run())
    await asyncio.wait({task, started}, return_when=asyncio.FIRST_COMPLETED)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert running_in(folder) == []


async def test_what_a_stopped_one_left_is_not_gone_on_with(
    real: Ytdlp, server: FaultyServer, film: Film, folder: Path
) -> None:
    film.lies.extend(Lie(stall=100_000) for _ in range(3))
    release = make_release(server.url("/film.mp4"), form=Form.PAGE)
    async with aclosing(generator(real, release, folder)) as progress:
        async for one in progress:
            if one.done:
                break
    film.lies.clear()
    film.data = film.data[:50_000] + bytes(250_000)

    await fetch(real, folder, release)

    assert (folder / "media.mp4").read_bytes() == film.data


def running_in(folder: Path) -> list[str]:
    """The programs whose folder lies in this one."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            where = (process / "cwd").readlink()
        except OSError:
            continue
        if where.is_relative_to(folder):
            found.append(process.name)
    return found
