"""The yt-dlp provider keeps the contract, with a program that answers as yt-dlp does."""

from pathlib import Path

import pytest

from aniworldd import providers
from aniworldd.providers.ytdlp import Settings
from tests.providers.conformance import ProviderConformance, Subject
from tests.providers.ytdlp.standin import Standin, alone, playlist, video


class TestList(ProviderConformance):
    @pytest.fixture
    def subject(self, tmp_path: Path) -> Subject:
        program = Standin(tmp_path)
        program.say(playlist(video("a"), video("b"), video("c")))
        settings = Settings(kind="ytdlp", links=("https://tube.example",))
        return Subject(
            provider=providers.load("web", settings, program.tools()),
            link="https://tube.example/playlist?list=PLx",
            foreign="https://elsewhere.example/playlist?list=PLx",
            missing=None,
            fail=lambda: program.fail("ERROR: [tube] Unable to download webpage: timed out"),
            asks_for_releases=False,
        )


class TestVideo(ProviderConformance):
    @pytest.fixture
    def subject(self, tmp_path: Path) -> Subject:
        program = Standin(tmp_path)
        program.say(alone())
        settings = Settings(kind="ytdlp", links=("https://tube.example",))
        return Subject(
            provider=providers.load("web", settings, program.tools()),
            link="https://tube.example/watch?v=abc",
            foreign="https://elsewhere.example/watch?v=abc",
            missing=None,
            fail=lambda: program.version("2025.01.01"),
            asks_for_releases=False,
        )
