"""Accounts, sessions and keys over HTTP."""

from aniworldd.model.account import Role
from tests.web.conftest import Client, Serve
from tests.web.doors import PASSWORD, House

NEW = "Other-9-Harbour"


async def make(client: Client, **more: object) -> dict[str, object]:
    body = {"username": "grandpa", "password": PASSWORD, "role": "user", **more}
    answer = await client.post("/api/auth/users", json=body)
    found = await answer.json()
    assert isinstance(found, dict)
    return {**found, "status_code": answer.status}


async def test_an_account_is_made_changed_and_deleted(client: Client, house: House) -> None:
    made = await make(client)
    path = f"/api/auth/users/{made['id']}"

    changed = await client.put(path, json={"role": "viewer", "password": NEW})
    listed = await (await client.get("/api/auth/users")).json()
    gone = await client.delete(path)

    assert (made["status_code"], made["role"]) == (201, "user")
    assert (changed.status, (await changed.json())["role"]) == (200, "viewer")
    assert [one["username"] for one in listed] == ["admin", "grandpa"]
    assert "password" not in str(listed)
    assert gone.status == 204
    assert (await client.delete(path)).status == 404
    assert [line for line in house.noted() if line.startswith("account")] == [
        "account made done",
        "account changed done",
        "account deleted done",
    ]


async def test_a_name_that_is_taken_is_409(client: Client) -> None:
    await make(client)

    assert (await make(client, username="GRANDPA"))["status_code"] == 409


async def test_odd_names_roles_and_passwords_are_422(client: Client) -> None:
    for more in ({"username": "../x"}, {"role": "root"}, {"password": "x"}, {"username": 7}):
        assert (await make(client, **more))["status_code"] == 422


async def test_the_only_administrator_stays(client: Client, house: House) -> None:
    owner = house.door.accounts.all()[0]

    demoted = await client.put(f"/api/auth/users/{owner.id}", json={"role": "user"})
    deleted = await client.delete(f"/api/auth/users/{owner.id}")

    assert (demoted.status, deleted.status) == (409, 409)


async def test_sessions_of_others_are_not_seen_and_not_ended(serve: Serve) -> None:
    admin, user = await serve(), await serve(role=Role.USER)
    seen = await (await user.get("/api/auth/sessions")).json()
    every = await (await admin.get("/api/auth/sessions")).json()
    foreign = next(one for one in every if one["username"] == "admin")

    ended = await user.delete(f"/api/auth/sessions/{foreign['id']}")

    assert [one["username"] for one in seen] == ["user"]
    assert [one["current"] for one in seen] == [True]
    assert {one["username"] for one in every} == {"admin", "user"}
    assert ended.status == 404
    assert (await admin.get("/api/auth/sessions")).status == 200


async def test_an_administrator_ends_anybody_s_session(serve: Serve) -> None:
    admin, user = await serve(), await serve(role=Role.USER)
    every = await (await admin.get("/api/auth/sessions")).json()
    foreign = next(one for one in every if one["username"] == "user")

    ended = await admin.delete(f"/api/auth/sessions/{foreign['id']}")

    assert ended.status == 204
    assert (await user.get("/api/auth/sessions")).status == 401


async def test_a_key_asks_for_a_program(serve: Serve) -> None:
    client, stranger = await serve(), await serve(role=None)
    body = {"name": "script", "role": "viewer", "expires_in_days": 7}
    made = await (await client.post("/api/auth/keys", json=body)).json()
    known = {"Authorization": f"Bearer {made['key']}"}

    reading = await stranger.get("/api/auth/sessions", headers=known)
    writing = await stranger.get("/api/auth/users", headers=known)
    listed = await (await client.get("/api/auth/keys")).json()
    leaving = await stranger.post("/api/auth/logout", headers=known)
    ended = await client.delete(f"/api/auth/keys/{made['id']}")

    assert (reading.status, writing.status) == (200, 403)
    assert made["expires_at"] == "2026-05-08T12:00:00Z"
    assert listed[0]["used_at"] == "2026-05-01T12:00:00Z"
    assert "key" not in listed[0]
    assert (leaving.status, ended.status) == (409, 204)
    assert (await stranger.get("/api/auth/sessions", headers=known)).status == 401


async def test_a_key_may_not_be_more_than_its_owner(serve: Serve) -> None:
    client = await serve(role=Role.VIEWER)

    answer = await client.post("/api/auth/keys", json={"name": "x", "role": "admin"})

    assert answer.status == 422


async def test_keys_of_others_are_not_ended(serve: Serve) -> None:
    admin, user = await serve(), await serve(role=Role.USER)
    made = await (await admin.post("/api/auth/keys", json={"name": "x"})).json()

    assert await (await user.get("/api/auth/keys")).json() == []
    assert (await user.delete(f"/api/auth/keys/{made['id']}")).status == 404
    assert (await admin.delete(f"/api/auth/keys/{made['id']}")).status == 204
