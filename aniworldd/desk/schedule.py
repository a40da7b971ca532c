"""When the library and the providers are looked at by themselves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from aniworldd.config.values import Value
from aniworldd.desk.config import Configuration, Shown
from aniworldd.triggers.timetable import Timetable


@dataclass(frozen=True, slots=True)
class Planned:
    """The section `scheduler`, and what became of it."""

    settings: Mapping[str, Value]
    next_at: datetime | None  # None: never by itself
    last_at: datetime | None  # when the last look ended, whoever asked for it
    scanning: bool


class Schedule:
    """One job of the timetable, as the settings want it."""

    def __init__(
        self,
        config: Configuration,
        timetable: Timetable,
        job: str,
        scanning: Callable[[], bool],
    ) -> None:
        self._config = config
        self._timetable = timetable
        self._job = job
        self._scanning = scanning

    def now(self) -> Planned:
        """Raises like `Configuration.now`."""
        return self._planned(self._config.now())

    async def change(self, wanted: Mapping[str, Value]) -> Planned:
        """In force when it is answered; what is not named stays. Raises like `Configuration`."""
        return self._planned(await self._config.change({"scheduler": wanted}))

    def _planned(self, shown: Shown) -> Planned:
        section = shown.settings["scheduler"]
        entry = next(one for one in self._timetable.entries() if one.name == self._job)
        return Planned(
            section if isinstance(section, Mapping) else {},
            entry.next_at,
            entry.last_at,
            self._scanning(),
        )
