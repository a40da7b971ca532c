from tests.web.conftest import Client
from tests.web.worlds import FakeReads, Wellness


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
