"""Catalogue sites that need no Python: a YAML file names their pages and fields.

providers:
  mysite: {kind: site, definition: mysite.yaml, links: ["https://catalogue.example"]}
"""

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from aniworldd.config.files import read_bytes
from aniworldd.config.problems import Problem
from aniworldd.config.reading import did_you_mean
from aniworldd.errors import ConfigError
from aniworldd.providers import Tools
from aniworldd.providers.site.address import is_link
from aniworldd.providers.site.provider import SiteProvider
from aniworldd.providers.site.reading import Site, read_site

SHIPPED = Path(__file__).parents[1] / "sites"


def _file_name(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}\.ya?ml", text):
        raise ValueError(f"'{text}' is not the name of a file such as mysite.yaml")
    return text


def _link(text: str) -> str:
    if not is_link(text):
        raise ValueError(f"'{text}' is not the address of a site, such as https://site.example")
    return text


class Settings(BaseModel, frozen=True, extra="forbid"):
    """A catalogue site, described by a definition."""

    kind: Literal["site"]
    definition: Annotated[str, AfterValidator(_file_name)] = Field(
        description="A file in sites/ beside config.yaml, else one that comes with aniworldd.",
        examples=["mysite.yaml"],
    )
    links: Annotated[tuple[Annotated[str, AfterValidator(_link)], ...], Field(max_length=20)] = (
        Field(
            default=(),
            description="The site's addresses, instead of those that the definition names; the"
            " first healthy one is asked.",
            examples=[["https://catalogue.example"]],
        )
    )


def build(name: str, settings: Settings, tools: Tools) -> SiteProvider:
    """Raises ConfigError with every problem."""
    site = _read(settings.definition, tools.sites)
    links = settings.links or site.links
    if not links:
        message = f"the definition has no links, and the provider '{name}' gives none"
        hint = f'in the config: providers: {{{name}: {{…, links: ["https://…"]}}}}'
        raise ConfigError([Problem("S108", message, settings.definition, hint=hint)])
    return SiteProvider(name, site, links, tools.client)


def find(definition: str, folder: Path) -> Path | None:
    """Where a definition is: the user's own comes before a shipped one of the same name."""
    return next((path for at in (folder, SHIPPED) if (path := at / definition).is_file()), None)


def _read(definition: str, folder: Path) -> Site:
    path = find(definition, folder)
    if path is None:
        known = sorted(file.name for at in (folder, SHIPPED) for file in at.glob("*.y*ml"))
        message = f"there is no definition '{definition}'{did_you_mean(definition, known)}"
        hint = f"known: {', '.join(known)}"
        raise ConfigError([Problem("S109", message, f"sites/{definition}", hint=hint)])
    source = read_bytes(path)
    if isinstance(source, OSError):
        message = f"the file cannot be read: {source.strerror}"
        raise ConfigError([Problem("C001", message, f"sites/{definition}")]) from source
    site, problems = read_site(source, f"sites/{definition}")
    if site is None:
        raise ConfigError(problems)
    return site
