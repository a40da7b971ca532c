from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from aniworldd.errors import ProviderChanged, ProviderError, ProviderUnreachable, TitleNotFound
from aniworldd.model.release import Form
from aniworldd.model.title import Item, ItemKind, Title, TitleKind
from aniworldd.model.watch import Watch
from aniworldd.providers.archive import Settings
from aniworldd.providers.archive import provider as module
from aniworldd.providers.archive.provider import ArchiveProvider
from tests.providers.archive.standin import Archive, file, made_of, metadata


async def ask(
    provider: ArchiveProvider, link: str, known: Sequence[Item] = ()
) -> tuple[Title, Sequence[Item]]:
    (title,) = await provider.titles(Watch("w", link))
    return title, await provider.items_after(title, known)


def codes(items: Sequence[Item]) -> dict[str, str]:
    return {item.id: item.key.code for item in items}


@pytest.mark.parametrize(
    "path, known",
    {
        "/details/night-bus": True,
        "/details/night-bus/": True,
        "/details/night-bus/stop1.mp4": True,
        "/embed/night-bus": True,
        "/download/night-bus": True,
        "/download/night-bus/": True,
        "/download/night-bus/stop1.mp4": False,
        "/details/@somebody": False,
        "/details/": False,
        "/search?query=bus": False,
        "/details/night%20bus": False,
    }.items(),
)
def test_pages_of_items_are_recognised(provider: ArchiveProvider, path: str, known: bool) -> None:
    archive = ArchiveProvider("a", "https://archive.org", provider._tools)

    assert archive.recognises(f"https://archive.org{path}") is known
    assert archive.recognises(f"https://www.archive.org{path}") is known
    assert not archive.recognises(f"https://archive.example{path}")


@pytest.mark.parametrize("link", ["archive.org", "https://archive.org/details", "ftp://a.example"])
def test_the_link_is_the_archive_s_front(link: str) -> None:
    with pytest.raises(ValueError, match="is not the address of an archive"):
        Settings(kind="archive", link=link)


async def test_an_item_with_one_film_is_a_film(archive: Archive, provider: ArchiveProvider) -> None:
    archive.put(
        metadata(
            "lamp-post",
            file("Lamp_Post.mp4"),
            title="The <i>Lamp</i> Post",
            date="1947-05-01",
            description=["<p>A post &amp; its lamp.</p>", "Restored"],
            subject="noir; city;noir",
        )
    )

    title, items = await ask(provider, archive.link("lamp-post"))

    assert title == Title(
        key="lamp-post",
        provider="archive.org",
        link=archive.link("lamp-post"),
        name="The Lamp Post",
        kind=TitleKind.MOVIE,
        year=1947,
        plot="A post & its lamp. Restored",
        cover=f"{archive.served.url}/services/img/lamp-post",
        genres=("noir", "city"),
        seasons=title.seasons,
    )
    assert [(item.kind, item.key.code, item.name) for item in items] == [
        (ItemKind.MOVIE, "S00E01", "")
    ]


async def test_the_names_of_files_say_season_and_number(
    archive: Archive, provider: ArchiveProvider
) -> None:
    names = ["Season 1/01 First.mp4", "Night Bus S02E03.mp4", "Season 1/02 Second.avi"]
    archive.put(metadata("night-bus", *map(file, names), file("Night Bus Interview.mp4")))

    title, items = await ask(provider, archive.link("night-bus"))

    assert codes(items) == {
        "Night Bus Interview.mp4": "S00E01",
        "Season 1/01 First.mp4": "S01E01",
        "Season 1/02 Second.avi": "S01E02",
        "Night Bus S02E03.mp4": "S02E03",
    }
    assert [season.number for season in title.seasons] == [0, 1, 2]
    assert title.kind is TitleKind.SERIES


async def test_without_numbers_films_are_counted_and_keep_their_places(
    archive: Archive, provider: ArchiveProvider
) -> None:
    archive.put(metadata("night-bus", file("Camden.mp4"), file("Ealing.mp4")))
    _, before = await ask(provider, archive.link("night-bus"))
    archive.put(metadata("night-bus", *map(file, ["Camden.mp4", "Dover.mp4", "Ealing.mp4"])))
    _, after = await ask(provider, archive.link("night-bus"), before)

    assert codes(before) == {"Camden.mp4": "S01E01", "Ealing.mp4": "S01E02"}
    assert codes(after) == {**codes(before), "Dover.mp4": "S01E03"}


async def test_the_number_of_a_film_that_is_gone_is_not_given_again(
    archive: Archive, provider: ArchiveProvider
) -> None:
    archive.put(metadata("night-bus", file("Camden.mp4"), file("Ealing.mp4")))
    _, items = await ask(provider, archive.link("night-bus"))
    archive.put(metadata("night-bus", file("Camden.mp4")))
    _, items = await ask(provider, archive.link("night-bus"), items)
    archive.put(metadata("night-bus", file("Camden.mp4"), file("Dover.mp4")))
    _, items = await ask(provider, archive.link("night-bus"), items)

    assert codes(items)["Dover.mp4"] == "S01E03"


async def test_a_release_has_size_and_checksum(archive: Archive, provider: ArchiveProvider) -> None:
    archive.put(
        metadata(
            "night-bus",
            file("Stop 1#.avi", sha1="", md5="AB", size="123"),
            made_of("Stop 1#.avi", "Stop 1#.mp4", "h.264", sha1="CD", size="45"),
        )
    )
    _, (item,) = await ask(provider, archive.link("night-bus"))

    best, other = await provider.releases(item)

    assert best.url == f"{archive.served.url}/download/night-bus/Stop%201%23.mp4"
    assert (best.size, best.checksum, best.form) == (45, "sha1:CD", Form.FILE)
    assert (other.size, other.checksum) == (123, "md5:AB")


async def test_a_collection_is_a_series_in_the_order_of_its_items(
    archive: Archive, provider: ArchiveProvider
) -> None:
    archive.put(metadata("night_films", mediatype="collection", title="Night Films"))
    for name, day in {"zebra": 1, "yak": 3, "xerus": 2}.items():
        archive.put(metadata(name, file("a.mp4"), publicdate=f"2016-03-0{day}T10:00:00Z"))

    title, items = await ask(provider, archive.link("night_films"))

    assert (title.name, title.kind) == ("Night Films", TitleKind.SERIES)
    assert codes(items) == {"zebra": "S01E01", "xerus": "S01E02", "yak": "S01E03"}
    assert items[0].name == "Zebra"
    assert items[0].released_at == datetime(2016, 3, 1, 10, tzinfo=UTC)


async def test_the_longest_film_of_a_member_is_its_release(
    archive: Archive, provider: ArchiveProvider
) -> None:
    archive.put(metadata("night_films", mediatype="collection"))
    archive.put(metadata("zebra", file("a.mp4", length="60"), file("b.mp4", length="3600")))
    _, (item,) = await ask(provider, archive.link("night_films"))

    (release,) = await provider.releases(item)

    assert release.url == f"{archive.served.url}/download/zebra/b.mp4"
    assert release.item == item.key


async def test_a_large_collection_comes_in_pages(
    archive: Archive, provider: ArchiveProvider
) -> None:
    archive.put(metadata("night_films", mediatype="collection"))
    for number in range(250):
        archive.put(metadata(f"film-{number:03}", file("a.mp4")))

    _, items = await ask(provider, archive.link("night_films"))

    assert len(items) == 250
    assert sum("scrape" in path for path in archive.served.asked) == 3


async def test_half_a_list_is_not_taken_for_all_of_it(
    archive: Archive, provider: ArchiveProvider
) -> None:
    archive.put(metadata("night_films", mediatype="collection"))
    archive.put(metadata("zebra", file("a.mp4")))
    archive.total = 2

    with pytest.raises(ProviderUnreachable, match="gave 1 of the 2 items"):
        await ask(provider, archive.link("night_films"))


async def test_a_list_without_end_is_given_up(
    archive: Archive, provider: ArchiveProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.put(metadata("night_films", mediatype="collection"))
    for number in range(3):
        archive.put(metadata(f"film-{number}", file("a.mp4")))
    archive.page = 1
    monkeypatch.setattr(module, "PAGES", 2)

    with pytest.raises(ProviderError, match="has more than 2000 items"):
        await ask(provider, archive.link("night_films"))


@pytest.mark.parametrize(
    "answer, expected",
    {
        b"{}": "is not there, says the archive",
        b'{"is_dark": true, "metadata": {"mediatype": "movies"}}': "was taken out of the archive",
        b'{"metadata": {"mediatype": "texts"}, "files": [{"name": "a.pdf"}]}': (
            "none of the 1 files of .* is a film"
        ),
    }.items(),
)
async def test_what_is_not_to_be_had_is_said(
    archive: Archive, provider: ArchiveProvider, answer: bytes, expected: str
) -> None:
    archive.served.pages["/metadata/x"] = answer

    with pytest.raises(TitleNotFound, match=expected):
        await ask(provider, archive.link("x"))


@pytest.mark.parametrize(
    "answer, kind, expected",
    [
        (b"<html>Down for maintenance</html>", ProviderUnreachable, "a web page where JSON"),
        (b"", ProviderChanged, "something else where JSON was due"),
        (b'{"metadata": [], "files": 4}', ProviderChanged, "as its API is documented: metadata"),
        (b'{"metadata": {"identifier": "x"', ProviderChanged, "as its API is documented"),
        (b'{"error": "Item is being moved."}', ProviderError, "Item is being moved$"),
    ],
    ids=["page", "nothing", "types", "torn", "error"],
)
async def test_an_odd_answer_is_an_error_with_a_sentence(
    archive: Archive,
    provider: ArchiveProvider,
    answer: bytes,
    kind: type[ProviderError],
    expected: str,
) -> None:
    archive.served.pages["/metadata/x"] = answer

    with pytest.raises(kind, match=expected) as raised:
        await ask(provider, archive.link("x"))

    assert not str(raised.value).endswith(".")


async def test_fields_may_be_lists_numbers_or_missing(
    archive: Archive, provider: ArchiveProvider
) -> None:
    archive.put(
        metadata(
            "x",
            file("a.mp4", size=7, height=None, length=90, title=["A", "B"]),
            title=["First", "Second"],
            year=1950,
            subject=["b; a", "c"],
            description=None,
        )
    )

    title, (item,) = await ask(provider, archive.link("x"))

    assert (title.name, title.year, title.genres) == ("First", 1950, ("b", "a", "c"))
    (release,) = await provider.releases(item)
    assert release.size == 7


async def test_title_and_items_are_one_request(archive: Archive, provider: ArchiveProvider) -> None:
    archive.put(metadata("x", file("a.mp4")))

    await ask(provider, archive.link("x"))

    assert archive.served.asked == ["/metadata/x"]


async def test_a_search_goes_on_as_long_as_it_is_asked(
    archive: Archive, provider: ArchiveProvider
) -> None:
    for number in range(120):
        archive.put(metadata(f"night-{number}", file("a.mp4")))
    archive.put(metadata("day", file("a.mp4")))

    found = [title async for title in provider.search("Night")]

    assert len(found) == 120
    assert {title.kind for title in found} == {TitleKind.MOVIE}
    assert len(archive.served.asked) == 3


async def test_words_of_a_search_do_not_steer_the_archive(
    archive: Archive, provider: ArchiveProvider
) -> None:
    assert [title async for title in provider.search('") OR collection:(secret NOT')] == []
    assert [title async for title in provider.search("…!")] == []

    (asked,) = archive.served.asked
    assert "or+AND+collection+AND+secret+AND+not+AND+mediatype" in asked
