"""Which folders of a machine can be the library."""

from pathlib import Path

import pytest

from aniworldd.desk import folders
from aniworldd.errors import InvalidRequest


def test_the_state_is_no_library_whatever_links_lead_to_it(tmp_path: Path) -> None:
    (tmp_path / "real/state/inside").mkdir(parents=True)
    (tmp_path / "home").symlink_to("real")

    for folder in ("real/state/inside", "home/state", "real"):
        with pytest.raises(InvalidRequest, match="cannot be the library"):
            folders.judge(str(tmp_path / folder), tmp_path / "home/state")


@pytest.mark.parametrize(
    "text, said",
    [
        ("series", "absolute path"),
        ("/srv/\0", "absolute path"),
        ("~nobody-of-that-name/x", "home folder"),
        ("/nowhere/at/all", "there is no folder"),
        ("/" + "x" * 300, "cannot be read"),
    ],
)
def test_what_is_no_folder_of_this_machine_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InvalidRequest, match=said):
        folders.judge(text, tmp_path)


def test_a_folder_beside_the_state_can_be_the_library(tmp_path: Path) -> None:
    (tmp_path / "series").mkdir()

    assert folders.judge(str(tmp_path / "series"), tmp_path / "state") == tmp_path / "series"
