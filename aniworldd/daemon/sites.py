"""`aniworldd site test`: a definition against its saved pages, or against the site itself."""

import argparse
import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from aniworldd.clock import SystemClock
from aniworldd.config import places
from aniworldd.config.files import read_bytes
from aniworldd.daemon import build, plugs, say, written
from aniworldd.errors import ConfigError, InvalidRequest
from aniworldd.providers.site import check, live
from aniworldd.providers.site.check import Report
from aniworldd.providers.site.provider import SiteProvider
from aniworldd.providers.site.reading import Site, read_site

_MARKS = {"ok": "ok    ", "failed": "FAILED", "note": "note  "}


def run(call: argparse.Namespace, *, print: Callable[[str], None]) -> int:
    """Say what each page gave; 1 when one gave something else than it should.

    Raises `ConfigError` for a definition that is wrong.
    """
    site = _read(call.file)
    if call.live is None:
        report = asyncio.run(check.try_fixtures(site, check.fixtures_of(call.file, site)))
    else:
        report = asyncio.run(_live(site, call.live, call.config))
    lines = [f"{_MARKS[finding.kind]} {finding.sentence}" for finding in report.findings]
    found = {"ok": report.ok, "findings": report.findings}
    say.tell(lines, found, print, machine=call.json)
    return 0 if report.ok else 1


def _read(path: Path) -> Site:
    source = read_bytes(path)
    if isinstance(source, OSError):
        raise InvalidRequest(f"{path} cannot be read: {source.strerror}")
    site, problems = read_site(source, str(path))
    if site is None:
        raise ConfigError(problems)
    return site


async def _live(site: Site, link: str, config: Path | None) -> Report:
    """With the config's own rules of where may be fetched from."""
    where = places.find(config, os.environ)
    client = build.client(written.start(where, plugs.PLUGS), SystemClock())
    parts = urlsplit(link)
    links = site.links or (f"{parts.scheme}://{parts.netloc}",)
    provider = SiteProvider(site.id, site, links, client)
    try:
        return await live.try_live(provider, link)
    finally:
        await provider.close()
        await client.close()
