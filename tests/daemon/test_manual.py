"""Man page and completions: made of the words of the help, current, and understood."""

import os
import pty
import select
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import pytest

from aniworldd.daemon import calls, completions, manual
from aniworldd.daemon.spoken import Spoken, spoken
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


@pytest.mark.parametrize("one", [*WHOLE.all()], ids=lambda one: " ".join(one.words))
def test_each_help_says_what_its_command_does(
    one: Spoken, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        calls.parser().parse_args([*one.words[1:], "--help"])

    said = " ".join(capsys.readouterr().out.split())
    assert one.text in said
    assert "as above" not in said  # nothing stands above it


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
def test_fish_offers_what_fits(tmp_path: Path) -> None:
    fish, path = parts.program("fish"), str(SHIPPED["fish"])
    script = f"source {path}; for typed in $argv; complete -C $typed; echo; end"
    said = subprocess.run(
        [fish, "--no-config", "-c", script, "aniworldd backup ", "aniworldd check --format "],
        env={"HOME": str(tmp_path), "PATH": os.defpath},
        capture_output=True,
        text=True,
        check=True,
    )
    verbs, formats = (
        {line.split("\t")[0] for line in lines.splitlines()}
        for lines in said.stdout.split("\n\n")[:2]
    )

    assert said.stderr == ""
    assert verbs == {"list", "take", "prune", "restore"}
    assert formats == {"text", "json", "github"}


@pytest.mark.part("zsh")
@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_a_shell_completes_what_is_typed(tmp_path: Path, shell: str) -> None:
    """Interactively, with the file where the shell finds it by itself."""
    lines = {
        "bash": (f"source {SHIPPED['bash']}",),
        "zsh": (
            f"fpath=({SHIPPED['zsh'].parent} $fpath)",
            f"autoload -U compinit; compinit -u -d {tmp_path}/dump",
        ),
    }[shell]
    words = [parts.program(shell), "--norc" if shell == "bash" else "-f", "-i"]
    with Terminal(words, tmp_path) as terminal:
        for line in (*lines, 'aniworldd() { echo "said <$*>"; }', "echo rea''dy"):
            terminal.type(f"{line}\n")
        terminal.shows("ready")

        terminal.type("aniworldd backup rest\t\n")
        terminal.shows("said <backup restore>")
        terminal.type("aniworldd check --format gi\t\n")
        terminal.shows("said <check --format github>")


class Terminal:
    """A program that takes it for a person's."""

    def __init__(self, words: Sequence[str], home: Path) -> None:
        self._end, other = pty.openpty()
        environ = {"HOME": str(home), "PATH": os.defpath, "TERM": "dumb", "LANG": "C.UTF-8"}
        self._process = subprocess.Popen(
            words, stdin=other, stdout=other, stderr=other, env=environ, start_new_session=True
        )
        os.close(other)
        self._shown = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failed: object) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._end)

    def type(self, text: str) -> None:
        os.write(self._end, text.encode())

    def shows(self, text: str, seconds: float = 60.0) -> None:
        """Wait until it does."""
        end = time.monotonic() + seconds
        while text not in self._shown:
            ready, _, _ = select.select([self._end], [], [], max(end - time.monotonic(), 0))
            assert ready, f"{text!r} is not shown:\n{self._shown}"
            self._shown += os.read(self._end, 65536).decode("utf-8", "replace")


@pytest.mark.part("groff")
def test_groff_has_nothing_to_complain_about() -> None:
    said = subprocess.run(
        [parts.program("groff"), "-man", "-z", "-ww", "-Tutf8", str(MAN)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert said.stderr == ""
