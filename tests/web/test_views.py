"""What the pages are made of costs the loop nothing."""

import threading
from collections.abc import Callable, Mapping
from functools import cached_property

from aniworldd.web.page.views import Pages


class Watched(Pages):
    """Remembers which thread compiled the templates."""

    def __init__(self) -> None:
        self.threads: list[threading.Thread] = []

    @cached_property
    def _templates(self) -> Mapping[str, Callable[..., str]]:
        self.threads.append(threading.current_thread())
        return {}


async def test_templates_are_compiled_once_and_beside_the_loop() -> None:
    pages = Watched()

    await pages.prepare()
    await pages.prepare()

    [thread] = pages.threads
    assert thread is not threading.main_thread()
