"""Every setting tells where its value comes from, and secrets are told to nobody."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, SecretStr

from aniworldd.config import files, origins, overrides
from aniworldd.config.disguise import MASK
from aniworldd.config.files import Plugs
from aniworldd.config.origins import Setting
from aniworldd.config.places import Places
from aniworldd.store.encoding import JSON
from tests.config.make import DOWNLOADERS, PLUGS, text


def _settings(
    source: str, environ: Mapping[str, str] | None = None, plugs: Plugs = PLUGS
) -> dict[str, Setting]:
    where = Places(Path("/etc/aniworldd/config.yaml"), environ or {})
    reading = files.judge(text(source).encode(), where, plugs)
    assert reading.settings is not None, reading.problems
    return {setting.path: setting for setting in origins.settings(reading, where)}


def _of(setting: Setting) -> tuple[JSON, str]:
    return setting.value, setting.origin


def test_an_empty_file_is_all_defaults() -> None:
    found = _settings("")

    assert {setting.origin for setting in found.values()} == {"default"}
    assert found["data_dir"].value == "/var/lib/aniworldd"
    assert found["library.min_free"].value == "1 GiB"
    assert found["languages_wait"].value == "7 days"
    assert found["watchlist.directory"].value == "watchlist"
    assert _of(found["downloads.downloaders[0].kind"]) == ("http", "default")
    assert {path for path in found if "." not in path} == {
        "name",
        "data_dir",
        "languages",
        "languages_wait",
        "other",
    }


def test_an_origin_is_a_line_a_tag_or_a_variable() -> None:
    found = _settings(
        """
        name: !env {TITLE: none}
        server: {host: '::1', port: 1}
        languages:
          - !env LANGUAGE
        providers:
          mine:
            kind: site
            definition: a.yaml
        """,
        {"ANIWORLDD__SERVER__PORT": "2", "STATE_DIRECTORY": "/run/state", "LANGUAGE": "German Dub"},
    )

    assert _of(found["name"]) == ("none", "config.yaml:1, !env TITLE")
    assert _of(found["server.host"]) == ("::1", "config.yaml:2")
    assert _of(found["server.port"]) == (2, "$ANIWORLDD__SERVER__PORT")
    assert _of(found["languages"]) == (["German Dub"], "config.yaml:3")
    assert _of(found["data_dir"]) == ("/run/state", "$STATE_DIRECTORY")
    assert _of(found["providers.mine.definition"]) == ("a.yaml", "config.yaml:8")
    assert _of(found["providers.mine.links"]) == ([], "default")


def test_what_a_section_merges_in_has_its_place_too() -> None:
    found = _settings(
        """
        providers:
          one: &one {kind: site, definition: a.yaml}
          two: &two {<<: *one, definition: b.yaml}
          three: {<<: [*two, *one]}
        """
    )

    assert _of(found["providers.two.kind"]) == ("site", "config.yaml:2")
    assert _of(found["providers.two.definition"]) == ("b.yaml", "config.yaml:3")
    assert _of(found["providers.three.kind"]) == ("site", "config.yaml:2")
    assert _of(found["providers.three.definition"]) == ("b.yaml", "config.yaml:3")


class Login(BaseModel, frozen=True, extra="forbid"):
    user: str
    password: SecretStr


class Secretive(BaseModel, frozen=True, extra="forbid"):
    kind: Literal["secretive"]
    login: Login
    links: tuple[str, ...] = ()


def test_secrets_are_hidden() -> None:
    found = _settings(
        """
        fetch: {proxy: "http://user:hunter2@proxy.example"}
        providers:
          mine:
            kind: secretive
            login: {user: me, password: hunter2}
            links: ["https://me:hunter2@site.example"]
        """,
        plugs=Plugs(providers={"secretive": Secretive}, downloaders=DOWNLOADERS),
    )

    assert "hunter2" not in repr(list(found.values()))
    assert found["fetch.proxy"].value == MASK
    assert found["providers.mine.login.password"].value == MASK
    assert found["providers.mine.login.user"].value == "me"
    assert _settings("")["fetch.proxy"].value is None


def test_the_last_good_version_is_named_as_such() -> None:
    where = Places(Path("/etc/aniworldd/config.yaml"), {})
    reading = replace(files.judge(b"name: a\n", where, PLUGS), last_good=True)

    found = {setting.path: setting for setting in origins.settings(reading, where)}

    assert found["name"].origin == "last good config.yaml:1"


def test_every_setting_that_a_variable_may_give_is_shown_under_its_name() -> None:
    found = _settings("", {overrides.variable(("fetch", "allow_private")): "10.0.0.0/8"})

    assert _of(found["fetch.allow_private"]) == (
        ["10.0.0.0/8"],
        "$ANIWORLDD__FETCH__ALLOW_PRIVATE",
    )
