from datetime import UTC, datetime
from pathlib import Path

import pytest

from aniworldd.errors import StoreError
from aniworldd.store.milestone import Milestone
from tests.store.simulated import SimulatedDisk

AT = datetime(2026, 5, 1, 12, tzinfo=UTC)


def test_it_is_made_once(tmp_path: Path) -> None:
    milestone = Milestone(tmp_path, "setup.done")
    assert not milestone.there()

    assert milestone.make(AT)

    assert milestone.there()
    assert not milestone.make(AT)
    assert (tmp_path / "setup.done").stat().st_mode & 0o777 == 0o600


def test_whatever_has_its_name_counts(tmp_path: Path) -> None:
    (tmp_path / "setup.done").symlink_to("nowhere")

    assert Milestone(tmp_path, "setup.done").there()


def test_a_folder_that_cannot_be_looked_into_counts_as_reached(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("no folder")

    assert Milestone(tmp_path / "state", "setup.done").there()


def test_it_survives_a_power_cut_once_it_was_made() -> None:
    disk = SimulatedDisk()
    disk.make_folder(Path("/state"))
    Milestone(Path("/state"), "setup.done", files=disk).make(AT)

    assert Milestone(Path("/state"), "setup.done", files=disk.after_cut()).there()


def test_a_disk_that_refuses_is_told() -> None:
    disk = SimulatedDisk()
    disk.make_folder(Path("/state"))
    disk.refused = "setup.done"

    with pytest.raises(StoreError, match=r"setup\.done cannot be made in /state"):
        Milestone(Path("/state"), "setup.done", files=disk).make(AT)
