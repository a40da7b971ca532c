"""The demo's folder is one that the real daemon can be started on."""

import hashlib
from pathlib import Path

import aiohttp
import pytest

from aniworldd.config import marks, reading
from aniworldd.config.settings import Settings
from aniworldd.demo.shelf import LOOSE, Shelf
from aniworldd.demo.stage import Stage
from aniworldd.demo.titles import LATE, dub_comes_out
from aniworldd.errors import Conflict, FetchRefused
from aniworldd.net.policy import AddressPolicy
from tests.demo.conftest import PatientClock
from tests.fake_clock import FakeClock

KETTLE = "Die Teekesselritter"
TOWER = "Das Leuchtturm-Orchester"
DOG = "Die Wackeldackel-Chroniken"
CAN = "Kommissar Gießkanne"
ROLL = "Noch ½ Brötchen, Käpt’n Die Krümel-Odyssee"
EXPECTED = [
    "Bürostuhl-Galaxis (2026)/Season 01/Bürostuhl-Galaxis - S01E01 - Rollen auf Deck drei.mp4",
    "Bürostuhl-Galaxis (2026)/Season 01/Bürostuhl-Galaxis - S01E02 - Die Lehne gibt nach.mp4",
    "Bürostuhl-Galaxis (2026)/Season 01/Bürostuhl-Galaxis - S01E03 - Fünf Beine, kein Kompass.mp4",
    "Bürostuhl-Galaxis (2026)/Season 01/Bürostuhl-Galaxis - S01E04 - Höhe verstellt.mp4",
    f"{TOWER} (2025)/Season 01/{TOWER} - S01E01 - Ouvertüre in Nebelhorn.mp4",
    f"{TOWER} (2025)/Season 01/{TOWER} - S01E02 - Das Solo der Möwe.mp4",
    f"{KETTLE} (2021)/Season 00/{KETTLE} - S00E01 - Storm in a Teacup.webm",
    f"{KETTLE} (2021)/Season 01/{KETTLE} - S01E01 - Der Ruf des Wasserkochers.mp4",
    f"{KETTLE} (2021)/Season 01/{KETTLE} - S01E02 - Zwei Stück Zucker für den König.mp4",
    f"{KETTLE} (2021)/Season 01/{KETTLE} - S01E03 - Wer stahl die Untertasse.mp4",
    f"{KETTLE} (2021)/Season 02/{KETTLE} - S02E01 - Die Rückkehr der Kamille.mp4",
    f"{KETTLE} (2021)/Season 02/{KETTLE} - S02E02 - Abwarten und Tee trinken.mp4",
    f"{DOG} (2022)/Season 01/{DOG} - S01E01 - Ja, ja, ja.mp4",
    f"{DOG} (2022)/Season 01/{DOG} - S01E02 - Die Hutablage.mp4",
    f"{DOG} (2022)/Season 01/{DOG} - S01E03 - Nein.mp4",
    f"{CAN} (2025)/Season 01/{CAN} - S01E01 - Der Fall der Fuchsie.mp4",
    f"{CAN} (2025)/Season 01/{CAN} - S01E02 - Mord im Hochbeet.mp4",
    "Lampengespräche/Season 01/Lampengespräche - S01E01 - Warum Licht müde macht.mp4",
    "Lampengespräche/Season 01/Lampengespräche - S01E02 - Die Glühbirne im Interview.mp4",
    "Lampengespräche/Season 01/Lampengespräche - S01E03 - Schatten ein Nachruf.mp4",
    f"{ROLL} (2024)/Season 01/{ROLL} - S01E01 - Wohin jetzt.mp4",
    f"{ROLL} (2024)/Season 01/{ROLL} - S01E02 - Rührei & Reue Teil 1.mp4",
    f"{ROLL} (2024)/Season 01/{ROLL} - S01E03 - Alles in Butter.mp4",
]


@pytest.fixture
def stage(tmp_path: Path, shelf: Shelf, clock: PatientClock) -> Stage:
    return Stage(tmp_path / 'a "quoted" folder: ½', shelf, clock, port=8123)


async def test_the_config_is_valid_and_names_the_folders(stage: Stage) -> None:
    async with stage:
        node, problems = marks.compose(stage.config.read_text("utf-8"), "config.yaml")
    assert node is not None
    settings, more = reading.read(node, Settings)

    assert [problem.message for problem in (*problems, *more)] == []
    assert settings is not None
    assert settings.library.directory == stage.library
    assert settings.watchlist.directory == stage.watchlist
    assert settings.data_dir == stage.state
    assert settings.server.port == 8123
    assert settings.scheduler.auto_download_after_rescan
    assert settings.languages == ("German Dub", "German Sub")
    assert settings.languages_wait == 0
    assert list(settings.providers) == ["demo", "feeds"]


async def test_only_the_catalogue_s_own_addresses_are_allowed(stage: Stage) -> None:
    async with stage:
        url, loose, text = stage.url, stage.shelf.origins[LOOSE], stage.config.read_text("utf-8")
    node, _ = marks.compose(text, "config.yaml")
    assert node is not None
    settings, _ = reading.read(node, Settings)
    assert settings is not None
    policy = AddressPolicy(settings.fetch.allow_private)

    assert str(policy.check_url(f"{url}/neue-episoden")) == f"{url}/neue-episoden"
    assert str(policy.check_url(f"{loose}/hoster/")) == f"{loose}/hoster/"
    with pytest.raises(FetchRefused):
        policy.check_url("http://127.0.0.1:1/")


async def test_a_wish_is_a_file_with_the_show_s_link(stage: Stage) -> None:
    async with stage:
        assert list(stage.watchlist.iterdir()) == []
        stage.wish("buerostuhl-galaxis")

        assert (stage.watchlist / "buerostuhl-galaxis.yaml").read_text("utf-8") == (
            f"link: {stage.url}/anime/stream/buerostuhl-galaxis\n"
        )
        stage.wish()
        assert len(list(stage.watchlist.iterdir())) == 7


async def test_whoever_wishes_for_what_gets_a_dub_later_wants_the_upgrade(stage: Stage) -> None:
    async with stage:
        stage.wish(LATE)

        assert (stage.watchlist / f"{LATE}.yaml").read_text("utf-8") == (
            f"link: {stage.url}/anime/stream/{LATE}\nupgrade: true\n"
        )


def test_a_dub_that_comes_out_changes_what_is_expected(stage: Stage, shelf: Shelf) -> None:
    before, others = stage.expected(LATE), stage.expected("buerostuhl-galaxis")

    dub_comes_out(shelf)

    assert stage.expected(LATE).keys() == before.keys()
    assert not set(stage.expected(LATE).values()) & set(before.values())
    assert stage.expected("buerostuhl-galaxis") == others


async def test_the_catalogue_answers_while_the_stage_is_entered(stage: Stage) -> None:
    async with stage, aiohttp.ClientSession() as session:
        url = stage.url
        async with session.get(f"{url}/neue-episoden") as answer:
            assert answer.status == 200
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.get(url)


async def test_a_download_under_way_does_not_keep_the_stage(tmp_path: Path, shelf: Shelf) -> None:
    stage = Stage(tmp_path, shelf, FakeClock())
    shelf.drip = 1
    link = shelf.links("buerostuhl-galaxis", 1, 1)[0]
    async with aiohttp.ClientSession() as session:
        async with stage:
            answer = await session.get(f"{stage.url}/redirect/{link.id}")
            assert await answer.content.readany()
        answer.close()


def test_expected_are_the_files_of_every_wanted_episode(stage: Stage) -> None:
    assert sorted(stage.expected()) == sorted(EXPECTED)
    assert sorted(stage.expected("die-teekesselritter")) == [
        path for path in sorted(EXPECTED) if path.startswith(KETTLE)
    ]


def test_expected_is_the_best_language_there_is(stage: Stage, shelf: Shelf) -> None:
    expected = stage.expected("buerostuhl-galaxis")

    second, third = (
        hashlib.sha256(shelf.clip("buerostuhl-galaxis", 1, number, language)).hexdigest()
        for number, language in ((2, "German Dub"), (3, "German Sub"))
    )
    assert expected[EXPECTED[1]] == second
    assert expected[EXPECTED[2]] == third


async def test_a_folder_of_the_demo_may_be_used_again(
    tmp_path: Path, shelf: Shelf, clock: PatientClock
) -> None:
    async with Stage(tmp_path, shelf, clock) as first:
        first.wish()
    async with Stage(tmp_path, shelf, clock) as second:
        second.wish()

        assert second.url in second.config.read_text("utf-8")
        assert second.url in (second.watchlist / "buerostuhl-galaxis.yaml").read_text("utf-8")


async def test_what_was_kept_finds_the_catalogue_where_it_was(
    tmp_path: Path, shelf: Shelf, clock: PatientClock
) -> None:
    async with Stage(tmp_path, shelf, clock) as first:
        before = first.url
    async with Stage(tmp_path, shelf, clock) as again:
        assert again.url == before


async def test_where_somebody_else_is_by_now_the_catalogue_is_not(
    tmp_path: Path, shelf: Shelf, clock: PatientClock
) -> None:
    async with Stage(tmp_path, shelf, clock) as first, Stage(tmp_path, shelf, clock) as second:
        assert second.url not in {"", first.url}
        assert second.url in second.config.read_text("utf-8")


async def test_a_person_s_own_config_is_not_overwritten(
    tmp_path: Path, shelf: Shelf, clock: PatientClock
) -> None:
    (tmp_path / "config.yaml").write_text("name: mine\n")

    stage = Stage(tmp_path, shelf, clock)

    with pytest.raises(Conflict, match="not a config of the demo"):
        async with stage:
            pass
    assert stage.config.read_text() == "name: mine\n"
    assert not stage.library.exists()


async def test_a_relative_folder_becomes_an_absolute_one(
    tmp_path: Path, shelf: Shelf, clock: PatientClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert Stage(Path("here"), shelf, clock).library == tmp_path / "here" / "library"
