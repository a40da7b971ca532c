"""Many downloads share what one may read ahead."""

from contextlib import ExitStack, aclosing

import pytest

from aniworldd.errors import FetchError
from aniworldd.net.buffers import DOWNLOAD, PAGE, Buffers
from aniworldd.net.client import Client
from tests.faults.server import FaultyServer


def test_one_download_gets_the_whole_and_eight_together_less_than_two_of_it() -> None:
    buffers = Buffers()

    with ExitStack() as opened:
        sizes = [opened.enter_context(buffers.lend(paced=False)) for _ in range(8)]

    assert sizes[0] == DOWNLOAD
    assert sizes == sorted(sizes, reverse=True)
    assert sum(sizes) < 2 * DOWNLOAD
    assert min(sizes) >= PAGE


def test_a_download_with_a_rate_gets_as_little_as_a_page() -> None:
    with Buffers().lend(paced=True) as size:
        assert size == PAGE


def test_what_was_lent_is_given_back_whatever_happens() -> None:
    buffers = Buffers()

    with pytest.raises(FetchError), buffers.lend(paced=False):
        raise FetchError("it broke off")

    with buffers.lend(paced=False) as size:
        assert size == DOWNLOAD


async def test_a_stream_has_a_buffer_until_it_ends(client: Client, server: FaultyServer) -> None:
    async with client.stream(server.url("/file")) as stream:
        during = client.buffers.lent
        async with aclosing(stream.chunks()) as chunks:
            async for _ in chunks:
                pass
    with pytest.raises(FetchError):
        async with client.stream(server.url("/status/404")):
            pass

    assert (during, client.buffers.lent) == (1, 0)
