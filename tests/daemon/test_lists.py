"""Wishes in lists and shortcuts, dropped into the folder of a running daemon."""

from pathlib import Path

from tests.daemon.conftest import CHAIR, KETTLE, World
from tests.daemon.program import Program


async def test_a_line_is_a_wish_until_it_is_deleted_wherever_it_stands(world: World) -> None:
    await world.start()
    stream = f"{world.stage.url}/anime/stream"
    path = world.stage.watchlist / "list.txt"
    path.write_text(f"# ours\n{stream}/{KETTLE}\n")
    await world.sees(lambda: world.files() == world.stage.expected(KETTLE))
    clips = world.shelf.count("/hoster/")

    path.write_text(f"{stream}/{CHAIR} | monitor=none\nnonsense\n{stream}/{KETTLE} | seasons=1-9\n")
    [concern] = await world.sees(lambda: world.now().concerns)
    await world.sees(lambda: world.title(CHAIR))
    path.rename(path.with_name("ours.txt"))
    await world.sees(lambda: _file(world, KETTLE).startswith("ours.txt "))
    (path.with_name("ours.txt")).write_text(f"{stream}/{CHAIR} | monitor=none\n")
    await world.sees(lambda: world.title(KETTLE) is None, seconds=20)

    assert "list.txt:2:1: error C206: link: 'nonsense'" in concern.detail
    assert world.title(CHAIR) is not None
    assert world.files() == world.stage.expected(KETTLE)
    assert world.shelf.count("/hoster/") == clips


async def test_a_shortcut_from_the_browser_is_a_wish(world: World) -> None:
    await world.start()
    link = f"{world.stage.url}/anime/stream/{KETTLE}"
    path = world.stage.watchlist / "Die Teekesselritter – Serien.url"

    path.write_bytes(f"[InternetShortcut]\r\nURL={link}\r\n".encode())
    await world.sees(lambda: world.files() == world.stage.expected(KETTLE))

    assert _file(world, KETTLE) == path.name


def test_why_knows_a_wish_by_the_end_of_its_link_or_by_its_shortcut(tmp_path: Path) -> None:
    program = Program(tmp_path)
    program.lay_out()
    (program.watchlist / "list.txt").write_text("https://nobody.example/stream/lamp-post\n")
    (program.watchlist / "Kettle.url").write_text("[InternetShortcut]\nURL=https://k.example/x\n")

    lamp, kettle = program.call("why", "lamp-post"), program.call("why", "kettle")

    assert "no provider recognises https://nobody.example/stream/lamp-post" in lamp.stdout
    assert "no provider recognises https://k.example/x" in kettle.stdout


def _file(world: World, key: str) -> str:
    row = world.title(key)
    return row.file if row else ""
