"""`GET /api/library/unknown`: what lies in the library and counts as nothing."""

import pytest

from aniworldd.model.account import Role
from tests.web.conftest import Client, Serve
from tests.web.worlds import FakeReads, make_now

PATH = "/api/library/unknown"
FILES = tuple(f"Show/odd {number}.mkv" for number in range(1, 6))


@pytest.fixture(autouse=True)
def _files(reads: FakeReads) -> None:
    reads.page = make_now(unknown=FILES)


async def test_all_of_them_are_listed(client: Client) -> None:
    answer = await client.get(PATH)

    assert await answer.json() == {"total": 5, "files": list(FILES)}


async def test_a_part_of_a_long_list_is_given(client: Client) -> None:
    answer = await client.get(PATH, params={"offset": 3, "limit": 1})

    assert await answer.json() == {"total": 5, "files": [FILES[3]]}


@pytest.mark.parametrize("asked", [{"limit": 0}, {"limit": 10_001}, {"offset": -1}], ids=str)
async def test_what_cannot_be_meant_is_refused(client: Client, asked: dict[str, int]) -> None:
    assert (await client.get(PATH, params=asked)).status == 422


async def test_whoever_may_look_may_see_them(serve: Serve) -> None:
    assert (await (await serve(role=Role.VIEWER)).get(PATH)).status == 200
    assert (await (await serve(role=None)).get(PATH)).status == 401
