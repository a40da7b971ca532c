import hashlib
import os
import shutil
import struct
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from aniworldd.errors import DownloadError
from aniworldd.library import containers
from aniworldd.library.verify import Verified, verify
from aniworldd.model.release import Release
from aniworldd.model.title import ItemKey

CLIPS = Path(__file__).parents[2] / "aniworldd" / "demo" / "clips"
MP4 = (CLIPS / "kettle.mp4").read_bytes()
WEBM = (CLIPS / "storm.webm").read_bytes()
RELEASE = Release(ItemKey("lamp", 1, 1), "demo", "https://catalogue.example/1")

FORMATS = {
    ".mp4": [],
    ".mov": [],
    ".m4v": ["-f", "mp4"],
    ".3gp": ["-c:v", "mpeg4"],
    ".mkv": [],
    ".webm": ["-c:v", "libvpx"],
    ".avi": [],
    ".ts": ["-f", "mpegts"],
    ".m2ts": [],
    ".flv": ["-c:v", "flv1"],
    ".ogv": ["-c:v", "libtheora"],
    ".wmv": [],
    ".mpg": [],
    ".vob": [],
}


def judge(
    folder: Path,
    content: bytes,
    name: str = "media.mp4",
    release: Release = RELEASE,
    expected: int | None = None,
) -> Verified:
    (folder / name).write_bytes(content)
    return verify(folder / name, release, expected)


def box(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", 8 + len(content)) + name + content


def test_a_whole_video_passes(tmp_path: Path) -> None:
    assert judge(tmp_path, MP4, expected=len(MP4)) == Verified(len(MP4), ".mp4")


@pytest.mark.parametrize(
    "content, name, extension",
    [
        (MP4, "media.mkv", ".mp4"),
        (MP4, "media.M4V", ".m4v"),
        (MP4, "media", ".mp4"),
        (WEBM, "media.mp4", ".webm"),
        (WEBM, "media.mkv", ".mkv"),
    ],
)
def test_the_content_says_which_ending_is_right(
    tmp_path: Path, content: bytes, name: str, extension: str
) -> None:
    assert judge(tmp_path, content, name).extension == extension


@pytest.mark.parametrize("announced", [len(MP4) - 1, len(MP4) + 1, 0])
def test_another_length_than_announced_is_refused(tmp_path: Path, announced: int) -> None:
    with pytest.raises(DownloadError, match=f"came where {announced} were announced") as caught:
        judge(tmp_path, MP4, expected=announced)

    assert caught.value.retry_after is not None
    assert not caught.value.not_media


def test_another_length_than_the_provider_promised_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="were announced"):
        judge(tmp_path, MP4, release=replace(RELEASE, size=1))


@pytest.mark.parametrize("kind", ["sha256", "sha1", "md5"])
def test_a_check_sum_is_compared(tmp_path: Path, kind: str) -> None:
    digest = hashlib.new(kind, MP4).hexdigest()
    right = replace(RELEASE, checksum=f"{kind}:{digest.upper()}")
    wrong = replace(RELEASE, checksum=f"{kind}:{digest[:-1]}{'1' if digest[-1] == '0' else '0'}")

    assert judge(tmp_path, MP4, release=right).size
    with pytest.raises(DownloadError, match=f"{kind.upper()} is not the announced") as raised:
        judge(tmp_path, MP4, release=wrong)
    assert raised.value.retry_after is not None


@pytest.mark.parametrize(
    "content, what",
    [
        (b"<!DOCTYPE html><title>404</title>", "a web page"),
        (b"\xef\xbb\xbf\n  <HTML>", "a web page"),
        (b'<?xml version="1.0"?><rss/>', "an XML document"),
        (b'{"error": "gone"}', "a JSON text"),
        (b"#EXTM3U\n#EXT-X-VERSION:3\n", "a playlist"),
        (b"<MPD>", "a playlist"),
        (b"WEBVTT\n", "a subtitle"),
        (b"Not found", "a text"),
        ("Grüße".encode() * 400, "a text"),
        (b"\x1f\x8b\x08" + bytes(2000), "a compressed file"),
        (b"PK\x03\x04" + bytes(2000), "an archive"),
        (b"\x89PNG\r\n\x1a\n" + bytes(2000), "a picture"),
        (b"d8:announce35:udp", "a torrent file"),
    ],
)
def test_what_is_no_media_at_all_is_told_apart(tmp_path: Path, content: bytes, what: str) -> None:
    with pytest.raises(DownloadError, match=f"{what} came instead") as caught:
        judge(tmp_path, content, expected=12345)

    assert caught.value.not_media


@pytest.mark.parametrize("content", [b"", bytes(100), MP4[:1023]])
def test_too_few_bytes_are_no_video(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(DownloadError, match="too few"):
        judge(tmp_path, content)


@pytest.mark.parametrize("content", [bytes(5000), bytes(range(256)) * 20, b"\x47" + bytes(4000)])
def test_an_unknown_beginning_is_no_video(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(DownloadError, match="like no video"):
        judge(tmp_path, content)


@pytest.mark.parametrize("content", [MP4, WEBM], ids=["mp4", "webm"])
def test_a_cut_file_is_noticed_wherever_it_was_cut(tmp_path: Path, content: bytes) -> None:
    for length in range(1024, len(content), 331):
        with pytest.raises(DownloadError, match="it was cut") as caught:
            judge(tmp_path, content[:length])
        assert caught.value.retry_after is not None


def test_an_mp4_without_its_index_is_not_whole(tmp_path: Path) -> None:
    content = box(b"ftyp", b"isom") + box(b"mdat", bytes(2000))

    with pytest.raises(DownloadError, match="moov"):
        judge(tmp_path, content)


def test_an_mp4_with_long_boxes_and_one_to_the_end_is_whole(tmp_path: Path) -> None:
    moov = struct.pack(">I4sQ", 1, b"moov", 16 + 100) + bytes(100)
    mdat = struct.pack(">I", 0) + b"mdat" + bytes(2000)

    assert judge(tmp_path, box(b"ftyp", b"isom") + moov + mdat).size


def test_what_was_appended_to_a_whole_mp4_does_no_harm(tmp_path: Path) -> None:
    for tail in (b"\0", bytes(100), b"\0\0\0\x05abc\xff"):
        assert judge(tmp_path, MP4 + tail).size == len(MP4) + len(tail)


def test_an_mp4_that_is_overwritten_in_the_middle_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="it is damaged"):
        judge(tmp_path, box(b"ftyp", b"isom") + bytes(2000))


def test_an_mp4_of_endless_small_boxes_ends(tmp_path: Path) -> None:
    content = box(b"ftyp", b"isom") + box(b"free") * 250_000

    with pytest.raises(DownloadError, match="moov"):
        judge(tmp_path, content)


def test_a_matroska_header_alone_is_noticed(tmp_path: Path) -> None:
    header = b"\x1a\x45\xdf\xa3\x84\x42\x82\x81a"

    with pytest.raises(DownloadError, match="nothing behind it"):
        judge(tmp_path, header + bytes(2000), "media.mkv")


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "media.mp4").symlink_to(CLIPS / "kettle.mp4")

    with pytest.raises(DownloadError, match="cannot be read back"):
        verify(tmp_path / "media.mp4", RELEASE, None)


def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "media.mp4")

    with pytest.raises(DownloadError, match=r"too few|read back"):
        verify(tmp_path / "media.mp4", RELEASE, None)


@pytest.mark.parametrize("length", [0, 1, 7, 11, 15, 16])
def test_short_heads_are_nothing(length: int) -> None:
    assert containers.recognise(bytes(length)) is None


def make(path: Path, *options: str) -> bytes:
    ffmpeg = shutil.which("ffmpeg")
    assert ffmpeg is not None
    source = ["-f", "lavfi", "-i", "testsrc=size=176x144:rate=25:duration=1"]
    command = [ffmpeg, "-nostdin", "-v", "error", *source, *options, str(path)]
    subprocess.run(command, check=True, timeout=60)
    return path.read_bytes()


@pytest.mark.part("ffmpeg")
@pytest.mark.parametrize("extension", FORMATS)
def test_every_common_format_passes(tmp_path: Path, extension: str) -> None:
    path = tmp_path / f"clip{extension}"
    content = make(path, *FORMATS[extension])

    assert verify(path, RELEASE, len(content)).extension == extension


@pytest.mark.part("ffmpeg")
def test_a_fragmented_mp4_passes_and_is_noticed_when_cut(tmp_path: Path) -> None:
    content = make(tmp_path / "clip.mp4", "-g", "5", "-movflags", "frag_keyframe+empty_moov")

    assert judge(tmp_path, content).size
    with pytest.raises(DownloadError, match="it was cut"):
        judge(tmp_path, content[:-20])


@pytest.mark.part("ffmpeg")
def test_a_streamed_matroska_passes(tmp_path: Path) -> None:
    content = make(tmp_path / "clip.mkv", "-live", "1")

    assert judge(tmp_path, content, "media.mkv").size


@pytest.mark.part("ffmpeg")
@pytest.mark.parametrize("extension", [".avi", ".mkv"])
def test_a_cut_clip_is_noticed(tmp_path: Path, extension: str) -> None:
    content = make(tmp_path / f"clip{extension}")

    with pytest.raises(DownloadError, match="it was cut"):
        judge(tmp_path, content[:-1], f"media{extension}")
