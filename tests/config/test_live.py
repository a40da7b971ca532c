"""One swap puts all live keys in force; the others wait for a restart and are named."""

import pytest

from aniworldd.config.live import Live, changed, pending
from aniworldd.config.settings import Settings
from tests.config.make import read

OLD = """
name: Old
server: {port: 8000}
languages: [German Dub]
providers: {a: {kind: site, definition: a.yaml}}
"""
NEW = """
name: New
server: {port: 9000}
languages: [German Sub]
downloads: {concurrent: 7, downloaders: [{kind: other}]}
providers: {a: {kind: site, definition: b.yaml}}
"""


def test_keys_that_need_a_restart_are_named() -> None:
    old, new = read(OLD, Settings), read(NEW, Settings)

    assert pending(old, new) == ("server.port", "downloads.downloaders", "providers")
    assert pending(old, read(f"# moved\n{OLD}", Settings)) == ()
    assert pending(new, new) == ()


def test_keys_that_are_in_force_at_once_are_named() -> None:
    old, new = read(OLD, Settings), read(NEW, Settings)

    assert changed(old, new) == ("name", "downloads.concurrent", "languages")
    assert changed(new, new) == ()


def test_a_swap_takes_the_live_keys_and_keeps_the_others() -> None:
    old, new = read(OLD, Settings), read(NEW, Settings)
    live = Live(old)

    waiting = live.swap(new)

    assert waiting == live.pending == ("server.port", "downloads.downloaders", "providers")
    assert live.current.name == "New"
    assert live.current.languages == ("German Sub",)
    assert live.current.downloads.concurrent == 7
    assert live.current.server.port == 8000
    assert live.current.downloads.downloaders == old.downloads.downloaders
    assert live.current.providers == old.providers


def test_what_waits_no_longer_waits_when_it_is_taken_back() -> None:
    live = Live(read(OLD, Settings))
    live.swap(read(NEW, Settings))

    assert live.swap(read(OLD, Settings)) == ()
    assert live.current == read(OLD, Settings)


def test_listeners_hear_of_changes_only_and_until_they_leave() -> None:
    live = Live(read(OLD, Settings))
    heard: list[str] = []
    leave = live.subscribe(lambda settings: heard.append(settings.name))

    live.swap(read(OLD, Settings))
    live.swap(read(NEW, Settings))
    leave()
    live.swap(read(OLD, Settings))

    assert heard == ["New"]


def test_a_listener_that_fails_stops_nobody(caplog: pytest.LogCaptureFixture) -> None:
    live = Live(read(OLD, Settings))
    heard: list[str] = []

    def fail(settings: Settings) -> None:
        raise LookupError(settings.name)

    live.subscribe(fail)
    live.subscribe(lambda settings: heard.append(settings.name))

    live.swap(read(NEW, Settings))

    assert heard == ["New"]
    assert "a listener for settings failed unexpectedly" in caplog.text
