"""What the running daemon does when a command asks it to."""

from collections.abc import Mapping, Sequence

from aniworldd.config.live import Live
from aniworldd.control import Answer, Command
from aniworldd.daemon.sides import Records
from aniworldd.desk.answering import Answering
from aniworldd.overview.words import count
from aniworldd.reconcile.reconciler import Reconciler
from aniworldd.reconcile.wants import Wants
from aniworldd.refresh.refresher import Refresher


class Commands:
    """Each answers `said`: the sentence that the person reads."""

    def __init__(
        self,
        records: Records,
        reconciler: Reconciler,
        refresher: Refresher,
        wants: Wants,
        live: Live,
        answering: Answering,
    ) -> None:
        self._records = records
        self._reconciler = reconciler
        self._refresher = refresher
        self._wants = wants
        self._live = live
        self._answering = answering

    def table(self) -> Mapping[str, Command]:
        return {
            "scan": self.scan,
            "root accept": self.accept,
            "config pending": self.pending,
        }

    async def pending(self, words: Sequence[str]) -> Answer:
        """The `keys` of settings that wait for a restart."""
        keys = list(self._live.pending)
        return {"said": f"{', '.join(keys) or 'nothing'} waits for a restart", "keys": keys}

    async def scan(self, words: Sequence[str]) -> Answer:
        """Read the disk, and have every provider asked anew."""
        for watch in self._wants.in_force():
            self._refresher.ask(watch.link)
        asked = self._refresher.asking
        await self._reconciler.settle(scan=True)
        shelf = self._reconciler.observed.shelf
        if shelf.away:
            return {"said": f"The library is away: {shelf.away}", "asked": asked}
        files = count(shelf.total, "file")
        return {
            "said": f"{files} in the library; the providers are being asked",
            "files": shelf.total,
            "asked": asked,
            "asking": self._refresher.asking,
        }

    async def accept(self, words: Sequence[str]) -> Answer:
        """Library and watch folder, or one title's list of episodes, are right as they are now."""
        if words:
            await self._answering.accept_list(words[0])
            return {"said": f"The next answer about {words[0]} is believed"}
        await self._answering.everything()
        shelf = self._reconciler.observed.shelf
        if shelf.away:
            return {"said": f"The library is still away: {shelf.away}"}
        return {"said": f"{self._records.library.directory} is the library, as it is now"}
