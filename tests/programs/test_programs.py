"""Other programs, with real ones: talkative, stubborn, with many children, with nothing to say."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from aniworldd import programs
from aniworldd.clock import SystemClock
from aniworldd.errors import ProgramError
from aniworldd.programs import Line, Programs, Run

STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
PATIENCE = 60.0  # seconds, for machines that are very busy


def make_programs(grace: float = 30.0) -> Programs:
    return Programs(SystemClock(), grace=grace)


def python(*lines: str) -> list[str]:
    return [sys.executable, "-c", "\n".join(("import os, sys, time", *lines))]


def shell(script: str) -> list[str]:
    return ["/bin/sh", "-c", script]


async def said(call: Sequence[str], folder: Path) -> list[Line]:
    async with make_programs().run(call, folder=folder) as run:
        return [line async for line in run.lines()]


async def first_line(run: Run) -> str:
    async for line in run.lines():
        return line.text
    raise AssertionError(f"it said nothing: {run.errors}")


def children() -> list[str]:
    """Our own ones, ended ones too."""
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()


def group_of(pid: int) -> list[int]:
    """The living processes of its group."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            if int(fields[2]) == pid and fields[0] not in "ZX":
                found.append(int(entry.name))
    return found


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_what_it_says_comes_line_by_line(tmp_path: Path) -> None:
    lines = await said(shell("echo one; echo two; printf 'three'"), tmp_path)

    assert lines == [Line("one"), Line("two"), Line("three")]


async def test_a_progress_bar_is_lines_too(tmp_path: Path) -> None:
    lines = await said(shell(r"printf '10%%\r20%%\r\n'"), tmp_path)

    assert lines == [Line("10%"), Line("20%")]


async def test_stderr_is_told_apart(tmp_path: Path) -> None:
    lines = await said(shell("echo good; echo bad >&2"), tmp_path)

    assert sorted(lines, key=lambda line: line.error) == [Line("good"), Line("bad", error=True)]


async def test_what_is_not_text_harms_nobody(tmp_path: Path) -> None:
    lines = await said(shell(r"printf '\377\033[31mred\007\000\tx\n'"), tmp_path)

    assert lines == [Line("\ufffd[31mred\tx")]


async def test_of_an_endless_line_the_beginning_is_kept(tmp_path: Path) -> None:
    lines = await said(python("sys.stdout.write('x' * 5_000_000 + '\\nnext')"), tmp_path)

    assert [len(line.text) for line in lines] == [programs.LONGEST_LINE, 4]


async def test_a_talker_that_nobody_hears_has_to_wait(tmp_path: Path) -> None:
    call = python(
        "for count in range(10 ** 6):",
        "    sys.stdout.write('y' * 9999 + '\\n')",
        "    open('count', 'w').write(str(count))",
    )

    async with make_programs(grace=0.0).run(call, folder=tmp_path) as run:
        await first_line(run)
        before = -1
        async with asyncio.timeout(PATIENCE):
            while (now := read_count(tmp_path)) != before or now < 0:
                before = now
                await asyncio.sleep(0.3)

    assert now * 10_000 < 4_000_000


def read_count(folder: Path) -> int:
    with suppress(OSError, ValueError):
        return int((folder / "count").read_text())
    return -1


async def test_its_exit_code_is_told(tmp_path: Path) -> None:
    async with make_programs().run(shell("exit 7"), folder=tmp_path) as run:
        assert await run.wait() == 7


async def test_the_signal_that_ended_it_is_told(tmp_path: Path) -> None:
    async with make_programs().run(shell("kill -9 $$"), folder=tmp_path) as run:
        code = await run.wait()

    assert programs.ended(code) == "it was ended by SIGKILL"


async def test_it_may_close_its_pipes_early(tmp_path: Path) -> None:
    call = shell("exec >&- 2>&-; sleep 0.2; echo done > file; exit 3")

    async with make_programs().run(call, folder=tmp_path) as run:
        assert [line async for line in run.lines()] == []
        assert await run.wait() == 3

    assert (tmp_path / "file").exists()


async def test_a_child_that_holds_the_pipes_holds_nobody_up(tmp_path: Path) -> None:
    call = shell("sleep 120 & echo gone")

    async with asyncio.timeout(PATIENCE), make_programs().run(call, folder=tmp_path) as run:
        lines = [line.text async for line in run.lines()]
        code = await run.wait()

    assert (lines, code) == (["gone"], 0)
    assert group_of(run.pid) == []


async def test_left_early_it_ends(tmp_path: Path) -> None:
    async with make_programs().run(shell("echo begun; sleep 120"), folder=tmp_path) as run:
        await first_line(run)

    assert group_of(run.pid) == []


async def test_it_may_tidy_up_when_asked_to_end(tmp_path: Path) -> None:
    call = shell("trap 'echo tidy > file; exit' TERM; echo begun; while :; do sleep 0.01; done")

    async with make_programs().run(call, folder=tmp_path) as run:
        await first_line(run)

    assert (tmp_path / "file").read_text() == "tidy\n"


async def test_what_ignores_the_asking_is_killed(tmp_path: Path) -> None:
    call = python(STUBBORN, "print('begun', flush=True)", "time.sleep(120)")

    async with make_programs(grace=0.05).run(call, folder=tmp_path) as run:
        await first_line(run)

    assert group_of(run.pid) == []
    assert await run.wait() == -signal.SIGKILL


async def test_cancelled_it_takes_all_its_children_along(tmp_path: Path) -> None:
    """Children of children, all of which ignore SIGTERM and hold the pipes."""
    call = python(
        STUBBORN,
        "for _ in range(4): os.fork()",
        "print('begun', flush=True)",
        "time.sleep(120)",
    )
    started: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def follow() -> None:
        async with make_programs(grace=0.05).run(call, folder=tmp_path) as run:
            started.set_result(run.pid)
            async for _ in run.lines():
                pass

    task = asyncio.create_task(follow())
    pid = await started
    await until(lambda: len(group_of(pid)) == 16)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert group_of(pid) == []


async def test_what_forks_without_end_ends_too(tmp_path: Path) -> None:
    """Each child lives just long enough to make the next one."""
    call = python(
        STUBBORN,
        "print('begun', flush=True)",
        "end = time.monotonic() + 30",  # should nobody end it
        "while time.monotonic() < end:",
        "    if os.fork(): os._exit(0)",
        "    time.sleep(0.001)",
    )

    async with asyncio.timeout(PATIENCE), make_programs(0.05).run(call, folder=tmp_path) as run:
        await first_line(run)
        await run.wait()

    assert group_of(run.pid) == []


async def test_cancelled_again_and_again_it_still_ends(tmp_path: Path) -> None:
    call = python(STUBBORN, "print('begun', flush=True)", "time.sleep(120)")
    started: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def follow() -> None:
        async with make_programs(grace=0.2).run(call, folder=tmp_path) as run:
            await first_line(run)
            started.set_result(run.pid)
            await run.wait()

    task = asyncio.create_task(follow())
    pid = await started
    while not task.done():
        task.cancel()
        await asyncio.sleep(0.01)

    assert task.cancelled()
    assert group_of(pid) == []


async def test_cancelled_while_it_starts_it_ends(tmp_path: Path) -> None:
    async def follow() -> None:
        async with make_programs().run(shell("echo $$ > pid; sleep 120"), folder=tmp_path):
            await asyncio.Event().wait()

    task = asyncio.create_task(follow())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    pid = (tmp_path / "pid").read_text() if (tmp_path / "pid").exists() else ""
    assert not pid or group_of(int(pid)) == []


async def test_no_zombie_of_ours_is_left(tmp_path: Path) -> None:
    for _ in range(5):
        await said(shell("true & true"), tmp_path)

    assert children() == []


async def test_nothing_of_our_environment_is_handed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANIWORLDD_SECRET", "hush")
    monkeypatch.setenv("PYTHONPATH", "/somewhere")

    lines = await said(["/usr/bin/env"], tmp_path)

    names = {line.text.partition("=")[0] for line in lines}
    assert names - {"TZ", "SSL_CERT_FILE", "SSL_CERT_DIR"} == {"LANG", "PATH", "HOME"}
    assert Line(f"HOME={tmp_path}") in lines


async def test_what_it_needs_is_given(tmp_path: Path) -> None:
    output = await make_programs().output(
        shell("echo $WORD; pwd; cat"),
        folder=tmp_path,
        environment={"WORD": "given"},
        limit=1000,
        timeout=PATIENCE,
    )

    assert output.stdout.decode().split() == ["given", str(tmp_path)]


async def test_arguments_are_never_read_by_a_shell(tmp_path: Path) -> None:
    lines = await said(["/bin/echo", "; touch file", "$(id)", "*"], tmp_path)

    assert lines == [Line("; touch file $(id) *")]
    assert not any(tmp_path.iterdir())  # noqa: ASYNC240


async def test_too_much_output_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProgramError, match="more than 9 KiB"):
        await make_programs().output(shell("yes"), folder=tmp_path, limit=10_000, timeout=PATIENCE)


async def test_what_takes_too_long_is_ended(tmp_path: Path) -> None:
    with pytest.raises(ProgramError, match=r"sleep did not end within 0\.05 s"):
        await make_programs().output(["/bin/sleep", "120"], folder=tmp_path, limit=1, timeout=0.05)


async def test_the_last_error_says_why_it_failed(tmp_path: Path) -> None:
    output = await make_programs().output(
        shell("echo first >&2; echo why >&2; exit 2"), folder=tmp_path, limit=9, timeout=PATIENCE
    )

    assert (output.code, programs.told(output.errors, output.code)) == (2, "why")


async def test_of_many_errors_the_last_are_kept(tmp_path: Path) -> None:
    output = await make_programs().output(
        shell("seq 100000 >&2"), folder=tmp_path, limit=9, timeout=PATIENCE
    )

    assert output.errors.split() == [str(number) for number in range(99_981, 100_001)]


@pytest.mark.parametrize(
    "name, reason",
    [("nothing-here", "No such file"), ("folder", "denied"), ("text", "denied"), ("nul\0", "null")],
)
async def test_what_cannot_be_started_is_told(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "text").write_text("text")

    with pytest.raises(ProgramError, match=f"cannot be started: .*{reason}"):
        await said([str(tmp_path / name)], tmp_path)


async def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProgramError, match="No such file"):
        await said(["/bin/true"], tmp_path / "away")


def make_program(path: Path, says: str) -> Path:
    path.write_text(f"#!/bin/sh\necho asked >> {path}.log\n{says}\n")
    path.chmod(0o755)
    return path


def asked(program: Path) -> int:
    return Path(f"{program}.log").read_text().count("asked")


def test_a_program_is_found_beside_our_own_python() -> None:
    name = Path(sys.executable).name

    assert make_programs().find(name) == str(Path(sys.executable).parent / name)


def test_else_it_is_found_on_the_path(tmp_path: Path) -> None:
    program = make_program(tmp_path / "prog", "true")
    found = Programs(SystemClock(), path=f"/nowhere{os.pathsep}{tmp_path}")

    assert found.find("prog") == str(program)
    assert found.find("other") is None


async def test_its_version_is_asked_once(tmp_path: Path) -> None:
    program = make_program(tmp_path / "prog", "echo 2026.10.26 $1; echo more")
    machine = make_programs()

    versions = [await machine.version(str(program), "--version") for _ in range(3)]

    assert versions == ["2026.10.26 --version"] * 3
    assert asked(program) == 1


async def test_a_new_file_is_asked_again(tmp_path: Path) -> None:
    program = make_program(tmp_path / "prog", "echo 1.0")
    machine = make_programs()
    await machine.version(str(program))
    make_program(tmp_path / "prog", "echo 2.0.0")

    assert await machine.version(str(program)) == "2.0.0"


@pytest.mark.parametrize("says", ["exit 1", "true", "echo broken >&2; exit 3"])
async def test_what_does_not_say_its_version_is_told(tmp_path: Path, says: str) -> None:
    program = make_program(tmp_path / "prog", says)

    with pytest.raises(ProgramError, match="prog does not say its version"):
        await make_programs().version(str(program))


async def test_the_version_of_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProgramError, match="is not there"):
        await make_programs().version(str(tmp_path / "away"))


@pytest.mark.parametrize(
    "text, expected",
    [("2026.10.26", (2026, 10, 26)), ("ffmpeg version 5.1.9-0", (5, 1, 9, 0)), ("n.a.", ())],
)
def test_versions_are_compared_by_their_numbers(text: str, expected: tuple[int, ...]) -> None:
    assert programs.numbers(text) == expected
