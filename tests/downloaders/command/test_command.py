"""A program of one's own: what it is told, what it may say, and how it ends."""

import asyncio
import sys
from contextlib import aclosing
from pathlib import Path

import pytest

from aniworldd.config.kinds import read_kind
from aniworldd.config.problems import render
from aniworldd.downloaders import KINDS, annex
from aniworldd.downloaders.command import AGAIN, Command, Settings
from aniworldd.errors import DiskFull, DownloadError, HostDown, ProgramMissing
from aniworldd.model.download import Progress
from aniworldd.model.release import Form, Release
from aniworldd.model.title import ItemKey
from tests.config.make import node
from tests.downloaders.conformance import generator
from tests.downloaders.conftest import make_release
from tests.downloaders.tools import make_tools

URL = "https://files.example/film"
LEAVE = "echo film > {folder}/film.mkv"


def shell(script: str, *others: str, rate: int | None = None, **more: object) -> Command:
    """One whose program is a line for a shell; its `$1`, … are `others`."""
    arguments = ("/bin/sh", "-c", script, "sh", *others)
    settings = Settings(kind="command", arguments=arguments, **more)
    return Command(settings, make_tools(rate=lambda: rate))


async def fetch(command: Command, folder: Path, release: Release | None = None) -> list[Progress]:
    found = release or make_release(URL)
    return [step async for step in generator(command, found, folder)]


async def error_of(command: Command, folder: Path, release: Release | None = None) -> DownloadError:
    with pytest.raises(DownloadError) as caught:
        await fetch(command, folder, release)
    assert whole(folder) == []
    return caught.value


def whole(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if not path.name.endswith(".part")]


async def test_the_one_file_that_it_leaves_is_the_media(folder: Path) -> None:
    await fetch(shell(LEAVE), folder)

    assert whole(folder) == ["media.mkv"]
    assert (folder / "media.mkv").read_text() == "film\n"


async def test_parts_and_hidden_files_do_not_count(folder: Path) -> None:
    await fetch(shell("touch .log a.part b.tmp; mkdir more; echo film > a.mp4"), folder)

    assert whole(folder) == ["media.mp4"]


@pytest.mark.parametrize("script, count", [("true", 0), ("touch a.mkv b.mkv", 2)])
async def test_none_and_many_are_not_one(folder: Path, script: str, count: int) -> None:
    error = await error_of(shell(script), folder)

    assert str(error) == f"command left {count} files where one was due"


async def test_a_link_is_no_file(folder: Path) -> None:
    assert "0 files" in str(await error_of(shell("ln -s /etc/passwd film.mp4"), folder))


@pytest.mark.parametrize("name, expected", [("film", "media.bin"), ("film.m'p", "media.bin")])
async def test_no_name_of_its_leads_anywhere(folder: Path, name: str, expected: str) -> None:
    await fetch(shell('echo film > "$1"', name), folder)

    assert whole(folder) == [expected]


async def test_it_begins_in_an_empty_folder(folder: Path) -> None:
    (folder / "media.mp4").write_text("of another downloader")
    script = "found=$(ls -A | wc -l); echo $found > film.mkv; touch junk.part"
    await fetch(shell(script), folder)
    await fetch(shell(script), folder)

    assert whole(folder) == ["media.mkv"]
    assert (folder / "media.mkv").read_text().strip() == "0"


async def test_it_is_told_what_to_fetch(folder: Path) -> None:
    release = Release(
        ItemKey("lamp-post", 2, 7),
        provider="demo",
        url=f"{URL}?a=1&b=$(id)",
        language="German Dub",
        hoster="Vault",
        form=Form.PAGE,
        referer="https://site.example/; rm -rf",
    )
    fields = ("{url}", "{title}-{season}x{number}", "{language}", "{provider}/{hoster}")
    more = ("--referer={referer}", "{rate}", "{{url}}")

    await fetch(shell('printf "%s\\n" "$@" > film.mkv', *fields, *more, rate=5000), folder, release)

    assert (folder / "media.mkv").read_text().splitlines() == [
        *(release.url, "lamp-post-2x7", "German Dub", "demo/Vault"),
        *("--referer=https://site.example/; rm -rf", "5000", "{url}"),
    ]


async def test_without_a_limit_the_rate_is_none(folder: Path) -> None:
    await fetch(shell("echo $1 > film.mkv", "{rate}"), folder)

    assert (folder / "media.mkv").read_text() == "0\n"


async def test_it_gets_nothing_of_our_environment(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANIWORLDD_SECRET", "hush")

    await fetch(shell("env > film.mkv"), folder)

    names = {line.partition("=")[0] for line in (folder / "media.mkv").read_text().splitlines()}
    assert names - {"TZ", "PWD", "_", "SHLVL", "OLDPWD"} <= {
        *("PATH", "HOME", "LANG", "SSL_CERT_FILE", "SSL_CERT_DIR")
    }


async def test_it_finds_the_proxy_in_its_environment(folder: Path) -> None:
    settings = Settings(kind="command", arguments=("/bin/sh", "-c", "env > film.mkv"))

    await fetch(Command(settings, make_tools(proxy="http://proxy.example:3128")), folder)

    lines = (folder / "media.mkv").read_text().splitlines()
    assert {f"{name}=http://proxy.example:3128" for name in ("http_proxy", "https_proxy")} <= {
        *lines
    }


@pytest.mark.parametrize(
    "field, release",
    [
        ("{url}", make_release("-rf")),
        ("{url}", make_release("--config=/etc/passwd")),
        ("{language}", make_release(URL, language="-x")),
    ],
)
async def test_nothing_becomes_an_option(folder: Path, field: str, release: Release) -> None:
    error = await error_of(shell(LEAVE, field), folder, release)

    assert "would be taken for an option" in str(error)


async def test_what_lies_inside_the_network_is_refused(folder: Path) -> None:
    error = await error_of(shell(LEAVE), folder, make_release("http://10.0.0.1/film"))

    assert "inside the network" in str(error)


async def test_other_schemes_are_its_own_matter(folder: Path) -> None:
    await fetch(shell("echo $1 > film.mkv", "{url}"), folder, make_release("magnet:?xt=1"))

    assert (folder / "media.mkv").read_text() == "magnet:?xt=1\n"


@pytest.mark.parametrize(
    "script, retry_after, not_media, reason",
    [
        ("echo first >&2; echo why >&2; exit 1", None, False, "command: why"),
        ("exit 3", None, False, "command: it ended with exit code 3"),
        ("exit 65", None, True, "command: it ended with exit code 65"),
        ("echo later >&2; exit 75", AGAIN, False, "command: later"),
        ("kill -9 $$", AGAIN, False, "command: it was ended by SIGKILL"),
    ],
)
async def test_its_exit_code_says_what_to_do(
    folder: Path, script: str, retry_after: float | None, not_media: bool, reason: str
) -> None:
    error = await error_of(shell(f"touch film.mkv; {script}"), folder)

    assert (error.retry_after, error.not_media) == (retry_after, not_media)
    assert str(error) == reason


async def test_a_host_that_is_down_is_told_apart(folder: Path) -> None:
    error = await error_of(shell("echo no answer >&2; exit 69"), folder)

    assert isinstance(error, HostDown)
    assert (str(error), error.retry_after) == ("command: no answer", AGAIN)


@pytest.mark.parametrize("why", ["No space left on device", "Disk quota exceeded"])
async def test_a_full_disk_is_nobodys_fault(folder: Path, why: str) -> None:
    with pytest.raises(DiskFull):
        await fetch(shell(f"echo 'write: {why}' >&2; exit 1"), folder)


async def test_a_program_that_is_not_there_is_told(folder: Path) -> None:
    settings = Settings(kind="command", arguments=("/nowhere/fetch", "{url}"), name="mine")

    error = await error_of(Command(settings, make_tools()), folder)

    assert isinstance(error, ProgramMissing)
    assert str(error) == "mine: there is no program /nowhere/fetch"


async def test_it_is_found_on_the_path(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "fetch-it").write_text("#!/bin/sh\necho film > film.mkv\n")
    (tmp_path / "fetch-it").chmod(0o755)
    settings = Settings(kind="command", arguments=("fetch-it",))

    await fetch(Command(settings, make_tools(path=f"{tmp_path}:/usr/bin:/bin")), folder)

    assert whole(folder) == ["media.mkv"]


async def test_it_says_how_far_it_is(folder: Path) -> None:
    script = "echo progress 10; echo hello; echo progress 20 100; echo progress 300 100;"

    steps = await fetch(shell(script + LEAVE), folder)

    assert steps == [Progress(10), Progress(20, 100), Progress(300, 300)]


async def test_while_it_is_silent_its_folder_says_how_far_it_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annex, "LOOK", 0.05)
    command = shell("mkdir a; head -c 5000 /dev/zero > a/film.part; sleep 120")
    async with aclosing(generator(command, make_release(URL), folder)) as progress:
        async for step in progress:
            if step.done == 5000:
                break

    assert step == Progress(5000)


async def test_it_is_ended_with_all_that_it_started(folder: Path) -> None:
    script = "(sleep 120 & sleep 120) & echo progress 1; trap '' TERM; sleep 120; sleep 120"
    command = shell(script)
    started: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def run() -> None:
        async with aclosing(generator(command, make_release(URL), folder)) as progress:
            async for _ in progress:
                started.set_result(None)

    task = asyncio.create_task(run())
    await started
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert running_in(folder) == []


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


@pytest.mark.parametrize(
    "text, expected",
    {
        "{}": "arguments: ",
        "arguments: []": "arguments: ",
        'arguments: ["{url}"]': "the first of them is the program itself",
        "arguments: [x, '{adress}']": "there is no {adress}; what may stand there: {url} {folder}",
        "arguments: [x, 'a{b']": "lone brace",
        "arguments: [x, '}']": "lone brace",
        "arguments: fetch {url}": "arguments: ",
        "arguments: [x]\nforms: [film]": "forms",
    }.items(),
)
def test_what_cannot_be_started_is_refused_at_the_door(text: str, expected: str) -> None:
    lines = "" if text == "{}" else text

    section, problems = read_kind(node(f"kind: command\n{lines}\n"), KINDS, "downloader")

    assert section is None
    assert expected in render(problems)


def test_only_the_releases_of_its_forms_are_taken() -> None:
    command = shell(LEAVE, forms=("page", "hls"))

    taken = [form for form in Form if command.accepts(make_release(URL, form=form))]
    assert taken == [Form.HLS, Form.PAGE]


def test_without_forms_all_are_taken() -> None:
    assert all(shell(LEAVE).accepts(make_release(URL, form=form)) for form in Form)


async def test_it_may_be_written_in_python(folder: Path) -> None:
    script = "import sys; open(sys.argv[1] + '/film.mkv', 'w').write('film')"
    arguments = (sys.executable, "-c", script, "{folder}")

    await fetch(Command(Settings(kind="command", arguments=arguments), make_tools()), folder)

    assert (folder / "media.mkv").read_text() == "film"
