"""What config.yaml may say, and that etc/ tells the whole of it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from aniworldd.config import live
from aniworldd.config.sections import Applies, Section
from aniworldd.config.settings import NAMING, Settings
from aniworldd.config.shapes import fields_of
from tests.config.make import node, read, refused
from tests.net.proxies import NO_PROXIES, PROXIES

ETC = Path(__file__).parents[2] / "etc" / "aniworldd" / "config.yaml"
EXAMPLES = {
    "providers",
    "data_dir",
    "library.directory",
    "languages",
    "logging.file",
    "logging.max_bytes",
}  # shown with another value than theirs


def _keys(section: type[Section] = Settings, above: str = "") -> Iterator[tuple[str, Applies]]:
    for name, info in section.model_fields.items():
        inner = info.annotation
        if isinstance(inner, type) and issubclass(inner, Section):
            yield from _keys(inner, f"{above}{name}.")
        else:
            yield f"{above}{name}", live.applies(section, name)


def test_an_empty_file_means_the_defaults() -> None:
    assert read("", Settings) == Settings()
    assert read("library:\nproviders:\ndownloads:\n", Settings) == Settings()


def test_an_empty_section_of_providers_is_none_at_all() -> None:
    assert read("providers: {}\n", Settings).providers == {}


def test_the_defaults_are_those_of_the_design() -> None:
    settings = Settings()

    assert settings.name == "Aniworld"
    assert settings.library.directory == Path.home() / "Videos" / "aniworldd"
    assert settings.library.naming == NAMING
    assert settings.library.min_free == 1024**3
    assert (settings.watchlist.directory, settings.watchlist.poll) == (Path("watchlist"), False)
    assert (settings.server.host, settings.server.port) == ("127.0.0.1", 8000)
    assert settings.scheduler.enabled
    assert settings.scheduler.interval_minutes == 60
    assert not settings.scheduler.auto_download_after_rescan
    assert settings.downloads.running
    assert (settings.downloads.concurrent, settings.downloads.retries) == (2, 5)
    assert settings.downloads.downloaders == tuple(
        node(f"kind: {kind}\n") for kind in ("http", "hls", "ytdlp")
    )
    assert (settings.languages, settings.languages_wait) == ((), 7 * 86_400)
    assert (settings.fetch.allow_private, settings.fetch.proxy) == ((), None)
    assert settings.logging.level == "INFO"
    assert settings.data_dir is None
    kinds = {name: section.find("kind") for name, section in settings.providers.items()}
    assert {name: kind.raw.value for name, kind in kinds.items() if kind} == {
        "archive.org": "archive",
        "plain": "plain",
        "web": "ytdlp",
    }


def test_a_user_without_a_home_still_has_a_library(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home() -> Path:
        raise RuntimeError("no home")

    monkeypatch.setattr(Path, "home", no_home)

    assert Settings().library.directory == Path("/srv/aniworldd")


def test_the_example_of_the_design_is_read() -> None:
    settings = read(
        """
        name: Aniworld
        data_dir: /var/lib/aniworldd
        library:
          directory: /srv/media/anime
          min_free: 1 GiB
        watchlist: {directory: watchlist, poll: false}
        server: {host: 127.0.0.1, port: 8000}
        scheduler: {enabled: true, interval_minutes: 60, auto_download_after_rescan: no}
        downloads: {running: yes, concurrent: 2, retries: 0, downloaders: [{kind: http}]}
        languages: [German Dub, German Sub]
        languages_wait: 7 days
        providers:
          mysite: {kind: site, definition: mysite.yaml, links: ["https://catalogue.example"]}
        fetch: {allow_private: [192.168.1.0/24, "127.0.0.1/32:8080"], proxy: null}
        logging: {level: info, file: null, max_bytes: null, backup_count: 3}
        """,
        Settings,
    )

    assert settings.languages == ("German Dub", "German Sub")
    assert settings.downloads.retries == 0
    assert settings.logging.level == "INFO"
    assert list(settings.providers) == ["mysite"]


def test_the_file_in_etc_loads_as_it_stands() -> None:
    settings = read(ETC.read_text("utf-8"), Settings)

    assert settings == Settings().model_copy(update={"scheduler": settings.scheduler})
    assert settings.scheduler.auto_download_after_rescan


def test_the_file_in_etc_shows_every_key_with_its_default() -> None:
    uncommented = re.sub(r"(?m)^( *)#(\w+:)", r"\1\2", ETC.read_text("utf-8"))
    uncommented = uncommented.replace("auto_download_after_rescan: true", "")
    written = node(uncommented)
    settings = read(re.sub(r"(?s)\n  mysite:.*?\n\nfetch", "\nfetch", uncommented), Settings)

    keys = [key for key, _ in _keys() if key != "scheduler.auto_download_after_rescan"]
    assert [key for key in keys if written.find(*key.split(".")) is None] == []
    differing = {key for key in keys if _at(settings, key) != _at(Settings(), key)}
    assert differing <= EXAMPLES


def test_the_file_in_etc_says_when_each_change_is_in_force() -> None:
    lines = ETC.read_text("utf-8").splitlines()
    for key, applies in _keys():
        name = key.rpartition(".")[2]
        at = next(i for i, line in enumerate(lines) if re.match(rf" *#?{name}:", line))
        above: list[str] = []
        while at > 0 and lines[at - 1].lstrip().startswith("# "):
            at -= 1
            above.append(lines[at])
        assert f"[{applies.value}]" in " ".join(above), key


def test_what_design_calls_file_only_or_is_opened_once_waits_for_a_restart() -> None:
    waiting = {key for key, applies in _keys() if applies is Applies.RESTART}

    assert {"data_dir", "server.port", "providers", "downloads.downloaders"} <= waiting
    assert {"languages", "library.naming", "downloads.concurrent"} & waiting == set()


def test_every_key_can_be_read_from_a_file() -> None:
    assert set(fields_of(Settings)) == set(Settings.model_fields)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "::1", "localhost", "0.0.0.0", "::", "192.168.1.2", "nas.local", "nas"]
)
def test_the_page_may_be_served_on_any_address(host: str) -> None:
    assert read(f'server: {{host: "{host}"}}\n', Settings).server.host == host


@pytest.mark.parametrize("host", ["1.2.3", "256.1.1.1", "http://nas", "a b", "nas:80", '""', "x/y"])
def test_what_is_no_address_is_refused(host: str) -> None:
    assert "error C204: server.host" in refused(f"server: {{host: {host}}}\n", Settings)


@pytest.mark.parametrize(
    "written, path",
    [("", ""), ("/", ""), ("/a/b", "/a/b"), ("/a/b/", "/a/b"), ("/~me/x.y", "/~me/x.y")],
)
def test_a_base_path_has_a_slash_in_front_and_none_behind(written: str, path: str) -> None:
    assert read(f'server: {{base_path: "{written}"}}\n', Settings).server.base_path == path


@pytest.mark.parametrize(
    "path", ["a", "/a//b", "/../x", "/a b", "/a?b", "/{x}", "http://x/", "/%2e"]
)
def test_an_odd_base_path_is_refused(path: str) -> None:
    assert "server.base_path" in refused(f'server: {{base_path: "{path}"}}\n', Settings)


def test_names_and_proxies_are_taken_as_they_are_compared() -> None:
    server = read(
        "server:\n  allowed_hosts: [NAS.Local, 'x.example.']\n"
        "  trusted_proxies: [127.0.0.1, 'fd00::/8']\n",
        Settings,
    ).server

    assert server.allowed_hosts == ("nas.local", "x.example")
    assert server.trusted_proxies == ("127.0.0.1/32", "fd00::/8")


@pytest.mark.parametrize(
    "written",
    [
        *("allowed_hosts: ['*']", "allowed_hosts: ['http://nas']", "allowed_hosts: ['nas:80']"),
        *("trusted_proxies: [nas]", "trusted_proxies: ['10.0.0.1/8']", "trusted_proxies: ['*']"),
    ],
)
def test_odd_names_and_proxies_are_refused(written: str) -> None:
    assert written.partition(":")[0] in refused(f"server: {{{written}}}\n", Settings)


@pytest.mark.parametrize(
    "written, said",
    [
        ("library: {directory: media}", "1:22: error C206: library.directory: 'media' is not an a"),
        ("library: {naming: '{titel}'}", "1:19: error C206: library.naming: there is no field {t"),
        ("server: {port: 65536}", "1:16: error C204: server.port: '65536' is more than 65535, th"),
        ("server: {port: 80a}", "1:16: error C202: server.port: '80a' is not a whole number"),
        ("downloads: {concurrent: 0}", "1:25: error C204: downloads.concurrent: '0' is less than"),
        ("scheduler: {interval_minutes: 0}", "1:31: error C204: scheduler.interval_minutes: '0' "),
        ("languages: [German Dub, '']", "1:25: error C204: languages[1]: '' is shorter than 1 ch"),
        ("fetch: {allow_private: [home]}", "1:25: error C206: fetch.allow_private[0]: 'home' is "),
        ("fetch: {proxy: 'socks5://x'}", "1:16: error C206: fetch.proxy: this is not the URL of "),
        ("logging: {level: verbose}", "1:18: error C205: logging.level: 'verbose' is none of DEB"),
        ("logging: {colour: x}", "1:11: error C107: logging.colour: unknown key"),
        ("data_dir: here", "1:11: error C206: data_dir: 'here' is not an absolute path"),
        ("langauges: []", "1:1: error C107: langauges: unknown key; did you mean 'languages'?"),
    ],
)
def test_what_is_not_allowed_is_said_with_what_is(written: str, said: str) -> None:
    assert refused(f"{written}\n", Settings).startswith(f"config.yaml:{said}")


@pytest.mark.parametrize("text", PROXIES)
def test_a_proxy_is_judged_as_where_it_is_used(text: str) -> None:
    assert read(f"fetch: {{proxy: {json.dumps(text)}}}\n", Settings).fetch.proxy == text


@pytest.mark.parametrize("text", NO_PROXIES)
def test_what_is_refused_as_a_proxy_there_is_refused_here(text: str) -> None:
    said = refused(f"fetch: {{proxy: {json.dumps(text)}}}\n", Settings)

    assert "C206: fetch.proxy: this is not the URL of an HTTP proxy; write http://host:port" in said
    assert "s3cret" not in said


def test_a_proxy_with_a_password_is_not_shown() -> None:
    settings = read("fetch: {proxy: 'http://me:secret@proxy:3128'}\n", Settings)

    assert settings.fetch.proxy == "http://me:secret@proxy:3128"
    assert "secret" not in repr(settings)


def _at(settings: Section, key: str) -> object:
    found: object = settings
    for name in key.split("."):
        found = getattr(found, name)
    return found
