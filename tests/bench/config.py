"""Reading files with marks and validation, against PyYAML's plain `yaml.load` of the same bytes."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

import yaml

from aniworldd.config import files
from aniworldd.config.places import Places
from aniworldd.watchlist import watchlist
from tests.bench.figure import Figure
from tests.config.make import PLUGS

LIMIT = 1.5
ROUNDS = 25
LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


def figures() -> Sequence[Figure]:
    large, small = _large(), _small()
    return [
        Figure("config of 3,000 lines / yaml.load", _ratio(_config(large), large), LIMIT, "<=", ""),
        Figure("config of 50 lines / yaml.load", _ratio(_config(small), small), LIMIT, "<=", ""),
        *_watch_files(),
    ]


def _watch_files() -> Sequence[Figure]:
    """200 files, read for the first time and again when nothing changed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(200):
            (folder / f"series-{number}.yaml").write_text(_wish(number))

        def load_all() -> None:
            for path in sorted(folder.iterdir()):
                yaml.load(path.read_bytes(), LOADER)

        first, load = _interleaved(lambda: watchlist.read(folder), load_all)
        wishes = watchlist.read(folder)
        assert len(wishes.watches) == 200
        again, _ = _interleaved(lambda: watchlist.read(folder, wishes), lambda: None)
    return [
        Figure("200 watch files / yaml.load", first / load, LIMIT, "<=", ""),
        Figure("200 watch files, nothing changed", again, 0.02, "<=", "s"),
    ]


def _config(source: bytes) -> Callable[[], None]:
    where = Places(Path("/nowhere/config.yaml"), {})

    def read() -> None:
        reading = files.judge(source, where, PLUGS)
        assert reading.settings is not None
        assert len(reading.providers) == source.count(b"kind: site")

    return read


def _ratio(ours: Callable[[], None], source: bytes) -> float:
    one, other = _interleaved(ours, lambda: yaml.load(source, LOADER))
    return one / other


def _interleaved(one: Callable[[], object], other: Callable[[], object]) -> tuple[float, float]:
    """The least time of each; turn by turn, so that a busy machine hits both."""
    times = [(_time(one), _time(other)) for _ in range(ROUNDS)]
    return min(first for first, _ in times), min(second for _, second in times)


def _time(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def _head() -> str:
    return """\
# a config as a person keeps it
name: Aniworld
library:
  directory: /srv/media/anime
  min_free: 1 GiB
watchlist: {directory: watchlist, poll: false}
server: {host: 127.0.0.1, port: 8000}
scheduler:
  enabled: true
  interval_minutes: 60
  auto_download_after_rescan: true
downloads:
  running: true
  concurrent: 2
  retries: 5
  downloaders: [{kind: http}]
languages_wait: 7 days
logging: {level: INFO}
"""


def _large() -> bytes:
    languages = "".join(f"  - Language {number} Dub   # label\n" for number in range(80))
    providers = "".join(_provider(number) for number in range(480))
    return f"{_head()}languages:\n{languages}providers:\n{providers}".encode()


def _small() -> bytes:
    providers = "".join(_provider(number) for number in range(5))
    return f"{_head()}languages: [German Dub, German Sub]\nproviders:\n{providers}".encode()


def _provider(number: int) -> str:
    return f"""\
  site-{number}:
    kind: site   # see sites/
    definition: site-{number}.yaml
    links:
      - https://catalogue-{number}.example
      - "https://mirror-{number}.example"
"""


def _wish(number: int) -> str:
    return f"""\
link: https://catalogue.example/anime/stream/series-{number}
name: Series Number {number}
folder: Series Number {number} (2013)   # as it was
languages: [German Dub, German Sub]
seasons: [1, 2]
monitor: all
priority: normal
enabled: true
"""
