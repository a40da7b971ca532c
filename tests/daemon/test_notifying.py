"""What systemd hears of the real program: ready, how far it is, reloads, and that it stops."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import Callable

from tests.daemon.conftest import KETTLE, World
from tests.daemon.test_systemd import Ear

DOWNLOADING = re.compile(r"STATUS=\d of \d, [0-9.]+ [KM]iB/s; next scan .*03:00")


class Heard:
    """Everything that came, in its order."""

    def __init__(self, ear: Ear) -> None:
        self._ear = ear
        self._next = 0  # the first message behind the one that was waited for last
        self.messages: list[str] = []

    async def until(self, fits: Callable[[str], object], seconds: float = 60.0) -> None:
        """Wait for one that fits, behind those that were waited for before."""
        async with asyncio.timeout(seconds):
            while not (self._next < len(self.messages) and fits(self.messages[self._next])):
                if self._next < len(self.messages):
                    self._next += 1
                    continue
                self.messages += self._ear.heard()
                await asyncio.sleep(0.02)
        self._next += 1


async def test_a_manager_hears_it_all(world: World) -> None:
    ear = Ear(str(world.folder.parent / "notify"))
    heard = Heard(ear)
    world.shelf.drip = 50_000
    world.wish(KETTLE)
    daemon = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "aniworldd", "run", "--config", str(world.stage.config)),
        env={**os.environ, "NOTIFY_SOCKET": ear.address, "WATCHDOG_USEC": "3000000"},
        stderr=asyncio.subprocess.DEVNULL,
    )
    await heard.until(lambda text: text == "READY=1")
    await heard.until(DOWNLOADING.fullmatch)
    await heard.until(lambda text: text == "WATCHDOG=1")

    daemon.send_signal(signal.SIGHUP)
    await heard.until(lambda text: text.startswith("RELOADING=1\nMONOTONIC_USEC="))
    await heard.until(lambda text: text == "READY=1")
    world.configure(("scheduler:", "langauges: [x]\nscheduler:"))
    await heard.until(lambda text: text.endswith("1 problem in the files"))
    daemon.send_signal(signal.SIGTERM)
    await heard.until(lambda text: text == "STOPPING=1")

    assert await daemon.wait() == 0
    assert heard.messages[0].startswith("EXTEND_TIMEOUT_USEC=")
    assert heard.messages.count("READY=1") == 2
    ear.close()
