"""Which kinds of plug there are, and how one is made from its section of the config."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import BaseModel

from aniworldd.config.files import Plugs
from aniworldd.config.problems import Problem
from aniworldd.downloaders import Downloader, http
from aniworldd.errors import ConfigError
from aniworldd.net.client import Client
from aniworldd.providers import Provider, site

PLUGS = Plugs(providers={"site": site.Settings}, downloaders={"http": http.Settings})


def providers(
    sections: Mapping[str, BaseModel], client: Client, folder: Path
) -> tuple[dict[str, Provider], list[Problem]]:
    """By name, and what is wrong with those that could not be made; `folder` is the config's."""
    made: dict[str, Provider] = {}
    problems: list[Problem] = []
    for name, section in sections.items():
        match section:
            case site.Settings():
                try:
                    made[name] = site.load(name, section, client, folder=folder / "sites")
                except ConfigError as error:
                    problems += [one for one in error.problems if isinstance(one, Problem)]
            case _:
                raise TypeError(f"no provider is made from {type(section).__name__}")
    return made, problems


def downloaders(sections: Iterable[BaseModel], client: Client) -> list[Downloader]:
    """In the order in which they are offered a release."""
    made: list[Downloader] = []
    for section in sections:
        match section:
            case http.Settings():
                made.append(http.build(section, client))
            case _:
                raise TypeError(f"no downloader is made from {type(section).__name__}")
    return made
