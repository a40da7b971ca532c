"""A secret that is planted in the config shows up in nothing that comes out of the daemon."""

import base64
import os
import urllib.error
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

import pytest

from aniworldd.web.app import ROUTES
from tests.daemon.program import PASSWORD as LOGIN
from tests.daemon.program import Daemon, Program

PASSWORD = "Geheim+W0rt/42"
PROXY = f"http://somebody:{quote(PASSWORD, safe='')}@127.0.0.1:9"  # nobody answers there
CONFIG = f"""\
fetch: {{proxy: "{PROXY}", allow_private: [127.0.0.1/32]}}
logging: {{level: DEBUG, file: aniworldd.log}}
providers: {{mine: {{kind: site, definition: standin.yaml, links: ["http://127.0.0.1:9"]}}}}
"""
FORMS = {
    "raw": PASSWORD,
    "percent-encoded": quote(PASSWORD, safe=""),
    "base64": base64.b64encode(PASSWORD.encode()).decode().rstrip("="),
    "reversed": PASSWORD[::-1],
}
COMMANDS = (
    ("config", "show", "--origin"),
    ("config", "show", "--json"),
    ("check",),
    ("check", "--format", "json"),
    ("plan", "--json"),
    ("why", "lamp", "--json"),
    ("plan",),
    ("why", "lamp"),
    ("queue",),
    ("queue", "--json"),
    ("status",),
    ("status", "--json"),
    ("scan", "--wait"),
    ("pause",),
    ("resume", "--json"),
    ("retry",),
    ("root", "accept"),
    ("backup", "take", "mine"),
    ("backup", "list"),
)
ENDLESS = {"/api/events", "/ws/connect", "/ws/downloads"}
PATHS = (
    *(
        route.path.lstrip("/")
        for route in ROUTES
        if route.method == "GET" and "{" not in route.path and route.path not in ENDLESS
    ),
    *("library/x", "nowhere"),
)


@pytest.fixture
def program(tmp_path: Path) -> Program:
    program = Program(tmp_path)
    program.lay_out(CONFIG)
    (program.watchlist / "lamp.yaml").write_text("link: http://127.0.0.1:9/anime/stream/lamp\n")
    return program


def outputs(
    program: Program, daemon: Daemon, commands: Iterable[Sequence[str]] = COMMANDS
) -> Iterator[tuple[str, str]]:
    """Everything that is shown to anybody, each with what showed it."""
    for words in commands:
        ended = program.call(*words)
        yield " ".join(words), ended.stdout + ended.stderr
    for path in PATHS:
        try:
            yield path, daemon.page(path)
        except urllib.error.HTTPError as error:
            yield path, error.read().decode()
    yield "the command line", Path(f"/proc/{daemon.process.pid}/cmdline").read_text()
    good = program.config.read_text("utf-8")
    program.config.write_text(good.replace("http://somebody", "htp://somebody"), "utf-8")
    daemon.wait_for_log("this is not the URL of an HTTP proxy")
    for words in (("check",), ("check", "--format", "github"), ("config", "show")):
        ended = program.call(*words)
        yield f"{' '.join(words)} of a broken file", ended.stdout + ended.stderr
    yield "the page of a broken file", daemon.page()
    daemon.end()
    yield "stderr", daemon.log()
    yield "the log file", (program.state / "aniworldd.log").read_text("utf-8")


def test_a_planted_password_is_in_no_output(program: Program) -> None:
    with program.running() as daemon:
        daemon.wait_for_log("gives nothing for")
        found = dict(outputs(program, daemon))

    shown = [
        f"{form} in {what}"
        for what, text in found.items()
        for form, it in FORMS.items()
        if it in text
    ]
    assert shown == []
    assert "mine gives nothing for" in found["stderr"]
    assert found["the log file"].count("\n") >= found["stderr"].count("\n")


def test_what_lets_somebody_in_is_shown_once_and_kept_nowhere(program: Program) -> None:
    """Passwords, tokens and keys; of a password a hash is kept, of a key a digest."""
    with program.running() as daemon:
        token = daemon.token()
        key = str(daemon.post("api/auth/keys", {"name": "script"})["key"])
        for wrong in (daemon.post, daemon.post):
            with pytest.raises(urllib.error.HTTPError):
                wrong("api/auth/login", {"password": f"{LOGIN}x", "username": "admin"})
        with pytest.raises(urllib.error.HTTPError):
            daemon.page(f"nowhere?token={token}", login=False)
        found = dict(outputs(program, daemon, [("status", "--json"), ("backup", "take")]))
    for path in (path for path in program.state.rglob("*") if path.is_file()):
        found[str(path)] = path.read_bytes().decode("utf-8", "replace")

    secrets = {"password": LOGIN, "token": token, "key": key, "signature": token.split(".")[2]}
    shown = [
        f"{name} in {what}"
        for what, text in found.items()
        for name, it in secrets.items()
        if it in text
    ]
    assert shown == []
    assert any("audit" in what for what in found)


def test_what_others_may_read_does_not_hold_it(program: Program) -> None:
    with program.running() as daemon:
        daemon.wait_for_log("gives nothing for")
        assert program.call("backup", "take", "mine").returncode == 0
        daemon.end()
    program.config.chmod(0o600)

    readable = [
        path
        for folder, _, names in os.walk(program.home)
        for path in (Path(folder, name) for name in names)
        if not path.is_relative_to(program.state)
    ]
    assert program.state.stat().st_mode & 0o077 == 0
    assert [path for path in readable if _holds(path) and path.stat().st_mode & 0o044] == []


def _holds(path: Path) -> bool:
    return any(form.encode() in path.read_bytes() for form in FORMS.values())
