"""The command: each one is imported only when it is said."""

import argparse
import io
import signal
import sys
from collections.abc import Sequence

from aniworldd.daemon import calls

EX_OK, EX_FAILED, EX_RUNNING, EX_CONFIG = 0, 1, 75, 78
EX_INTERRUPTED = 128 + signal.SIGINT


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    call = calls.parse(words)
    for stream in (sys.stdout, sys.stderr):  # a terminal may know fewer signs than a title has
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        # see __main__; the daemon has a handler of its own before there is anything to tidy up, and
        # until then an exception might be lost in an import
        if signal.getsignal(signal.SIGINT) is signal.SIG_DFL and call.command != "run":
            signal.signal(signal.SIGINT, signal.default_int_handler)
        return _run(call)
    except KeyboardInterrupt:
        return EX_INTERRUPTED
    except BrokenPipeError:  # `aniworldd plan | head`
        sys.stderr.close()
        return EX_OK


def _run(call: argparse.Namespace) -> int:
    from aniworldd.errors import (
        AlreadyRunning,
        AniworldError,
        ConfigError,
        InvalidRequest,
        NotFound,
    )

    try:
        code = _dispatch(call)
    except ConfigError as error:
        from aniworldd.daemon.say import problems

        print(problems(error), file=sys.stderr)
        return EX_CONFIG
    except AlreadyRunning as error:
        print(f"aniworldd: {error}", file=sys.stderr)
        return EX_RUNNING
    except (InvalidRequest, NotFound) as error:
        print(f"aniworldd: {error}", file=sys.stderr)
        return calls.EX_USAGE
    except AniworldError as error:
        print(f"aniworldd: {error}", file=sys.stderr)
        return EX_FAILED
    return code


def _dispatch(call: argparse.Namespace) -> int:
    match call.command:
        case "run":
            from aniworldd.daemon import memory

            memory.hurry()
            from aniworldd.daemon import run

            return run.serve(call.config, strict=call.strict)
        case "demo":
            from aniworldd.daemon import demo

            return demo.play(once=call.once, keep=call.keep, print=print)
        case _:
            return _run_short(call)


def _run_short(call: argparse.Namespace) -> int:
    """Those that do one thing and end."""
    match call.command:
        case "site":
            from aniworldd.daemon import sites

            return sites.run(call, print=print)
        case "check" | "names":
            from aniworldd.daemon import judging

            return judging.run(call, print=print)
        case "config":
            from aniworldd.daemon import showing

            return showing.run(call, print=print)
        case "schema" | "explain":
            from aniworldd.daemon import telling

            return telling.run(call, print=print)
        case "openapi":
            from aniworldd.daemon import documenting

            return documenting.run(print=print)
        case "plan" | "why":
            from aniworldd.daemon import looking

            return looking.run(call, print=print)
        case "add" | "remove":
            from aniworldd.daemon import wishing

            return wishing.run(call, print=print)
        case "backup":
            from aniworldd.daemon import backing

            return backing.run(call, print=print)
        case "completion" | "manual":
            from aniworldd.daemon import manual

            return manual.run(call, print=print)
        case _:
            return _run_keeping(call)


def _run_keeping(call: argparse.Namespace) -> int:
    """Those of whoever keeps the machine, and those that speak with the daemon."""
    match call.command:
        case "install-unit":
            from aniworldd.daemon import installing

            return installing.run(call, print=print)
        case "passwd":
            from aniworldd.daemon import passwords

            return passwords.run(call, print=print)
        case "recover":
            from aniworldd.daemon import recovering

            return recovering.run(call, print=print)
        case _:
            from aniworldd.daemon import asking

            return asking.run(call, print=print)
