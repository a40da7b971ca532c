"""How fast downloads are: measured over the last seconds, told at most four times a second."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from aniworldd.clock import Clock
from aniworldd.events import DownloadProgressed, Event
from aniworldd.model.download import Download, Progress, Speed

_WINDOW = 8.0  # seconds
_APART = 0.25  # seconds between two samples, and between two events


@dataclass(slots=True)
class _Track:
    download: Download
    progress: Progress
    samples: deque[tuple[float, int]] = field(default_factory=deque)  # (monotonic, bytes done)


class Meter:
    """Keeps what running downloads reported; all of it is forgotten when they end."""

    def __init__(self, *, clock: Clock, publish: Callable[[Event], None]) -> None:
        self._clock = clock
        self._publish = publish
        self._tracks: dict[str, _Track] = {}

    def report(self, download: Download, progress: Progress) -> None:
        now = self._clock.monotonic()
        track = self._tracks.get(download.id)
        if track is None or progress.done < track.progress.done:
            # the first word, or it started over: bytes that were there before are no speed
            track = self._tracks[download.id] = _Track(download, progress)
        track.progress = progress
        if track.samples and now - track.samples[-1][0] < _APART:
            return
        track.samples.append((now, progress.done))
        while now - track.samples[0][0] > _WINDOW:
            track.samples.popleft()
        self._publish(DownloadProgressed(_speed(track, now)))

    def forget(self, download: str) -> None:
        self._tracks.pop(download, None)

    def speeds(self) -> Mapping[str, Speed]:
        """By the download's id, as of now: a stalled one slows down although it reports nothing."""
        now = self._clock.monotonic()
        return {id: _speed(track, now) for id, track in self._tracks.items()}


def _speed(track: _Track, now: float) -> Speed:
    progress = track.progress
    since, done = next(
        (sample for sample in track.samples if now - sample[0] <= _WINDOW), (now, progress.done)
    )
    rate = (progress.done - done) / (now - since) if now > since else 0.0
    eta = None
    if rate > 0 and progress.total is not None:
        eta = (progress.total - progress.done) / rate
    return Speed(track.download.id, track.download.item, progress, rate, eta)
