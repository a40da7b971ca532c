from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aniworldd.errors import ProviderError, ProviderUnreachable, TitleNotFound
from aniworldd.model.release import Form
from aniworldd.model.title import Item, ItemKind, Title, TitleKind
from aniworldd.model.watch import Watch
from aniworldd.providers import Dependent
from aniworldd.providers.ytdlp import Settings, build
from tests.providers.tools import make_tools
from tests.providers.ytdlp.standin import Json, Standin, alone, playlist, video

LINK = "https://tube.example/playlist?list=PLx"


class Tube:
    """The provider with its program, asked as the daemon does."""

    def __init__(self, folder: Path, *, proxy: str | None = None) -> None:
        self.program = Standin(folder)
        self.provider = build("web", Settings(kind="ytdlp"), self.program.tools(proxy=proxy))
        self.known: Sequence[Item] = ()

    async def title(self, link: str = LINK) -> Title:
        (title,) = await self.provider.titles(Watch("w", link))
        return title

    async def items(self, answer: Json | None = None, link: str = LINK) -> Sequence[Item]:
        if answer is not None:
            self.program.say(answer)
        self.known = await self.provider.items_after(await self.title(link), self.known)
        return self.known

    async def places(self, answer: Json) -> dict[str, str]:
        """Each item's code by the video's id."""
        return {item.id.split()[-1]: item.key.code for item in await self.items(answer)}


@pytest.fixture
def tube(tmp_path: Path) -> Tube:
    return Tube(tmp_path)


async def test_a_list_is_a_title(tube: Tube) -> None:
    tube.program.say(playlist(video("a"), thumbnail="https://i.example/l.jpg"))

    assert await tube.title() == Title(
        key="night-bus",
        provider="web",
        link=LINK,
        name="Night Bus",
        plot="All stops",
        cover="https://i.example/l.jpg",
        seasons=(await tube.title()).seasons,
    )


async def test_a_video_alone_is_a_film(tube: Tube) -> None:
    (item,) = await tube.items(alone(), "https://tube.example/watch?v=abc")

    title = await tube.title("https://tube.example/watch?v=abc")
    assert (title.name, title.kind) == ("The Lamp Post", TitleKind.MOVIE)
    assert (item.key.code, item.kind, item.name) == ("S00E01", ItemKind.MOVIE, "")
    assert item.released_at == datetime(2026, 5, 3, 10, tzinfo=UTC)


async def test_a_video_that_is_an_episode_is_that_episode(tube: Tube) -> None:
    (item,) = await tube.items(
        alone(series="Night Bus", season_number=2, episode_number=5, title="The Wrong Terminus")
    )

    title = await tube.title()
    assert (title.name, title.kind) == ("Night Bus", TitleKind.SERIES)
    assert (item.key.code, item.name, item.kind) == (
        "S02E05",
        "The Wrong Terminus",
        ItemKind.EPISODE,
    )


async def test_a_video_whose_name_has_a_number_is_of_the_series_before_it(tube: Tube) -> None:
    (item,) = await tube.items(alone(title="Night Bus S02E05 - The Wrong Terminus"))

    assert (await tube.title()).name == "Night Bus"
    assert (item.key.code, item.name) == ("S02E05", "The Wrong Terminus")


async def test_a_video_that_is_alone_on_a_page_is_not_counted(tube: Tube) -> None:
    (item,) = await tube.items(alone(title="The Lamp Post (1)", extractor_key="HTML5MediaEmbed"))

    assert ((await tube.title()).name, item.name) == ("The Lamp Post", "")


async def test_a_release_is_the_video_s_page(tube: Tube) -> None:
    (item,) = await tube.items(playlist(video("a")))

    (release,) = await tube.provider.releases(item)

    assert (release.url, release.form) == ("https://tube.example/watch?v=a", Form.PAGE)


async def test_title_and_items_are_one_call(tube: Tube) -> None:
    await tube.items(playlist(*(video(str(n)) for n in range(500))))

    assert tube.program.calls == 1


async def test_nothing_of_the_user_s_is_used_or_run(tube: Tube) -> None:
    await tube.items(playlist(video("a")), "https://tube.example/-x")

    *options, end, link = tube.program.arguments
    assert (end, link) == ("--", "https://tube.example/-x")
    assert {"--ignore-config", "--no-exec", "--no-plugin-dirs", "--no-cookies-from-browser"} <= {
        *options
    }
    assert {"-J", "--flat-playlist", "--no-cache-dir", "--no-remote-components"} <= {*options}


async def test_the_proxy_is_not_for_everybody_to_read(tmp_path: Path) -> None:
    tube = Tube(tmp_path, proxy="http://me:secret@proxy.example:3128")

    await tube.items(playlist(video("a")))

    assert "secret" not in " ".join(tube.program.arguments)
    for name in ("http_proxy", "https_proxy"):
        assert f"{name}=http://me:secret@proxy.example:3128\n" in tube.program.environment


async def test_a_list_that_grows_at_its_end_is_counted_from_its_beginning(tube: Tube) -> None:
    first = await tube.places(playlist(video("a"), video("b")))
    second = await tube.places(playlist(video("a"), video("b"), video("c"), video("d")))

    assert first == {"a": "S01E01", "b": "S01E02"}
    assert second == {**first, "c": "S01E03", "d": "S01E04"}


async def test_a_channel_that_grows_in_front_is_counted_from_its_end(tube: Tube) -> None:
    channel = {"webpage_url": "https://tube.example/@bus/videos"}
    first = await tube.places(playlist(video("b"), video("a"), **channel))
    second = await tube.places(playlist(video("d"), video("c"), video("b"), video("a"), **channel))

    assert first == {"a": "S01E01", "b": "S01E02"}
    assert second == {**first, "c": "S01E03", "d": "S01E04"}


async def test_where_new_videos_come_is_learnt_from_those_that_are_known(tube: Tube) -> None:
    """It looks like a list that grows at its end, and was one; now it is turned around."""
    first = await tube.places(playlist(video("a"), video("b")))
    second = await tube.places(playlist(video("d"), video("c"), video("b"), video("a")))

    assert second == {**first, "c": "S01E03", "d": "S01E04"}


async def test_dates_tell_which_end_is_the_older_one(tube: Tube) -> None:
    found = await tube.places(
        playlist(video("b", timestamp=1777802400), video("x"), video("a", timestamp=1777702400))
    )

    assert found == {"a": "S01E01", "x": "S01E02", "b": "S01E03"}


async def test_numbers_of_the_site_count(tube: Tube) -> None:
    found = await tube.places(
        playlist(
            video("b", season_number=2, episode_number=7),
            video("a", episode_number="3"),
            video("c", title="Night Bus S03E01 - On"),
        )
    )

    assert found == {"a": "S01E03", "b": "S02E07", "c": "S03E01"}


async def test_a_name_does_not_say_the_series_and_the_number_again(tube: Tube) -> None:
    (item,) = await tube.items(playlist(video("c", title="Night Bus S03E01 - On")))

    assert item.name == "On"


async def test_a_video_that_left_the_list_stays_with_its_number(tube: Tube) -> None:
    await tube.places(playlist(video("a"), video("b"), video("c")))

    assert await tube.places(playlist(video("a"), video("c"), video("d"))) == {
        "a": "S01E01",
        "b": "S01E02",
        "c": "S01E03",
        "d": "S01E04",
    }


@pytest.mark.parametrize(
    "entry",
    [
        video("x", title="[Private video]"),
        video("x", title="[Deleted video]"),
        video("x", availability="subscriber_only"),
        video("x", live_status="is_live"),
        video("x", live_status="is_upcoming"),
        video("x", url="kaltura:1:2"),
        video("x", url=""),
        video("x", url="http://192.168.1.1/admin?reboot"),
        video("x", url="http://[::1]/"),
        video("x", url="file:///etc/passwd"),
        video("x", ie_key="YoutubeTab", url="https://tube.example/@bus/shorts"),
        None,
    ],
    ids=[
        *("private", "deleted", "members", "live", "upcoming", "scheme", "no address", "inside"),
        *("loopback", "file", "list", "null"),
    ],
)
async def test_what_cannot_be_had_is_left_out(tube: Tube, entry: Json | None) -> None:
    assert await tube.places(playlist(video("a"), entry)) == {"a": "S01E01"}


async def test_a_video_that_is_left_out_is_told_once(
    tube: Tube, caplog: pytest.LogCaptureFixture
) -> None:
    await tube.items(playlist(video("a"), video("x", url="http://192.168.1.1/")))

    assert sum("leaves a video out" in line for line in caplog.messages) == 1


async def test_lists_in_lists_are_one_list(tube: Tube) -> None:
    inner = playlist(video("b"), video("c"))

    assert list(await tube.places(playlist(video("a"), inner))) == ["a", "b", "c"]


async def test_videos_of_one_page_are_had_by_their_own_addresses(tube: Tube) -> None:
    page = "https://site.example/two.html"
    embedded = [
        {"id": f"two-{n}", "title": f"Two ({n})", "webpage_url": page, "url": f"/{n}.mp4"}
        for n in (1, 2)
    ]

    items = await tube.items(playlist(*embedded, webpage_url=page))

    assert [item.url for item in items] == [
        "https://site.example/1.mp4",
        "https://site.example/2.mp4",
    ]


async def test_what_it_smuggles_to_itself_is_no_part_of_an_address(tube: Tube) -> None:
    url = "https://tube.example/1#__youtubedl_smuggle=%7B%22force_videoid%22%3A+%22g3%22%7D"

    (item,) = await tube.items(playlist(video("a", url=url)))

    assert item.url == "https://tube.example/1"


async def test_the_front_of_a_channel_means_its_videos(tube: Tube) -> None:
    await tube.items(playlist(video("a")), "https://www.youtube.com/@nightbus")
    assert tube.program.arguments[-1] == "https://www.youtube.com/@nightbus/videos"

    await tube.items(playlist(video("a")), "https://www.youtube.com/@nightbus/streams")
    assert tube.program.arguments[-1] == "https://www.youtube.com/@nightbus/streams"


async def test_a_list_of_lists_names_one_of_them(tube: Tube) -> None:
    tabs = [
        video(tab, ie_key="TubeTab", url=f"https://tube.example/@bus/{tab}")
        for tab in ("videos", "shorts")
    ]
    tube.program.say(playlist(*tabs))

    with pytest.raises(TitleNotFound, match=r"such as https://tube\.example/@bus/videos$"):
        await tube.title()


async def test_a_list_of_which_nothing_can_be_had_says_so(tube: Tube) -> None:
    tube.program.say(playlist(video("a", title="[Private video]")))

    with pytest.raises(ProviderError, match=r"none of the 1 entries of .* can be had"):
        await tube.title()


async def test_an_empty_list_is_empty(tube: Tube) -> None:
    assert list(await tube.items(playlist())) == []


@pytest.mark.parametrize(
    "answer, expected",
    {
        "": "said nothing",
        "null": "said nothing",
        "<html>": "said something odd",
        "[]": "said something odd",
        '{"_type": "playlist", "entries": {}}': "",
    }.items(),
)
async def test_an_odd_answer_is_an_error_with_a_sentence(
    tube: Tube, answer: str, expected: str
) -> None:
    tube.program.say(answer)

    if not expected:
        assert list(await tube.items()) == []
        return
    with pytest.raises(ProviderError, match=f"yt-dlp, asked about https://.*, {expected}"):
        await tube.title()


async def test_an_old_program_is_refused_before_it_is_asked(tube: Tube) -> None:
    tube.program.version("2026.06.30")

    with pytest.raises(ProviderError, match=r"is version 2026\.06\.30, and 2026\.7\.4 is the"):
        await tube.title()

    assert tube.program.calls == 0


async def test_a_missing_program_is_said_to_be_missing(tmp_path: Path) -> None:
    provider = build("web", Settings(kind="ytdlp"), make_tools(path=tmp_path))

    assert isinstance(provider, Dependent)
    assert "yt-dlp is not installed" in provider.missing()
    with pytest.raises(ProviderError, match="yt-dlp is not installed"):
        await provider.titles(Watch("w", LINK))


async def test_a_program_of_the_user_s_own_is_used(tmp_path: Path) -> None:
    standin = Standin(tmp_path)
    standin.say(playlist(video("a")))
    elsewhere = tmp_path / "mine"
    (tmp_path / "yt-dlp").rename(elsewhere)
    settings = Settings(kind="ytdlp", program=elsewhere)

    provider = build("web", settings, standin.tools())

    assert provider.missing() == ""
    assert [title.key for title in await provider.titles(Watch("w", LINK))] == ["night-bus"]


async def test_an_address_inside_the_network_is_not_asked(tube: Tube) -> None:
    with pytest.raises(ProviderError, match=r"fetch\.allow_private lists it"):
        await tube.title("http://192.168.1.1/feed")

    assert tube.program.calls == 0


async def test_a_failure_is_told_in_its_own_words(tube: Tube) -> None:
    tube.program.fail("WARNING: x\nERROR: [tube] abc: Unable to download webpage: timed out\n")

    with pytest.raises(
        ProviderUnreachable,
        match=r"^yt-dlp does not read https://tube\.example/playlist: abc: Unable to .* timed out$",
    ):
        await tube.title()
