"""The wiring: every part made by hand, with exactly what it uses; nothing runs yet."""

import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from aniworldd.bus import Bus
from aniworldd.catalogue import Catalogue
from aniworldd.clock import Clock
from aniworldd.config.places import Places
from aniworldd.config.problems import Problem
from aniworldd.config.settings import Settings
from aniworldd.control import Command, Control
from aniworldd.daemon import doors, jobs, plugs
from aniworldd.daemon.commands import Commands
from aniworldd.daemon.inspecting import Asking, Inspector
from aniworldd.daemon.pausing import PauseCommands
from aniworldd.daemon.probing import Probe
from aniworldd.daemon.queueing import QueueCommands
from aniworldd.daemon.recording import Recording
from aniworldd.daemon.sides import DaemonSides, Records
from aniworldd.daemon.standing import StatusCommand
from aniworldd.daemon.together import Assigned
from aniworldd.daemon.view import View
from aniworldd.daemon.work import Wiring
from aniworldd.daemon.written import Start, Written
from aniworldd.desk.answering import Answering
from aniworldd.desk.edits import Edits
from aniworldd.desk.pausing import Pausing
from aniworldd.desk.queue import Downloads
from aniworldd.disk import Disk
from aniworldd.downloads.gate import Gate
from aniworldd.downloads.history import History
from aniworldd.downloads.hosts import Hosts
from aniworldd.downloads.queue import Queue
from aniworldd.downloads.worker import Worker
from aniworldd.errors import ConfigError
from aniworldd.events import DownloadFailed, DownloadStarted, Event
from aniworldd.health.machine import Machine
from aniworldd.library.library import Library
from aniworldd.logs.logs import Logs
from aniworldd.net.cache import PageCache
from aniworldd.net.client import Client
from aniworldd.net.pace import Pace
from aniworldd.net.policy import AddressPolicy
from aniworldd.programs import Programs
from aniworldd.providers import Provider
from aniworldd.providers import Tools as SourceTools
from aniworldd.reconcile.apply import Memory
from aniworldd.reconcile.reconciler import Reconciler
from aniworldd.reconcile.wants import Wants
from aniworldd.refresh.refresher import Refresher
from aniworldd.store import Monthly, Store
from aniworldd.triggers.timetable import Timetable
from aniworldd.web.keys import Entrance


@dataclass(slots=True)
class Whose:
    """Which provider each wish went to; replaced whole when wishes change."""

    assigned: Assigned = field(default_factory=lambda: Assigned({}, frozenset()))


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that has a life of its own."""

    clock: Clock
    bus: Bus
    disk: Disk
    client: Client
    providers: Mapping[str, Provider]
    written: Written
    wants: Wants
    whose: Whose
    records: Records
    refresher: Refresher
    reconciler: Reconciler
    gate: Gate
    worker: Worker
    timetable: Timetable
    control: Control
    view: View
    logs: Logs
    entrance: Entrance
    answering: Answering
    probe: Probe
    edits: Edits
    downloads: Downloads


def records(store: Store, settings: Settings, clock: Clock, bus: Bus, disk: Disk) -> Records:
    """The parts of the state."""
    return Records(
        store=store,
        catalogue=Catalogue(store),
        queue=Queue(store.table("downloads"), clock=clock, new_id=_new_id, publish=bus.publish),
        memory=Memory(store),
        library=Library(
            store,
            settings.library.directory,
            clock=clock,
            disk=disk,
            new_id=_new_id,
            publish=bus.publish,
        ),
        hosts=Hosts(clock),
    )


def client(begin: Start, clock: Clock) -> Client:
    """The one HTTP client; it opens nothing before it is asked."""
    return Client(
        policy=AddressPolicy(begin.settings.fetch.allow_private),
        pace=Pace(clock),
        cache=PageCache(begin.state / "pages"),
        clock=clock,
        proxy=begin.settings.fetch.proxy,
    )


def sources(begin: Start, folder: Path, clock: Clock) -> tuple[dict[str, Provider], list[Problem]]:
    """As `providers_of`, for a command, with a client of their own."""
    return providers_of(begin, folder, client(begin, clock), Programs(clock), clock)


def providers_of(
    begin: Start, folder: Path, client: Client, programs: Programs, clock: Clock
) -> tuple[dict[str, Provider], list[Problem]]:
    """Every provider of the config in `folder`, and what is wrong with those that cannot be."""
    fetch = begin.settings.fetch
    tools = SourceTools(
        client,
        clock,
        programs,
        AddressPolicy(fetch.allow_private),
        sites=folder / "sites",
        proxy=fetch.proxy,
    )
    return plugs.providers(begin.providers, tools)


def build(begin: Start, where: Places, store: Store, clock: Clock, logs: Logs) -> Parts:
    """The daemon, ready to run. Raises `ConfigError` when a plug refuses its section."""
    bus, disk, programs, fetcher = Bus(), Disk(clock), Programs(clock), client(begin, clock)
    providers, broken = providers_of(begin, where.folder, fetcher, programs, clock)
    if broken and not store.sequence:
        raise ConfigError(broken)  # a first start has nothing that could go on without it
    state = records(store, begin.settings, clock, bus, disk)
    written, whose = Written(where, plugs.PLUGS, begin, broken, providers), Whose()
    wants = Wants(clock, written.recalled())
    reconciler = _reconciler(_sides(state, written, wants, whose, clock), clock, bus)
    refresher = _refresher(state, reconciler, clock, bus)
    history = History(Monthly(begin.state / "history"), store.table("finished"))
    made = Wiring(begin, state, written, providers, fetcher, programs, clock, bus, disk)
    gate, worker = made.gate_and_worker(Recording(history.append, reconciler.request))
    timetable = jobs.timetable(clock, store.table("jobs"), reconciler, refresher, bus)
    probe, asking = Probe(begin, where, clock, programs), _asking(refresher, whose)
    looked_at = (state, written, wants, reconciler, timetable, probe, asking, logs)
    inspector = Inspector(*looked_at, clock=clock)
    downloads = _downloads(state, history, reconciler, worker, written, bus)
    shown_of = (state, written, wants, reconciler, worker, inspector, timetable, downloads)
    view = View(*shown_of, Machine(begin.state), clock=clock)
    edits = Edits(where, plugs.PLUGS, written.live, lambda: written.reading, bus, clock)
    answering = _answering(state, wants, reconciler, refresher)
    entrance = doors.entrance(begin, edits, lambda: written.live.current, store, clock, disk)
    commands = Commands(state, reconciler, refresher, wants, written.live, answering)
    table = _table(commands, state, reconciler, refresher, view, downloads, edits, entrance)
    return Parts(
        clock=clock,
        bus=bus,
        disk=disk,
        client=fetcher,
        providers=providers,
        written=written,
        wants=wants,
        whose=whose,
        records=state,
        refresher=refresher,
        reconciler=reconciler,
        gate=gate,
        worker=worker,
        timetable=timetable,
        control=Control(begin.state, table),
        view=view,
        logs=logs,
        entrance=entrance,
        answering=answering,
        probe=probe,
        edits=edits,
        downloads=downloads,
    )


def _asking(refresher: Refresher, whose: Whose) -> Asking:
    return Asking(refresher, lambda: whose.assigned.by_provider)


def _downloads(
    state: Records,
    history: History,
    reconciler: Reconciler,
    worker: Worker,
    written: Written,
    bus: Bus,
) -> Downloads:
    return Downloads(
        *(state.queue, history, state.store, reconciler),
        speeds=worker.speeds,
        running=lambda: written.live.current.downloads.running,
        publish=bus.publish,
    )


def _refresher(state: Records, reconciler: Reconciler, clock: Clock, bus: Bus) -> Refresher:
    return Refresher(
        state.catalogue,
        clock,
        publish=bus.publish,
        changed=reconciler.request,
        jitter=random.random,
    )


def _answering(
    state: Records, wants: Wants, reconciler: Reconciler, refresher: Refresher
) -> Answering:
    return Answering(
        *(state.library, state.catalogue, wants, reconciler, refresher),
        durable=state.store.durable,
    )


def _table(
    commands: Commands,
    state: Records,
    reconciler: Reconciler,
    refresher: Refresher,
    view: View,
    downloads: Downloads,
    edits: Edits,
    entrance: Entrance,
) -> Mapping[str, Command]:
    """What the control socket does."""
    queueing = QueueCommands(state.queue, downloads, view.now)
    status = StatusCommand(view, refresher)
    tables = [one.table() for one in (commands, queueing, status, PauseCommands(Pausing(edits)))]
    tables.append(doors.commands(entrance.door))
    return {name: command for table in tables for name, command in table.items()}


def _reconciler(sides: DaemonSides, clock: Clock, bus: Bus) -> Reconciler:
    """What a try changes is seen by the page at once, not with the next pass that comes along."""
    made = Reconciler(sides, clock, bus.publish)

    def hear(event: Event) -> None:
        if isinstance(event, DownloadStarted | DownloadFailed):
            made.request()

    bus.subscribe(hear)
    return made


def _sides(
    state: Records, written: Written, wants: Wants, whose: Whose, clock: Clock
) -> DaemonSides:
    return DaemonSides(
        state,
        settings=lambda: written.live.current,
        watches=wants.in_force,
        unrecognised=lambda: whose.assigned.unrecognised,
        now=clock.now,
    )


def _new_id() -> str:
    return str(uuid.uuid4())
