import pytest

from aniworldd.model.release import Form
from aniworldd.model.title import Item, ItemKind, Title, TitleKind
from aniworldd.model.watch import Watch
from aniworldd.providers.plain import MOST, Plain

HOST = "https://files.example"


async def read(path: str) -> tuple[Title, list[Item]]:
    plain = Plain("plain")
    (title,) = await plain.titles(Watch("w", f"{HOST}/{path}"))
    return title, list(await plain.items(title))


async def places(path: str) -> list[tuple[int, int]]:
    _, items = await read(path)
    return [(item.key.season, item.key.number) for item in items]


@pytest.mark.parametrize(
    "link",
    [
        f"{HOST}/film.mp4",
        f"{HOST}/film.WebM",
        f"{HOST}/a/film.mkv?token=1#t=3",
        f"{HOST}/live/master.m3u8",
        f"{HOST}/e[01-12].mkv",
    ],
)
def test_a_link_that_ends_as_a_video_does_is_recognised(link: str) -> None:
    assert Plain("plain").recognises(link)


@pytest.mark.parametrize(
    "link",
    [
        f"{HOST}/film",
        f"{HOST}/film.mp4/",
        f"{HOST}/film.mp3",
        f"{HOST}/watch?v=film.mp4",
        f"{HOST}/film.strm",
        f"{HOST}/e[01-12][1-3].mkv",
        f"{HOST}/e[12-01].mkv",
        f"{HOST}/e[1-{MOST + 1}].mkv",
        "https://name@files.example/film.mp4",
        "https://files.example:99999/film.mp4",
        "/srv/film.mp4",
    ],
)
def test_any_other_is_not(link: str) -> None:
    assert not Plain("plain").recognises(link)


async def test_a_file_is_a_film_named_after_it() -> None:
    title, items = await read("films/The_Lamp_Post%20(2013).mp4")

    assert (title.key, title.name, title.year) == ("the-lamp-post", "The Lamp Post", 2013)
    assert title.kind is TitleKind.MOVIE
    assert [(item.kind, item.key.season, item.key.number) for item in items] == [
        (ItemKind.MOVIE, 0, 1)
    ]


async def test_the_words_for_quality_are_no_part_of_the_name() -> None:
    title, _ = await read("Big_Buck_Bunny_1080p_x264.mp4")

    assert title.name == "Big Buck Bunny"


@pytest.mark.parametrize(
    "name", ["video.mp4", "index.m3u8", "03.mkv", "[1-3].mkv", "ep[01-03].mkv"]
)
async def test_where_the_file_has_no_name_the_folder_s_counts(name: str) -> None:
    title, _ = await read(f"Night.Bus/{name}")

    assert title.name == "Night Bus"


async def test_a_file_that_names_its_episode_is_that_episode() -> None:
    title, items = await read("Night.Bus.S02E05.720p.mkv")

    assert (title.name, title.kind) == ("Night Bus", TitleKind.SERIES)
    assert [(item.kind, item.key.code) for item in items] == [(ItemKind.EPISODE, "S02E05")]


@pytest.mark.parametrize(
    "path, expected",
    {
        "night-bus-S02E[09-11].mkv": [(2, 9), (2, 10), (2, 11)],
        "night-bus/[1-3].mp4": [(1, 1), (1, 2), (1, 3)],
        "night-bus/ep[3-4].mp4": [(1, 3), (1, 4)],
        "bus[1-2]/video.mp4": [(1, 1), (1, 2)],
        "night-bus-[07-08]-final.webm": [(1, 7), (1, 8)],
    }.items(),
)
async def test_a_range_is_a_series(path: str, expected: list[tuple[int, int]]) -> None:
    assert await places(path) == expected


async def test_a_range_keeps_its_width_and_the_rest_of_the_link() -> None:
    _, items = await read("e[08-10].mkv?token=[1-2]")

    assert [item.url.removeprefix(HOST) for item in items] == [
        "/e08.mkv?token=[1-2]",
        "/e09.mkv?token=[1-2]",
        "/e10.mkv?token=[1-2]",
    ]


async def test_a_playlist_is_offered_as_one() -> None:
    plain = Plain("plain")
    (film,), (stream,) = (await read("film.mp4"))[1], (await read("Film/master.m3u8"))[1]

    assert [release.form for release in await plain.releases(film)] == [Form.FILE]
    assert [release.form for release in await plain.releases(stream)] == [Form.HLS]
