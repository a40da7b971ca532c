from pathlib import Path

import pytest

from aniworldd.config import marks
from aniworldd.config.reading import read
from aniworldd.errors import ConfigError
from aniworldd.providers import site
from aniworldd.providers.site import Settings
from aniworldd.providers.site.provider import SiteProvider
from tests.providers.site.web import REFERENCE, SITE, reference
from tests.providers.tools import make_tools

OTHER = "https://other.example/anime/stream/x"


def settings(**fields: object) -> Settings:
    return Settings.model_validate({"kind": "site", "definition": "mine.yaml", **fields})


def load(folder: Path, **fields: object) -> SiteProvider:
    return site.build("mysite", settings(**fields), make_tools(sites=folder))


def complaint(folder: Path, **fields: object) -> str:
    with pytest.raises(ConfigError) as raised:
        load(folder, **fields)
    return str(raised.value)


def test_a_definition_in_the_user_s_folder_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_bytes(REFERENCE.read_bytes())

    provider = load(tmp_path)

    assert provider.name == "mysite"
    assert provider.recognises(f"{SITE}/anime/stream/x")


def test_the_user_s_definition_comes_before_a_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "standin.yaml").write_text(reference(), "utf-8")

    assert load(tmp_path, definition="standin.yaml").recognises(f"{SITE}/anime/stream/x")


def test_the_config_s_links_replace_those_of_the_definition(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(reference(), "utf-8")

    provider = load(tmp_path, links=["https://other.example"])

    assert provider.recognises(OTHER)
    assert not provider.recognises(f"{SITE}/anime/stream/x")


def test_a_shipped_definition_needs_links(tmp_path: Path) -> None:
    assert "has no links" in complaint(tmp_path, definition="standin.yaml")
    provider = load(tmp_path, definition="standin.yaml", links=["https://other.example"])
    assert provider.recognises(OTHER)


def test_a_definition_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(reference(), "utf-8")

    assert complaint(tmp_path, definition="mime.yaml") == (
        "there is no definition 'mime.yaml'; did you mean 'mine.yaml'?"
    )


def test_a_broken_definition_is_told_with_every_problem(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(reference(**{"h1 span": "h1[", "{key}": "{kee}"}), "utf-8")

    message = complaint(tmp_path)

    assert "is not a CSS selector" in message
    assert "there is no {kee} on this page; did you mean 'key'?" in message


@pytest.mark.parametrize(
    "text, expected",
    [
        ("definition: ../../etc/passwd.yaml", "is not the name of a file"),
        ("definition: /etc/mine.yaml", "is not the name of a file"),
        ("definition: mine", "is not the name of a file"),
        ("definition: .yaml", "is not the name of a file"),
        ("definition: mine.yaml\nlinks: [site.example]", "'site.example' is not the address"),
        ("definition: mine.yaml\nlink: x", "did you mean 'links'?"),
        ("links: []", "this key is missing"),
    ],
)
def test_the_config_s_section_is_judged_with_its_place(text: str, expected: str) -> None:
    node, _ = marks.compose(f"kind: site\n{text}\n", "config.yaml")
    assert node is not None

    judged, problems = read(node, Settings)

    assert judged is None
    assert [expected in problem.message for problem in problems] == [True]
    assert problems[0].line > 0
