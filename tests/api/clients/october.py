"""A client of October 2025: tokens called `token`, answers in `data`, its own socket."""

import json
from dataclasses import dataclass

from aiohttp import ClientSession


@dataclass(frozen=True, slots=True)
class Arrived:
    """What it saw come."""

    file: str
    status: int  # of a call after the logout


async def play(base: str, password: str, words: str) -> Arrived:
    """Set it up, find a series that lacks episodes, fetch its first one, watch it come."""
    async with ClientSession(base) as web:
        async with web.post("/api/auth/setup", json={"master_password": password}) as answer:
            assert answer.status == 201
            assert (await answer.json())["status"] == "ok"
        async with web.post("/api/auth/login", json={"password": password}) as answer:
            login = await answer.json()
            assert login["token_type"] == "bearer"
        web.headers["Authorization"] = f"Bearer {login['token']}"
        async with web.get("/api/v1/anime/search", params={"q": words, "limit": 5}) as answer:
            found = await answer.json()
            assert found["success"] is True
            key = found["data"][0]["key"]
            assert found["data"][0]["site"].startswith("http")
        async with web.post("/api/v1/anime/rescan") as answer:
            assert (await answer.json())["success"] is True
        async with web.get("/api/v1/anime", params={"sort_by": "name"}) as answer:
            listed = await answer.json()
            anime = next(one for one in listed if one["id"] == key)
            assert anime["missing_episodes"] > 0
        async with web.get(f"/api/v1/anime/{key}") as answer:
            detail = await answer.json()
            assert "Season 1 Episode 1" in detail["episodes"]
            assert detail["total_episodes"] > detail["downloaded_episodes"]
        async with web.ws_connect("/ws/downloads") as socket:
            body = {"anime_id": key, "episodes": ["S01E01"], "priority": "normal"}
            async with web.post("/api/queue/add", json=body) as answer:
                assert answer.status == 201
                item = (await answer.json())["data"]["queue_item_id"]
            async with web.post("/api/queue/start") as answer:
                assert (await answer.json())["success"] is True
            while True:
                message = json.loads(await socket.receive_str(timeout=60))
                data = message["data"]
                if message["type"] == "download_completed" and data["queue_item_id"] == item:
                    break
        async with web.get("/api/queue/status") as answer:
            status = (await answer.json())["data"]
            assert status["completed"] == 1
        async with web.get("/health") as answer:
            assert (await answer.json())["version"]
        async with web.post("/api/auth/logout") as answer:
            assert (await answer.json())["success"] is True
        async with web.get("/api/auth/status") as answer:
            assert (await answer.json())["authenticated"] is False
        async with web.get("/api/queue/status") as answer:
            return Arrived(data["file_path"], answer.status)
