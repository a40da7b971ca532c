"""The shipped clips are small, and what is made of them still plays."""

import json
import subprocess
from importlib import resources
from pathlib import Path

import pytest

from aniworldd.demo import clips
from aniworldd.demo.shelf import Shelf
from tests.parts import program

CLIPS = (
    "can.mp4",
    "chair.mp4",
    "dog.mp4",
    "kettle.mp4",
    "roll.mp4",
    "storm.webm",
    "tower-small.mp4",
    "tower.mp4",
)
STREAMS = ("tower-small.mp4", "tower.mp4")
SHIPPED = 300 * 1024  # bytes, all together


def shipped() -> dict[str, int]:
    folder = resources.files("aniworldd.demo").joinpath("clips")
    return {entry.name: len(entry.read_bytes()) for entry in folder.iterdir()}


def run(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program(name), *arguments], capture_output=True, text=True, timeout=60, check=True
    )


def test_all_clips_together_are_small() -> None:
    assert sorted(shipped()) == sorted(CLIPS)
    assert sum(shipped().values()) <= SHIPPED


def test_every_show_has_a_clip_that_is_shipped(shelf: Shelf) -> None:
    named = {
        shelf.clip_name(show.key, season.number) for show in shelf.shows for season in show.seasons
    }

    assert named | {show.small_clip for show in shelf.shows} - {""} == set(CLIPS)


@pytest.mark.parametrize("clip", CLIPS)
def test_a_made_clip_begins_with_the_shipped_one(clip: str) -> None:
    base = resources.files("aniworldd.demo").joinpath("clips", clip).read_bytes()
    made = clips.make(clip, "somebody S01E01")

    assert made[:40] == base[:40]
    assert len(base) + clips.SMALLEST <= len(made) <= len(base) + clips.LARGEST + 64
    assert b"somebody S01E01" in made


@pytest.mark.parametrize("clip", [clip for clip in CLIPS if clip.endswith(".mp4")])
def test_an_mp4_is_boxes_from_end_to_end_with_the_index_first(clip: str) -> None:
    made = clips.make(clip, "seed")
    boxes: list[bytes] = []
    at = 0
    while at < len(made):
        boxes.append(made[at + 4 : at + 8])
        at += int.from_bytes(made[at : at + 4], "big")

    assert at == len(made)
    assert boxes[0] == b"ftyp"
    assert boxes[-1] == b"free"
    assert boxes.index(b"moov") < boxes.index(b"mdat")


@pytest.mark.parametrize("clip", STREAMS)
def test_a_stream_s_pieces_behind_each_other_are_the_clip(clip: str) -> None:
    header, *fragments = clips.pieces(clip, "seed")

    assert b"".join([header, *fragments]) == clips.make(clip, "seed")
    assert header[4:8] == b"ftyp"
    assert [piece[4:8] for piece in fragments] == [b"moof"] * 7
    assert len({piece[-64:] for piece in fragments}) == 7


@pytest.mark.parametrize("clip", STREAMS)
def test_a_stream_without_a_seed_is_what_is_shipped(clip: str) -> None:
    base = resources.files("aniworldd.demo").joinpath("clips", clip).read_bytes()

    assert b"".join(clips.pieces(clip)) == base


@pytest.mark.part("ffmpeg")
@pytest.mark.parametrize("clip", CLIPS)
def test_a_made_clip_plays(clip: str, tmp_path: Path) -> None:
    path = tmp_path / clip
    path.write_bytes(clips.make(clip, "seed"))

    known = run("ffprobe", "-v", "warning", "-of", "json", "-show_format", "-show_streams", path)
    played = run("ffmpeg", "-v", "warning", "-nostdin", "-i", path, "-f", "null", "-")

    facts = json.loads(known.stdout)
    assert float(facts["format"]["duration"]) == pytest.approx(7, abs=0.1)
    assert int(facts["format"]["size"]) == path.stat().st_size
    assert {stream["codec_type"] for stream in facts["streams"]} == {"video", "audio"}
    assert {s["pix_fmt"] for s in facts["streams"] if "pix_fmt" in s} == {"yuv420p"}
    assert known.stderr == ""
    assert played.stderr == ""


@pytest.mark.part("ffmpeg")
def test_the_script_makes_every_clip(tmp_path: Path) -> None:
    script = Path(__file__).parents[2] / ".ci" / "make-clips"

    program("ffmpeg")
    run("bash", script, tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(CLIPS)
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= SHIPPED
