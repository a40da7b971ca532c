"""`/api/scheduler/config`: when the library is looked at, and when that was and will be."""

from aiohttp import web

from aniworldd.desk.schedule import Planned
from aniworldd.web.aniworld.config_shapes import SchedulerPart, SchedulerShown
from aniworldd.web.aniworld.judging import Judging
from aniworldd.web.keys import desk
from aniworldd.web.replies import Answer, moment, reply
from aniworldd.web.routes import Policy, Route


class Status(Answer):
    is_running: bool
    next_run: str | None
    last_run: str | None
    scan_in_progress: bool


class Scheduler(Answer):
    success: bool
    config: SchedulerShown
    status: Status
    enabled: bool
    interval_minutes: int


async def show(request: web.Request) -> web.Response:
    """`GET /api/scheduler/config`"""
    return _answer(desk(request).schedule.now())


async def change(request: web.Request, body: SchedulerPart) -> web.Response:
    """`POST /api/scheduler/config`: what is not named stays."""
    wanted = body.model_dump(exclude_unset=True)
    return _answer(await desk(request).schedule.change(wanted))


def _answer(planned: Planned) -> web.Response:
    settings = planned.settings
    return reply(
        {
            "success": True,
            "config": settings,
            "status": {
                "is_running": settings["enabled"],
                "next_run": moment(planned.next_at) if planned.next_at else None,
                "last_run": moment(planned.last_at) if planned.last_at else None,
                "scan_in_progress": planned.scanning,
            },
            # the edition of December 2025 has these two alone
            "enabled": settings["enabled"],
            "interval_minutes": settings["interval_minutes"],
        }
    )


_PATH = "/api/scheduler/config"
ROUTES = (
    Route(
        "GET",
        _PATH,
        show,
        Policy.VIEWER,
        answers={200: Scheduler},
        summary="When the library is looked at",
    ),
    Route(
        "POST",
        _PATH,
        Judging(SchedulerPart, change, section="scheduler"),
        Policy.ADMIN,
        answers={200: Scheduler},
        summary="Change some of it, in force at once",
    ),
)
