"""Health as the documents have it, and for probes."""

import asyncio
from collections.abc import Mapping

from aiohttp import web

from aniworldd.clock import Clock
from aniworldd.overview.system import Level, System
from aniworldd.store import JSON
from aniworldd.web.aniworld.health_shapes import Detailed, Health
from aniworldd.web.aniworld.shapes import stamp
from aniworldd.web.keys import CLOCK, READS, VERSION, Reads
from aniworldd.web.replies import reply
from aniworldd.web.routes import Policy, Rate, Route

_PATIENCE = 2.0  # seconds for the disk with the state


async def health(request: web.Request) -> web.Response:
    """`GET /health`, and `/api/health` of the documents' overview."""
    app = request.app
    body = {
        "status": app[READS].health().status,
        "timestamp": stamp(app[CLOCK].now()),
        "version": app[VERSION],
    }
    return reply(body)


async def healthz(request: web.Request) -> web.Response:
    """`GET /healthz`: whether the process is worth keeping."""
    if request.app[READS].health().alive:
        return web.Response(text="ok\n")
    return web.Response(status=503, text="not alive\n")


async def readyz(request: web.Request) -> web.Response:
    """`GET /readyz`: whether it does its work by now."""
    if request.app[READS].health().ready:
        return web.Response(text="ok\n")
    return web.Response(status=503, text="not ready\n")


async def detailed(request: web.Request) -> web.Response:
    """`GET /health/detailed` of the documents; for everybody, so it says no names and no paths."""
    app = request.app
    reads, now = app[READS], app[CLOCK].now()
    system, took = reads.system(), await _answers(reads, app[CLOCK])
    machine = await _machine(reads)
    uptime = round(system.uptime, 1)
    written = took is not None and _well(system, "State")
    log = _well(system, "Log file")
    body = {
        "status": reads.health().status,
        "timestamp": stamp(now),
        "version": app[VERSION],
        "dependencies": {
            "database": {
                "status": "healthy" if written else "unhealthy",
                "connection_time_ms": took,
                "message": "The state is written" if written else "The state cannot be written",
            },
            "filesystem": {
                "status": "healthy" if written and log else "degraded",
                "data_dir_writable": written,
                "logs_dir_writable": log,
            },
            "system": {**machine, "uptime_seconds": uptime},
        },
        "startup_time": stamp(system.started_at),
        "checks": [{"name": check.name, "status": check.level} for check in system.checks],
        "uptime_seconds": uptime,
        **_in_october(system, machine, took, written=written),
    }
    return reply(body)


def _in_october(
    system: System, machine: Mapping[str, float | None], took: float | None, *, written: bool
) -> dict[str, JSON]:
    """The same in the oldest edition's words, which are all at the top."""
    free = machine.get("disk_free_mb")
    library = _well(system, "Passes", "Library")
    return {
        "database": {
            "status": "connected" if written else "disconnected",
            "response_time_ms": took,
        },
        "filesystem": {
            "status": "accessible" if written else "inaccessible",
            "disk_free_gb": None if free is None else round(free / 1024, 1),
        },
        "services": {
            "anime_service": _ready(library),
            "download_service": _ready(library and _well(system, "Write access", "Free space")),
        },
    }


def _ready(well: bool) -> str:
    return "ready" if well else "unavailable"


async def _answers(reads: Reads, clock: Clock) -> float | None:
    """After how many ms the disk with the state answers; None: it does not."""
    began = clock.monotonic()
    try:
        async with asyncio.timeout(_PATIENCE):
            await reads.answers()
    except TimeoutError:
        return None
    return round((clock.monotonic() - began) * 1000, 2)


async def _machine(reads: Reads) -> Mapping[str, float | None]:
    try:
        figures = await asyncio.to_thread(reads.figures)
    except OSError:
        return {}
    return {
        "cpu_percent": figures.cpu,
        "memory_percent": figures.memory,
        "memory_available_mb": figures.memory_available,
        "disk_percent": figures.disk,
        "disk_free_mb": figures.disk_free,
    }


def _well(system: System, *names: str) -> bool:
    return all(check.level != Level.ERROR or check.name not in names for check in system.checks)


_PROBE = {200: str, 503: str}
ROUTES = (
    Route(
        "GET",
        "/health",
        health,
        Policy.PUBLIC,
        answers={200: Health},
        summary="How the daemon is, in a word",
    ),
    Route("GET", "/api/health", health, Policy.PUBLIC, answers={200: Health}, summary="As /health"),
    Route(
        "GET",
        "/health/detailed",
        detailed,
        Policy.PUBLIC,
        answers={200: Detailed},
        summary="How state, files and machine are",
    ),
    Route(
        "GET",
        "/readyz",
        readyz,
        Policy.PUBLIC,
        Rate.FREE,
        _PROBE,
        "Whether it does its work",
    ),
    Route(
        "GET", "/healthz", healthz, Policy.PUBLIC, Rate.FREE, _PROBE, "Whether it is worth keeping"
    ),
)
