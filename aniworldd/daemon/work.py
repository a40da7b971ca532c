"""The wiring of the download worker, with all that it needs."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from aniworldd.bus import Bus
from aniworldd.clock import Clock
from aniworldd.daemon import plugs
from aniworldd.daemon.places import LibraryPlaces
from aniworldd.daemon.recording import Recording
from aniworldd.daemon.sides import Records
from aniworldd.daemon.sources import CatalogueSources
from aniworldd.daemon.written import Start, Written
from aniworldd.disk import Disk
from aniworldd.downloaders import Downloader, Tools
from aniworldd.downloads.attempt import Attempt
from aniworldd.downloads.gate import Gate
from aniworldd.downloads.leftovers import Leftovers
from aniworldd.downloads.needs import WorkerSettings
from aniworldd.downloads.outcome import Outcome
from aniworldd.downloads.rate import Meter
from aniworldd.downloads.turns import Turns
from aniworldd.downloads.worker import Worker
from aniworldd.naming import format
from aniworldd.net.client import Client
from aniworldd.net.policy import AddressPolicy
from aniworldd.programs import Programs
from aniworldd.providers import Provider


@dataclass(frozen=True, slots=True)
class Wiring:
    """What the parts of the worker are made of."""

    begin: Start
    state: Records
    written: Written
    providers: Mapping[str, Provider]
    client: Client
    programs: Programs
    clock: Clock
    bus: Bus
    disk: Disk

    def gate_and_worker(self, recording: Recording) -> tuple[Gate, Worker]:
        state, clock = self.state, self.clock
        places = self._places()
        sources = CatalogueSources(
            state.catalogue, lambda: self.providers, lambda: self.written.wishes.watches
        )
        gate = Gate(places=places, settings=self._settings, clock=clock)
        attempt = Attempt(
            sources=sources,
            places=places,
            downloaders=self._downloaders(),
            disk=self.disk,
            hosts=state.hosts,
            clock=clock,
        )
        worker = Worker(
            queue=state.queue,
            attempt=attempt,
            outcome=Outcome(
                queue=state.queue,
                record=recording.completed,
                settings=self._settings,
                clock=clock,
                jitter=random.random,
            ),
            gate=gate,
            meter=Meter(clock=clock, publish=self.bus.publish),
            turns=Turns(
                queue=state.queue,
                hosts=state.hosts,
                whence=sources.whence,
                concurrent=lambda: self._settings().concurrent,
            ),
            leftovers=Leftovers(queue=state.queue, attempt=attempt, gate=gate, clock=clock),
            clock=clock,
        )
        return gate, worker

    def _settings(self) -> WorkerSettings:
        """As they are now."""
        current = self.written.live.current
        return WorkerSettings(
            running=current.downloads.running,
            concurrent=current.downloads.concurrent,
            retries=current.downloads.retries,
            min_free=current.library.min_free,
            hours=current.downloads.hours,
            finish_after_hours=current.downloads.after_hours == "finish",
        )

    def _places(self) -> LibraryPlaces:
        return LibraryPlaces(
            self.state.library,
            self.state.catalogue,
            self.state.memory,
            lambda: format.compile(self.written.live.current.library.naming),
        )

    def _downloaders(self) -> list[Downloader]:
        tools = Tools(
            self.client,
            self.programs,
            self.disk,
            AddressPolicy(self.begin.settings.fetch.allow_private),
            proxy=self.begin.settings.fetch.proxy,
            rate=lambda: self.client.throttle.rates.of_a_program,
        )
        return plugs.downloaders(self.begin.reading.downloaders, tools)
