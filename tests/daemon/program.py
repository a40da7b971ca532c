"""The command as a person starts it: another process, its output, its exit code."""

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

PASSWORD = "Kettle-7-Harbour"
_ADDRESS = re.compile(r"serves (http://\S+/)")


class Program:
    """`aniworldd` for a user whose home is `home`."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.config = home / ".config/aniworldd/config.yaml"
        self.watchlist = self.config.parent / "watchlist"
        self.state = home / ".local/state/aniworldd"
        self.library = home / "library"

    def lay_out(self, config: str = "") -> None:
        """A config with a library of its own and any free port, and no provider but its own."""
        self.watchlist.mkdir(parents=True)
        self.library.mkdir()
        none = "" if "providers:" in config else "\nproviders: {}\n"
        self.config.write_text(
            f"library: {{directory: {self.library}}}\nserver: {{port: 0}}\n{config}{none}", "utf-8"
        )

    @property
    def environ(self) -> Mapping[str, str]:
        keep = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        return {**keep, "HOME": str(self.home), "PYTHONUNBUFFERED": "1"}

    def call(
        self,
        *words: str | Path,
        timeout: float = 30.0,
        environ: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """One command to its end; `environ` is what its environment has more than ours."""
        return subprocess.run(
            [sys.executable, "-m", "aniworldd", *map(str, words)],
            env={**self.environ, **(environ or {})},
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    @contextmanager
    def running(
        self, *words: str | Path, environ: Mapping[str, str] | None = None
    ) -> Iterator["Daemon"]:
        """`aniworldd run`, from when it serves until the body ends."""
        log = self.home / "log"
        with log.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "aniworldd", "run", *map(str, words)],
                env={**self.environ, **(environ or {})},
                stdout=output,
                stderr=output,
            )
        daemon = Daemon(process, log)
        try:
            daemon.wait_for_address()
            yield daemon
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()


class Daemon:
    """A daemon in a process of its own."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process = process
        self._log = log
        self.address = ""
        self._token = ""

    def wait_for_address(self, seconds: float = 60.0) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            found = _ADDRESS.search(self.log())
            if found:
                self.address = found[1]
                return
            time.sleep(0.02)
        raise AssertionError(f"it does not serve:\n{self.log()}")

    def page(self, path: str = "", *, login: bool = True, timeout: float = 60.0) -> str:
        """What a browser is shown there, set up and logged in first when it is to be."""
        headers = {"Authorization": f"Bearer {self.token()}"} if login else {}
        request = urllib.request.Request(f"{self.address}{path}", headers=headers)
        return _asked(request, timeout).decode()

    def token(self) -> str:
        """Of a login; by setup, when nobody did that before."""
        if not self._token:
            with suppress(urllib.error.HTTPError):
                self.post("api/auth/setup", {"master_password": PASSWORD})
            self._token = str(self.post("api/auth/login", {"password": PASSWORD})["token"])
        return self._token

    def post(self, path: str, body: Mapping[str, str], **more: str) -> Mapping[str, object]:
        """What a call answers, logged in when there was a login."""
        known = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        request = urllib.request.Request(
            f"{self.address}{path}",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json", **known, **more},
        )
        answer: Mapping[str, object] = json.loads(_asked(request))
        return answer

    def log(self) -> str:
        return self._log.read_text("utf-8")

    def wait_for_log(self, text: str, seconds: float = 60.0) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if text in self.log():
                return
            time.sleep(0.02)
        raise AssertionError(f"{text!r} is not in the log:\n{self.log()}")

    def end(self) -> int:
        """SIGTERM; the answer is its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)


def _asked(request: urllib.request.Request, timeout: float = 60.0) -> bytes:
    """The whole body. A refusal is raised with its body read: left open, it would keep a socket."""
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            body: bytes = answer.read()
            return body
    except urllib.error.HTTPError as error:
        with error:
            said = io.BytesIO(error.read())
        raise urllib.error.HTTPError(
            error.url, error.code, error.msg, error.headers, said
        ) from error
