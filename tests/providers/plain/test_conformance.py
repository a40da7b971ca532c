"""The plain provider asks nobody, and keeps the contract all the same."""

import pytest

from aniworldd.providers.plain import Plain
from tests.providers.conformance import ProviderConformance, Subject


@pytest.fixture
def subject() -> Subject:
    return Subject(
        provider=Plain("plain"),
        link="https://files.example/Night%20Bus/night-bus-S01E[01-12].mkv",
        foreign="https://files.example/night-bus.html",
        missing=None,
        fail=None,
    )


class TestPlain(ProviderConformance):
    pass
