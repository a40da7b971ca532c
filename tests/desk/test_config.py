"""The settings on the desk, where the environment says some of them."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from aniworldd.bus import Bus
from aniworldd.clock import SystemClock
from aniworldd.config import files
from aniworldd.config.live import Live
from aniworldd.config.places import Places
from aniworldd.config.settings import Settings
from aniworldd.desk.config import Configuration, Issue
from aniworldd.desk.drafts import Wanted
from aniworldd.desk.edits import Edits
from aniworldd.disk import Disk
from aniworldd.errors import ConfigBroken, Conflict, Unavailable
from aniworldd.events import ConfigLoaded
from tests.config.make import PLUGS

LEVEL = {"ANIWORLDD__LOGGING__LEVEL": "WARNING"}


class House:
    """The file, and whoever reads it when he is told to."""

    def __init__(self, folder: Path, text: str, environ: Mapping[str, str]) -> None:
        self.where = Places(folder / "config.yaml", {"HOME": str(folder), **environ})
        self.where.config.write_text(text, "utf-8")
        self.bus = Bus()
        self.reading = files.read(self.where, PLUGS)
        self.live = Live(self.reading.settings or Settings())
        self.edits = Edits(
            self.where,
            PLUGS,
            self.live,
            lambda: self.reading,
            self.bus,
            SystemClock(),
            patience=0.2,
        )
        self.edits.reload = self.read
        self.config = Configuration(self.edits, Disk(SystemClock()))

    def read(self) -> None:
        self.reading = files.read(self.where, PLUGS)
        if self.reading.settings is not None:
            self.live.swap(self.reading.settings)
        self.bus.publish(ConfigLoaded(0))


def make_house(tmp_path: Path, text: str = "name: x\n", **environ: str) -> House:
    return House(tmp_path, text, environ)


async def test_what_the_environment_says_is_shown_named_and_may_be_written_back(
    tmp_path: Path,
) -> None:
    house = make_house(tmp_path, **LEVEL)
    shown = house.config.now()

    after = await house.config.change(shown.settings)

    assert shown.settings["logging"] == {**after.settings["logging"], "level": "WARNING"}  # type: ignore[dict-item]
    assert shown.overruled == {"logging.level": "ANIWORLDD__LOGGING__LEVEL"}
    assert house.where.config.read_text("utf-8") == "name: x\n"


async def test_a_change_that_the_environment_overrules_is_refused_by_name(tmp_path: Path) -> None:
    house = make_house(tmp_path, **LEVEL)
    wanted: Wanted = {"name": "y", "logging": {"level": "DEBUG"}}

    issues = await house.config.judge(wanted)
    with pytest.raises(Conflict, match=r"logging.level by \$ANIWORLDD__LOGGING__LEVEL"):
        await house.config.change(wanted)

    said = "the variable ANIWORLDD__LOGGING__LEVEL decides it"
    assert issues == [Issue("logging.level", said)]
    assert house.where.config.read_text("utf-8") == "name: x\n"


async def test_the_state_folder_of_systemd_is_what_is_shown(tmp_path: Path) -> None:
    house = make_house(tmp_path, STATE_DIRECTORY=str(tmp_path / "state"))

    shown = house.config.now()

    assert shown.settings["data_dir"] == str(tmp_path / "state")
    assert shown.overruled == {"data_dir": "STATE_DIRECTORY"}


async def test_without_any_valid_version_nothing_is_shown_and_nothing_changed(
    tmp_path: Path,
) -> None:
    house = make_house(tmp_path, "name: [\n")

    with pytest.raises(ConfigBroken, match=r"config.yaml:2:1: error C004"):
        house.config.now()
    with pytest.raises(ConfigBroken, match="mend it by hand"):
        await house.config.change({"name": "attic"})


async def test_a_change_that_nobody_reads_says_that_it_is_saved(tmp_path: Path) -> None:
    house = make_house(tmp_path)
    house.edits.reload = lambda: None

    with pytest.raises(Unavailable, match="is saved, but not read yet"):
        await house.config.change({"name": "attic"})

    assert house.where.config.read_text("utf-8") == "name: attic\n"


async def test_null_for_a_whole_section_says_nothing(tmp_path: Path) -> None:
    text = "scheduler: {interval_minutes: 5}\n"
    house = make_house(tmp_path, text)

    await house.config.change({"scheduler": None, "logging": {}})

    assert house.where.config.read_text("utf-8") == text
