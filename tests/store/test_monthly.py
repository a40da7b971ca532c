"""History in a file a month."""

import asyncio
import stat
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from aniworldd.errors import StoreError
from aniworldd.store import Monthly
from aniworldd.store.files import Disk

MAY = datetime(2026, 5, 31, 23, 30, tzinfo=UTC)


async def test_records_lie_in_the_file_of_their_month(tmp_path: Path) -> None:
    history = Monthly(tmp_path / "history")
    await history.append({"n": 1}, MAY)
    await history.append({"n": 2, "file": "\udcff.mkv"}, MAY)
    await history.append({"n": 3}, MAY + timedelta(hours=1))

    assert history.months() == ["2026-06", "2026-05"]
    assert history.read("2026-05") == [{"n": 1}, {"n": 2, "file": "\udcff.mkv"}]
    assert history.read("2026-06") == [{"n": 3}]
    assert history.read("2025-01") == []


async def test_the_month_is_that_of_utc(tmp_path: Path) -> None:
    history = Monthly(tmp_path)
    await history.append({}, MAY.astimezone(timezone(timedelta(hours=9))))

    assert history.months() == ["2026-05"]


async def test_the_newest_come_first_over_the_months(tmp_path: Path) -> None:
    history = Monthly(tmp_path)
    for number in range(7):
        await history.append({"n": number}, MAY + timedelta(hours=number // 3))

    assert [record["n"] for record in history.newest(5)] == [6, 5, 4, 3, 2]
    assert len(history.newest(100)) == 7


async def test_the_newest_of_a_large_file_are_read_from_its_end(tmp_path: Path) -> None:
    class Counting(Disk):
        taken = 0

        def read(self, descriptor: int, size: int, offset: int) -> bytes:
            Counting.taken += size
            return super().read(descriptor, size, offset)

    history = Monthly(tmp_path)
    await history.append({"text": "x" * 5_000_000}, MAY)
    for number in range(10):
        await history.append({"n": number}, MAY)

    assert [record["n"] for record in Monthly(tmp_path, files=Counting()).newest(3)] == [9, 8, 7]
    assert Counting.taken < 200_000


@pytest.mark.parametrize("size", [0, 1, 3, 8, 65_530, 65_536, 70_000])
async def test_lines_of_every_length_are_found_again(tmp_path: Path, size: int) -> None:
    history = Monthly(tmp_path)
    for number in range(3):
        await history.append({"n": number, "text": "x" * size}, MAY)

    assert [record["n"] for record in history.read("2026-05")] == [0, 1, 2]


async def test_a_damaged_line_hides_no_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    history = Monthly(tmp_path)
    for number in range(3):
        await history.append({"n": number}, MAY)
    path = tmp_path / "2026-05.jsonl"
    path.write_bytes(path.read_bytes().replace(b'{"n":1}', b'{"n":7}'))

    assert history.read("2026-05") == [{"n": 0}, {"n": 2}]
    assert "1 lines are damaged" in caplog.text


@pytest.mark.parametrize("kept", range(1, 40, 3))
async def test_a_torn_line_costs_itself_alone(tmp_path: Path, kept: int) -> None:
    history = Monthly(tmp_path)
    await history.append({"n": 0}, MAY)
    path = tmp_path / "2026-05.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:kept])

    await history.append({"n": 1}, MAY)

    expected = [{"n": 0}, {"n": 0}, {"n": 1}] if kept >= len(whole) - 1 else [{"n": 0}, {"n": 1}]
    assert history.read("2026-05") == expected


async def test_appends_that_come_together_are_all_kept(tmp_path: Path) -> None:
    history = Monthly(tmp_path)

    await asyncio.gather(*(history.append({"n": number}, MAY) for number in range(30)))

    assert {record["n"] for record in history.read("2026-05")} == set(range(30))


async def test_history_is_private(tmp_path: Path) -> None:
    await Monthly(tmp_path / "history").append({}, MAY)

    assert stat.S_IMODE((tmp_path / "history").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "history" / "2026-05.jsonl").stat().st_mode) == 0o600


async def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "history").write_text("")

    with pytest.raises(StoreError, match=r"the history could not be written in .*: it is a file"):
        await Monthly(tmp_path / "history").append({}, MAY)


async def test_months_before_one_are_forgotten(tmp_path: Path) -> None:
    monthly = Monthly(tmp_path)
    for month in (3, 4, 5):
        await monthly.append({"month": month}, datetime(2026, month, 1, tzinfo=UTC))

    monthly.forget("2026-04")

    assert monthly.months() == ["2026-05", "2026-04"]
