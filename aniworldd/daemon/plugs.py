"""Which kinds of plug there are, and how one is made from its section of the config."""

from collections.abc import Iterable, Mapping

from pydantic import BaseModel

from aniworldd import downloaders as carriers
from aniworldd import providers as sources
from aniworldd.config.files import Plugs
from aniworldd.config.plugs import kind_of
from aniworldd.config.problems import Problem
from aniworldd.downloaders import Downloader
from aniworldd.errors import ConfigError
from aniworldd.providers import Provider, Tools

PLUGS = Plugs(providers=sources.KINDS, downloaders=carriers.KINDS)

# Who is asked first whether a link is its own, whatever the config's order: those that know their
# hosts, then those that go by less and less. The last one takes any link.
_FIRST = ("archive", "rss", "plain", "ytdlp")


def providers(
    sections: Mapping[str, BaseModel], tools: Tools
) -> tuple[dict[str, Provider], list[Problem]]:
    """By name, in the order in which they are offered a link; and what is wrong with those that
    could not be made.
    """
    made: dict[str, Provider] = {}
    problems: list[Problem] = []
    for name in sorted(sections, key=lambda name: _place(sections[name])):
        try:
            made[name] = sources.load(name, sections[name], tools)
        except ConfigError as error:
            problems += [one for one in error.problems if isinstance(one, Problem)]
    return made, problems


def downloaders(sections: Iterable[BaseModel], tools: carriers.Tools) -> list[Downloader]:
    """In the order in which they are offered a release."""
    return [carriers.load(section, tools) for section in sections]


def _place(section: BaseModel) -> int:
    """Sites, and kinds from outside, come first in the config's order."""
    kind = kind_of(section)
    return _FIRST.index(kind) if kind in _FIRST else -1
