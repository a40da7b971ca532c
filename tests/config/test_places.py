"""Where the files are."""

import subprocess
import sys
from pathlib import Path

from aniworldd.config import places
from aniworldd.config.places import shown

HOME = {"HOME": "/home/anna"}


def test_systemd_names_the_folders_and_of_several_the_first_counts() -> None:
    where = places.find(
        None,
        {
            "CONFIGURATION_DIRECTORY": "/etc/aniworldd:/etc/more",
            "STATE_DIRECTORY": "/var/lib/a:/b",
        },
    )

    assert where.config == Path("/etc/aniworldd/config.yaml")
    assert where.given_state == Path("/var/lib/a")
    assert not where.named


def test_a_folder_that_is_closed_to_us_is_not_taken_for_an_empty_place(tmp_path: Path) -> None:
    """Who may not look into /etc/aniworldd is told so, and is not given a config of their own."""
    ended = subprocess.run(
        [sys.executable, "-c", _LOOK, str(tmp_path)], capture_output=True, text=True, check=True
    )
    tmp_path.chmod(0o700)

    assert ended.stdout == "True\n"


_LOOK = """
import os, sys
from pathlib import Path
from aniworldd.config import places
if os.geteuid() == 0:
    os.setuid(65534)
else:
    os.chmod(sys.argv[1], 0)
print(places._there(Path(sys.argv[1], "etc/config.yaml")))
"""


def test_a_file_named_in_the_call_wins(tmp_path: Path) -> None:
    where = places.find(tmp_path / "my.yaml", {"CONFIGURATION_DIRECTORY": "/etc/aniworldd"})

    assert where.config == tmp_path / "my.yaml"
    assert where.folder == tmp_path
    assert where.named


def test_an_ordinary_user_has_the_xdg_folders() -> None:
    where = places.find(None, HOME)
    moved = places.find(None, {**HOME, "XDG_CONFIG_HOME": "/c", "XDG_STATE_HOME": "/s"})
    relative = places.find(None, {**HOME, "XDG_CONFIG_HOME": "c"})

    assert where.config == Path("/home/anna/.config/aniworldd/config.yaml")
    assert where.usual_state == Path("/home/anna/.local/state/aniworldd")
    assert moved.config == Path("/c/aniworldd/config.yaml")
    assert moved.usual_state == Path("/s/aniworldd")
    assert relative.config == where.config


def test_the_services_config_goes_with_the_services_state() -> None:
    assert places.find(Path("/etc/aniworldd/config.yaml"), HOME).usual_state == Path(
        "/var/lib/aniworldd"
    )


def test_a_file_is_known_by_its_name_below_the_configs_folder() -> None:
    assert shown(Path("/c/watchlist/a.yaml"), Path("/c")) == "watchlist/a.yaml"
    assert shown(Path("/d/a.yaml"), Path("/c")) == "/d/a.yaml"
