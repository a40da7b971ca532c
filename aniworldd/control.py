"""The Unix socket behind the commands: who may open the file may ask; there is no other login.

One line of JSON asks (`{"command": "scan", "words": []}`), one line of JSON answers
(`{"ok": true, "answer": …}` or `{"ok": false, "error": "…", "wrong_call": true, "problems": […]}`).
"""

import asyncio
import json
import os
import socket
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path

from aniworldd.borders import contain
from aniworldd.config.problems import Problem
from aniworldd.errors import (
    AniworldError,
    ConfigError,
    Forbidden,
    InvalidRequest,
    NotFound,
    Unavailable,
)

Answer = Mapping[str, object]
Command = Callable[[Sequence[str]], Awaitable[Answer]]

_LIMIT = 64 * 1024  # bytes of a line that asks
_ANSWER = 16 * 1024 * 1024  # bytes of one that answers: a queue of 20,000
_NAME = "control.sock"


class Control:
    """Listens in the state folder, with the file rights 0600."""

    def __init__(self, folder: Path, commands: Mapping[str, Command]) -> None:
        self._folder = folder
        self.commands = commands
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Start to listen; a socket left behind by a killed daemon is replaced."""
        with suppress(FileNotFoundError):
            (self._folder / _NAME).unlink()
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with _short(self._folder) as address:
            before = os.umask(0o177)
            try:
                listener.bind(address)
            finally:
                os.umask(before)
        self._server = await asyncio.start_unix_server(self._serve, sock=listener, limit=_LIMIT)

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            with suppress(FileNotFoundError):
                (self._folder / _NAME).unlink()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            line = await reader.readline()
            writer.write(json.dumps(await self._answer(line)).encode() + b"\n")
            await writer.drain()
        except (ConnectionError, ValueError):
            pass  # the other side went away, or sent a line without end: nobody to answer
        finally:
            writer.close()

    async def _answer(self, line: bytes) -> Answer:
        answer: Answer = _refusal("failed unexpectedly; the log has the details")
        with contain("a command on the control socket"):
            try:
                command, words = self._read(line)
                answer = {"ok": True, "answer": await command(words)}
            except (InvalidRequest, NotFound) as error:
                answer = _refusal(str(error), wrong_call=True)
            except ConfigError as error:
                answer = _refusal(str(error), problems=error.problems)
            except AniworldError as error:
                answer = _refusal(str(error))
        return answer

    def _read(self, line: bytes) -> tuple[Command, list[str]]:
        try:
            request = json.loads(line)
            name, words = str(request["command"]), [str(word) for word in request["words"]]
        except (ValueError, KeyError, TypeError) as error:
            raise InvalidRequest("a request is one line of JSON: command, words") from error
        if name not in self.commands:
            raise InvalidRequest(f"{name!r} is no command; there are {', '.join(self.commands)}")
        return self.commands[name], words


def _refusal(error: str, *, wrong_call: bool = False, problems: Iterable[object] = ()) -> Answer:
    found = [asdict(problem) for problem in problems if isinstance(problem, Problem)]
    return {"ok": False, "error": error, "wrong_call": wrong_call, "problems": found}


def ask(folder: Path, command: str, words: Sequence[str] = (), *, timeout: float = 30.0) -> Answer:
    """Have the daemon of this state folder do something; blocking.

    `timeout` is seconds. Raises `Unavailable` when no daemon listens, `Forbidden` when it is
    another user's, and when it refuses, with its own sentence, `InvalidRequest` for a wrong call,
    `ConfigError` for files that are wrong, and `Unavailable` for whatever else.
    """
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(timeout)
            with _short(folder) as address:
                connection.connect(address)
            connection.sendall(json.dumps({"command": command, "words": [*words]}).encode() + b"\n")
            with connection.makefile("rb") as lines:
                answer = json.loads(lines.readline(_ANSWER))
    except PermissionError as error:
        raise Forbidden(f"{folder} is another user's: call it as that one, or with sudo") from error
    except (OSError, ValueError) as error:
        raise Unavailable(f"no daemon answers in {folder}; start it with: aniworldd run") from error
    if not answer["ok"] and answer["problems"]:
        raise ConfigError([Problem(**problem) for problem in answer["problems"]])
    if not answer["ok"]:
        raise (InvalidRequest if answer["wrong_call"] else Unavailable)(answer["error"])
    return dict(answer["answer"])


def answers(folder: Path) -> bool:
    """Whether a daemon of this state folder listens."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            with _short(folder) as address:
                connection.connect(address)
            return True
    except OSError:
        return False


@contextmanager
def _short(folder: Path) -> Iterator[str]:
    """An address of the socket that fits the 107 bytes that the system allows."""
    handle = os.open(folder, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}/{_NAME}"
    finally:
        os.close(handle)
