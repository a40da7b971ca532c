"""Which yt-dlp is used, and which is refused."""

from pathlib import Path

import pytest

from aniworldd.clock import SystemClock
from aniworldd.errors import ProgramError
from aniworldd.programs import Programs, ytdlp


def put(folder: Path, version: str, *, code: int = 0) -> Path:
    """A program that says this version when it is asked as ours is."""
    path = folder / "yt-dlp"
    asked = '[ "$*" = "--ignore-config --version" ] || exit 9'
    path.write_text(f"#!/bin/sh\n{asked}\necho {version}\nexit {code}\n")
    path.chmod(0o755)
    return path


def make_programs(folder: Path) -> Programs:
    return Programs(SystemClock(), path=str(folder))


@pytest.mark.parametrize("version", ["2026.07.04", "2026.7.4", "2026.10.26", "2027.01.01.232700"])
async def test_a_version_that_is_new_enough_is_used(tmp_path: Path, version: str) -> None:
    path = put(tmp_path, version)

    assert await ytdlp.find(make_programs(tmp_path)) == str(path)
    assert ytdlp.missing(make_programs(tmp_path)) == ""


@pytest.mark.parametrize("version", ["2026.07.03", "2025.12.08", "2026.7", "unknown"])
async def test_an_older_one_is_refused_with_what_was_found(tmp_path: Path, version: str) -> None:
    path = put(tmp_path, version)

    with pytest.raises(ProgramError) as raised:
        await ytdlp.find(make_programs(tmp_path))

    assert str(raised.value) == (
        f"{path} is version {version}, and 2026.7.4 is the oldest that is used; update it the way"
        " it was installed, as with pip install -U yt-dlp"
    )


async def test_an_update_is_noticed_without_a_restart(tmp_path: Path) -> None:
    programs = make_programs(tmp_path)
    put(tmp_path, "2025.12.08")
    with pytest.raises(ProgramError):
        await ytdlp.find(programs)

    put(tmp_path, "2026.10.26.1")

    assert await ytdlp.find(programs)


async def test_one_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ProgramError, match=r"yt-dlp is not installed: put 2026\.7\.4 or newer on"):
        await ytdlp.find(make_programs(tmp_path))
    with pytest.raises(ProgramError, match="there is no program /opt/other/yt-dlp"):
        await ytdlp.find(make_programs(tmp_path), "/opt/other/yt-dlp")
    assert "is not installed" in ytdlp.missing(make_programs(tmp_path))


async def test_one_that_does_not_run_is_said_to_be_broken(tmp_path: Path) -> None:
    put(tmp_path, "2026.10.26", code=1)

    with pytest.raises(ProgramError, match="does not say its version"):
        await ytdlp.find(make_programs(tmp_path))
