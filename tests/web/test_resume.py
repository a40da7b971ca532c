"""Messages are numbered: whoever comes back is told what he missed, or how it stands."""

from aniworldd import events
from aniworldd.bus import Bus
from tests.fake_clock import FakeClock
from tests.web.conftest import Client
from tests.web.sockets import Told, connected, eventually, tell
from tests.web.test_socket import stream_of
from tests.web.worlds import make_download

_GONE = "What you missed is not known any more; this is how it stands"


def publish(bus: Bus, *numbers: int) -> None:
    for number in numbers:
        bus.publish(events.DownloadQueued(make_download(number)))


async def heard(client: Client, bus: Bus, *numbers: int) -> list[Told]:
    """What a socket in the room is told of these downloads; it is gone afterwards."""
    async with connected(client) as ws:
        publish(bus, *numbers)
        told = [await tell(ws) for _ in numbers]
    await eventually(lambda: len(stream_of(client)) == 0)
    return told


def ids(told: list[Told]) -> list[object]:
    return [data.get("download_id") for one in told if isinstance(data := one["data"], dict)]


async def test_numbers_go_up_by_one_and_answers_to_one_alone_have_none(
    client: Client, bus: Bus
) -> None:
    async with connected(client) as ws:
        publish(bus, 1, 2)
        await ws.send_json({"action": "ping"})
        first, second, pong = [await tell(ws) for _ in range(3)]

    run, number = str(first["id"]).split("-")
    assert second["id"] == f"{run}-{int(number) + 1}"
    assert "id" not in pong


async def test_who_comes_back_by_an_address_is_told_what_he_missed(
    client: Client, bus: Bus
) -> None:
    told = await heard(client, bus, 1, 2)
    publish(bus, 3, 4)

    async with client.ws_connect(f"/ws/connect?room=downloads&since={told[0]['id']}") as ws:
        again = [await tell(ws) for _ in range(6)]

    assert [one["type"] for one in again] == [
        "connected",
        *["download_added"] * 3,
        "download_progress",
        "queue_status",
    ]
    assert ids(again[1:4]) == ["d2", "d3", "d4"]
    assert again[-1]["id"] == again[3]["id"]


async def test_who_comes_back_by_a_message_is_told_the_same(client: Client, bus: Bus) -> None:
    told = await heard(client, bus, 1, 2)

    async with connected(client) as ws:
        await ws.send_json({"action": "resume", "data": {"since": told[0]["id"]}})
        again = [await tell(ws) for _ in range(3)]

    assert [one["type"] for one in again] == ["download_added", "download_progress", "queue_status"]
    assert ids(again)[0] == "d2"


async def test_who_missed_nothing_is_told_how_it_stands(client: Client, bus: Bus) -> None:
    told = await heard(client, bus, 1)

    async with client.ws_connect(f"/ws/connect?room=downloads&since={told[0]['id']}") as ws:
        again = [await tell(ws) for _ in range(3)]

    assert [one["type"] for one in again[1:]] == ["download_progress", "queue_status"]


async def test_of_another_run_nothing_is_known(client: Client, bus: Bus) -> None:
    await heard(client, bus, 1)

    for since in ("0badcafe-1", "12", "-", "%20", "a-b-c", "0badcafe-99999999999999999999"):
        async with client.ws_connect(f"/ws/connect?room=downloads&since={since}") as ws:
            again = [await tell(ws) for _ in range(4)]

        assert [one["type"] for one in again[1:]] == [
            "system_info",
            "download_progress",
            "queue_status",
        ]
        assert again[1]["data"] == {"message": _GONE, "missed": True}


async def test_what_is_too_long_ago_is_told_as_missed(client: Client, bus: Bus) -> None:
    told = await heard(client, bus, 1)
    publish(bus, *range(2, 140))

    async with client.ws_connect(f"/ws/connect?room=downloads&since={told[0]['id']}") as ws:
        again = [await tell(ws) for _ in range(2)]

    assert again[1]["data"] == {"message": _GONE, "missed": True}


async def test_once_nobody_listened_for_a_while_nothing_is_kept(
    client: Client, bus: Bus, clock: FakeClock
) -> None:
    told = await heard(client, bus, 1)
    await clock.advance(301)
    publish(bus, 2)

    async with client.ws_connect(f"/ws/connect?room=downloads&since={told[0]['id']}") as ws:
        again = [await tell(ws) for _ in range(2)]

    assert again[1]["data"] == {"message": _GONE, "missed": True}


async def test_only_what_is_of_one_s_rooms_is_told_again(client: Client, bus: Bus) -> None:
    told = await heard(client, bus, 1)
    publish(bus, 2)
    bus.publish(events.LibraryCameBack("/srv"))

    async with client.ws_connect(f"/ws/connect?since={told[0]['id']}") as ws:
        again = [await tell(ws) for _ in range(2)]

    assert again[1]["data"] == {"message": "The library is back"}


async def test_a_stranger_is_told_nothing_again(client: Client, stranger: Client, bus: Bus) -> None:
    told = await heard(client, bus, 1)
    publish(bus, 2)

    async with stranger.ws_connect(f"/ws/connect?room=downloads&since={told[0]['id']}") as ws:
        await ws.send_json({"action": "resume", "data": {"since": told[0]["id"]}})
        again = [await tell(ws) for _ in range(2)]

    assert [one["type"] for one in again] == ["connected", "error"]


async def test_who_logs_in_by_a_message_is_told_what_he_missed_then(
    client: Client, bus: Bus
) -> None:
    told = await heard(client, bus, 1)
    publish(bus, 2)
    token = client.session.headers["Authorization"].removeprefix("Bearer ")
    address = f"/ws/connect?room=downloads&since={told[0]['id']}"

    async with client.session.ws_connect(
        client.make_url(address), headers={"Authorization": ""}
    ) as ws:
        await ws.send_json({"action": "auth", "data": {"token": token}})
        again = [await tell(ws) for _ in range(3)]

    assert [one["type"] for one in again] == ["connected", "system_info", "download_added"]
