"""What a file that has arrived sets off."""

import pytest

from aniworldd.daemon.recording import Recording
from aniworldd.errors import StoreError
from aniworldd.model.download import Download
from tests.downloads.stand_ins import make_download, make_release


async def test_a_file_is_recorded_and_then_seen() -> None:
    happened: list[object] = []

    async def append(download: Download) -> None:
        happened.append(download)

    recording = Recording(append, lambda: happened.append("a pass"))

    await recording.completed(make_download(), make_release())

    assert happened == [make_download(), "a pass"]


async def test_a_file_that_cannot_be_recorded_is_seen_all_the_same() -> None:
    passes: list[str] = []

    async def append(download: Download) -> None:
        raise StoreError("the disk is full")

    recording = Recording(append, lambda: passes.append("a pass"))

    with pytest.raises(StoreError):
        await recording.completed(make_download(), make_release())
    assert passes == ["a pass"]
