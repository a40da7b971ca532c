"""The command line as data: what may be said, taken from the parser that reads it."""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    flags: tuple[str, ...]
    text: str
    metavar: str = ""  # "": it takes no value
    choices: tuple[str, ...] = ()
    many: bool = False  # it may be given again
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Argument:
    metavar: str
    text: str
    choices: tuple[str, ...] = ()
    optional: bool = False
    many: bool = False


@dataclass(frozen=True, slots=True)
class Spoken:
    """A command, and those below it."""

    words: tuple[str, ...]  # aniworldd, backup, take
    text: str
    options: tuple[Option, ...]
    arguments: tuple[Argument, ...]
    commands: tuple["Spoken", ...]
    alone: bool = True  # whether it may be said without one of these

    def all(self) -> Iterator["Spoken"]:
        """Itself and everything below."""
        yield self
        for command in self.commands:
            yield from command.all()


def spoken(parser: argparse.ArgumentParser, text: str = "") -> Spoken:
    """What this parser understands."""
    options, arguments, commands, alone = [], [], [], True
    for action in parser._actions:  # argparse shows them nowhere else
        if isinstance(action, argparse._SubParsersAction):
            alone = not action.required
            texts = {choice.dest: choice.help or "" for choice in action._choices_actions}
            commands += [spoken(one, texts[name]) for name, one in action.choices.items()]
        elif action.option_strings:
            options.append(_option(action))
        else:
            arguments.append(_argument(action))
    return Spoken(
        tuple(parser.prog.split()),
        text or parser.description or "",
        tuple(options),
        tuple(arguments),
        tuple(commands),
        alone,
    )


def _option(action: argparse.Action) -> Option:
    takes = action.nargs != 0
    return Option(
        tuple(action.option_strings),
        action.help or "",
        _metavar(action) if takes else "",
        _choices(action),
        many=isinstance(action, argparse._AppendAction),
        needed=action.required,
    )


def _argument(action: argparse.Action) -> Argument:
    return Argument(
        _metavar(action),
        action.help or "",
        _choices(action),
        optional=action.nargs in {"?", "*"},
        many=action.nargs in {"*", "+"},
    )


def _metavar(action: argparse.Action) -> str:
    if isinstance(action.metavar, str):
        return action.metavar
    return "|".join(_choices(action)) or action.dest.upper()


def _choices(action: argparse.Action) -> tuple[str, ...]:
    return tuple(map(str, action.choices or ()))
