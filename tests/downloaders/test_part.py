"""A file that is still arriving, across stops, kills and power cuts."""

import errno
import resource
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from aniworldd.downloaders.part import OVERLAP, SYNC_EVERY, Origin, Part, explained
from aniworldd.errors import AniworldError, DiskFull, DownloadError, Unavailable
from tests.parts import tiny_disk

URL = "https://files.example/film.mp4"
ORIGIN = Origin(URL, '"one"', 10 * OVERLAP)
BYTES = bytes(range(256)) * (2 * OVERLAP // 256)


def make_part(folder: Path, data: bytes = BYTES, origin: Origin = ORIGIN) -> Part:
    part = Part.open(folder, URL)
    part.start_over(origin)
    part.write([data])
    return part


def another_boot(folder: Path) -> None:
    """As if the machine had been started anew since the part was written."""
    sidecar = folder / "resume.part"
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    assert boot in sidecar.read_text()
    sidecar.write_text(sidecar.read_text().replace(boot, "another"))


def test_a_part_is_taken_up_again(tmp_path: Path) -> None:
    make_part(tmp_path).close()

    part = Part.open(tmp_path, URL)

    assert (part.size, part.resumable) == (len(BYTES), ORIGIN)
    assert part.go_on() == (BYTES[:OVERLAP], BYTES[-OVERLAP:])
    part.close()


def test_what_a_kill_left_is_taken_up_again(tmp_path: Path) -> None:
    killed = make_part(tmp_path)

    part = Part.open(tmp_path, URL)

    assert (part.size, part.resumable) == (len(BYTES), ORIGIN)
    part.close()
    killed.close()


def test_after_a_power_cut_only_what_was_synced_is_believed(tmp_path: Path) -> None:
    cut = make_part(tmp_path)
    cut.sync()
    cut.write([b"\0" * OVERLAP])
    cut.close()
    another_boot(tmp_path)

    part = Part.open(tmp_path, URL)

    assert (part.size, part.resumable) == (len(BYTES), ORIGIN)
    assert (tmp_path / "media.part").stat().st_size == len(BYTES)
    part.close()


def test_after_a_power_cut_what_was_never_synced_is_fetched_anew(tmp_path: Path) -> None:
    make_part(tmp_path).close()
    another_boot(tmp_path)

    part = Part.open(tmp_path, URL)

    assert (part.size, part.resumable) == (0, None)
    part.close()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"origin": 3}', "\0" * 100])
def test_a_torn_note_means_starting_over(tmp_path: Path, text: str) -> None:
    make_part(tmp_path).close()
    (tmp_path / "resume.part").write_text(text)

    part = Part.open(tmp_path, URL)

    assert (part.size, part.resumable) == (0, None)
    part.close()


def test_another_address_means_starting_over(tmp_path: Path) -> None:
    make_part(tmp_path).close()

    part = Part.open(tmp_path, "https://files.example/other.mp4")

    assert (part.size, part.resumable) == (0, None)
    part.close()


def test_without_an_etag_nothing_is_noted(tmp_path: Path) -> None:
    make_part(tmp_path, origin=Origin(URL)).close()

    part = Part.open(tmp_path, URL)

    assert (part.size, part.resumable) == (0, None)
    part.close()


def test_starting_over_forgets_what_was_noted(tmp_path: Path) -> None:
    part = make_part(tmp_path)

    part.start_over(Origin(URL))

    assert (part.size, part.resumable) == (0, None)
    assert not (tmp_path / "resume.part").exists()
    part.close()


def test_syncing_is_due_now_and_then(tmp_path: Path) -> None:
    part = make_part(tmp_path)
    before = part.sync_due
    part.write([bytes(SYNC_EVERY)])
    due = part.sync_due

    part.sync()

    assert (before, due, part.sync_due) == (False, True, False)
    part.close()


def test_many_small_chunks_are_one_file(tmp_path: Path) -> None:
    chunks = [bytes([number % 256]) * 7 for number in range(3000)]
    part = make_part(tmp_path, b"")

    part.write(chunks)
    part.close()

    assert (tmp_path / "media.part").read_bytes() == b"".join(chunks)


def test_what_was_closed_writes_nothing_more(tmp_path: Path) -> None:
    part = make_part(tmp_path)
    part.close()

    part.write([b"more"])
    part.sync()
    part.close()

    assert (tmp_path / "media.part").stat().st_size == len(BYTES)


def test_the_whole_file_gets_its_name(tmp_path: Path) -> None:
    make_part(tmp_path).finish("mkv")

    assert (tmp_path / "media.mkv").read_bytes() == BYTES
    assert not (tmp_path / "media.part").exists()


@pytest.fixture
def one_mebibyte() -> Iterator[int]:
    """A limit on the size of files, as a small file system has one."""
    limit, before = 1024 * 1024, resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    yield limit
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


def test_a_file_too_large_for_the_file_system_is_told(tmp_path: Path, one_mebibyte: int) -> None:
    part = make_part(tmp_path)

    with pytest.raises(DownloadError, match="cannot hold a file so large"):
        part.write([bytes(one_mebibyte)])

    assert part.size == (tmp_path / "media.part").stat().st_size == one_mebibyte
    part.close()


def test_a_full_disk_is_told_and_the_part_goes_on_when_there_is_room(tmp_path: Path) -> None:
    with tiny_disk(tmp_path / "disk", "1m") as disk:
        ballast = disk / "ballast"
        ballast.write_bytes(bytes(512 * 1024))
        folder = disk / "d1"
        folder.mkdir()
        part = make_part(folder)
        data = bytes(range(250)) * 2800

        with pytest.raises(DiskFull, match="no room for the part"):
            part.write([data])
        size = part.size
        ballast.unlink()
        part.write([data[size - len(BYTES) :]])
        part.close()

        assert (folder / "media.part").read_bytes() == BYTES + data


@pytest.mark.parametrize(
    "number, kind",
    [
        (errno.ENOSPC, DiskFull),
        (errno.EDQUOT, DiskFull),
        (errno.EFBIG, DownloadError),
        (errno.EROFS, Unavailable),
        (errno.EIO, Unavailable),
        (errno.ESTALE, Unavailable),
        (errno.ENOENT, Unavailable),
    ],
)
def test_errors_of_the_disk_are_told_apart(number: int, kind: type[AniworldError]) -> None:
    with pytest.raises(kind) as caught, explained():
        raise OSError(number, "Something")

    assert type(caught.value) is kind
    assert "something" in str(caught.value)


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="the part cannot be written: no such file"):
        Part.open(tmp_path / "gone", URL)
