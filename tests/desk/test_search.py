"""A search asks all providers side by side, and none of them holds up or spoils the others."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from aniworldd.desk.search import Found, Search
from aniworldd.desk.series import Shelf
from aniworldd.errors import ProviderError, ProviderUnreachable, TitleNotFound, Unavailable
from aniworldd.model.release import Release
from aniworldd.model.title import Item, Title
from aniworldd.model.watch import Watch
from aniworldd.providers import Provider
from aniworldd.reconcile.numbers import Numbers
from aniworldd.reconcile.reconciler import Reconciler
from aniworldd.reconcile.state import Desired, Observed, Plan
from aniworldd.store import Store
from tests.factories import make_title
from tests.fake_clock import FakeClock


class Silent:
    """A provider that cannot be searched."""

    name = "silent"

    def recognises(self, link: str) -> bool:
        return False

    async def titles(self, watch: Watch) -> Sequence[Title]:
        return ()

    async def items(self, title: Title) -> Sequence[Item]:
        return ()

    async def releases(self, item: Item) -> Sequence[Release]:
        return ()

    async def close(self) -> None: ...


class Talker(Silent):
    """Gives these keys, then ends as it is told."""

    def __init__(self, *keys: str, error: Exception | None = None, hangs: bool = False) -> None:
        self.keys = keys
        self.error = error
        self.hangs = hangs
        self.closed = False

    async def search(self, query: str) -> AsyncIterator[Title]:
        try:
            for key in self.keys:
                yield make_title(key, name=f"{query} {key}", link=f"https://x.example/{key}")
            if self.hangs:
                await asyncio.Event().wait()
            if self.error is not None:
                raise self.error
        finally:
            self.closed = True


class Sides:
    def desired(self) -> Desired:
        return Desired()

    async def observed(self, *, scan: bool) -> Observed:
        return Observed()

    async def apply(self, result: Plan) -> None: ...


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    store = Store.open(tmp_path, now=FakeClock().now)
    reconciler = Reconciler(Sides(), FakeClock(), lambda event: None)
    yield Shelf(reconciler, lambda: (), {}, Numbers(store), store.durable)
    store.close()


async def ask(shelf: Shelf, providers: Mapping[str, Provider], most: int = 10) -> Found:
    search = Search(providers, shelf, lambda: "{title} ({year})", patience=0.05)
    return await search.ask("tea", most)


async def test_the_best_of_each_comes_first_and_each_link_once(shelf: Shelf) -> None:
    found = await ask(shelf, {"a": Talker("1", "2", "3"), "b": Talker("2", "4"), "c": Silent()})

    assert [hit.key for hit in found.hits] == ["1", "2", "4", "3"]
    assert found.failed == {}
    assert (found.hits[0].folder, found.hits[0].site) == ("tea 1 (2024)", "x.example")


async def test_no_more_is_asked_for_than_is_wanted(shelf: Shelf) -> None:
    endless = Talker(*map(str, range(1000)), hangs=True)

    found = await ask(shelf, {"a": endless}, 3)

    assert [hit.key for hit in found.hits] == ["0", "1", "2"]
    assert endless.closed


@pytest.mark.parametrize(
    "error, said",
    [
        (ProviderUnreachable("b", "it is down"), "it is down"),
        (RuntimeError("a bug"), "unexpected: RuntimeError('a bug')"),
    ],
)
async def test_one_that_fails_keeps_what_it_had_said(
    shelf: Shelf, error: Exception, said: str
) -> None:
    found = await ask(shelf, {"a": Talker("1"), "b": Talker("2", error=error)})

    assert [hit.key for hit in found.hits] == ["1", "2"]
    assert found.failed == {"b": said}


async def test_one_that_does_not_end_is_waited_for_a_while(shelf: Shelf) -> None:
    hanging = Talker("2", hangs=True)

    found = await ask(shelf, {"a": hanging, "b": Talker("1")})

    assert [hit.key for hit in found.hits] == ["2", "1"]
    assert found.failed == {"a": "no answer within 0.05 s"}
    assert hanging.closed


async def test_who_says_that_there_is_no_such_title_has_answered(shelf: Shelf) -> None:
    found = await ask(shelf, {"a": Talker(error=TitleNotFound("a", "none"))})

    assert (list(found.hits), found.failed) == ([], {})


async def test_when_all_fail_that_is_an_error(shelf: Shelf) -> None:
    with pytest.raises(ProviderError, match=r"^a: down; b: no answer within 0\.05 s$"):
        await ask(
            shelf,
            {"a": Talker(error=ProviderUnreachable("a", "down")), "b": Talker(hangs=True)},
        )


async def test_without_anybody_to_ask_it_is_unavailable(shelf: Shelf) -> None:
    with pytest.raises(Unavailable, match="no provider"):
        await ask(shelf, {"c": Silent()})
