"""Every plug that is found, and those that come from outside the package."""

import importlib
import sys
from pathlib import Path

import pytest

from aniworldd import providers
from aniworldd.config.kinds import read_kind
from aniworldd.config.problems import render
from aniworldd.errors import Unavailable
from aniworldd.providers import KINDS
from tests.config.make import node
from tests.providers.conformance import ProviderConformance
from tests.providers.tools import make_tools

OUTSIDE = """
from typing import Literal
from pydantic import BaseModel

class Settings(BaseModel, frozen=True, extra="forbid"):
    kind: Literal["mycompany.feeds"]
    channel: int

class Feeds:
    def __init__(self, name, settings, tools):
        self.name, self.channel = name, settings.channel

    def recognises(self, link):
        return link.startswith("https://mycompany.example/")

def build(name, settings, tools):
    return Feeds(name, settings, tools)
"""


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package `mycompany` beside ours."""
    package = tmp_path / "mycompany"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "feeds.py").write_text(OUTSIDE)
    (package / "empty.py").touch()
    (package / "broken.py").write_text("1 / 0\n")
    monkeypatch.syspath_prepend(tmp_path)
    for name in [name for name in sys.modules if name.startswith("mycompany")]:
        monkeypatch.delitem(sys.modules, name)
    return package


def complaint(kind: str) -> str:
    section, problems = read_kind(node(f"kind: {kind}\n"), KINDS, "provider")
    assert section is None
    return render(problems)


@pytest.mark.parametrize("kind", KINDS)
def test_every_plug_found_keeps_the_contract(kind: str) -> None:
    tests = importlib.import_module(f"tests.providers.{kind}.test_conformance")

    kept = [
        found
        for found in vars(tests).values()
        if isinstance(found, type) and issubclass(found, ProviderConformance)
    ]
    assert len(kept) > 1


@pytest.mark.parametrize("kind", KINDS)
def test_every_plug_found_says_what_it_is(kind: str) -> None:
    plug = KINDS.module(kind)

    assert "In the config:" in (plug.__doc__ or "") or "providers:" in (plug.__doc__ or "")
    assert plug.Settings.__doc__


@pytest.mark.parametrize(
    "section, expected",
    {
        "kind: archive\nlink: archive.org\n": "2:7: error C206: link: 'archive.org' is not the",
        "kind: archive\nlinks: []\n": "2:1: error C107: links: unknown key; did you mean 'link'?",
        "kind: rss\nlinks: [pod.example/feed]\n": "'pod.example/feed' is not the address of a feed",
        "kind: rss\npages: perhaps\n": "2:8: error C202: pages: 'perhaps' is neither",
        "kind: plain\nlinks: []\n": "2:1: error C107: links: unknown key",
        "kind: ytdlp\nlinks: ['ftp://tube.example']\n": "is not the beginning of an address",
        "kind: ytdlp\nprogramm: /x\n": "2:1: error C107: programm: unknown key; did you mean",
    }.items(),
)
def test_what_is_wrong_with_a_section_is_told_with_its_place(section: str, expected: str) -> None:
    judged, problems = read_kind(node(section), KINDS, "provider")

    assert judged is None
    assert expected in render(problems)


@pytest.mark.usefixtures("outside")
def test_a_kind_is_loaded_from_outside_the_package() -> None:
    section, problems = read_kind(node("kind: mycompany.feeds\nchannel: 7\n"), KINDS, "provider")
    assert section is not None, render(problems)

    provider = providers.load("mine", section, make_tools())

    assert provider.name == "mine"
    assert provider.recognises("https://mycompany.example/7")


@pytest.mark.usefixtures("outside")
def test_its_section_is_judged_as_ours_are() -> None:
    section, problems = read_kind(node("kind: mycompany.feeds\nchanel: 7\n"), KINDS, "provider")

    assert section is None
    assert "chanel: unknown key; did you mean 'channel'?" in render(problems)


@pytest.mark.usefixtures("outside")
@pytest.mark.parametrize(
    "kind, expected",
    {
        "mycompany.nothing": "cannot be imported: No module named 'mycompany.nothing'",
        "nobody.feeds": "cannot be imported: No module named 'nobody'",
        "mycompany.empty": "offers no Settings and build",
        "mycompany.broken": "cannot be imported: division by zero",
        "my-company.feeds": "is not the name of a Python module",
        "..feeds": "is not the name of a Python module",
        "os.path": "offers no Settings and build",
    }.items(),
)
def test_what_is_wrong_with_it_is_a_sentence(kind: str, expected: str) -> None:
    told = complaint(kind)

    assert "error C207: kind: " in told
    assert expected in told


@pytest.mark.parametrize("kind", ["numbering", "sites", "__init__", "import", "", "plain "])
def test_what_is_no_plug_is_no_kind(kind: str) -> None:
    with pytest.raises(KeyError):
        KINDS[kind]


def test_a_kind_from_outside_is_not_looked_for_among_ours() -> None:
    with pytest.raises(Unavailable):
        KINDS["aniworldd.providers.numbering"]
