"""What may be said on the command line; help, man page and completions are made of this."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import aniworldd

EX_USAGE = 64  # sysexits.h

EXITS = {
    0: "done",
    1: "failed",
    64: "wrong call",
    75: "another instance holds this state",
    78: "the files do not describe a valid configuration",
}


class Parser(argparse.ArgumentParser):
    """Wrong calls end with 64; the call knows the innermost parser that read it."""

    def __init__(self, *args: Any, **options: Any) -> None:  # as argparse makes them
        super().__init__(*args, **options)
        self.set_defaults(parser=self)

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(EX_USAGE, f"{self.prog}: {message}\n")


def parse(words: Sequence[str] | None) -> argparse.Namespace:
    """The call; a wrong one ends with 64, and the usage of the command that was meant."""
    call, stray = parser().parse_known_args(words)
    if stray:
        call.parser.error(f"unrecognized arguments: {' '.join(stray)}")
    return call


def parser() -> Parser:
    parser = Parser(
        prog="aniworldd",
        description="Keep a media library complete: files say what is wanted, it fetches the rest.",
        epilog=f"exit codes: {', '.join(f'{code} {text}' for code, text in EXITS.items())}",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {aniworldd.__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _add_daemons(commands)
    _add_readers(commands)
    _add_writers(commands)
    _add_askers(commands)
    _add_keepers(commands)
    _add_words(commands)
    return parser


def _add(
    commands: "argparse._SubParsersAction[Parser]", name: str, text: str, *, config: bool = True
) -> Parser:
    parser = commands.add_parser(name, help=text, description=text)
    if config:
        parser.add_argument("--config", type=Path, metavar="FILE", help="the config.yaml to use")
    return parser


def _for_machines(parser: Parser, what: str = "one object") -> None:
    parser.add_argument("--json", action="store_true", help=f"{what}, for machines")


def _add_daemons(commands: "argparse._SubParsersAction[Parser]") -> None:
    run = _add(commands, "run", "the daemon: watch the files, keep the library complete")
    run.add_argument(
        "--strict", action="store_true", help="end with 78 instead of using the last good files"
    )
    demo = _add(
        commands, "demo", "the whole thing offline, with a stand-in catalogue", config=False
    )
    demo.add_argument("--once", action="store_true", help="end when all files are there")
    demo.add_argument("--keep", type=Path, metavar="DIR", help="use this folder and keep it")


def _add_readers(commands: "argparse._SubParsersAction[Parser]") -> None:
    check = _add(commands, "check", "judge config, watch files and site definitions")
    check.add_argument("files", nargs="*", type=Path, metavar="FILE", help="only these")
    check.add_argument(
        "--format",
        choices=("text", "json", "github"),
        default="text",
        help="for people, for programs, or as annotations of a pull request",
    )
    check.add_argument("--quiet", action="store_true", help="say nothing unless there are errors")
    config = _add(commands, "config", "the settings", config=False)
    verbs = config.add_subparsers(dest="verb", metavar="VERB", required=True)
    show = _add(verbs, "show", "the settings in force; secrets are hidden")
    show.add_argument("--origin", action="store_true", help="and where each one comes from")
    _for_machines(show)
    schema = _add(
        commands, "schema", "the JSON Schema of a kind of file, for editors", config=False
    )
    schema.add_argument(
        "file",
        nargs="?",
        choices=("config", "watch", "site"),
        default="config",
        help="default: config",
    )
    _add(commands, "openapi", "the OpenAPI document of the calls", config=False)
    explain = _add(commands, "explain", "what the code of a problem means", config=False)
    explain.add_argument("code", nargs="?", metavar="CODE", help="such as C107; else all codes")
    plan = _add(commands, "plan", "what the next pass would do and why; changes nothing")
    plan.add_argument("keys", nargs="*", metavar="KEY", help="only these titles")
    _for_machines(plan)
    why = _add(commands, "why", "why an episode is, or is not, here")
    why.add_argument("key", metavar="KEY", help="a title's key, name or watch file")
    why.add_argument("episode", nargs="?", metavar="EPISODE", help="such as S01E02")
    _for_machines(why)
    names = _add(commands, "names", "how a file name in the library is read", config=False)
    names.add_argument("paths", nargs="+", metavar="PATH", help="below the library root")
    names.add_argument("--json", action="store_true", help="one object per line")
    site = _add(commands, "site", "site definitions", config=False)
    verbs = site.add_subparsers(dest="verb", metavar="VERB", required=True)
    test = _add(verbs, "test", "run a definition against its fixtures", config=False)
    test.add_argument("file", type=Path, metavar="FILE", help="the definition")
    test.add_argument("--live", metavar="LINK", help="against the site itself, with this title")
    test.add_argument("--config", type=Path, metavar="FILE", help="whose rules of fetching count")
    _for_machines(test)


def _add_words(commands: "argparse._SubParsersAction[Parser]") -> None:
    completion = _add(commands, "completion", "what a shell needs to complete calls", config=False)
    completion.add_argument("shell", choices=("bash", "zsh", "fish"), help="whose")
    _add(commands, "manual", "the source of the man page", config=False)


def _add_writers(commands: "argparse._SubParsersAction[Parser]") -> None:
    add = _add(commands, "add", "wish for a title: write its watch file")
    add.add_argument("link", metavar="LINK", help="the title's page, from the browser")
    add.add_argument("--name", metavar="NAME", help="what it is called")
    add.add_argument("--folder", metavar="FOLDER", help="its folder in the library")
    add.add_argument("--languages", metavar="LIST", help="best first, with commas between")
    add.add_argument(
        "--upgrade", action="store_true", help="replace files when a better language appears"
    )
    _for_machines(add)
    remove = _add(commands, "remove", "take a wish away; episodes that are here stay")
    remove.add_argument("key", metavar="KEY", help="a title's key, name, link or watch file")
    _for_machines(remove)
    backup = _add(commands, "backup", "copies of config, watch files and definitions", config=False)
    verbs = backup.add_subparsers(dest="verb", metavar="VERB", required=True)
    _for_machines(_add(verbs, "list", "all, the newest first"), "one list")
    take = _add(verbs, "take", "make one now")
    take.add_argument("name", nargs="?", metavar="NAME", help="default: the time")
    take.add_argument("--with-secrets", action="store_true", help="passwords, too")
    _for_machines(take)
    restore = _add(verbs, "restore", "make the files what they were; what is there now is kept")
    restore.add_argument("name", metavar="NAME", help="see `aniworldd backup list`")
    _for_machines(restore)
    _for_machines(_add(verbs, "prune", "delete those older than backup.keep_days"), "one list")


def _add_askers(commands: "argparse._SubParsersAction[Parser]") -> None:
    scan = _add(commands, "scan", "have the running daemon read disk and providers now")
    scan.add_argument("--wait", action="store_true", help="until every provider has answered")
    _for_machines(scan)
    status = _add(
        commands,
        "status",
        "how it stands: what is asked, what runs, what needs a look, what comes next",
    )
    _for_machines(status)
    for name, text in {
        "pause": "start no download any more; what runs goes on to its end",
        "resume": "start downloads again",
    }.items():
        _for_machines(_add(commands, name, text))
    _add_queue(commands)
    retry = _add(commands, "retry", "try again what was given up or cancelled")
    retry.add_argument(
        "key", nargs="?", metavar="KEY", help="only this title; else all that was given up"
    )
    retry.add_argument("episode", nargs="?", metavar="EPISODE", help="only this one")
    _for_machines(retry)
    root = _add(commands, "root", "answer what the daemon asks about the library", config=False)
    verbs = root.add_subparsers(dest="verb", metavar="VERB", required=True)
    accept = _add(
        verbs,
        "accept",
        "say that the library, or a title's list of episodes, is right as it is now",
        config=False,
    )
    accept.add_argument("key", nargs="?", metavar="KEY", help="a title whose list shrank")
    _for_machines(accept)
    accept.add_argument("--config", type=Path, metavar="FILE", help="the config.yaml to use")


def _add_queue(commands: "argparse._SubParsersAction[Parser]") -> None:
    """Its verbs take the options of `queue` itself, too, which must not undo them."""
    queue = _add(commands, "queue", "what is on its way, and changes of that")
    _for_machines(queue, "one list")
    queue.add_argument(
        "--follow", action="store_true", help="show how far downloads are, until all have ended"
    )
    verbs = queue.add_subparsers(dest="verb", metavar="[VERB]")
    for verb, text in {
        "cancel": "stop downloads; only `aniworldd retry` brings them back",
        "first": "put downloads in front of all others",
    }.items():
        change = _add(verbs, verb, text, config=False)
        change.add_argument("key", metavar="ID", help="a download's id, or a title's key")
        change.add_argument("episode", nargs="?", metavar="EPISODE", help="such as S01E02")
        change.add_argument(
            "--config",
            type=Path,
            metavar="FILE",
            default=argparse.SUPPRESS,
            help="the config.yaml to use",
        )
        change.add_argument(
            "--json",
            action="store_true",
            default=argparse.SUPPRESS,
            help="one object, for machines",
        )


def _add_keepers(commands: "argparse._SubParsersAction[Parser]") -> None:
    unit = _add(commands, "install-unit", "write the files of a service of systemd", config=False)
    unit.add_argument(
        "--media",
        type=Path,
        metavar="DIR",
        action="append",
        required=True,
        help="the library, or a folder above it; may be given again",
    )
    unit.add_argument("--user", action="store_true", help="a service of your own, without root")
    unit.add_argument("--dry-run", action="store_true", help="only show what would be written")
    passwd = _add(commands, "passwd", "set an account's password, without asking for the old one")
    passwd.add_argument("name", nargs="?", metavar="NAME", help="default: the first administrator")
    _add(commands, "recover", "unlock a state that could not be read, with what can be read")
