"""What a server calls a file, and what becomes of that."""

import pytest

from aniworldd.downloaders.answer import extension, failed
from aniworldd.errors import FetchError, HostDown

MP4 = b"\x00\x00\x00\x20ftypisom"
URL = "https://files.example/get?id=7"


@pytest.mark.parametrize(
    "disposition, expected",
    [
        ('attachment; filename="Film.mkv"', "mkv"),
        ("attachment; filename=Film.MKV", "mkv"),
        ("attachment; filename*=UTF-8''F%C3%BCr%20uns.avi", "avi"),
        ('attachment; filename="../../../etc/cron.d/x.webm"', "webm"),
        ('attachment; filename="x.mp4/../../y"', "mp4"),
        ('attachment; filename="x.mkv.exe"', "mp4"),
        ('attachment; filename="x."', "mp4"),
        ('attachment; filename=""', "mp4"),
        ("attachment", "mp4"),
        ("=?=;;;filename", "mp4"),
    ],
)
def test_the_name_that_a_server_gives_names_only_the_extension(
    disposition: str, expected: str
) -> None:
    headers = {"content-disposition": disposition, "content-type": "video/mp4"}

    assert extension(headers, URL, b"") == expected


@pytest.mark.parametrize(
    "url, expected",
    [
        ("https://files.example/a/Film.mkv?token=x.avi", "mkv"),
        ("https://files.example/a/Film%2Emkv", "mkv"),
        ("https://files.example/a.mkv/..%2F..%2Fx.sh", "mp4"),
        ("https://files.example/watch.php", "mp4"),
    ],
)
def test_the_address_comes_next(url: str, expected: str) -> None:
    assert extension({"content-type": "video/mp4"}, url, b"") == expected


@pytest.mark.parametrize(
    "type, expected",
    [("video/x-matroska", "mkv"), ("Video/WebM; codecs=vp9", "webm"), ("video/mp2t", "ts")],
)
def test_the_type_comes_next(type: str, expected: str) -> None:
    assert extension({"content-type": type}, URL, MP4) == expected


@pytest.mark.parametrize(
    "head, expected",
    [
        (MP4, "mp4"),
        (b"\x1aE\xdf\xa3\x01", "mkv"),
        (b"RIFF\x00\x00\x00\x00AVI LIST", "avi"),
        (b"OggS\x00", "ogv"),
        (b"what is this", "bin"),
        (b"", "bin"),
    ],
)
def test_the_first_bytes_come_last(head: bytes, expected: str) -> None:
    assert extension({"content-type": "application/octet-stream"}, URL, head) == expected


@pytest.mark.parametrize(
    "error, answered, down, wait",
    [
        (FetchError("no route", retry_after=5.0), False, True, 5.0),
        (FetchError("503", status=503, retry_after=90.0), False, True, 90.0),
        (FetchError("it broke off", retry_after=5.0), True, False, 5.0),
        (FetchError("408", status=408), False, False, 30.0),
        (FetchError("404", status=404), False, False, None),
    ],
)
def test_an_outage_of_the_host_is_told_from_a_failure_of_the_file(
    error: FetchError, answered: bool, down: bool, wait: float | None
) -> None:
    told = failed(error, answered=answered)

    assert (isinstance(told, HostDown), told.retry_after) == (down, wait)
