"""The archive provider over real HTTP, with a stand-in of the archive behind it."""

import pytest

from aniworldd.providers.archive.provider import ArchiveProvider
from tests.providers.archive.standin import Archive, file, metadata
from tests.providers.conformance import ProviderConformance, Subject


class TestItem(ProviderConformance):
    """An item with several films."""

    @pytest.fixture
    def subject(self, archive: Archive, provider: ArchiveProvider) -> Subject:
        archive.put(metadata("night-bus", *(file(f"stop {n}.mp4") for n in (1, 2, 3, 10))))
        archive.nothing("gone")

        def fail() -> None:
            archive.served.down = True

        return Subject(
            provider=provider,
            link=archive.link("night-bus"),
            foreign="https://elsewhere.example/details/night-bus",
            missing=archive.link("gone"),
            fail=fail,
            word="bus",
        )


class TestCollection(ProviderConformance):
    """A collection of items."""

    @pytest.fixture
    def subject(self, archive: Archive, provider: ArchiveProvider) -> Subject:
        archive.put(metadata("night_films", mediatype="collection", title="Night Films"))
        for number in range(1, 4):
            item = metadata(f"film-{number}", file("film.mp4"), publicdate=f"2016-03-0{number}")
            archive.put(item)
        archive.nothing("gone")

        def fail() -> None:
            archive.served.type = "text/html"
            for path in archive.served.pages:
                archive.served.pages[path] = b"<!DOCTYPE html><html><title>Offline</title>"

        return Subject(
            provider=provider,
            link=archive.link("night_films"),
            foreign=f"{archive.served.url}/download/film-1/film.mp4",
            missing=archive.link("gone"),
            fail=fail,
            word="night",
        )
