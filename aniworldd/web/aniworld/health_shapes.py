"""What the calls about health answer."""

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


class Detailed(Health):
    dependencies: Dependencies
    startup_time: str
    checks: list[Check]
