"""Figures of the machine that this test runs on."""

from pathlib import Path

import pytest

from aniworldd.health.machine import Machine


def test_the_figures_are_plausible(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    sum(range(1_000_000))

    found = machine.figures()

    assert 0 <= found.cpu <= 100
    assert 0 < found.memory < 100
    assert 1 < found.memory_available < 10_000_000
    assert 0 <= found.disk <= 100
    assert found.disk_free > 0


def test_a_folder_that_went_away_has_none(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        Machine(tmp_path / "gone").figures()
