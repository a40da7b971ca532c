"""Man page and completions: made of the words of the help, current, and understood."""

import subprocess
from pathlib import Path

import pytest

from aniworldd.daemon import calls, completions, manual
from aniworldd.daemon.spoken import spoken
from tests import parts
from tests.daemon.program import Program
from tests.house.tree import ROOT

WHOLE = spoken(calls.parser())
MAN = ROOT / "docs/man/aniworldd.1"
SHIPPED = {
    "bash": ROOT / "docs/completion/aniworldd.bash",
    "zsh": ROOT / "docs/completion/_aniworldd",
    "fish": ROOT / "docs/completion/aniworldd.fish",
}


def test_the_shipped_man_page_is_what_the_command_prints(tmp_path: Path) -> None:
    assert MAN.read_text("utf-8") == Program(tmp_path).call("manual").stdout


@pytest.mark.parametrize("shell", SHIPPED)
def test_the_shipped_completion_is_what_the_command_prints(tmp_path: Path, shell: str) -> None:
    printed = Program(tmp_path).call("completion", shell).stdout

    assert SHIPPED[shell].read_text("utf-8") == printed


def test_every_command_and_every_option_is_in_the_man_page() -> None:
    text = manual.page(WHOLE).replace("\\-", "-")

    for one in WHOLE.all():
        assert one.text
        if one.alone:
            assert f'.SS "{" ".join(one.words)}' in text
        for option in one.options:
            assert option.text, f"{one.words} {option.flags}"
            assert "--help" in option.flags or option.flags[-1] in text


def test_the_usual_commands_are_there() -> None:
    found = {" ".join(one.words[1:]) for one in WHOLE.all()}

    assert found >= {"run", "status", "queue cancel", "root accept", "backup take", "completion"}


@pytest.mark.parametrize(
    "typed, offered",
    [
        ("aniworldd sta", {"status"}),
        ("aniworldd backup ", {"list", "take", "restore", "prune"}),
        ("aniworldd backup take --w", {"--with-secrets"}),
        ("aniworldd --config x check --format ", {"text", "json", "github"}),
        ("aniworldd completion ", {"bash", "zsh", "fish"}),
        ("aniworldd queue ", {"cancel", "first", "--follow", "--json"}),
        ("aniworldd nonsense", set()),
    ],
)
def test_bash_offers_what_fits(typed: str, offered: set[str]) -> None:
    words = typed.split(" ")
    quoted = " ".join(f"'{word}'" for word in words)
    script = f"{completions.bash(WHOLE)}\nCOMP_WORDS=({quoted})\nCOMP_CWORD={len(words) - 1}\n"
    script += '_aniworldd; printf "%s\\n" "${COMPREPLY[@]}"'

    said = subprocess.run(
        ["bash", "-euc", script], capture_output=True, text=True, check=False
    ).stdout.split()

    assert set(said) >= offered
    assert not offered or all(one.startswith(words[-1]) for one in said)
    assert offered or said == []


@pytest.mark.part("zsh")
def test_zsh_understands_its_file() -> None:
    subprocess.run([parts.program("zsh"), "-n", str(SHIPPED["zsh"])], check=True)


@pytest.mark.part("fish")
def test_fish_understands_its_file_and_offers_what_fits() -> None:
    fish, path = parts.program("fish"), str(SHIPPED["fish"])
    subprocess.run([fish, "--no-execute", path], check=True)
    said = subprocess.run(
        [fish, "--no-config", "-c", f"source {path}; complete -C 'aniworldd backup '"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert {line.split("\t")[0] for line in said.splitlines()} >= {"list", "take", "prune"}


@pytest.mark.part("groff")
def test_groff_has_nothing_to_complain_about() -> None:
    said = subprocess.run(
        [parts.program("groff"), "-man", "-z", "-ww", "-Tutf8", str(MAN)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert said.stderr == ""
