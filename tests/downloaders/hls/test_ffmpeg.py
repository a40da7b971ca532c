"""Streams that ffmpeg made, fetched for real: the same pictures and sounds come out."""

from pathlib import Path

import pytest

from aniworldd.errors import DownloadError
from aniworldd.model.download import Progress
from aniworldd.model.release import Form
from tests.downloaders.conftest import make_release
from tests.downloaders.hls import made
from tests.downloaders.hls.conftest import fetch, media, whole
from tests.downloaders.hls.site import Site

pytestmark = pytest.mark.part("ffmpeg")

MP4 = ("-hls_segment_type", "fmp4", "-hls_fmp4_init_filename", "init.mp4", "out.m3u8")


@pytest.fixture
def made_of(tmp_path: Path) -> Path:
    """Where the stream lies that is served."""
    return tmp_path / "made"


def size_of(made_of: Path) -> int:
    return sum(path.stat().st_size for path in made_of.glob("*.ts"))


def same(file: Path, film: Path, *, sound: bool = True) -> None:
    assert made.tracks(file) == ["audio", "video"]
    assert made.seconds(file) == pytest.approx(made.SECONDS, abs=0.3)
    assert made.pictures(file) == made.pictures(film)
    assert not sound or made.sounds(file) == made.sounds(film)


async def test_mpeg_ts_becomes_mp4(site: Site, folder: Path, made_of: Path) -> None:
    film = made.make_stream(made_of)
    site.add(made_of)

    steps = await fetch(site.url("out.m3u8"), folder, ffmpeg=True)

    assert media(folder).name == "media.mp4"
    assert "mp4" in made.container(media(folder))
    same(media(folder), film)
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert all(step.total is None or step.done <= step.total for step in steps)


async def test_without_ffmpeg_it_stays_ts(site: Site, folder: Path, made_of: Path) -> None:
    film = made.make_stream(made_of)
    site.add(made_of)

    await fetch(site.url("out.m3u8"), folder)

    assert media(folder).name == "media.ts"
    same(media(folder), film)


async def test_byte_ranges_of_one_file(site: Site, folder: Path, made_of: Path) -> None:
    film = made.make_stream(made_of, "-hls_flags", "single_file", "out.m3u8")
    site.add(made_of)

    await fetch(site.url("out.m3u8"), folder)

    assert media(folder).read_bytes() == (made_of / "out.ts").read_bytes()
    same(media(folder), film)


async def test_mp4_is_joined(site: Site, folder: Path, made_of: Path) -> None:
    film = made.make_stream(made_of, *MP4)
    site.add(made_of)

    await fetch(site.url("out.m3u8"), folder, ffmpeg=True)

    pieces = [made_of / "init.mp4", *(made_of / f"out{n}.m4s" for n in range(made.SECONDS))]
    assert media(folder).read_bytes() == b"".join(piece.read_bytes() for piece in pieces)
    same(media(folder), film)


async def test_mp4_in_one_file(site: Site, folder: Path, made_of: Path) -> None:
    film = made.make_stream(made_of, "-hls_flags", "single_file", *MP4)
    site.add(made_of)

    await fetch(site.url("out.m3u8"), folder)

    same(media(folder), film)


@pytest.mark.parametrize("iv", ["", "000102030405060708090a0b0c0d0e0f"])
@pytest.mark.parametrize("ffmpeg", [True, False])
async def test_encrypted_fragments(
    site: Site, folder: Path, made_of: Path, iv: str, ffmpeg: bool
) -> None:
    info = made.key_file(made_of, iv=iv)
    film = made.make_stream(made_of, "-hls_key_info_file", str(info), "out.m3u8")
    site.add(made_of)

    await fetch(site.url("out.m3u8"), folder, ffmpeg=ffmpeg)

    same(media(folder), film)


def with_sound_apart(made_of: Path) -> Path:
    """Pictures, and a sound for each of two languages."""
    groups = "v:0 a:0 a:1"
    film = made.make_stream(made_of, "-var_stream_map", groups, "out%v.m3u8", sources=2)
    sound = '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="{0}",LANGUAGE="{0}",URI="{1}"{2}'
    lines = [
        "#EXTM3U",
        sound.format("ja", "out1.m3u8", ",DEFAULT=YES"),
        sound.format("de", "out2.m3u8", ""),
        '#EXT-X-STREAM-INF:BANDWIDTH=300000,RESOLUTION=320x180,AUDIO="a"',
        "out0.m3u8",
    ]
    (made_of / "master.m3u8").write_text("\n".join(lines))
    return film


async def test_sound_apart_is_put_in(site: Site, folder: Path, made_of: Path) -> None:
    film = with_sound_apart(made_of)
    site.add(made_of)

    await fetch(site.url("master.m3u8"), folder, ffmpeg=True)

    same(media(folder), film)


async def test_the_wanted_language_is_put_in(site: Site, folder: Path, made_of: Path) -> None:
    film = with_sound_apart(made_of)
    site.add(made_of)
    release = make_release(site.url("master.m3u8"), form=Form.HLS, language="German Dub")

    await fetch(release, folder, ffmpeg=True)

    same(media(folder), film, sound=False)
    assert made.sounds(media(folder)) != made.sounds(film)


async def test_without_ffmpeg_sound_apart_is_refused(
    site: Site, folder: Path, made_of: Path
) -> None:
    with_sound_apart(made_of)
    site.add(made_of)

    with pytest.raises(DownloadError, match="ffmpeg"):
        await fetch(site.url("master.m3u8"), folder)

    assert site.asked("out0.m3u8") == 0


def twice(made_of: Path, header: bool) -> str:
    """Two streams, each with times from zero on, one behind the other."""
    lines = ["#EXTM3U", "#EXT-X-TARGETDURATION:2", "#EXT-X-VERSION:7"]
    for name in ("one", "two"):
        options = ("-hls_segment_type", "fmp4", "-hls_fmp4_init_filename", f"{name}.mp4")
        made.make_stream(made_of, *(options if header else ()), f"{name}.m3u8", seed=len(lines))
        said = (made_of / f"{name}.m3u8").read_text().splitlines()
        lines += [line for line in said if line.startswith(("#EXTINF", "#EXT-X-MAP", name))]
        lines += ["#EXT-X-DISCONTINUITY"]
    return "\n".join([*lines[:-1], "#EXT-X-ENDLIST", ""])


@pytest.mark.parametrize("header", [True, False], ids=["mp4", "ts"])
async def test_times_that_begin_anew_are_put_right(
    site: Site, folder: Path, made_of: Path, header: bool
) -> None:
    site.files["both.m3u8"] = twice(made_of, header).encode()
    site.add(made_of)

    await fetch(site.url("both.m3u8"), folder, ffmpeg=True)

    assert made.seconds(media(folder)) == pytest.approx(2 * made.SECONDS, abs=0.6)
    assert made.pictures(media(folder)) == made.pictures(made_of.parent / "made.mkv") * 2


async def test_while_it_is_joined_there_is_progress(
    site: Site, folder: Path, made_of: Path
) -> None:
    made.make_stream(made_of)
    site.add(made_of)
    size = size_of(made_of)

    steps = await fetch(site.url("out.m3u8"), folder, ffmpeg=True)

    assert any(step.done > size for step in steps)


async def test_stopped_while_it_is_joined_it_can_be_joined_again(
    site: Site, folder: Path, made_of: Path
) -> None:
    film = made.make_stream(made_of)
    site.add(made_of)
    size = size_of(made_of)

    def joining(step: Progress) -> bool:
        return step.done > size

    await fetch(site.url("out.m3u8"), folder, joining, ffmpeg=True)
    assert whole(folder) == []
    await fetch(site.url("out.m3u8"), folder, ffmpeg=True)

    assert site.asked("out0.ts") == 1
    same(media(folder), film)


async def test_what_ffmpeg_cannot_read_stays_as_it_came(
    site: Site, folder: Path, made_of: Path
) -> None:
    url = site.film([b"\x47" + bytes(187)] * 5)

    await fetch(url, folder, ffmpeg=True)

    assert media(folder).name == "media.ts"


async def test_a_playlist_within_a_fragment_leads_nowhere(
    site: Site, folder: Path, made_of: Path
) -> None:
    """What ffmpeg would follow if it guessed what it is given."""
    made.make_stream(made_of, *MP4)
    site.add(made_of)
    secret = folder.parent / "secret.ts"
    secret.write_bytes(b"\x47" * 188 * 50)
    evil = f"ffconcat version 1.0\nfile '{secret}'\n".encode()
    lines = (
        (made_of / "out.m3u8")
        .read_text()
        .replace(
            "#EXT-X-ENDLIST", '#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI="evil"\n#EXTINF:1,\nevil\n'
        )
    )
    site.files["evil"] = b"\0\0\0\x08ftyp" + evil
    site.files["both.m3u8"] = f"{lines}\n#EXT-X-ENDLIST".encode()

    with pytest.raises(DownloadError):
        await fetch(site.url("both.m3u8"), folder, ffmpeg=True)

    assert whole(folder) == []
