"""`aniworldd site test`: against saved pages, and against a site that answers."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from aniworldd.providers.site import SHIPPED
from tests.daemon.conftest import KETTLE, World
from tests.daemon.program import Program

STANDIN = SHIPPED / "standin.yaml"


@pytest.mark.parametrize("name", ["standin", "series-template", "json-template"])
def test_the_shipped_definitions_read_their_saved_pages(tmp_path: Path, name: str) -> None:
    ended = Program(tmp_path).call("site", "test", SHIPPED / f"{name}.yaml")

    assert ended.returncode == 0, ended.stdout
    assert "FAILED" not in ended.stdout


def test_a_page_that_gives_something_else_is_a_failure(tmp_path: Path) -> None:
    definition = tmp_path / "standin.yaml"
    definition.write_text(STANDIN.read_text().replace("table.seasonEpisodesList", "table.grid"))
    (tmp_path / "fixtures").symlink_to(SHIPPED / "fixtures")

    ended = Program(tmp_path).call("site", "test", definition)

    assert ended.returncode == 1
    assert "FAILED season.html" in ended.stdout


def test_a_bad_selector_is_named_with_its_place(tmp_path: Path) -> None:
    definition = tmp_path / "standin.yaml"
    definition.write_text(STANDIN.read_text().replace("p.seri_des", "p..seri_des"))

    ended = Program(tmp_path).call("site", "test", definition)

    assert ended.returncode == 78
    assert "pages.series.fields.plot" in ended.stderr
    assert "^~" in ended.stderr


def test_a_definition_that_is_not_there_is_a_wrong_call(tmp_path: Path) -> None:
    ended = Program(tmp_path).call("site", "test", tmp_path / "none.yaml")

    assert ended.returncode == 64
    assert "cannot be read" in ended.stderr


async def test_a_live_site_says_what_it_gave(world: World) -> None:
    code, said = await live(world, "--config", str(world.stage.config))

    assert code == 0, said
    assert "series: Die Teekesselritter (2021), 3 seasons" in said
    assert "season 2: 2 items" in said


async def test_a_live_site_inside_the_network_is_refused_unless_allowed(world: World) -> None:
    code, said = await live(world)

    assert code == 1
    assert "fetch.allow_private" in said


async def live(world: World, *words: str) -> tuple[int | None, str]:
    link = f"{world.stage.url}/anime/stream/{KETTLE}"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "aniworldd", "site", "test", str(STANDIN), "--live", link, *words),
        env={"HOME": str(world.folder), "PATH": os.environ["PATH"]},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    return process.returncode, output.decode()
