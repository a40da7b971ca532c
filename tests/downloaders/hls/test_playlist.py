"""What playlists say, and what they may not say."""

import string
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aniworldd.downloaders.hls import playlist
from aniworldd.downloaders.hls.playlist import Master, Media, Piece, Span, read
from aniworldd.downloaders.hls.protection import Key
from aniworldd.errors import DownloadError
from tests.downloaders.hls.site import playlist as written

URL = "https://media.example/films/1/index.m3u8?token=abc"
BASE = "https://media.example/films/1/"


def media(*names: str, before: tuple[str, ...] = (), url: str = URL) -> Media:
    found = read(written(names, before=before), url)
    assert isinstance(found, Media)
    return found


def master(*lines: str) -> Master:
    found = read("\n".join(["#EXTM3U", *lines]), URL)
    assert isinstance(found, Master)
    return found


def spans(found: Media) -> list[tuple[int, int] | None]:
    return [(p.span.start, p.span.length) if p.span else None for p in found.pieces]


def refusal(*names: str, before: tuple[str, ...] = (), **given: bool) -> DownloadError:
    with pytest.raises(DownloadError) as caught:
        read(written(names, before=before, **given), URL)
    assert not caught.value.not_media
    return caught.value


def test_fragments_come_in_their_order_with_whole_addresses() -> None:
    found = media("a.ts", "/b.ts", "https://other.example/c.ts?x=1")

    assert [piece.url for piece in found.pieces] == [
        f"{BASE}a.ts",
        "https://media.example/b.ts",
        "https://other.example/c.ts?x=1",
    ]
    assert found.duration == 12.0
    assert not found.has_header


def test_a_byte_range_without_a_start_follows_the_one_before() -> None:
    found = media(
        *("#EXT-X-BYTERANGE:100@50", "a.ts", "#EXT-X-BYTERANGE:30", "a.ts"),
        *("#EXT-X-BYTERANGE:9@0", "b.ts", "c.ts"),
    )

    assert spans(found) == [(50, 100), (150, 30), (0, 9), None]


def test_a_header_that_comes_again_interrupts_no_ranges() -> None:
    header = '#EXT-X-MAP:URI="a.mp4",BYTERANGE="20@0"'
    found = media(
        *(header, "#EXT-X-BYTERANGE:100@20", "a.mp4"),
        *(header, "#EXT-X-BYTERANGE:30", "a.mp4"),
    )

    assert spans(found) == [(0, 20), (20, 100), (120, 30)]


@pytest.mark.parametrize("text", ["100", "-5@0", "0@0", "5@-1", "x", "5@", "9999999999999999999@0"])
def test_a_byte_range_that_is_none_is_refused(text: str) -> None:
    assert "range" in str(refusal(f"#EXT-X-BYTERANGE:{text}", "a.ts"))


def test_a_header_stands_before_its_fragments_once() -> None:
    found = media(
        *('#EXT-X-MAP:URI="init.mp4",BYTERANGE="20@4"', "1.m4s"),
        *('#EXT-X-MAP:URI="init.mp4",BYTERANGE="20@4"', "2.m4s"),
    )

    assert [piece.url.removeprefix(BASE) for piece in found.pieces] == [
        "init.mp4",
        "1.m4s",
        "2.m4s",
    ]
    assert found.pieces[0] == Piece(f"{BASE}init.mp4", 0.0, 0, Span(4, 20))
    assert (found.sections, found.has_header) == (1, True)


def test_another_header_begins_another_section() -> None:
    found = media('#EXT-X-MAP:URI="i1"', "1", '#EXT-X-MAP:URI="i2"', "2", "3")

    assert [(p.url.removeprefix(BASE), p.section) for p in found.pieces] == [
        *(("i1", 0), ("1", 0)),
        *(("i2", 1), ("2", 1), ("3", 1)),
    ]


def test_mp4_whose_times_begin_anew_begins_another_section_with_its_header() -> None:
    found = media('#EXT-X-MAP:URI="i"', "1", "#EXT-X-DISCONTINUITY", "2")

    assert [(p.url.removeprefix(BASE), p.section) for p in found.pieces] == [
        *(("i", 0), ("1", 0)),
        *(("i", 1), ("2", 1)),
    ]


def test_mpeg_ts_begins_anew_within_its_section() -> None:
    found = media("1.ts", "#EXT-X-DISCONTINUITY", "2.ts")

    assert found.sections == 1


def test_a_header_that_comes_late_is_refused() -> None:
    assert "mixes" in str(refusal("1.ts", '#EXT-X-MAP:URI="init.mp4"', "2.m4s"))


def test_a_key_holds_until_the_next_one() -> None:
    found = media(
        *("0.ts", '#EXT-X-KEY:METHOD=AES-128,URI="k1"', "1.ts", "2.ts"),
        *('#EXT-X-KEY:METHOD=AES-128,URI="k2",IV=0X1F', "3.ts", "#EXT-X-KEY:METHOD=NONE", "4.ts"),
        before=("#EXT-X-MEDIA-SEQUENCE:300",),
    )

    assert [piece.key for piece in found.pieces] == [
        None,
        Key(f"{BASE}k1", (301).to_bytes(16, "big")),
        Key(f"{BASE}k1", (302).to_bytes(16, "big")),
        Key(f"{BASE}k2", (0x1F).to_bytes(16, "big")),
        None,
    ]


def test_a_key_holds_for_the_header_behind_it() -> None:
    found = media(
        '#EXT-X-MAP:URI="clear"',
        *("1", '#EXT-X-KEY:METHOD=AES-128,URI="k",IV=0x1', '#EXT-X-MAP:URI="coded"', "2"),
    )

    assert [piece.key is None for piece in found.pieces] == [True, True, False, False]


def test_a_coded_header_needs_a_vector_of_its_own() -> None:
    error = refusal('#EXT-X-KEY:METHOD=AES-128,URI="k"', '#EXT-X-MAP:URI="i"', "1")

    assert "needs an IV" in str(error)


def test_of_many_keys_in_force_the_open_one_is_used() -> None:
    widevine = 'KEYFORMAT="urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed"'
    found = media(
        '#EXT-X-KEY:METHOD=AES-128,URI="open.key",KEYFORMAT="identity"',
        f'#EXT-X-KEY:METHOD=SAMPLE-AES,URI="data:x",{widevine}',
        "1.ts",
    )

    assert found.pieces[0].key == Key(f"{BASE}open.key", bytes(16))


@pytest.mark.parametrize(
    "attributes, name",
    {
        'METHOD=SAMPLE-AES,URI="k"': "encrypted with SAMPLE-AES",
        'METHOD=SAMPLE-AES-CTR,URI="k"': "encrypted with SAMPLE-AES-CTR",
        'METHOD=AES-256,URI="k"': "encrypted with AES-256",
        'URI="k"': "a method without a name",
        'METHOD=SAMPLE-AES,URI="skd://k",KEYFORMAT="com.apple.streamingkeydelivery"': "FairPlay",
        'METHOD=AES-128,URI="k",KEYFORMAT="com.apple.streamingkeydelivery"': "FairPlay",
        'METHOD=SAMPLE-AES,URI="k",KEYFORMAT="com.microsoft.playready"': "PlayReady",
        'METHOD=SAMPLE-AES-CTR,URI="k",'
        'KEYFORMAT="urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed"': "Widevine",
        'METHOD=SAMPLE-AES,URI="k",KEYFORMAT="com.example.own"': "com.example.own",
    }.items(),
)
def test_what_is_protected_otherwise_is_refused_by_name(attributes: str, name: str) -> None:
    error = refusal("0.ts", f"#EXT-X-KEY:{attributes}", "1.ts")

    assert name in str(error)
    assert error.retry_after is None


@pytest.mark.parametrize(
    "attributes, reason",
    {
        "METHOD=AES-128": "where its key is",
        'METHOD=AES-128,URI="k",IV=12': "is no IV",
        'METHOD=AES-128,URI="k",IV=0xzz': "is no IV",
        f'METHOD=AES-128,URI="k",IV=0x{"f" * 33}': "is no IV",
        'METHOD=AES-128,URI="k': "no end",
        "METHOD": "no value",
    }.items(),
)
def test_a_key_that_is_none_is_refused(attributes: str, reason: str) -> None:
    assert reason in str(refusal(f"#EXT-X-KEY:{attributes}", "1.ts"))


def test_a_broadcast_is_looked_at_again_later() -> None:
    error = refusal("1.ts", end=False)

    assert "still being broadcast" in str(error)
    assert error.retry_after == playlist.BROADCAST


def test_what_says_that_it_is_whole_needs_no_end() -> None:
    text = written(["1.ts"], before=["#EXT-X-PLAYLIST-TYPE:VOD"], end=False)

    assert isinstance(read(text, URL), Media)


@pytest.mark.parametrize(
    "lines, reason",
    {
        "": "empty",
        "#EXT-X-GAP\n#EXTINF:4,\n1.ts": "missing",
        "#EXT-X-I-FRAMES-ONLY\n#EXTINF:4,\n1.ts": "still pictures",
        '#EXT-X-DEFINE:NAME="host",VALUE="x"\n#EXTINF:4,\n{$host}/1.ts': "variables",
        "#EXT-X-MEDIA-SEQUENCE:-1\n#EXTINF:4,\n1.ts": "not valid",
        "#EXT-X-MEDIA-SEQUENCE:many\n#EXTINF:4,\n1.ts": "not valid",
        "#EXTINF:nan,\n1.ts": "not valid",
        "#EXTINF:-4,\n1.ts": "not valid",
        "#EXTINF:1e400,\n1.ts": "not valid",
        "#EXTINF:four,\n1.ts": "not valid",
        "#EXT-X-MAP:BYTERANGE=5\n#EXTINF:4,\n1.ts": "not valid",
        "#EXT-X-STREAM-INF:BANDWIDTH=much\n1.m3u8": "not valid",
    }.items(),
)
def test_what_cannot_be_fetched_is_refused_with_its_reason(lines: str, reason: str) -> None:
    with pytest.raises(DownloadError, match=reason):
        read(f"#EXTM3U\n{lines}\n#EXT-X-ENDLIST\n", URL)


def test_tags_that_say_nothing_of_fragments_harm_nothing() -> None:
    found = media(
        *("#EXT-X-PROGRAM-DATE-TIME:yesterday", "#EXT-X-DATERANGE:x", "#EXT-X-CUE-OUT:30", "1.ts"),
        *("#EXT-X-PART:x", "# a comment", "#EXT-X-DISCONTINUITY-SEQUENCE:x", "2.ts"),
    )

    assert len(found.pieces) == 2


def test_too_many_fragments_are_refused() -> None:
    assert "not valid" in str(refusal(*["1.ts"] * (playlist.MOST_PIECES + 1)))


def test_the_same_stream_is_known_again_with_fresh_tokens() -> None:
    one = media("a.ts?token=1", '#EXT-X-KEY:METHOD=AES-128,URI="k?t=1"', "b.ts?token=1")
    two = media("a.ts?token=2", '#EXT-X-KEY:METHOD=AES-128,URI="k?t=2"', "b.ts?token=2")

    assert one.identity() == two.identity()


@pytest.mark.parametrize(
    "other",
    [
        written(["a.ts", "c.ts"]),
        written(["a.ts"]),
        written(["a.ts", "b.ts", "c.ts"]),
        written(["b.ts", "a.ts"]),
        written(["#EXT-X-BYTERANGE:5@0", "a.ts", "b.ts"]),
        written(["a.ts", "b.ts"], seconds=5.0),
        written(["a.ts", '#EXT-X-KEY:METHOD=AES-128,URI="k"', "b.ts"]),
    ],
)
def test_another_stream_is_known_as_such(other: str) -> None:
    found = read(other, URL)

    assert isinstance(found, Media)
    assert found.identity() != media("a.ts", "b.ts").identity()


def test_variants_and_their_sound_are_read() -> None:
    found = master(
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="Deutsch",LANGUAGE="de",DEFAULT=YES,URI="de.m3u8"',
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",LANGUAGE="en"',
        '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="x",URI="s.m3u8"',
        '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=x,URI="i.m3u8"',
        "#EXT-X-STREAM-INF:BANDWIDTH=900,AVERAGE-BANDWIDTH=800,RESOLUTION=1280x720,"
        'CODECS="avc1.4d401f,mp4a.40.2",AUDIO="a",VIDEO-RANGE=SDR',
        "720/index.m3u8",
        "#EXT-X-STREAM-INF:BANDWIDTH=90",
        "low.m3u8",
    )

    assert found.variants == (
        playlist.Variant(f"{BASE}720/index.m3u8", 800, 720, "avc1.4d401f,mp4a.40.2", "a", "SDR"),
        playlist.Variant(f"{BASE}low.m3u8", 90, None, "", "", ""),
    )
    assert found.renditions == (
        playlist.Rendition("a", "Deutsch", "de", True, f"{BASE}de.m3u8"),
        playlist.Rendition("a", "English", "en", False, None),
    )


_LINES = st.sampled_from(
    [
        *("#EXTM3U", "#EXTINF:4,", "#EXTINF:", "a.ts", "#EXT-X-ENDLIST", "#EXT-X-DISCONTINUITY"),
        *("#EXT-X-BYTERANGE:5", "#EXT-X-BYTERANGE:5@9", '#EXT-X-MAP:URI="i"', "#EXT-X-MAP:"),
        *("#EXT-X-KEY:METHOD=NONE", '#EXT-X-KEY:METHOD=AES-128,URI="k"', "#EXT-X-KEY:,=,"),
        *("#EXT-X-STREAM-INF:BANDWIDTH=1", "#EXT-X-MEDIA:TYPE=AUDIO", "#EXT-X-GAP"),
        "#EXT-X-MEDIA-SEQUENCE:9",
    ]
)


@given(st.lists(_LINES | st.text(string.printable, max_size=30)))
def test_any_text_gives_pieces_or_a_reason(lines: list[str]) -> None:
    with suppress(DownloadError):
        found = read("\n".join(["#EXTM3U", *lines]), URL)
        assert isinstance(found, Master) or found.pieces
