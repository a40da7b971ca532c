"""What has completed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from aniworldd.downloads.history import History
from aniworldd.model.download import Download, DownloadState
from aniworldd.store import Monthly, StateTable, Store
from tests.downloads.stand_ins import item, make_download
from tests.fake_clock import FakeClock

NOW = FakeClock().now()


@pytest.fixture
def table(tmp_path: Path) -> Iterator[StateTable]:
    store = Store.open(tmp_path / "state", now=FakeClock().now)
    yield store.table("finished")
    store.close()


def make_done(number: int, at: datetime = NOW) -> Download:
    file = f"The Lamp Post/Season 01/The Lamp Post - {item(number).code}.mp4"
    return make_download(
        id=f"d{number}",
        item=item(number),
        state=DownloadState.COMPLETED,
        ended_at=at,
        file=file,
        language="German Dub",
    )


async def test_the_newest_comes_first(tmp_path: Path, table: StateTable) -> None:
    history = History(Monthly(tmp_path / "history"), table)
    for number in (1, 2, 3):
        await history.append(make_done(number))

    assert history.newest()[:2] == (make_done(3), make_done(2))


async def test_it_survives_a_restart(tmp_path: Path, table: StateTable) -> None:
    history = History(Monthly(tmp_path / "history"), table)
    for number in range(5):
        await history.append(make_done(number, NOW + timedelta(days=20 * number)))

    again = History(Monthly(tmp_path / "history"), table)

    assert again.newest() == history.newest()
    assert len(again.newest()) == 5


async def test_a_record_of_another_shape_is_passed_over_and_told(
    tmp_path: Path, table: StateTable, caplog: pytest.LogCaptureFixture
) -> None:
    monthly = Monthly(tmp_path / "history")
    await monthly.append({"id": "d1", "state": "flown"}, NOW)
    await History(monthly, table).append(make_done(2))

    again = History(monthly, table)

    assert again.newest() == (make_done(2),)
    assert "another shape" in caplog.text


async def test_what_is_at_hand_does_not_grow_without_end(tmp_path: Path, table: StateTable) -> None:
    history = History(Monthly(tmp_path / "history"), table)

    for number in range(250):
        await history.append(replace(make_done(number), id="d"))

    assert len(history.newest()) == 200


async def test_what_was_taken_off_the_list_is_in_the_history_and_stays_off(
    tmp_path: Path, table: StateTable
) -> None:
    history = History(Monthly(tmp_path / "history"), table)
    for number in (1, 2, 3):
        await history.append(make_done(number))

    history.take_off(["d1", "d3", "never"])

    again = History(Monthly(tmp_path / "history"), table)
    assert history.listed() == again.listed() == (make_done(2),)
    assert len(again.newest()) == 3


async def test_what_is_remembered_of_it_does_not_grow_without_end(
    tmp_path: Path, table: StateTable
) -> None:
    history = History(Monthly(tmp_path / "history"), table)

    for number in range(210):
        await history.append(make_done(number))
        history.take_off([f"d{number}"])

    ids = table.documents()["off"]["ids"]
    assert isinstance(ids, list)
    assert len(ids) == 200
    assert history.listed() == ()


async def test_all_that_ever_arrived_is_known_from_the_last_record(
    tmp_path: Path, table: StateTable
) -> None:
    monthly = Monthly(tmp_path / "history")
    await monthly.append({"id": "d0", "state": "of a version that measured nothing"}, NOW)
    history = History(monthly, table)
    for number in range(1, 251):
        await history.append(replace(make_done(number), size=number))

    again = History(monthly, table)

    assert history.bytes == again.bytes == sum(range(251))
