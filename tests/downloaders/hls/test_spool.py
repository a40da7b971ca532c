"""What of a stream is on the disk, and what of it can be believed after a stop."""

import hashlib
from pathlib import Path

import pytest

from aniworldd.downloaders import part
from aniworldd.downloaders.hls import spool
from aniworldd.downloaders.hls.spool import Load, Proof, Spool
from aniworldd.errors import DiskFull
from tests.parts import tiny_disk

ONE, TWO, THREE = b"one-" * 10, b"two+" * 20, b"three" * 5


def opened(folder: Path, identity: str = "film") -> Spool:
    return Spool(folder, "video", identity)


def load(*pieces: bytes, section: int = 0, rest: bytes = b"") -> Load:
    made = Load(section)
    for piece in pieces:
        made.chunks += [piece[:3], piece[3:]]
        made.size += len(piece)
        made.ends.append(made.size)
    if rest:
        made.chunks.append(rest)
        made.size += len(rest)
    return made


def contents(made: Spool, section: int = 0) -> bytes:
    return made.section(section).read_bytes()


def test_whole_pieces_are_gone_on_with(tmp_path: Path) -> None:
    first = opened(tmp_path)
    first.write(load(ONE, TWO, rest=b"begun"))
    assert (first.finished, first.size) == (2, len(ONE + TWO) + 5)
    first.close()

    second = opened(tmp_path)
    assert (second.finished, second.size) == (2, len(ONE + TWO))
    second.write(load(THREE))

    assert contents(second) == ONE + TWO + THREE
    second.close()


def test_without_a_close_as_well(tmp_path: Path) -> None:
    opened(tmp_path).write(load(ONE, TWO, rest=b"begun"))

    assert opened(tmp_path).finished == 2


def test_the_last_whole_piece_is_known(tmp_path: Path) -> None:
    made = opened(tmp_path)
    assert made.proof() is None

    made.write(load(ONE, TWO, rest=b"begun"))

    assert made.proof() == Proof(len(TWO), hashlib.sha256(TWO).digest())


def test_a_section_is_a_file_of_its_own(tmp_path: Path) -> None:
    first = opened(tmp_path)
    first.write(load(ONE))
    first.write(load(TWO, section=1, rest=b"x"))
    first.close()

    second = opened(tmp_path)
    second.write(load(THREE, section=1))

    assert (contents(second, 0), contents(second, 1)) == (ONE, TWO + THREE)
    assert second.finished == 3
    assert second.size == len(ONE + TWO + THREE)
    assert second.proof() == Proof(len(THREE), hashlib.sha256(THREE).digest())


def test_a_section_that_was_only_begun_is_begun_anew(tmp_path: Path) -> None:
    first = opened(tmp_path)
    first.write(load(ONE))
    first.write(load(section=1, rest=b"x" * 99))

    second = opened(tmp_path)
    second.write(load(TWO, section=1))

    assert (second.finished, contents(second, 1)) == (2, TWO)


def test_a_piece_begun_can_be_forgotten(tmp_path: Path) -> None:
    made = opened(tmp_path)
    made.write(load(ONE, rest=b"void"))
    made.rewind()
    made.write(load(TWO))

    assert contents(made) == ONE + TWO


def test_forgetting_nothing_is_nothing(tmp_path: Path) -> None:
    made = opened(tmp_path)
    made.rewind()
    made.write(load(ONE))
    made.rewind()

    assert contents(made) == ONE


def test_everything_can_be_forgotten(tmp_path: Path) -> None:
    made = opened(tmp_path)
    made.write(load(ONE))
    made.write(load(TWO, section=1))
    made.start_over()

    assert (made.finished, made.size, made.proof()) == (0, 0, None)
    assert not made.section(1).exists()
    made.write(load(THREE))
    assert contents(made) == THREE


def test_another_stream_begins_anew(tmp_path: Path) -> None:
    opened(tmp_path).write(load(ONE, TWO))

    other = opened(tmp_path, "another film")
    assert other.finished == 0
    other.write(load(THREE))

    assert contents(other) == THREE


def test_two_streams_lie_beside_each_other(tmp_path: Path) -> None:
    opened(tmp_path).write(load(ONE))

    Spool(tmp_path, "audio", "film").write(load(TWO))

    assert contents(opened(tmp_path)) == ONE


def cut(path: Path, size: int) -> None:
    with path.open("r+b") as file:
        file.truncate(size)


@pytest.mark.parametrize("left, finished", [(len(ONE), 1), (len(ONE) - 1, 0), (0, 0)])
def test_what_is_not_there_is_not_believed(tmp_path: Path, left: int, finished: int) -> None:
    opened(tmp_path).write(load(ONE, TWO))
    cut(tmp_path / "video-000.part", left)

    assert opened(tmp_path).finished == finished


def test_a_torn_index_is_believed_as_far_as_it_goes(tmp_path: Path) -> None:
    opened(tmp_path).write(load(ONE, TWO, THREE))
    cut(tmp_path / "video-index.part", 2 * 12 + 5)

    assert opened(tmp_path).finished == 2


@pytest.mark.parametrize("name", ["video-resume.part", "video-index.part"])
def test_without_a_word_about_it_it_begins_anew(tmp_path: Path, name: str) -> None:
    opened(tmp_path).write(load(ONE, TWO))
    (tmp_path / name).unlink()

    assert opened(tmp_path).finished == 0


def test_a_torn_word_is_none(tmp_path: Path) -> None:
    opened(tmp_path).write(load(ONE, TWO))
    cut(tmp_path / "video-resume.part", 20)

    assert opened(tmp_path).finished == 0


def test_after_a_power_cut_only_what_was_synced_is_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    boot = tmp_path / "boot"
    boot.write_text("monday\n")
    monkeypatch.setattr(part, "_BOOT_ID", boot)
    made = opened(tmp_path)
    made.write(load(ONE))
    made.sync()
    made.write(load(TWO))

    assert opened(tmp_path).finished == 2
    boot.write_text("tuesday\n")
    assert opened(tmp_path).finished == 1


def test_what_was_synced_before_its_index_was_lost_counts_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    boot = tmp_path / "boot"
    boot.write_text("monday\n")
    monkeypatch.setattr(part, "_BOOT_ID", boot)
    made = opened(tmp_path)
    made.write(load(ONE, TWO))
    made.sync()
    made.close()
    (tmp_path / "video-index.part").unlink()

    again = opened(tmp_path)
    again.write(load(ONE, TWO))
    again.close()
    boot.write_text("tuesday\n")

    assert opened(tmp_path).finished == 0


def test_a_sync_is_due_after_many_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "SYNC_EVERY", 1000)
    made = opened(tmp_path)
    made.write(load(bytes(999)))
    assert not made.sync_due

    made.write(load(b"1"))
    assert made.sync_due
    made.sync()
    assert not made.sync_due


def test_closed_it_writes_nothing_more(tmp_path: Path) -> None:
    made = opened(tmp_path)
    made.write(load(ONE))
    made.close()
    made.write(load(TWO))
    made.rewind()
    made.sync()
    made.close()

    assert contents(made) == ONE


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    with tiny_disk(tmp_path / "disk", "100k") as disk:
        made = opened(disk)
        made.write(load(ONE))
        with pytest.raises(DiskFull):
            made.write(load(bytes(200_000)))
        made.close()

        again = opened(disk)
        assert (again.finished, contents(again)) == (1, ONE)
        again.close()
