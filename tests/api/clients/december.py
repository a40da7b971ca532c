"""A client of December 2025: bare answers, rooms on one socket, series that are added by a link."""

import json

from aiohttp import ClientSession

from tests.api.clients.october import Arrived


async def play(base: str, password: str, words: str) -> Arrived:
    """Set it up, search and add a series, fetch its first episode, watch it come."""
    async with ClientSession(base) as web:
        async with web.get("/api/auth/status") as answer:
            assert (await answer.json())["configured"] is False
        async with web.post("/api/auth/setup", json={"master_password": password}) as answer:
            assert answer.status == 201
        login = {"password": password, "remember": True}
        async with web.post("/api/auth/login", json=login) as answer:
            entry = await answer.json()
            assert entry["expires_at"].endswith("Z")
        web.headers["Authorization"] = f"Bearer {entry['access_token']}"
        async with web.get("/api/anime/search", params={"query": words}) as answer:
            hit = (await answer.json())[0]
            assert hit["missing_episodes"] == {}
        body = {"link": hit["link"], "name": hit["name"]}
        async with web.post("/api/anime/add", json=body) as answer:
            added = await answer.json()
            assert added["status"] == "success"
        async with web.get("/api/anime", params={"page": 1, "per_page": 50}) as answer:
            row = next(one for one in await answer.json() if one["key"] == added["key"])
            season, numbers = next(iter(row["missing_episodes"].items()))
        episode = {"season": int(season), "episode": numbers[0], "title": "Episode 1"}
        async with web.ws_connect(f"/ws/connect?token={entry['access_token']}") as socket:
            assert json.loads(await socket.receive_str(timeout=30))["type"] == "connected"
            await socket.send_json({"action": "join", "data": {"room": "downloads"}})
            body = {
                "serie_id": added["key"],
                "serie_folder": added["folder"],
                "serie_name": row["name"],
                "episodes": [episode],
                "priority": "HIGH",
            }
            async with web.post("/api/queue/add", json=body) as answer:
                assert answer.status == 201
                (item,) = (await answer.json())["added_items"]
            async with web.post("/api/queue/start") as answer:
                assert (await answer.json())["status"] == "success"
            while True:
                message = json.loads(await socket.receive_str(timeout=60))
                data = message["data"]
                if message["type"] == "download_complete" and data["download_id"] == item:
                    break
        async with web.get("/api/queue/status") as answer:
            status = await answer.json()
            assert status["statistics"]["completed_count"] == 1
        async with web.get("/api/scheduler/config") as answer:
            assert (await answer.json())["enabled"] is True
        async with web.get("/health/detailed") as answer:
            health = await answer.json()
            assert health["dependencies"]["database"]["status"] == "healthy"
        async with web.post("/api/auth/logout") as answer:
            assert (await answer.json())["status"] == "ok"
        async with web.get("/api/queue/status") as answer:
            return Arrived(data["file_path"], answer.status)
