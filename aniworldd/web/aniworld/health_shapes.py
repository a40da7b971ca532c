"""What the calls about health answer."""

from typing import Literal

from aniworldd.web.replies import Answer


class Health(Answer):
    status: str
    timestamp: str
    version: str


class Database(Answer):
    status: str
    connection_time_ms: float | None
    message: str


class Filesystem(Answer):
    status: str
    data_dir_writable: bool
    logs_dir_writable: bool


class Machine(Answer):
    cpu_percent: float | None = None
    memory_percent: float | None = None
    memory_available_mb: float | None = None
    disk_percent: float | None = None
    disk_free_mb: float | None = None
    uptime_seconds: float


class Dependencies(Answer):
    database: Database
    filesystem: Filesystem
    system: Machine


class Check(Answer):
    name: str
    status: str


class OctobersDatabase(Answer):
    status: Literal["connected", "disconnected"]
    response_time_ms: float | None


class OctobersFilesystem(Answer):
    status: Literal["accessible", "inaccessible"]
    disk_free_gb: float | None


class Services(Answer):
    anime_service: Literal["ready", "unavailable"]
    download_service: Literal["ready", "unavailable"]


class Detailed(Health):
    """`uptime_seconds`, `database`, `filesystem` and `services` are the oldest edition's."""

    dependencies: Dependencies
    startup_time: str
    checks: list[Check]
    uptime_seconds: float
    database: OctobersDatabase
    filesystem: OctobersFilesystem
    services: Services
