"""`POST /wish` and `/library/{key}/remove`: the forms of the real daemon's page."""

from collections.abc import Mapping

from aniworldd.model.account import Role
from tests.api.conftest import Api, Reply, api, stage  # noqa: F401
from tests.daemon.conftest import KETTLE
from tests.web import markup
from tests.web.markup import Element

BROWSER = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}


async def show(api: Api, path: str = "/", role: Role = Role.USER) -> Element:  # noqa: F811
    answer = await api.get(path, role=role)
    return markup.read(answer.body.decode())


def fields_of(section: Element) -> dict[str, str]:
    return {one.attributes["name"]: one.attributes.get("value", "") for one in section.all("input")}


async def send(
    api: Api,  # noqa: F811
    path: str,
    fields: Mapping[str, str],
    headers: Mapping[str, str] = BROWSER,
    role: Role = Role.USER,
) -> Reply:
    url = f"{api.daemon.address.rstrip('/')}{path}"
    told = {"Authorization": f"Bearer {api.token(role)}", **headers}
    async with api.session.post(url, data=fields, headers=told, allow_redirects=False) as answer:
        return Reply(answer.status, answer.headers, await answer.read())


async def test_a_series_is_added_and_removed_by_the_page_s_forms(api: Api) -> None:  # noqa: F811
    form = fields_of((await show(api)).id("add"))
    assert form.keys() == {"csrf", "link", "name"}
    link = f"{api.stage.url}/anime/stream/{KETTLE}"

    added = await send(api, "/wish", {**form, "link": f" {link} ", "name": "Ritter"})

    assert (added.status, added.headers["Location"]) == (303, f"library/{KETTLE}")
    assert (api.stage.library / "Ritter").is_dir()
    page = await show(api, f"/library/{KETTLE}")
    assert "What is here stays here." in page.id("remove").text

    gone = await send(api, f"/library/{KETTLE}/remove", fields_of(page.id("remove")))

    assert (gone.status, gone.headers["Location"]) == (303, "../../")
    assert list(api.stage.watchlist.iterdir()) == []
    again = await send(api, f"/library/{KETTLE}/remove", fields_of(page.id("remove")))
    assert again.status == 404


async def test_what_cannot_be_added_is_said_on_a_page(api: Api) -> None:  # noqa: F811
    form = fields_of((await show(api)).id("add"))
    for link, said in {
        "": "Paste the address of the series&#39; page",
        "https://elsewhere.example/x": "No provider takes links of elsewhere.example",
        "x" * 2001: "too long",
    }.items():
        answer = await send(api, "/wish", {**form, "link": link})
        assert (answer.status, said in answer.body.decode()) == (422, True), answer.body
    unknown = f"{api.stage.url}/anime/stream/unheard-of"
    answer = await send(api, "/wish", {**form, "link": unknown})
    assert (answer.status, answer.headers["Location"]) == (303, "./")


async def test_a_form_that_is_not_ours_and_who_may_only_look_do_nothing(
    api: Api,  # noqa: F811
) -> None:
    form = fields_of((await show(api)).id("add"))
    form["link"] = f"{api.stage.url}/anime/stream/{KETTLE}"
    foreign = {**BROWSER, "Sec-Fetch-Site": "cross-site"}
    for path in ("/wish", f"/library/{KETTLE}/remove"):
        assert (await send(api, path, {**form, "csrf": "x" * 43})).status == 403
        assert (await send(api, path, form, {})).status == 403
        assert (await send(api, path, form, foreign)).status == 403
        assert (await send(api, path, form, role=Role.VIEWER)).status == 403
    page = await api.get("/", role=Role.VIEWER)
    assert b'id="add"' not in page.body
    assert list(api.stage.watchlist.iterdir()) == []
