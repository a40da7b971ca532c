"""Parts of the machine that some tests need: a program such as nginx, or a small disk.

Without the part a test is skipped; under CI (`CI=true`) a missing program is a failure, because
there nothing may be left out silently.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

_HINTS = {
    "nginx": "apt-get install nginx-light",
    "ffmpeg": "apt-get install ffmpeg",
    "systemd-analyze": "apt-get install systemd",
    "groff": "apt-get install groff-base",
    "cc": "apt-get install gcc libc6-dev",
    "yt-dlp": "pip install 'aniworldd[ytdlp]'",
}
NAMESPACE = ("unshare", "--mount", "--propagation", "private")  # a program with mounts of its own
_SBIN = os.pathsep.join(  # with what lies beside our own Python, as aniworldd looks for it
    [str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"]
)


def program(name: str) -> str:
    """The path of a program; skips the test without it, and fails it under CI."""
    path = shutil.which(name, path=_SBIN)
    if path is not None:
        return path
    missing = f"{name} is not installed ({_HINTS.get(name, f'apt-get install {name}')})"
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)


def make_clip(path: Path, *, seconds: int = 4, rate: str = "2M", seed: int = 0) -> Path:
    """A film of moving bars with a tone, made by ffmpeg; its format is that of the suffix."""
    sources = [
        f"testsrc2=size=640x360:rate=25:duration={seconds}:sar=1",
        f"sine=frequency={300 + seed}:duration={seconds}",
    ]
    inputs = [word for source in sources for word in ("-f", "lavfi", "-i", source)]
    call = [program("ffmpeg"), "-v", "error", "-nostdin", "-y", *inputs]
    codecs = ["-c:v", "mpeg4", "-b:v", rate, "-minrate", rate, "-c:a", "mp2"]
    subprocess.run([*call, *codecs, str(path)], check=True)
    return path


@contextmanager
def tiny_disk(folder: Path, size: str) -> Iterator[Path]:
    """A file system of its own of that size at `folder`; skips the test where none may be made."""
    folder.mkdir()
    call = ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)]
    if subprocess.run(call, capture_output=True, check=False).returncode != 0:
        pytest.skip("this user may not mount a file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


class Nginx:
    """Debian's nginx on a free port of loopback, serving a folder with ranges and strong ETags."""

    def __init__(self, home: Path, files: Path, *, keep_alive: int = 0) -> None:
        """`keep_alive`: seconds that a connection is kept for further requests; nginx's own
        default is 75.
        """
        self._program = program("nginx")
        self._home = home
        self._files = files
        self._keep_alive = keep_alive
        self._slow: int | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self.port = _free_port()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port}/{name}"

    def start(self, *, slow: int | None = None) -> None:
        """Return when it listens; `slow` is bytes a second for each connection."""
        self._slow = slow
        config = self._home / "nginx.conf"
        config.write_text(self._config())
        self._process = subprocess.Popen(
            [
                self._program,
                "-p",
                str(self._home),
                "-e",
                str(self._home / "error.log"),
                "-c",
                config,
            ]
        )
        for _ in range(500):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.01)
        raise AssertionError((self._home / "error.log").read_text())

    def kill(self) -> None:
        """End it at once, with all its connections."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def log(self) -> list[str]:
        """A line for each request: status, bytes sent, Range, If-Range."""
        return (self._home / "access.log").read_text().splitlines()

    def _config(self) -> str:
        user = "user root;" if os.geteuid() == 0 else ""
        slow = f"limit_rate {self._slow};" if self._slow else ""
        return f"""
            daemon off; master_process off; {user}
            pid nginx.pid; worker_processes 1;
            events {{ worker_connections 256; }}
            http {{
                sendfile on; tcp_nopush on; keepalive_timeout {self._keep_alive};
                types {{ video/mp4 mp4; video/x-matroska mkv; text/html html; }}
                default_type application/octet-stream;
                log_format ranges '$status $body_bytes_sent $http_range $http_if_range';
                access_log access.log ranges;
                client_body_temp_path temp; proxy_temp_path temp; fastcgi_temp_path temp;
                uwsgi_temp_path temp; scgi_temp_path temp;
                server {{ listen 127.0.0.1:{self.port}; root {self._files}; {slow} }}
            }}
        """


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def mounts_permitted() -> bool:
    """Whether this user may run programs in a namespace of their own, and mount there."""
    try:
        return subprocess.run([*NAMESPACE, "true"], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False
