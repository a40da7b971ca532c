"""Every example of the three documents as data, with the host and the series of the stand-in.

`WINS` names what a newer edition decided otherwise (the numbers are those of the comparison's table
of contradictions): there the newest one's answer is the one that is expected.
"""

from dataclasses import dataclass

from tests.daemon.conftest import KETTLE

OCTOBER, DECEMBER, FEBRUARY = "October", "December", "February"
PASSWORD = "Kettle-7-Harbour"
UUID = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True, slots=True)
class Example:
    """A call as a document shows it: what is asked, and what an answer is like."""

    edition: str
    method: str
    path: str
    body: object = None
    status: int = 200
    answer: object = None  # like this: the same keys, of the same types; None: anything
    wins: int = 0  # the contradiction in which the newest edition's answer stands


_ROW = {
    "key": KETTLE,
    "name": "Die Teekesselritter",
    "site": "127.0.0.1",
    "folder": "Die Teekesselritter (2021)",
    "missing_episodes": {"1": [1, 2, 3]},
    "link": "",
}
_HIT = {**_ROW, "missing_episodes": {}}
_QUEUE = {
    "status": {
        "is_running": False,
        "is_paused": False,
        "active_downloads": [],
        "pending_queue": [],
        "completed_downloads": [],
        "failed_downloads": [],
    },
    "statistics": {
        "total_items": 5,
        "pending_count": 3,
        "active_count": 1,
        "completed_count": 1,
        "failed_count": 0,
        "total_downloaded_mb": 1024.5,
        "average_speed_mbps": None,
        "estimated_time_remaining": None,
    },
}
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
    "added_items": ["uuid1"],
    "item_ids": ["uuid1"],
    "failed_items": [],
}
_DONE = {"status": "success", "message": "Queue processing started"}
_DONE_IN_OCTOBER = {"success": True, "message": "Queue processing started"}
_CONFIG = {
    "name": "Aniworld",
    "data_dir": "data",
    "scheduler": {"enabled": True, "interval_minutes": 60},
    "logging": {"level": "INFO", "file": None, "max_bytes": None, "backup_count": 3},
    "backup": {"enabled": False, "path": "data/backups", "keep_days": 30},
    "other": {},
}
_SCHEDULE = {
    "enabled": True,
    "interval_minutes": 60,
    "schedule_time": "03:00",
    "schedule_days": ["mon", "tue"],
    "auto_download_after_rescan": False,
}
_SCHEDULER = {
    "success": True,
    "config": _SCHEDULE,
    "status": {
        "is_running": True,
        "next_run": "2025-07-15T03:00:00+00:00",
        "last_run": None,
        "scan_in_progress": False,
    },
}
_FLAT = {
    "anime_directory": "/path/to/anime",
    "download_directory": "/path/to/downloads",
    "session_timeout_hours": 24,
    "log_level": "info",
}
_BACKUP = {"name": "config_backup.json", "size": 1024, "created": "2025-12-13T09:01:30Z"}
_HEALTH = {"status": "healthy", "timestamp": "2025-12-13T10:30:00.000Z", "version": "1.0.0"}
_DETAILED = {
    **_HEALTH,
    "dependencies": {
        "database": {"status": "healthy", "connection_time_ms": 1.5, "message": "well"},
        "filesystem": {"status": "healthy", "data_dir_writable": True, "logs_dir_writable": True},
        "system": {
            "cpu_percent": None,
            "memory_percent": 45.0,
            "memory_available_mb": 8192.0,
            "disk_percent": 60.0,
            "disk_free_mb": 102400.0,
            "uptime_seconds": 86400.0,
        },
    },
    "startup_time": "2025-12-13T08:00:00.000Z",
}
_OCTOBERS_DETAILED = {
    "status": "healthy",
    "version": "1.0.0",
    "uptime_seconds": 3600,
    "database": {"status": "connected", "response_time_ms": 2},
    "filesystem": {"status": "accessible", "disk_free_gb": 500},
    "services": {"anime_service": "ready", "download_service": "ready"},
}
_WS = {"status": "operational", "active_connections": 5, "supported_message_types": ["pong"]}
_NFO = {"download_poster": True, "download_logo": True, "download_fanart": True}


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


# Setup and logout are played by the clients: the one works once, the other ends everything.
READING = (
    *both(
        "POST",
        "/api/auth/login",
        {"password": PASSWORD, "remember": False},
        answer={
            "access_token": "eyJ",
            "token_type": "bearer",
            "expires_at": "2025-12-14T10:30:00Z",
        },
    ),
    october(
        "POST",
        "/api/auth/login",
        {"password": PASSWORD},
        answer={"token": "eyJ", "token_type": "bearer"},
    ),
    *both("GET", "/api/auth/status", answer={"configured": True, "authenticated": True}),
    october("GET", "/api/auth/status", answer={"authenticated": True, "token_valid": True}),
    *both("GET", "/api/anime/status", answer={"directory": "/path", "series_count": 42}),
    *both("GET", "/api/anime?page=1&per_page=50&sort_by=title", answer=[_ROW]),
    february("GET", "/api/anime?filter=no_episodes", answer=[_ROW]),
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
        answer={"success": True, "data": [{"key": KETTLE, "name": "Die", "site": "https://x/1"}]},
    ),
    *both(
        "GET",
        f"/api/anime/{KETTLE}",
        answer={
            "key": KETTLE,
            "title": "Die Teekesselritter",
            "folder": "Die Teekesselritter (2021)",
            "episodes": ["1-1", "1-2"],
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
            "description": None,
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
        {"anime_directory": "/path/to/validate"},
        answer={"success": True, "valid": True, "message": "Configuration is valid"},
    ),
    *both("GET", "/api/config/backups", answer=[_BACKUP]),
    october("GET", "/api/config/backups", answer=[_BACKUP], wins=8),
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
CHANGING = (
    *both("POST", "/api/anime/rescan", answer={"success": True, "message": "Rescan started"}),
    october(
        "POST",
        "/api/v1/anime/rescan",
        answer={"success": True, "message": "", "new_series": 2, "new_episodes": 15},
    ),
    *both("POST", "/api/scheduler/trigger-rescan", answer={"message": "Rescan started"}),
    *both("POST", "/api/queue/stop", answer=_DONE),
    october("POST", "/api/queue/stop", answer=_DONE_IN_OCTOBER),
    *both("POST", "/api/queue/add", _ADD, status=201, answer=_ADDED),
    october(
        "POST",
        "/api/queue/add",
        {"anime_id": KETTLE, "episodes": ["S01E01", "S01E02"], "priority": "normal"},
        status=201,
        answer={
            "success": True,
            "data": {"queue_item_id": "queue_456", "anime_id": KETTLE, "status": "pending"},
        },
    ),
    *both("GET", "/api/queue/status", answer=_QUEUE),
    *both("POST", "/api/queue/reorder", {"item_ids": []}, answer=_DONE),
    *both(
        "POST",
        "/api/queue/retry",
        {"item_ids": []},
        answer={"status": "success", "message": "", "retried_count": 2, "retried_ids": []},
    ),
    *both("DELETE", f"/api/queue/{UUID}", status=404),
    *both("DELETE", "/api/queue", {"item_ids": []}, status=204),
    *(
        one
        for what in ("completed", "failed", "pending")
        for one in both(
            "DELETE",
            f"/api/queue/{what}",
            answer={"status": "success", "message": "Cleared", "count": 5},
        )
    ),
    *both("POST", "/api/queue/pause", answer=_DONE),
    october("POST", "/api/queue/pause", answer=_DONE_IN_OCTOBER),
    *both("POST", "/api/queue/start", answer=_DONE),
    october("POST", "/api/queue/start", answer=_DONE_IN_OCTOBER),
    Example(
        DECEMBER,
        "PUT",
        "/api/config",
        {"scheduler": {"enabled": True, "interval_minutes": 30}, "logging": {"level": "DEBUG"}},
        answer=_CONFIG,
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
        answer=_CONFIG,
    ),
    *both("POST", "/api/config/backups", answer={"name": "config.json", "message": "Backup"}),
    october(
        "POST",
        "/api/config/backups",
        answer={"success": True, "data": {"name": "b", "created_at": "2025-10-22T12:35:20Z"}},
        wins=29,
    ),
    *(
        Example(edition, method, path, answer=answer)
        for edition in (DECEMBER, FEBRUARY)
        for method, path, answer in (
            ("POST", f"/api/config/backups?name={edition}", {"name": "mine", "message": "Backup"}),
            ("GET", "/api/config/backups", [_BACKUP]),
            ("POST", f"/api/config/backups/{edition}/restore", _CONFIG),
            ("DELETE", f"/api/config/backups/{edition}", {"message": "Backup 'm' deleted"}),
        )
    ),
    october("POST", f"/api/config/backups?name={OCTOBER}", wins=29),
    october(
        "POST",
        f"/api/config/backups/{OCTOBER}/restore",
        answer={"success": True, "message": "Configuration restored successfully"},
    ),
    october(
        "DELETE",
        f"/api/config/backups/{OCTOBER}",
        answer={"success": True, "message": "Backup deleted successfully"},
    ),
    february("POST", "/api/scheduler/config", _SCHEDULE, answer=_SCHEDULER),
    Example(
        DECEMBER,
        "POST",
        "/api/scheduler/config",
        {"enabled": True, "interval_minutes": 30},
        answer={"enabled": True, "interval_minutes": 30},
    ),
    *both("POST", "/api/config/directory", {"directory": "/path/to/anime"}, status=422),
    february("POST", f"/api/nfo/{KETTLE}/create", {"year": 1999, **_NFO}, status=503),
    february("PUT", f"/api/nfo/{KETTLE}/update?download_media=true", status=503),
    february("POST", f"/api/nfo/{KETTLE}/media/download", _NFO, status=503),
    february(
        "POST",
        "/api/nfo/batch/create",
        {"serie_ids": [KETTLE], "download_media": True, "skip_existing": True, "max_concurrent": 3},
        status=503,
    ),
)
