from datetime import UTC, datetime

import pytest

from aniworldd.model.release import Form
from aniworldd.providers.rss.feed import Episode, form_of
from tests.providers.rss.feeds import HEAD, episode, parse, rss, video


def only(body: str | bytes, *, pages: bool = False) -> Episode:
    (found,) = parse(body, pages=pages).episodes
    return found


def test_an_item_with_a_video_is_an_episode() -> None:
    found = only(
        rss(
            "<title>Wrong &amp; Right</title><guid>g1</guid>"
            "<pubDate>Fri, 01 May 2026 10:00:00 +0200</pubDate>" + video()
        )
    )

    assert found == Episode(
        id="g1",
        name="Wrong & Right",
        url="https://cdn.example/1.mp4",
        at=datetime(2026, 5, 1, 8, tzinfo=UTC),
    )


def test_a_channel_is_described() -> None:
    channel = parse(
        rss(
            episode(1),
            channel="<title>Night <b>Bus</b></title>"
            "<description><![CDATA[<p>To &amp; fro.</p>\n<p>Daily</p>]]></description>"
            "<image><url>/cover.jpg</url></image>"
            '<itunes:category text="Travel"/><category>Travel</category>',
        )
    )

    assert channel.name == "Night Bus"
    assert channel.plot == "To & fro. Daily"
    assert channel.cover == "https://pod.example/cover.jpg"
    assert channel.genres == ("Travel",)


def test_podcasts_number_their_episodes() -> None:
    found = only(
        rss(
            "<itunes:season>2</itunes:season><itunes:episode> 07 </itunes:episode>"
            "<itunes:episodeType>Bonus</itunes:episodeType>" + video()
        )
    )

    assert (found.season, found.number, found.kind) == (2, 7, "bonus")


@pytest.mark.parametrize("word", ["", "0", "-1", "2a", "seven", "999999", "²"])
def test_what_is_no_number_is_none(word: str) -> None:
    assert only(rss(f"<itunes:episode>{word}</itunes:episode>{video()}")).number is None


def test_of_several_sizes_the_largest_is_taken() -> None:
    found = only(
        rss(
            "<media:group>"
            '<media:content url="/s.mp4" type="video/mp4" height="360"/>'
            '<media:content url="/l.mp4" type="video/mp4" height="1080"/>'
            '<media:content url="/m.mp4" type="video/mp4" height="720"/>'
            '<media:content url="/a.mp3" type="audio/mpeg"/>'
            "</media:group>" + video("/small.mp4")
        )
    )

    assert found.url == "https://pod.example/l.mp4"


@pytest.mark.parametrize(
    "given, expected",
    {
        "v/1.mp4": "https://pod.example/shows/v/1.mp4",
        "../1.mp4": "https://pod.example/1.mp4",
        "//cdn.example/1.mp4": "https://cdn.example/1.mp4",
        " https://cdn.example/a b.mp4 ": "https://cdn.example/a%20b.mp4",
        "https://cdn.example/1.mp4?a=1&amp;b=2": "https://cdn.example/1.mp4?a=1&b=2",
        "https://cdn.example/K%C3%A4se.mp4": "https://cdn.example/K%C3%A4se.mp4",
    }.items(),
)
def test_an_address_becomes_absolute(given: str, expected: str) -> None:
    assert only(rss(video(given))).url == expected


@pytest.mark.parametrize(
    "item",
    [
        "<title>text only</title>",
        video(type="audio/mpeg"),
        video("https://cdn.example/1.mp3", type=""),
        video("https://cdn.example/1.torrent", type="application/x-bittorrent"),
        video("ftp://cdn.example/1.mp4"),
        video("file:///etc/1.mp4"),
        video(""),
        video("https://[/1.mp4"),
        '<media:content url="/1.jpg" medium="image"/>',
    ],
)
def test_what_has_no_video_is_counted_only(item: str) -> None:
    channel = parse(rss(item, episode(1)))

    assert [found.id for found in channel.episodes] == ["id-1"]
    assert channel.without == 1


@pytest.mark.parametrize("type", ["video/mp4", "", "application/octet-stream", "video/x-unheard"])
def test_a_video_is_known_by_its_type_or_by_its_name(type: str) -> None:
    assert only(rss(video(type=type))).url


def test_a_playlist_is_a_video() -> None:
    found = only(rss(video("/live", type="application/x-mpegURL")))

    assert found.url == "https://pod.example/live"


@pytest.mark.parametrize(
    "url, form",
    {
        "https://x.example/1.mp4?a": Form.FILE,
        "https://x.example/1.m3u8": Form.HLS,
        "https://x.example/watch?v=1.mp4": Form.UNKNOWN,
    }.items(),
)
def test_the_end_of_an_address_says_its_form(url: str, form: Form) -> None:
    assert form_of(url) is form


def test_with_pages_an_entry_is_had_from_where_it_leads() -> None:
    item = "<title>x</title><link>https://pod.example/1</link>"

    assert only(rss(item), pages=True).url == "https://pod.example/1"
    assert parse(rss(item)).without == 1


def test_without_a_guid_the_address_tells_episodes_apart() -> None:
    found = parse(rss(video("/1.mp4"), video("/2.mp4"), video("/1.mp4"))).episodes

    assert [one.id for one in found] == ["https://pod.example/1.mp4", "https://pod.example/2.mp4"]


def test_a_guid_that_all_share_tells_nothing() -> None:
    found = parse(rss(*(f"<guid>same</guid>{video(f'/{n}.mp4')}" for n in (1, 2)))).episodes

    assert [one.id for one in found] == ["https://pod.example/1.mp4", "https://pod.example/2.mp4"]


@pytest.mark.parametrize(
    "date, expected",
    {
        "2026-05-01T10:00:00+02:00": datetime(2026, 5, 1, 8, tzinfo=UTC),
        "Fri, 01 May 26 10:00 GMT": datetime(2026, 5, 1, 10, tzinfo=UTC),
        "yesterday": None,
        "Thu, 01 Jan 1970 00:00:00 GMT": None,
        "": None,
    }.items(),
)
def test_a_date_that_cannot_be_is_none(date: str, expected: datetime | None) -> None:
    assert only(rss(f"<pubDate>{date}</pubDate>{video()}")).at == expected


def test_atom_is_read() -> None:
    channel = parse(
        f'{HEAD}<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://base.example/x/">'
        "<title>Talks</title><entry><id>urn:1</id><title>One</title>"
        "<updated>2026-05-01T10:00:00Z</updated>"
        '<link rel="enclosure" type="video/webm" href="v.webm"/></entry></feed>'
    )

    assert channel.name == "Talks"
    assert channel.episodes[0].url == "https://base.example/x/v.webm"
    assert channel.episodes[0].at == datetime(2026, 5, 1, 10, tzinfo=UTC)


def test_rss_1_0_is_read() -> None:
    channel = parse(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:enc="http://purl.oclc.org/net/rss_2.0/enc#">'
        "<channel><title>Old</title></channel>"
        f"<item><title>a</title>{video()}</item></rdf:RDF>"
    )

    assert (channel.name, len(channel.episodes)) == ("Old", 1)


def test_a_feed_without_entries_is_a_feed() -> None:
    channel = parse(rss())

    assert (channel.episodes, channel.without) == ((), 0)
