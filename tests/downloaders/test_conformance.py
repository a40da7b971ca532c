"""Every downloader that is found passes the same suite."""

import sys
from collections.abc import AsyncIterator

import pytest

from aniworldd import downloaders
from aniworldd.config.kinds import read_kind
from aniworldd.downloaders import KINDS, command, ytdlp
from aniworldd.model.release import Form
from tests.config.make import node
from tests.downloaders.command import fetching
from tests.downloaders.conformance import Case, Conformance
from tests.downloaders.conftest import make_release, opened
from tests.downloaders.film import Film, Lie
from tests.downloaders.hls import conftest as hls
from tests.downloaders.hls.site import Site, make_fragments
from tests.downloaders.tools import make_tools
from tests.faults.server import FaultyServer
from tests.parts import program


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


class TestHls(Conformance):
    @pytest.fixture
    async def case(self, server: FaultyServer) -> AsyncIterator[Case]:
        site = Site(server)
        fragments = make_fragments(8)
        site.lies["stuck-1.ts"].extend([Lie(stall=20_000)] * 9)
        good = site.film(fragments)
        async with hls.opened() as downloader:
            yield Case(
                downloader=downloader,
                good=make_release(good, form=Form.HLS),
                content=b"".join(fragments),
                gone=make_release(server.url("/status/404"), form=Form.HLS),
                no_media=make_release(server.url("/ok"), form=Form.HLS),
                endless=make_release(site.film(fragments, name="stuck"), form=Form.HLS),
                foreign=make_release(good.removesuffix(".m3u8"), form=Form.PAGE),
            )


class TestYtdlp(Conformance):
    @pytest.fixture
    def case(self, server: FaultyServer, film: Film) -> Case:
        program("yt-dlp")
        stuck = Film()
        stuck.lies.extend(Lie(stall=100_000) for _ in range(9))
        server.routes["/stuck.mp4"] = stuck
        return Case(
            downloader=ytdlp.Ytdlp(ytdlp.Settings(kind="ytdlp"), make_tools()),
            good=make_release(server.url("/film.mp4"), form=Form.PAGE),
            content=film.data,
            gone=make_release(server.url("/status/404"), form=Form.PAGE),
            no_media=make_release(server.url("/ok"), form=Form.PAGE),
            endless=make_release(server.url("/stuck.mp4"), form=Form.PAGE),
            foreign=make_release("ftp://127.0.0.1/film.mp4"),
        )


class TestCommand(Conformance):
    @pytest.fixture
    def case(self, server: FaultyServer, film: Film) -> Case:
        stuck = Film()
        stuck.lies.append(Lie(stall=100_000))
        server.routes["/stuck.mp4"] = stuck
        arguments = (sys.executable, fetching.__file__, "{url}", "{folder}")
        settings = command.Settings(kind="command", arguments=arguments, forms=(Form.PAGE,))
        return Case(
            downloader=command.Command(settings, make_tools()),
            good=make_release(server.url("/film.mp4"), form=Form.PAGE),
            content=film.data,
            gone=make_release(server.url("/status/404"), form=Form.PAGE),
            no_media=make_release(server.url("/ok"), form=Form.PAGE),
            endless=make_release(server.url("/stuck.mp4"), form=Form.PAGE),
            foreign=make_release(server.url("/film.mp4"), form=Form.HLS),
        )


def test_every_downloader_has_a_case() -> None:
    cases = {case.__name__.removeprefix("Test").lower() for case in Conformance.__subclasses__()}

    assert set(KINDS) == cases


@pytest.mark.parametrize("kind", KINDS)
def test_every_downloader_is_made_from_its_section(kind: str) -> None:
    more = "arguments: [/bin/true]\n" if kind == "command" else ""
    section, problems = read_kind(node(f"kind: {kind}\n{more}"), KINDS, "downloader")
    assert section is not None, problems

    made = downloaders.load(section, make_tools())

    assert made.name == kind


@pytest.mark.parametrize("kind", KINDS)
def test_every_downloader_says_what_it_is(kind: str) -> None:
    plug = KINDS.module(kind)

    assert "In the config:" in (plug.__doc__ or "")
    assert plug.Settings.__doc__
