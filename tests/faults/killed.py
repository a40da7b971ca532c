"""A daemon in a process of its own that wishes for the films of all liars, and is killed."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from aniworldd import control
from aniworldd.errors import AniworldError
from tests.faults.lied_to import Liars, code

_LOOK = 0.25  # seconds


class Killed:
    """`running` ends it with SIGKILL; its state, and its parts, stay as they were."""

    def __init__(self, folder: Path, liars: Liars) -> None:
        self.liars = liars
        self.library = folder / "library"
        self._state = folder / "state"
        self._config = folder / "config.yaml"
        for path in (self.library, self._state, folder / "watchlist"):
            path.mkdir()
        self._config.write_text(_CONFIG.format(folder=folder), "utf-8")
        for name, url in liars.urls.items():
            wish = folder / "watchlist" / f"{liars.number(name):03}.yaml"
            wish.write_text(f"link: {url}\n", "utf-8")

    @property
    def here(self) -> set[str]:
        """The lies whose film has arrived."""
        return self.liars.arrived(self.library)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "aniworldd", "run", "--config", str(self._config)),
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            yield
        finally:
            process.kill()
            await process.wait()

    async def retries(self, seconds: float, until: Callable[[], bool] = lambda: False) -> None:
        """Have everything that waits tried again at once, again and again, for so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not until():
                    await asyncio.sleep(_LOOK)
                    await asyncio.to_thread(self._retry)

    def _retry(self) -> None:
        here = self.here
        for number, lie in enumerate(self.liars.lies):
            if lie.name not in here and lie.arrives:
                with suppress(AniworldError):
                    control.ask(self._state, "retry", [f"lie-{code(number)}"], timeout=5.0)


_CONFIG = """\
data_dir: {folder}/state
library: {{directory: {folder}/library, min_free: 1 MiB}}
watchlist: {{directory: {folder}/watchlist}}
server: {{port: 0}}
scheduler: {{auto_download_after_rescan: true}}
downloads: {{concurrent: 32, retries: 1000, rate_limit_each: 20 MiB/s}}
providers: {{plain: {{kind: plain}}}}
fetch: {{allow_private: [127.0.0.1/32]}}
logging: {{level: ERROR}}
"""
