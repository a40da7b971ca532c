from aniworldd.overview.system import Check, Level
from tests.web.conftest import Client
from tests.web.worlds import FakeReads, Wellness, make_system


async def test_health_is_what_the_document_shows(client: Client) -> None:
    answer = await client.get("/health")

    assert answer.content_type == "application/json"
    assert await answer.json() == {
        "status": "healthy",
        "timestamp": "2026-05-01T12:00:00.000Z",
        "version": "1.2.3",
    }


async def test_health_under_api_is_the_same(client: Client) -> None:
    plain, under_api = await client.get("/health"), await client.get("/api/health")

    assert await plain.json() == await under_api.json()


async def test_an_unhealthy_daemon_says_so_with_status_200(
    client: Client, reads: FakeReads
) -> None:
    reads.wellness = Wellness("unhealthy")

    answer = await client.get("/health")

    assert answer.status == 200
    assert (await answer.json())["status"] == "unhealthy"


async def test_the_probe_is_plain_text(client: Client) -> None:
    answer = await client.get("/healthz")

    assert answer.content_type == "text/plain"
    assert await answer.text() == "ok\n"


async def test_the_probe_fails_when_the_loop_does_not_turn(
    client: Client, reads: FakeReads
) -> None:
    reads.wellness = Wellness(alive=False)

    answer = await client.get("/healthz")

    assert answer.status == 503


async def test_the_probe_of_readiness_asks_for_patience(client: Client, reads: FakeReads) -> None:
    ready = await client.get("/readyz")
    reads.wellness = Wellness(ready=False)
    waiting = await client.get("/readyz")

    assert (ready.status, await ready.text()) == (200, "ok\n")
    assert (waiting.status, await waiting.text()) == (503, "not ready\n")


async def test_health_in_detail_is_what_the_document_shows(client: Client) -> None:
    answer = await client.get("/health/detailed")

    body = await answer.json()
    took = body["dependencies"]["database"].pop("connection_time_ms")
    assert body["database"].pop("response_time_ms") == took >= 0
    assert body == {
        "status": "healthy",
        "timestamp": "2026-05-01T12:00:00.000Z",
        "version": "1.2.3",
        "dependencies": {
            "database": {"status": "healthy", "message": "The state is written"},
            "filesystem": {
                "status": "healthy",
                "data_dir_writable": True,
                "logs_dir_writable": True,
            },
            "system": {
                "cpu_percent": 25.0,
                "memory_percent": 45.0,
                "memory_available_mb": 8192.0,
                "disk_percent": 60.0,
                "disk_free_mb": 102400.0,
                "uptime_seconds": 7200.0,
            },
        },
        "startup_time": "2026-05-01T10:00:00.000Z",
        "checks": [{"name": "Config", "status": "ok"}, {"name": "Library", "status": "error"}],
        "uptime_seconds": 7200.0,
        "database": {"status": "connected"},
        "filesystem": {"status": "accessible", "disk_free_gb": 100.0},
        "services": {"anime_service": "unavailable", "download_service": "unavailable"},
    }


async def test_health_in_detail_names_no_path_no_provider_and_no_error(client: Client) -> None:
    text = await (await client.get("/health/detailed")).text()

    for private in ("/srv", "demo", "503", "away"):
        assert private not in text


async def test_a_state_that_cannot_be_written_is_told(client: Client, reads: FakeReads) -> None:
    reads.whole = make_system(checks=(Check("State", Level.ERROR, "no"),))

    body = await (await client.get("/health/detailed")).json()

    found = body["dependencies"]
    assert found["database"]["status"] == "unhealthy"
    assert found["filesystem"]["data_dir_writable"] is False
    assert (body["database"]["status"], body["filesystem"]["status"]) == (
        "disconnected",
        "inaccessible",
    )


async def test_what_downloads_need_is_told_apart_from_what_lists_need(
    client: Client, reads: FakeReads
) -> None:
    reads.whole = make_system(checks=(Check("Free space", Level.ERROR, "no"),))

    services = (await (await client.get("/health/detailed")).json())["services"]

    assert services == {"anime_service": "ready", "download_service": "unavailable"}


async def test_a_disk_that_does_not_answer_holds_the_answer_up_no_longer_than_a_moment(
    client: Client, reads: FakeReads
) -> None:
    reads.answers_after = 60.0

    found = (await (await client.get("/health/detailed")).json())["dependencies"]["database"]

    assert (found["status"], found["connection_time_ms"]) == ("unhealthy", None)
