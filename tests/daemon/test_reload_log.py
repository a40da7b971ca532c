"""What the log says when files changed: what is in force now, and what became of it."""

from pathlib import Path

import pytest

from tests.faults.watching import Watching, watching

LINK = "https://site.example/a"


def save(watched: Watching, text: str) -> None:
    path = watched.config.with_name("new")
    path.write_text(f"{watched.rest}{text}", "utf-8")
    path.rename(watched.config)


async def heard(watched: Watching, caplog: pytest.LogCaptureFixture, text: str) -> None:
    await watched.sees(lambda: text in caplog.messages, seconds=20)


async def test_what_a_save_put_in_force_is_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    async with watching(tmp_path) as watched:
        save(watched, "name: Other\ndownloads: {retries: 1}\ndata_dir: /srv/x\n")
        await heard(watched, caplog, "In force: name, downloads.retries")
        await heard(watched, caplog, "Restart to put in force: data_dir")
        save(watched, "name: Other\ndownloads: {retries: 1}\n")
        await heard(watched, caplog, "Nothing waits for a restart any more")


async def test_what_is_not_valid_is_one_line_and_what_stands_in_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with watching(tmp_path) as watched:
        save(watched, "langauges: []\ndownloads:\n\tretries: 1\n")
        await heard(
            watched, caplog, "config.yaml is not valid: its last good version stays in force"
        )
        told = next(line for line in caplog.messages if "C004" in line)
        assert told == "config.yaml:5:1: error C004: a tab is used for indentation (use spaces)"


async def test_a_file_that_was_renamed_is_no_wish_that_went(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    async with watching(tmp_path) as watched:
        path = watched.watchlist / "one.yaml"
        path.write_text(f"link: {LINK}\n")
        await heard(watched, caplog, "New wish: one.yaml")
        path.rename(path.with_name("two.yaml"))
        await heard(watched, caplog, "Another name of the same wish: one.yaml is two.yaml")
        assert not any("No wish any more" in line for line in caplog.messages)
