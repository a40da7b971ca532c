"""`aniworldd check` says everything and changes nothing."""

from collections.abc import Iterable
from pathlib import Path

from aniworldd.config import check, places
from aniworldd.config.problems import Problem, render
from aniworldd.config.settings import Settings
from tests.config.make import PLUGS, text


def test_the_config_its_folders_and_what_others_find_are_said_together(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("name: Mine\nlibrary:\n  directory: /mnt/nas/anime-of-nobody\n")
    asked: list[str] = []

    def others(settings: Settings) -> Iterable[Problem]:
        asked.append(settings.name)
        return [Problem("C403", "the folder cannot be read", "watchlist", severity="warning")]

    found = check.everything(places.find(config, {"HOME": str(tmp_path)}), PLUGS, [others])

    assert render(found) == text("""
        config.yaml:3:14: warning C301: library.directory: /mnt/nas/anime-of-nobody does not exist or is not mounted
            3 |   directory: /mnt/nas/anime-of-nobody
              |              ^~~~~~~~~~~~~~~~~~~~~~~~
        watchlist: warning C403: the folder cannot be read
        2 warnings
    """).rstrip("\n")  # noqa: E501
    assert asked == ["Mine"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config.yaml"]


def test_a_folder_that_is_there_and_one_by_default_are_no_problem(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    where = places.find(config, {"HOME": str(tmp_path)})

    config.write_text(f"library: {{directory: {tmp_path}}}\n")
    assert check.everything(where, PLUGS) == []
    config.write_text("")
    assert check.everything(where, PLUGS) == []


def test_a_broken_config_still_has_its_wishes_judged(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("name: [\n")
    wrong = Problem("C001", "no", "watchlist/a.yaml")

    found = check.everything(
        places.find(config, {"HOME": str(tmp_path)}), PLUGS, [lambda settings: [wrong]]
    )

    assert [problem.code for problem in found] == ["C004", "C001"]


def test_single_files_are_judged_as_what_their_keys_say(tmp_path: Path) -> None:
    wish, site, config = (tmp_path / name for name in ("wish.yaml", "site.yaml", "mine.yaml"))
    wish.write_text("link: https://catalogue.example\n")
    site.write_text("pages: {}\n")
    config.write_text("nmae: x\n")
    told: list[str] = []

    def judge(path: Path) -> list[Problem]:
        told.append(path.name)
        return []

    found = check.these(
        [wish, site, config, tmp_path / "none.yaml"],
        places.find(None, {}),
        PLUGS,
        wish=judge,
        site=judge,
    )

    assert told == ["wish.yaml", "site.yaml"]
    assert [(problem.file, problem.code) for problem in found] == [
        ("mine.yaml", "C107"),
        ("none.yaml", "C001"),
    ]
