"""Every downloader that is found passes the same suite."""

import importlib
import pkgutil
from collections.abc import AsyncIterator

import pytest

from aniworldd import downloaders
from aniworldd.model.release import Form
from tests.downloaders.conformance import Case, Conformance
from tests.downloaders.conftest import make_release, opened
from tests.downloaders.film import Film, Lie
from tests.faults.server import FaultyServer


class TestHttp(Conformance):
    @pytest.fixture
    async def case(self, server: FaultyServer, film: Film) -> AsyncIterator[Case]:
        stuck = Film()
        stuck.lies.extend(Lie(stall=100_000) for _ in range(9))
        server.routes["/stuck.mp4"] = stuck
        async with opened() as downloader:
            yield Case(
                downloader=downloader,
                good=make_release(server.url("/film.mp4")),
                content=film.data,
                gone=make_release(server.url("/status/404")),
                no_media=make_release(server.url("/ok")),
                endless=make_release(server.url("/stuck.mp4")),
                foreign=make_release(server.url("/film.mp4"), form=Form.HLS),
            )


def test_every_downloader_has_a_case() -> None:
    names = [module.name for module in pkgutil.iter_modules(downloaders.__path__)]
    modules = [importlib.import_module(f"aniworldd.downloaders.{name}") for name in names]
    plugs = {module.__name__.rpartition(".")[2] for module in modules if hasattr(module, "build")}

    assert plugs == {
        case.__name__.removeprefix("Test").lower() for case in Conformance.__subclasses__()
    }
