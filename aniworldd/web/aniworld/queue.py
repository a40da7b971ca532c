"""`/api/queue`: the download queue, as the documents have it."""

from aiohttp import web

from aniworldd.desk.ordering import Order, Ordered, Place
from aniworldd.desk.queue import Entry
from aniworldd.model.title import ItemKey, read_code
from aniworldd.model.watch import Priority
from aniworldd.web.aniworld import shapes
from aniworldd.web.aniworld.queue_shapes import (
    Add,
    Added,
    Again,
    Chosen,
    Counted,
    Done,
    Episode,
    Retried,
    Status,
)
from aniworldd.web.keys import desk
from aniworldd.web.replies import nothing, reply
from aniworldd.web.routes import Handler, Policy, Route, Taking

_ID = "/api/queue/{item_id}"


async def status(request: web.Request) -> web.Response:
    """`GET /api/queue/status`"""
    standing = desk(request).downloads.standing()
    found = standing.tally
    return reply(
        {
            "status": {
                **shapes.running(found),
                "active_downloads": [_item(one) for one in standing.active],
                "pending_queue": [_item(one) for one in standing.waiting],
                "completed_downloads": [_item(one) for one in standing.completed],
                "failed_downloads": [_item(one) for one in standing.failed],
            },
            "statistics": shapes.statistics(found),
            "success": True,
            "data": shapes.flat(found),
        }
    )


async def add(request: web.Request, body: Add) -> web.Response:
    """`POST /api/queue/add`"""
    words = (body.serie_id, body.anime_id, body.serie_folder)
    order = Order(
        series=tuple(dict.fromkeys(word for word in words if word)),
        places=tuple(map(_place, body.episodes)),
        priority=Priority[body.priority] if body.priority else None,
    )
    ordered = await desk(request).ordering.order(order)
    first = desk(request).downloads.state(ordered.ids[0]) if ordered.ids else "failed"
    return reply(
        {
            "status": "success" if ordered.ids else "failed",
            "success": bool(ordered.ids),
            "message": _said(ordered),
            "added_items": ordered.added,
            "item_ids": ordered.ids,
            "failed_items": [
                {
                    "season": one.place[0],
                    "episode": one.place[1],
                    "code": ItemKey("", *one.place).code,
                    "reason": one.why,
                }
                for one in ordered.refused
            ],
            "data": {
                "queue_item_id": ordered.ids[0] if ordered.ids else None,
                "anime_id": ordered.key or order.series[0],
                "status": first,
            },
        },
        201,
    )


def _place(given: Episode | str) -> Place:
    if isinstance(given, Episode):
        return given.season, given.episode
    return read_code(given) or (0, 0)  # it was judged where it came in


def _said(ordered: Ordered) -> str:
    said = f"Added {len(ordered.added)} episode(s) to download queue"
    there = len(ordered.ids) - len(ordered.added)
    if there:
        said += f"; {there} in it already"
    if ordered.refused:
        said += f"; {len(ordered.refused)} failed: {ordered.refused[0].why}"
    return said


def _item(entry: Entry) -> dict[str, shapes.JSON]:
    return shapes.item(entry.download, entry.folder, entry.name, entry.speed)


def _sets(*, running: bool, message: str) -> Handler:
    """A call that has the queue work, or not."""

    async def handle(request: web.Request) -> web.Response:
        await desk(request).pausing.set(running=running)
        return _done(message)

    return handle


def _done(message: str, **more: shapes.JSON) -> web.Response:
    return reply({"status": "success", "success": True, "message": message, **more})


async def remove(request: web.Request) -> web.Response:
    """`DELETE /api/queue/{item_id}`"""
    await desk(request).downloads.remove([request.match_info["item_id"]])
    return nothing()


async def remove_these(request: web.Request, body: Chosen) -> web.Response:
    """`DELETE /api/queue`"""
    await desk(request).downloads.remove(body.item_ids)
    return nothing()


async def clear_completed(request: web.Request) -> web.Response:
    """`DELETE /api/queue/completed`: the list of them; every file stays."""
    count = await desk(request).downloads.clear_completed()
    return _done(f"Cleared {count} completed item(s)", count=count)


async def clear_failed(request: web.Request) -> web.Response:
    """`DELETE /api/queue/failed`"""
    count = await desk(request).downloads.clear_failed()
    return _done(f"Cleared {count} failed item(s)", count=count)


async def clear_pending(request: web.Request) -> web.Response:
    """`DELETE /api/queue/pending`"""
    count = await desk(request).downloads.clear_waiting()
    return _done(f"Removed {count} pending item(s)", count=count)


async def reorder(request: web.Request, body: Chosen) -> web.Response:
    """`POST /api/queue/reorder`"""
    count = await desk(request).downloads.arrange(body.item_ids)
    return _done(f"Queue reordered with {count} items")


async def retry(request: web.Request, body: Retried) -> web.Response:
    """`POST /api/queue/retry`"""
    retried = await desk(request).downloads.retry(body.item_ids)
    ids: list[shapes.JSON] = [one.id for one in retried]
    message = f"Retrying {len(ids)} failed item(s)"
    return _done(message, retried_count=len(ids), retried_ids=ids)


def _route(
    method: str, path: str, handler: Handler, status: int, answer: type | None, summary: str
) -> Route:
    return Route(method, path, handler, Policy.USER, answers={status: answer}, summary=summary)


ROUTES = (
    Route(
        "GET",
        "/api/queue/status",
        status,
        Policy.VIEWER,
        answers={200: Status},
        summary="What runs, waits, failed and came lately, with figures",
    ),
    _route("POST", "/api/queue/add", Taking(Add, add), 201, Added, "Have episodes downloaded"),
    _route(
        "POST",
        "/api/queue/start",
        _sets(running=True, message="Queue processing started"),
        200,
        Done,
        "Begin downloads",
    ),
    _route(
        "POST",
        "/api/queue/resume",
        _sets(running=True, message="Queue processing resumed"),
        200,
        Done,
        "As /api/queue/start",
    ),
    _route(
        "POST",
        "/api/queue/stop",
        _sets(
            running=False,
            message="Queue processing stopped (current download will continue)",
        ),
        200,
        Done,
        "Begin no more downloads; those that run go on",
    ),
    _route(
        "POST",
        "/api/queue/pause",
        _sets(running=False, message="Queue processing paused"),
        200,
        Done,
        "As /api/queue/stop",
    ),
    _route(
        "POST",
        "/api/queue/reorder",
        Taking(Chosen, reorder),
        200,
        Done,
        "Have these taken first, in this order",
    ),
    _route(
        "POST",
        "/api/queue/retry",
        Taking(Retried, retry),
        200,
        Again,
        "Try again what failed: these, or without any all",
    ),
    _route(
        "DELETE",
        "/api/queue/completed",
        clear_completed,
        200,
        Counted,
        "Empty the list of what has come; the files stay",
    ),
    _route("DELETE", "/api/queue/failed", clear_failed, 200, Counted, "Take away all that failed"),
    _route("DELETE", "/api/queue/pending", clear_pending, 200, Counted, "Take away all that waits"),
    _route("DELETE", "/api/queue", Taking(Chosen, remove_these), 204, None, "Take these away"),
    _route("DELETE", _ID, remove, 204, None, "Take one away; what runs is stopped"),
)
