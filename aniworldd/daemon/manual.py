"""`aniworldd manual` and `aniworldd completion`: made of the same words as the help."""

import argparse
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import aniworldd
from aniworldd.daemon import calls, completions
from aniworldd.daemon.spoken import Argument, Option, Spoken, spoken

_ABOUT = """\
Files say what is wanted: config.yaml, and one small file for each wish in the folder watchlist \
beside it. The daemon finds out what exists, compares with what is on the disk, and fetches, \
checks and names what is missing. Every file takes effect when it is saved; what is wrong in one \
of them never takes the others out of force."""

_FILES = {
    "~/.config/aniworldd/config.yaml": "settings; /etc/aniworldd/config.yaml for a service",
    "~/.config/aniworldd/watchlist/": "wishes: *.yaml, *.txt with a link in each line, *.url",
    "~/.config/aniworldd/sites/": "definitions of catalogue sites",
    "~/.local/state/aniworldd/": "state, backups, the control socket; /var/lib/aniworldd",
}

_VARIABLES = {
    "CONFIGURATION_DIRECTORY, STATE_DIRECTORY": "set by systemd; they come before the above",
    "ANIWORLDD__SECTION__KEY": "in place of that setting; with __FILE at its end the value is read"
    " from the file that it names",
}


def run(call: argparse.Namespace, *, print: Callable[[str], None]) -> int:
    whole = spoken(calls.parser())
    if call.command == "manual":
        print(page(whole).rstrip("\n"))
    else:
        print(completions.SHELLS[call.shell](whole).rstrip("\n"))
    return 0


def system_files(share: Path) -> Mapping[Path, str]:
    """Man page and completions for everybody, below /usr/local/share or the like."""
    whole = spoken(calls.parser())
    return {
        **_usual(whole, share),
        share / "zsh/site-functions/_aniworldd": completions.zsh(whole),
        share / "fish/vendor_completions.d/aniworldd.fish": completions.fish(whole),
    }


def user_files(share: Path, config: Path) -> Mapping[Path, str]:
    """The same for one user; zsh has no folder of a user's own that it looks into by itself."""
    whole = spoken(calls.parser())
    fish = config / "fish/completions/aniworldd.fish"
    return {**_usual(whole, share), fish: completions.fish(whole)}


def _usual(whole: Spoken, share: Path) -> Mapping[Path, str]:
    return {
        share / "man/man1/aniworldd.1": page(whole),
        share / "bash-completion/completions/aniworldd": completions.bash(whole),
    }


def page(whole: Spoken) -> str:
    """The source of the man page, section 1."""
    return "\n".join(_page(whole)) + "\n"


def _page(whole: Spoken) -> Iterator[str]:
    yield f'.TH ANIWORLDD 1 "" "aniworldd {aniworldd.__version__}" "User Commands"'
    yield ".SH NAME"
    yield _roff("aniworldd - keep a media library complete")
    yield ".SH SYNOPSIS"
    yield ".B aniworldd"
    yield ".I COMMAND"
    yield _roff("[--help] ...")
    yield ".SH DESCRIPTION"
    yield _roff(_ABOUT)
    yield ".SH OPTIONS"
    for option in whole.options:
        yield from _entry(f".B {_roff(', '.join(option.flags))}", option.text)
    yield ".SH COMMANDS"
    for command in whole.all():
        if command.alone:
            yield from _command(command)
    yield ".SH EXIT STATUS"
    for code, text in calls.EXITS.items():
        yield from _entry(f".B {code}", text)
    yield ".SH FILES"
    yield from _table(_FILES)
    yield ".SH ENVIRONMENT"
    yield from _table(_VARIABLES)
    yield ".SH SEE ALSO"
    yield ".BR systemctl (1),"
    yield ".BR journalctl (1)"


def _command(command: Spoken) -> Iterator[str]:
    usage = " ".join(
        [
            *command.words,
            *(_use(option) for option in command.options if option.needed),
            *("[options]" for _ in [1] if any(_shown(one) for one in command.options)),
            *map(_placed, command.arguments),
        ]
    )
    yield f'.SS "{_roff(usage)}"'
    yield _roff(_sentence(command.text))
    for argument in command.arguments:
        if argument.text:
            yield from _entry(f".I {_roff(argument.metavar)}", argument.text)
    for option in filter(_shown, command.options):
        flags = ", ".join(option.flags)
        value = f" {option.metavar}" if option.metavar else ""
        yield from _entry(f".B {_roff(flags + value)}", option.text)


def _shown(option: Option) -> bool:
    return "--help" not in option.flags


def _use(option: Option) -> str:
    return f"{option.flags[-1]} {option.metavar}".strip()


def _placed(argument: Argument) -> str:
    word = argument.metavar + ("..." if argument.many else "")
    return f"[{word}]" if argument.optional else word


def _table(rows: Mapping[str, str]) -> Iterator[str]:
    for name, text in rows.items():
        yield from _entry(f".I {_roff(name)}", text)


def _entry(head: str, text: str) -> Iterator[str]:
    yield ".TP"
    yield head
    yield _roff(_sentence(text))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!")) or not text else ".")


def _roff(text: str) -> str:
    """A line of text that troff takes as it is."""
    line = text.replace("\\", "\\e").replace("-", "\\-").replace("\n", " ").replace('"', "\\(dq")
    return f"\\&{line}" if line[:1] in {".", "'"} else line
