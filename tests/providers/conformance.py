"""What every provider must do, whatever stands behind it: a plug's test class inherits this one."""

import re
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace

import pytest

from aniworldd.errors import ProviderError, TitleNotFound
from aniworldd.model.title import Item, Title
from aniworldd.model.watch import Watch
from aniworldd.providers import Continuing, Latest, Lister, Provider, Searcher

KEY = re.compile(r"[A-Za-z0-9._-]{1,100}")


@dataclass(frozen=True, slots=True)
class Subject:
    """A provider with something real behind it."""

    provider: Provider
    link: str  # of a title that has items and releases
    foreign: str  # a link of somebody else
    missing: str | None  # a link of its own, to a title that is not there; None: it asks nobody
    fail: Callable[[], None] | None  # from now on nothing behind it answers usefully
    word: str = ""  # what a search finds that title by
    asks_for_releases: bool = True  # or knows them from the item


class ProviderConformance:
    """Inherit it, and give a fixture `subject`."""

    def test_it_has_a_name(self, subject: Subject) -> None:
        assert subject.provider.name

    def test_it_recognises_its_own_links_only(self, subject: Subject) -> None:
        assert subject.provider.recognises(subject.link)
        assert subject.missing is None or subject.provider.recognises(subject.missing)
        assert not subject.provider.recognises(subject.foreign)

    @pytest.mark.parametrize(
        "text",
        ["", " ", "nothing", "http://", "https://[", "ftp://x/y", "https://\0/", "a" * 100_000],
        ids=["empty", "blank", "word", "no host", "bracket", "scheme", "NUL", "long"],
    )
    def test_it_takes_no_text_that_is_no_link(self, subject: Subject, text: str) -> None:
        assert not subject.provider.recognises(text)

    async def test_a_title_has_a_key_that_may_be_looked_up(self, subject: Subject) -> None:
        title = await _title(subject)

        assert KEY.fullmatch(title.key)
        assert title.name
        assert title.provider == subject.provider.name

    async def test_a_title_s_link_leads_to_itself(self, subject: Subject) -> None:
        title = await _title(subject)

        again = await subject.provider.titles(Watch("again", title.link))

        assert subject.provider.recognises(title.link)
        assert [found.key for found in again] == [title.key]

    async def test_the_same_question_has_the_same_answer(self, subject: Subject) -> None:
        first, second = await _title(subject), await _title(subject)

        assert first == second
        assert await subject.provider.items(first) == await subject.provider.items(second)

    async def test_each_item_is_listed_once_under_its_title(self, subject: Subject) -> None:
        title, items = await _items(subject)

        keys = [item.key for item in items]
        assert keys
        assert len(set(keys)) == len(keys)
        assert {key.title for key in keys} == {title.key}
        assert all(key.season >= 0 and key.number >= 0 for key in keys)

    async def test_a_release_is_of_the_item_and_can_be_fetched(self, subject: Subject) -> None:
        _, items = await _items(subject)

        releases = await subject.provider.releases(items[0])

        assert releases
        assert {release.item for release in releases} == {items[0].key}
        assert {release.provider for release in releases} == {subject.provider.name}
        assert all(release.url.startswith(("http://", "https://")) for release in releases)

    async def test_a_title_that_is_not_there_is_said_to_be_missing(self, subject: Subject) -> None:
        if subject.missing is None:
            pytest.skip("it asks nobody")

        with pytest.raises(TitleNotFound) as raised:
            await subject.provider.titles(Watch("gone", subject.missing))

        assert raised.value.name == subject.provider.name

    async def test_a_failure_is_never_an_empty_answer(self, subject: Subject) -> None:
        if subject.fail is None:
            pytest.skip("it asks nobody")
        title, items = await _items(subject)

        subject.fail()

        asking: list[Callable[[], Awaitable[object]]] = [
            lambda: subject.provider.titles(Watch("w", subject.link)),
            lambda: subject.provider.items(title),
        ]
        if isinstance(continuing := subject.provider, Continuing):
            asking.append(lambda: continuing.items_after(title, items))
        if subject.asks_for_releases:
            asking.append(lambda: subject.provider.releases(items[0]))
        for ask in asking:
            with pytest.raises(ProviderError, match=r"\w+ \w+") as raised:
                await ask()
            assert raised.value.name == subject.provider.name
            assert not str(raised.value).endswith(".")

    async def test_what_was_listed_before_keeps_its_place(self, subject: Subject) -> None:
        continuing = subject.provider
        if not isinstance(continuing, Continuing):
            pytest.skip("its items have numbers of their own")
        title, items = await _items(subject)
        moved = [
            replace(item, key=replace(item.key, number=item.key.number + 90)) for item in items
        ]

        assert list(await continuing.items_after(title, ())) == items
        assert list(await continuing.items_after(title, items)) == items
        assert list(await continuing.items_after(title, moved)) == moved

    async def test_a_search_finds_the_title(self, subject: Subject) -> None:
        searcher = subject.provider
        if not isinstance(searcher, Searcher):
            pytest.skip("it cannot search")
        title = await _title(subject)

        async with aclosing(searcher.search(subject.word)) as found:  # type: ignore[type-var]
            keys = {hit.key async for hit in found}

        assert title.key in keys

    async def test_a_search_may_find_nothing(self, subject: Subject) -> None:
        searcher = subject.provider
        if not isinstance(searcher, Searcher):
            pytest.skip("it cannot search")

        assert [hit async for hit in searcher.search("zzz & nobody/wrote=this?")] == []

    async def test_news_name_titles_by_their_keys(self, subject: Subject) -> None:
        latest = subject.provider
        if not isinstance(latest, Latest):
            pytest.skip("it has no page of what is new")

        news = await latest.latest()

        assert news
        assert all(KEY.fullmatch(entry.key) for entry in news)

    async def test_the_catalogue_lists_each_title_once(self, subject: Subject) -> None:
        lister = subject.provider
        if not isinstance(lister, Lister):
            pytest.skip("it has no list of everything")
        title = await _title(subject)

        keys = [listed.key for listed in await lister.catalogue()]

        assert title.key in keys
        assert len(set(keys)) == len(keys)

    async def test_it_can_be_closed(self, subject: Subject) -> None:
        await subject.provider.close()


async def _title(subject: Subject) -> Title:
    (title,) = await subject.provider.titles(Watch("w", subject.link))
    return title


async def _items(subject: Subject) -> tuple[Title, list[Item]]:
    title = await _title(subject)
    return title, list(await subject.provider.items(title))
