"""Streams as ffmpeg makes them, and what it finds in a file."""

import json
import subprocess
from pathlib import Path

from tests.downloaders.hls.coded import KEY
from tests.parts import program

SECONDS = 8


def make_stream(folder: Path, *options: str, sources: int = 1, seed: int = 0) -> Path:
    """A playlist `out.m3u8` (or what `options` say) with fragments of a second, and `film.mkv`.

    `sources`: how many different sounds there are.
    """
    folder.mkdir(exist_ok=True)
    film = folder.parent / f"{folder.name}.mkv"
    inputs = ["-f", "lavfi", "-i", f"testsrc2=size=320x180:rate=25:duration={SECONDS}"]
    maps = ["-map", "0:v"]
    for number in range(sources):
        tone = 300 + 100 * (number + seed)
        inputs += ["-f", "lavfi", "-i", f"sine=frequency={tone}:duration={SECONDS}"]
        maps += ["-map", f"{number + 1}:a"]
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-bf", "0", "-b:v", "200k"]
    codecs += ["-c:a", "aac", "-b:a", "64k"]
    _ffmpeg(folder, *inputs, *maps, *codecs, str(film))
    _ffmpeg(
        *(folder, "-i", str(film), "-map", "0", "-c", "copy", "-f", "hls", "-hls_time", "1"),
        *("-hls_list_size", "0", "-hls_playlist_type", "vod"),
        *(options or ("out.m3u8",)),
    )
    return film


def key_file(folder: Path, *, iv: str = "") -> Path:
    """What ffmpeg wants to know to encrypt with `KEY`; players find it at `open.key`."""
    folder.mkdir(exist_ok=True)
    (folder / "open.key").write_bytes(KEY)
    info = folder.parent / "key-info"
    info.write_text("\n".join(["open.key", str(folder / "open.key"), iv]))
    return info


def seconds(path: Path) -> float:
    call = [program("ffprobe"), "-v", "error", "-of", "json", "-show_format", str(path)]
    found = subprocess.run(call, check=True, capture_output=True).stdout
    return float(json.loads(found)["format"]["duration"])


def pictures(path: Path) -> list[str]:
    """The MD5 of each decoded picture."""
    return _hashes(path, "0:v")


def sounds(path: Path) -> str:
    """The codec's own bytes of the first sound, as a hash."""
    call = [program("ffmpeg"), "-v", "error", "-nostdin", "-i", str(path), "-map", "0:a:0"]
    call += ["-c", "copy", "-f", "adts", "-"]
    return subprocess.run(call, check=True, capture_output=True).stdout.hex()


def tracks(path: Path) -> list[str]:
    """What kinds of track there are."""
    call = [program("ffprobe"), "-v", "error", "-show_entries", "stream=codec_type", "-of", "csv"]
    found = subprocess.run([*call, str(path)], check=True, capture_output=True, text=True).stdout
    return sorted({line.partition("stream,")[2].strip(",") for line in found.split()} - {""})


def container(path: Path) -> str:
    call = [program("ffprobe"), "-v", "error", "-of", "json", "-show_format", str(path)]
    found = subprocess.run(call, check=True, capture_output=True).stdout
    return str(json.loads(found)["format"]["format_name"])


def _hashes(path: Path, track: str) -> list[str]:
    call = [program("ffmpeg"), "-v", "error", "-nostdin", "-i", str(path), "-map", track]
    call += ["-f", "framemd5", "-"]
    found = subprocess.run(call, check=True, capture_output=True, text=True).stdout
    return [line.split(",")[-1].strip() for line in found.splitlines() if line[:1] != "#"]


def _ffmpeg(folder: Path, *words: str) -> None:
    call = [program("ffmpeg"), "-v", "error", "-nostdin", "-y", *words]
    subprocess.run(call, check=True, cwd=folder)
