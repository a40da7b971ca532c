"""Every example of the three documents as data, with the host and the series of the stand-in.

`{word}` stands for what is so on the stage: `host` and `site` of the stand-in, `library`, `state`,
`elsewhere` (another folder), and `item`, `other` (of what was queued last). What is compared, and
how, says `likeness`. `WINS` names what a newer edition decided otherwise (the numbers are those of
the comparison's table of contradictions): there the newest one's answer is what is expected.
"""

from dataclasses import dataclass

from tests.api.likeness import PERHAPS, SOME, TIME, UUID, Like
from tests.daemon.conftest import CHAIR, KETTLE

OCTOBER, DECEMBER, FEBRUARY = "October", "December", "February"
PASSWORD = "Kettle-7-Harbour"
CALLS = (
    *(f"POST /api/auth/{call} ODF" for call in ("setup", "login", "logout")),
    *("GET /api/auth/status ODF", "GET /api/anime/status DF", "GET /api/anime ODF"),
    *("GET /api/v1/anime O", "GET /api/anime/search DF", "GET /api/v1/anime/search O"),
    *("POST /api/anime/search DF", "POST /api/anime/add DF", "POST /api/anime/rescan DF"),
    *("POST /api/v1/anime/rescan O", "GET /api/anime/* DF", "GET /api/v1/anime/* O"),
    *("GET /api/queue/status ODF", "POST /api/queue/add ODF", "POST /api/queue/start ODF"),
    *("POST /api/queue/stop ODF", "POST /api/queue/pause ODF", "DELETE /api/queue/* ODF"),
    *("DELETE /api/queue DF", "DELETE /api/queue/completed DF", "DELETE /api/queue/failed DF"),
    *("DELETE /api/queue/pending DF", "POST /api/queue/reorder DF", "POST /api/queue/retry DF"),
    *("GET /api/config ODF", "PUT /api/config ODF", "POST /api/config/validate ODF"),
    *("GET /api/config/backups ODF", "POST /api/config/backups ODF"),
    *("POST /api/config/backups/*/restore ODF", "DELETE /api/config/backups/* ODF"),
    *("POST /api/config/directory DF", "GET /api/nfo/*/check F", "POST /api/nfo/*/create F"),
    *("PUT /api/nfo/*/update F", "GET /api/nfo/*/content F", "GET /api/nfo/*/media/status F"),
    *("POST /api/nfo/*/media/download F", "POST /api/nfo/batch/create F", "GET /api/nfo/missing F"),
    *("GET /api/scheduler/config DF", "POST /api/scheduler/config DF"),
    *("POST /api/scheduler/trigger-rescan DF", "GET /health ODF", "GET /health/detailed ODF"),
    "GET /ws/status DF",
)
"""The comparison's table without the two sockets: which editions know which call."""


@dataclass(frozen=True, slots=True)
class Example:
    """A call as a document shows it: what is asked, and what an answer is like."""

    edition: str
    method: str
    path: str
    body: object = None
    status: int = 200
    answer: object = None  # like this; None: an error's body, or nothing
    wins: int = 0  # the contradiction in which the newest edition's answer stands


ERROR = {
    "success": False,
    "error": SOME,
    "message": SOME,
    "details": {},
    "request_id": UUID,
}
_WRONG = {**ERROR, "error": "VALIDATION_ERROR", "details": {"field": SOME, "issue": SOME}}
_ROW = {
    "key": KETTLE,
    "name": "Die Teekesselritter",
    "site": "{site}",
    "folder": "Die Teekesselritter (2021)",
    "missing_episodes": {"1": [1, 2, 3]},
    "link": SOME,
}
_HIT = {**_ROW, "missing_episodes": {}, "link": f"{{host}}/anime/stream/{KETTLE}"}
NOT_BEGUN = {
    "status": "pending",
    "priority": "NORMAL",
    "started_at": None,
    "completed_at": None,
    "progress": None,
    "error": None,
    "retry_count": 0,
    "source_url": None,
}
"""What every item of the queue says of itself until its turn comes, in all editions' words."""
_ITEM = {
    "id": UUID,
    "serie_id": KETTLE,
    "serie_folder": "Die Teekesselritter (2021)",
    "serie_name": "Die Teekesselritter",
    "episode": {"season": 1, "episode": 1, "title": SOME},
    **NOT_BEGUN,
    "added_at": TIME,
}
_LISTS = {
    "is_running": bool,
    "is_paused": bool,
    "active_downloads": [],
    "pending_queue": [],
    "completed_downloads": [],
    "failed_downloads": [],
}
_QUEUE = {
    "status": _LISTS,
    "statistics": {
        "total_items": 5,
        "pending_count": 3,
        "active_count": 1,
        "completed_count": 1,
        "failed_count": 0,
        "total_downloaded_mb": 1024.5,
        "average_speed_mbps": 2.5,
        "estimated_time_remaining": None,
    },
}
_QUEUED = {**_QUEUE, "status": {**_LISTS, "pending_queue": [_ITEM]}}
_ADD = {
    "serie_id": KETTLE,
    "serie_folder": "Die Teekesselritter (2021)",
    "serie_name": "Die Teekesselritter",
    "episodes": [
        {"season": 1, "episode": 1, "title": "Episode 1"},
        {"season": 1, "episode": 2, "title": "Episode 2"},
    ],
    "priority": "NORMAL",
}
_ADDED = {
    "status": "success",
    "message": "Added 2 episode(s) to download queue",
    "added_items": [UUID],
    "item_ids": [UUID],
    "failed_items": [],
}
_LOGGING = {"level": "INFO", "file": None, "max_bytes": None, "backup_count": 3}
_CONFIG = {
    "name": "Aniworld demo",
    "data_dir": "{state}",
    "scheduler": {"enabled": True, "interval_minutes": 60},
    "logging": _LOGGING,
    "backup": {"enabled": True, "path": "backups", "keep_days": 30},
    "other": {},
}
_SCHEDULE = {
    "enabled": True,
    "interval_minutes": 60,
    "schedule_time": "03:00",
    "schedule_days": [Like("mon|tue|wed|thu|fri|sat|sun")],
    "auto_download_after_rescan": False,
}
_SCHEDULER = {
    "success": True,
    "config": _SCHEDULE,
    "status": {
        "is_running": True,
        "next_run": TIME,
        "last_run": None,
        "scan_in_progress": False,
    },
}
_FLAT = {
    "anime_directory": "{library}",
    "download_directory": "{library}",
    "session_timeout_hours": 24,
    "log_level": "info",
}
_BACKUP = {"name": SOME, "size": 1024, "created": TIME}
_BACKUP_IN_OCTOBER = {"name": SOME, "created_at": TIME, "size_bytes": 1024}
_HEALTH = {"status": "healthy", "timestamp": TIME, "version": "1.0.0"}
_DETAILED = {
    **_HEALTH,
    "dependencies": {
        "database": {"status": "healthy", "connection_time_ms": 1.5, "message": SOME},
        "filesystem": {"status": "healthy", "data_dir_writable": True, "logs_dir_writable": True},
        "system": {
            "cpu_percent": 25.0,
            "memory_percent": 45.0,
            "memory_available_mb": 8192.0,
            "disk_percent": 60.0,
            "disk_free_mb": 102400.0,
            "uptime_seconds": 86400.0,
        },
    },
    "startup_time": TIME,
}
_OCTOBERS_DETAILED = {
    "status": "healthy",
    "version": "1.0.0",
    "uptime_seconds": 3600,
    "database": {"status": "connected", "response_time_ms": 2},
    "filesystem": {"status": "accessible", "disk_free_gb": 500},
    "services": {"anime_service": "ready", "download_service": "ready"},
}
_WS = {"status": "operational", "active_connections": 5, "supported_message_types": [SOME]}
_JWT = Like(r"eyJ[\w-]+\.[\w-]+\.[\w-]+")
_NFO = {"download_poster": True, "download_logo": True, "download_fanart": True}
_CREATE = {"serie_name": "One Piece", "year": 1999, **_NFO, "overwrite_existing": False}
_BATCH = {
    "serie_ids": ["one-piece", "naruto", "bleach"],
    "download_media": True,
    "skip_existing": True,
    "max_concurrent": 3,
}


def both(method: str, path: str, body: object = None, **more: object) -> list[Example]:
    """What December and February show alike."""
    return [
        Example(edition, method, path, body, **more)  # type: ignore[arg-type]
        for edition in (DECEMBER, FEBRUARY)
    ]


def october(method: str, path: str, body: object = None, **more: object) -> Example:
    return Example(OCTOBER, method, path, body, **more)  # type: ignore[arg-type]


def february(method: str, path: str, body: object = None, **more: object) -> Example:
    return Example(FEBRUARY, method, path, body, **more)  # type: ignore[arg-type]


READING = (
    *both(
        "POST",
        "/api/auth/login",
        {"password": PASSWORD, "remember": False},
        answer={
            "access_token": _JWT,
            "token_type": "bearer",
            "expires_at": TIME,
        },
    ),
    october(
        "POST",
        "/api/auth/login",
        {"password": PASSWORD},
        answer={"token": _JWT, "token_type": "bearer"},
    ),
    *both("GET", "/api/auth/status", answer={"configured": True, "authenticated": True}),
    october("GET", "/api/auth/status", answer={"authenticated": True, "token_valid": True}),
    *both("GET", "/api/anime/status", answer={"directory": "{library}", "series_count": 42}),
    *both("GET", "/api/anime?page=1&per_page=50&sort_by=title", answer=[_ROW]),
    *both("GET", "/api/anime?page=1&per_page=50", answer=[_ROW]),
    *both("GET", "/api/anime?page=2&per_page=50", answer=[]),
    february("GET", "/api/anime?filter=no_episodes", answer=[_ROW]),
    october("GET", "/api/anime", answer=[_ROW]),
    october(
        "GET",
        "/api/v1/anime?page=1&per_page=20&sort_by=updated_at&sort_order=desc",
        answer=[{"id": KETTLE, "title": "Die Teekesselritter", "missing_episodes": 5}],
    ),
    *both("GET", "/api/anime/search?query=Teekesselritter", answer=[_HIT]),
    *both("POST", "/api/anime/search", {"query": "Teekesselritter"}, answer=[_HIT]),
    october(
        "GET",
        "/api/v1/anime/search?q=Teekesselritter&limit=20",
        answer={
            "success": True,
            "data": [
                {
                    "key": KETTLE,
                    "name": "Die Teekesselritter",
                    "site": f"{{host}}/anime/stream/{KETTLE}",
                }
            ],
        },
    ),
    *both(
        "GET",
        f"/api/anime/{KETTLE}",
        answer={
            "key": KETTLE,
            "title": "Die Teekesselritter",
            "folder": "Die Teekesselritter (2021)",
            "episodes": [Like(r"\d+-\d+")],
            "description": None,
        },
    ),
    october(
        "GET",
        f"/api/v1/anime/{KETTLE}",
        answer={
            "id": KETTLE,
            "title": "Die Teekesselritter",
            "episodes": ["Season 1 Episode 1"],
            "description": PERHAPS,
            "total_episodes": 100,
            "downloaded_episodes": 95,
        },
    ),
    *both("GET", "/api/queue/status", answer=_QUEUE),
    october(
        "GET",
        "/api/queue/status",
        answer={
            "success": True,
            "data": {
                "total_items": 15,
                "pending": 5,
                "downloading": 2,
                "completed": 8,
                "failed": 0,
                "total_size_bytes": 1073741824,
                "download_speed_mbps": 5.5,
            },
        },
    ),
    *both("GET", "/api/config", answer=_CONFIG),
    february("GET", "/api/config", answer={**_CONFIG, "scheduler": _SCHEDULE}),
    october("GET", "/api/config", answer={"success": True, "data": _FLAT}),
    *both("POST", "/api/config/validate", _CONFIG, answer={"valid": True, "errors": []}),
    october(
        "POST",
        "/api/config/validate",
        {"anime_directory": "{library}"},
        answer={"success": True, "valid": True, "message": "Configuration is valid"},
    ),
    february("GET", "/api/scheduler/config", answer=_SCHEDULER),
    Example(
        DECEMBER,
        "GET",
        "/api/scheduler/config",
        answer={"enabled": True, "interval_minutes": 60},
    ),
    *both("GET", "/health", answer=_HEALTH),
    *both("GET", "/api/health", answer=_HEALTH),
    october("GET", "/health", answer={"status": "healthy", "version": "1.0.0"}),
    *both("GET", "/health/detailed", answer=_DETAILED),
    october("GET", "/health/detailed", answer=_OCTOBERS_DETAILED),
    *both("GET", "/ws/status", answer=_WS),
    february("GET", f"/api/nfo/{KETTLE}/check", status=503),
    february("GET", f"/api/nfo/{KETTLE}/content", status=503),
    february("GET", f"/api/nfo/{KETTLE}/media/status", status=503),
    february("GET", "/api/nfo/missing", status=503),
)


def _queueing(edition: str) -> tuple[Example, ...]:
    """What one edition does with the queue: it is empty before, and after."""
    done = "status" if edition != OCTOBER else "success"

    def said(message: str, **more: object) -> dict[str, object]:
        return {done: "success" if done == "status" else True, "message": message, **more}

    stopped = "Queue processing stopped (current download will continue)"
    by_list = {"item_ids": ["{other}", "{item}"]}
    if edition == OCTOBER:
        body: object = {
            "anime_id": KETTLE,
            "episodes": ["S01E01", "S01E02"],
            "priority": "normal",
        }
        data = {"queue_item_id": UUID, "anime_id": KETTLE, "status": "pending"}
        added: object = {"success": True, "data": data}
    else:
        body, added = _ADD, _ADDED
    newer = (
        ("GET", "/api/queue/status", None, 200, _QUEUED),
        ("POST", "/api/queue/reorder", by_list, 200, said("Queue reordered with 3 items")),
        (
            "POST",
            "/api/queue/retry",
            by_list,
            200,  # none of them has failed; `test_queue` has some that did
            said("Retrying 2 failed item(s)", retried_count=2, retried_ids=[]),
        ),
        ("DELETE", "/api/queue/{item}", None, 204, None),
        ("DELETE", "/api/queue", {"item_ids": ["{other}"]}, 204, None),
        (
            "DELETE",
            "/api/queue/completed",
            None,
            200,
            said("Cleared 5 completed item(s)", count=5),
        ),
        ("DELETE", "/api/queue/failed", None, 200, said("Cleared 2 failed item(s)", count=2)),
        ("DELETE", "/api/queue/pending", None, 200, said("Removed 10 pending item(s)", count=10)),
    )
    older = (
        ("DELETE", "/api/queue/{item}", None, 204, None),
        ("DELETE", "/api/queue/{other}", None, 204, None),
    )
    calls = (
        ("POST", "/api/queue/stop", None, 200, said(stopped)),
        ("POST", "/api/queue/add", body, 201, added),
        *(older if edition == OCTOBER else newer),
        ("POST", "/api/queue/pause", None, 200, said("Queue processing paused")),
        ("POST", "/api/queue/start", None, 200, said("Queue processing started")),
    )
    wins = {"/api/queue/stop": 3, "/api/queue/pause": 24, "/api/queue/{item}": 23}
    return tuple(
        Example(
            *(edition, method, path, body, status, answer),
            wins=wins.get(path, 0) if edition == OCTOBER else 0,
        )
        for method, path, body, status, answer in calls
    )


def _added(series: str, name: str, *, scanned: bool) -> dict[str, object]:
    """`scanned`: what only February says."""
    found = {"missing_episodes": [Like(r"\d+-\d+")], "total_missing": 3} if scanned else {}
    return {
        "status": "success",
        "message": f"Successfully added series: {name}",
        "key": series,
        "folder": name.replace(":", ""),
        "db_id": 1,
        **found,
    }


_TAKEN = {"name": SOME, "message": "Backup created successfully"}
_RESTORED = {**_CONFIG, "logging": {**_LOGGING, "level": SOME}}
_LINK = "{host}/anime/stream/"
_TITAN = "Attack on Titan: Final Season"
CHANGING = (
    *both(
        "POST",
        "/api/anime/rescan",
        answer={"success": True, "message": "Rescan started successfully"},
    ),
    october(
        "POST",
        "/api/v1/anime/rescan",
        answer={
            "success": True,
            "message": "Rescan started",
            "new_series": 2,
            "new_episodes": 15,
        },
    ),
    *both(
        "POST",
        "/api/scheduler/trigger-rescan",
        answer={"message": "Rescan started successfully"},
    ),
    Example(
        DECEMBER,
        "POST",
        "/api/anime/add",
        {"link": _LINK + CHAIR, "name": "Attack on Titan"},
        answer=_added(CHAIR, "Attack on Titan", scanned=False),
    ),
    february(
        "POST",
        "/api/anime/add",
        {"link": f"{_LINK}noch-ein-halbes-broetchen", "name": _TITAN},
        answer=_added("noch-ein-halbes-broetchen", _TITAN, scanned=True),
    ),
    *(one for edition in (OCTOBER, DECEMBER, FEBRUARY) for one in _queueing(edition)),
    *both("DELETE", "/api/queue/00000000-0000-4000-8000-000000000000", status=404),
    *both("POST", "/api/queue/add", {**_ADD, "priority": "SOON"}, status=422, answer=_WRONG),
    october("POST", "/api/queue/add", {"anime_id": "", "episodes": []}, status=422, answer=_WRONG),
    Example(
        DECEMBER,
        "PUT",
        "/api/config",
        {"scheduler": {"enabled": True, "interval_minutes": 30}, "logging": {"level": "DEBUG"}},
        answer={**_CONFIG, "logging": {**_LOGGING, "level": "DEBUG"}},
    ),
    february(
        "PUT",
        "/api/config",
        {
            "scheduler": {
                "enabled": True,
                "interval_minutes": 60,
                "schedule_time": "06:30",
                "schedule_days": ["mon", "wed", "fri"],
            },
            "logging": {"level": "DEBUG"},
        },
        answer={
            **_CONFIG,
            "scheduler": {**_SCHEDULE, "schedule_time": "06:30"},
            "logging": {**_LOGGING, "level": "DEBUG"},
        },
    ),
    october(
        "PUT",
        "/api/config",
        {"anime_directory": "{elsewhere}", "download_directory": "{elsewhere}"},
        answer={
            "success": True,
            "data": {"anime_directory": "{elsewhere}", "download_directory": "{elsewhere}"},
        },
    ),
    *both("POST", "/api/config/backups", answer=_TAKEN),
    october(
        "POST",
        "/api/config/backups",
        answer={"success": True, "data": {"name": SOME, "created_at": TIME}},
        wins=29,
    ),
    october("GET", "/api/config/backups", answer=[_BACKUP_IN_OCTOBER], wins=8),
    *(
        Example(edition, method, path, answer=answer)
        for edition in (DECEMBER, FEBRUARY)
        for method, path, answer in (
            ("POST", f"/api/config/backups?name={edition}", {**_TAKEN, "name": edition}),
            ("GET", "/api/config/backups", [_BACKUP]),
            ("POST", f"/api/config/backups/{edition}/restore", _RESTORED),
            (
                "DELETE",
                f"/api/config/backups/{edition}",
                {"message": f"Backup '{edition}' deleted successfully"},
            ),
        )
    ),
    october(
        "POST",
        f"/api/config/backups?name={OCTOBER}",
        answer={"success": True, "data": {"name": OCTOBER, "created_at": TIME}},
        wins=29,
    ),
    october(
        "POST",
        f"/api/config/backups/{OCTOBER}/restore",
        answer={"success": True, "message": "Configuration restored successfully"},
    ),
    october(
        "DELETE",
        f"/api/config/backups/{OCTOBER}",
        answer={"success": True, "message": f"Backup '{OCTOBER}' deleted successfully"},
    ),
    february(
        "POST",
        "/api/scheduler/config",
        {
            "enabled": True,
            "schedule_time": "06:30",
            "schedule_days": ["mon", "wed", "fri"],
            "auto_download_after_rescan": True,
        },
        answer={
            **_SCHEDULER,
            "config": {
                **_SCHEDULE,
                "schedule_days": [Like("mon|wed|fri")],
                "auto_download_after_rescan": True,
            },
        },
    ),
    february("POST", "/api/scheduler/config", {"schedule_time": "6:30"}, status=422, answer=_WRONG),
    Example(
        DECEMBER,
        "POST",
        "/api/scheduler/config",
        {"enabled": True, "interval_minutes": 30},
        answer={"enabled": True, "interval_minutes": 30},
    ),
    *both(
        "POST",
        "/api/config/directory",
        {"directory": "{library}"},
        answer={"message": "Anime directory updated successfully", "synced_series": 15},
    ),
    *both(
        "POST",
        "/api/config/directory",
        {"directory": "/path/to/anime"},
        status=422,
        answer=_WRONG,
    ),
    february("POST", f"/api/nfo/{KETTLE}/create", _CREATE, status=503),
    february("PUT", f"/api/nfo/{KETTLE}/update?download_media=true", status=503),
    february("POST", f"/api/nfo/{KETTLE}/media/download", _NFO, status=503),
    february(
        "POST",
        "/api/nfo/batch/create",
        _BATCH,
        status=503,
    ),
)
# each of these ends the login with which it is asked
ENDING = (
    *both(
        "POST", "/api/auth/logout", answer={"status": "ok", "message": "Logged out successfully"}
    ),
    october(
        "POST",
        "/api/auth/logout",
        answer={"success": True, "message": "Logged out successfully"},
    ),
)
# each of these is the first that a daemon is asked
SETTING_UP = (
    *both(
        "POST",
        "/api/auth/setup",
        {"master_password": PASSWORD, "anime_directory": "{library}"},
        status=201,
        answer={"status": "ok"},
    ),
    october(
        "POST",
        "/api/auth/setup",
        {"master_password": PASSWORD},
        status=201,
        answer={"status": "ok"},
    ),
)
