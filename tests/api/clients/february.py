"""A client of February 2026: additions tell what they lack, and NFOs are asked about."""

import json

from aiohttp import ClientSession

from tests.api.clients.october import Arrived


async def play(base: str, password: str, words: str) -> Arrived:
    """Set it up, search and add a series, fetch its first episode, watch it come."""
    async with ClientSession(base) as web:
        async with web.post("/api/auth/setup", json={"master_password": password}) as answer:
            assert answer.status == 201
        async with web.post("/api/auth/login", json={"password": password}) as answer:
            token = (await answer.json())["access_token"]
        web.headers["Authorization"] = f"Bearer {token}"
        async with web.post("/api/anime/search", json={"query": words}) as answer:
            hit = (await answer.json())[0]
        body = {"link": hit["link"], "name": hit["name"]}
        async with web.post("/api/anime/add", json=body) as answer:
            added = await answer.json()
            assert added["total_missing"] == len(added["missing_episodes"]) > 0
            assert isinstance(added["db_id"], int)
        async with web.post("/api/anime/add", json=body) as answer:
            assert (await answer.json())["db_id"] == added["db_id"]
        season, _, number = added["missing_episodes"][0].partition("-")
        async with web.ws_connect("/ws/connect", params={"token": token}) as socket:
            await socket.send_json({"action": "join", "data": {"room": "downloads"}})
            body = {
                "serie_id": added["key"],
                "serie_folder": added["folder"],
                "serie_name": hit["name"],
                "episodes": [{"season": int(season), "episode": int(number), "title": None}],
                "priority": "NORMAL",
            }
            async with web.post("/api/queue/add", json=body) as answer:
                assert answer.status == 201
                (item,) = (await answer.json())["item_ids"]
            async with web.post("/api/queue/start") as answer:
                assert answer.status == 200
            await socket.send_json({"action": "ping"})
            seen = set()
            while True:
                message = json.loads(await socket.receive_str(timeout=60))
                seen.add(message["type"])
                data = message["data"]
                if message["type"] == "download_complete" and data["download_id"] == item:
                    break
            assert {"connected", "pong", "download_added", "download_progress"} <= seen
        async with web.get(f"/api/nfo/{added['key']}/check") as answer:
            assert answer.status in (200, 503)  # 503 until descriptions are written at all
        async with web.get("/api/scheduler/config") as answer:
            assert (await answer.json())["config"]["schedule_days"]
        async with web.post("/api/auth/logout") as answer:
            assert (await answer.json())["message"] == "Logged out successfully"
        async with web.get("/api/queue/status") as answer:
            return Arrived(data["file_path"], answer.status)
