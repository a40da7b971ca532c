"""The files of the service: those in systemd/ are current, strict enough, and fit a machine."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from aniworldd.daemon import installing, units
from aniworldd.daemon.units import Media
from aniworldd.errors import InvalidRequest
from tests import parts
from tests.daemon.program import Program
from tests.house.tree import ROOT

SHIPPED = ROOT / "systemd"
EXPOSURE = "16"  # tenths
MOUNT = Path("/srv/media")


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


@pytest.mark.parametrize("name", units.shipped())
def test_what_is_shipped_is_what_the_program_writes(name: str) -> None:
    assert (SHIPPED / name).read_text("utf-8") == units.shipped()[name]


def test_nothing_else_is_shipped() -> None:
    found = {str(path.relative_to(SHIPPED)) for path in SHIPPED.rglob("*") if path.is_file()}

    assert found == set(units.shipped())


@pytest.mark.part("systemd-analyze")
@pytest.mark.parametrize("drop_ins", [(), ("media",), ("media", "strict")], ids=str)
def test_the_unit_is_exposed_by_no_more_than_was_decided(
    tmp_path: Path, drop_ins: tuple[str, ...]
) -> None:
    analyze = parts.program("systemd-analyze")
    unit = tmp_path / "aniworldd.service"
    shutil.copy(SHIPPED / unit.name, unit)
    for name in drop_ins:
        target = tmp_path / f"aniworldd.service.d/{name}.conf"
        target.parent.mkdir(exist_ok=True)
        shutil.copy(SHIPPED / f"aniworldd.service.d/{name}.conf.example", target)

    judged = subprocess.run(
        [analyze, "security", "--offline=true", f"--threshold={EXPOSURE}", str(unit)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert judged.returncode == 0, judged.stdout[-2000:] + judged.stderr


@pytest.mark.part("systemd-analyze")
@pytest.mark.parametrize("name", ["aniworldd.service", "user/aniworldd.service"])
def test_systemd_understands_every_line(tmp_path: Path, name: str) -> None:
    analyze = parts.program("systemd-analyze")
    text = (SHIPPED / name).read_text("utf-8").replace("/usr/bin/aniworldd", "/bin/true")
    unit = tmp_path / "aniworldd.service"
    unit.write_text(text, "utf-8")

    judged = subprocess.run(
        [analyze, "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
    )

    ours = [line for line in judged.stderr.splitlines() if str(unit) in line or "aniworldd" in line]
    assert ours == []


def test_a_media_folder_is_waited_for_and_may_be_written_to() -> None:
    text = units.media([Media(MOUNT, "media"), Media(Path("/mnt/my disk 50%"), "")])

    assert text.splitlines() == [
        "[Unit]",
        "RequiresMountsFor=/srv/media",
        'RequiresMountsFor="/mnt/my disk 50%%"',
        "",
        "[Service]",
        "ReadWritePaths=-/srv/media",
        'ReadWritePaths="-/mnt/my disk 50%%"',
        "SupplementaryGroups=media",
    ]


@pytest.mark.parametrize(
    "program, folder",
    [(Path("/home/me/venv/bin/aniworldd"), MOUNT), (units.PROGRAM, Path("/root/films"))],
)
def test_what_the_service_would_not_see_is_refused(
    tmp_path: Path, program: Path, folder: Path
) -> None:
    with pytest.raises(InvalidRequest, match="lies in a home folder"):
        installing.system_files(program, [Media(folder)], tmp_path)


def test_a_first_config_names_the_library_and_a_later_one_is_left_alone(tmp_path: Path) -> None:
    config = tmp_path / "aniworldd/config.yaml"

    first = installing.system_files(units.PROGRAM, [Media(MOUNT)], tmp_path)
    config.parent.mkdir()
    config.write_text("name: Mine\n")
    later = installing.system_files(units.PROGRAM, [Media(MOUNT)], tmp_path)

    assert first[config] == "library:\n  directory: /srv/media\n"
    assert config not in later


def test_a_dry_run_shows_everything_and_writes_nothing(program: Program, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))

    ended = program.call("install-unit", "--user", "--dry-run", "--media", tmp_path)

    assert ended.returncode == 0, ended.stderr
    assert f"# {tmp_path}/.config/systemd/user/aniworldd.service\n[Unit]" in ended.stdout
    assert f"RequiresMountsFor={tmp_path}" in ended.stdout
    assert "systemctl --user enable --now aniworldd" in ended.stdout
    assert sorted(tmp_path.rglob("*")) == before


def test_a_unit_of_one_s_own_is_written_and_what_was_changed_is_kept(
    program: Program, tmp_path: Path
) -> None:
    unit = tmp_path / ".config/systemd/user/aniworldd.service"
    words = ("install-unit", "--user", "--media", tmp_path)

    first = program.call(*words)
    again = program.call(*words)
    unit.write_text("mine\n")
    third = program.call(*words)

    assert first.returncode == 0, first.stderr
    assert f"wrote     {unit}" in first.stdout
    assert f"as it is  {unit}" in again.stdout
    assert f"kept      {unit}.before" in third.stdout
    assert unit.with_name("aniworldd.service.before").read_text() == "mine\n"
    assert "ExecStart=" in unit.read_text()
    assert (tmp_path / ".config/aniworldd/config.yaml").read_text().endswith(f"{tmp_path}\n")
    page = tmp_path / ".local/share/man/man1/aniworldd.1"
    assert page.read_text("utf-8") == (ROOT / "docs/man/aniworldd.1").read_text("utf-8")


@pytest.mark.parametrize("folder", ["here", "/does/not/exist"])
def test_a_folder_that_cannot_be_the_library_is_refused(program: Program, folder: str) -> None:
    ended = program.call("install-unit", "--user", "--dry-run", "--media", folder)

    assert ended.returncode == 64
    assert folder in ended.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may")
def test_a_service_of_the_machine_is_for_root(program: Program, tmp_path: Path) -> None:
    ended = program.call("install-unit", "--media", tmp_path)

    assert ended.returncode == 1
    assert "sudo" in ended.stderr
