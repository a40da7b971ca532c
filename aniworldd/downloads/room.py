"""Whether the disk holds what is still to come, above the floor that stays free."""

from collections.abc import Callable

from aniworldd.model.download import Progress


class Room:
    """The bytes that running downloads still bring, and those that stopped ones are known to need.

    `free` is asked each time; it may raise `Unavailable`.
    """

    def __init__(self, free: Callable[[], int], floor: Callable[[], int]) -> None:
        self._free = free
        self._floor = floor
        self._to_come: dict[str, int] = {}  # by download: of those that run
        self._needed: dict[str, int] = {}  # by download: of those that were stopped for it

    def below_floor(self) -> str:
        """The sentence when there is less than the floor; "" when there is more."""
        free, floor = self._free(), self._floor()
        return "" if free >= floor else f"{size(free)} are free, {size(floor)} are to stay free"

    def lacks(self, download: str) -> str:
        """The sentence when what this one still needs does not fit beside the others; "" else."""
        need = self._to_come.get(download, self._needed.get(download, 0))
        others = sum(bytes for id, bytes in self._to_come.items() if id != download)
        free, floor = self._free(), self._floor()
        if free - others - need >= floor:
            return ""
        return (
            f"{size(need)} are still to come, {size(free)} are free, {size(floor)} are to stay free"
        )

    def expect(self, download: str, progress: Progress) -> bool:
        """Note what is still to come; says whether that was unknown until now."""
        new = download not in self._to_come and progress.total is not None
        if progress.total is not None:
            self._to_come[download] = max(progress.total - progress.done, 0)
        return new

    def ended(self, download: str, *, needs_more: bool = False) -> None:
        """It does not run any more; `needs_more`: because of the disk, and it will come back."""
        rest = self._to_come.pop(download, None)
        self._needed.pop(download, None)
        if needs_more and rest is not None:
            self._needed[download] = rest


def size(bytes: float) -> str:
    """For people: `1.5 GiB`."""
    for unit in ("B", "KiB", "MiB", "GiB"):
        if bytes < 1024:
            return f"{bytes:.0f} {unit}" if unit == "B" else f"{bytes:.1f} {unit}"
        bytes /= 1024
    return f"{bytes:.1f} TiB"
