import re
from dataclasses import replace

import pytest

from aniworldd.overview.records import FinishedRow, State
from tests.web import markup
from tests.web.conftest import Client
from tests.web.markup import Element
from tests.web.worlds import (
    AT,
    HOSTILE,
    HOUR,
    FakeReads,
    make_empty,
    make_hostile,
    make_hostile_system,
    make_item,
    make_now,
    make_queued,
    make_running,
    make_title,
)

PAGES = ["/", "/library/lights", "/system", "/no/such/page"]
WORLDS = [make_now, make_empty, make_hostile]


async def show(client: Client, path: str = "/") -> Element:
    answer = await client.get(path, headers={"Accept": "text/html"})
    assert answer.content_type == "text/html"
    return markup.read(await answer.text())


async def test_the_verdict_is_the_first_heading(client: Client) -> None:
    page = await show(client)

    [heading] = page.all("h1")
    assert heading.text == "All well."
    assert "10 of 12 wanted episodes here. Next scan 13:00." in page.id("verdict").text


async def test_a_running_download_shows_how_far_it_is(client: Client) -> None:
    running = (await show(client)).id("running")

    [bar] = running.all("progress")
    assert (bar.attributes["max"], bar.attributes["value"]) == ("12582912", "3145728")
    assert [cell.text for cell in running.all("tr")[1].children] == [
        "Harbour Lights S01E01 Morning 1 · German Dub",
        "25 % of 12.0 MiB",
        "2.5 MiB/s",
        "1 min 30 s left",
        "Cancel",
    ]


async def test_a_download_of_unknown_length_has_no_value(client: Client, reads: FakeReads) -> None:
    reads.page = make_now(running=(make_running(total=None, rate=0.0, eta=None),))

    [bar] = (await show(client)).id("running").all("progress")

    assert "value" not in bar.attributes


async def test_what_waits_says_why(client: Client) -> None:
    queued = (await show(client)).id("queued")

    assert "Harbour Lights S01E02 Morning 2 Its turn" in queued.text


async def test_a_long_queue_is_cut_and_says_so(client: Client, reads: FakeReads) -> None:
    reads.page = make_now(queued=tuple(make_queued(id=str(n)) for n in range(3000)))

    queued = (await show(client)).id("queued")

    assert len(queued.all("tr")) == 1 + 25
    assert "… and 2975 more" in queued.text


async def test_each_missing_episode_has_its_sentence(client: Client) -> None:
    [title] = (await show(client)).id("missing").all("details")

    assert "2 of 12 missing" in title.text
    assert "S01E01 Morning 1 Waiting Not released yet; expected 1 May" in title.text


async def test_a_wish_without_a_title_shows_its_note(client: Client, reads: FakeReads) -> None:
    nameless = make_title(
        key="", name="odd.yaml", wanted=0, here=0, note="no provider recognises it"
    )
    reads.page = make_now(missing=(nameless, nameless), titles=(nameless, nameless))

    page = await show(client)

    assert "No provider recognises it." in page.id("missing").text
    assert [link for link in page.all("a") if "library" in link.attributes["href"]] == []


async def test_every_state_is_a_word(client: Client, reads: FakeReads) -> None:
    reads.page = make_now(titles=tuple(make_title(key=s, state=s) for s in State))

    titles = (await show(client)).id("titles")

    for word in ("Complete", "Coming", "Waiting", "Stuck", "Not wanted"):
        assert word in titles.text


async def test_all_titles_have_a_bar_of_what_is_here(client: Client) -> None:
    [bar] = (await show(client)).id("titles").all("progress")

    assert bar.attributes["aria-label"] == "10 of 12 here"


async def test_a_concern_shows_its_cure_and_the_lines_as_they_are(client: Client) -> None:
    concerns = (await show(client)).id("concerns")

    assert "Little space Make room" in concerns.text
    assert concerns.all("pre")[0].content == ["line one\n  ^ here"]


async def test_finished_and_unknown_files_are_listed(client: Client) -> None:
    page = await show(client)

    assert "Harbour Lights S01E09" in page.id("finished").text
    assert "strange.mp4" in page.id("unknown").text


async def test_the_foot_says_library_space_version_and_time(client: Client) -> None:
    foot = (await show(client)).id("foot")

    assert "/srv/media" in foot.text
    assert "5.0 GiB" in foot.text
    assert "1.2.3" in foot.text
    assert foot.all("time")[0].attributes["datetime"] == "2026-05-01T12:00:00+00:00"


async def test_a_new_user_is_told_what_to_do(client: Client, reads: FakeReads) -> None:
    reads.page = make_empty()

    page = await show(client)

    shown = [one.attributes["id"] for one in page.all("section") if one.shown]
    assert shown == ["verdict", "welcome", "add"]
    assert "aniworldd add" in page.id("welcome").text


async def test_before_the_first_look_nobody_is_told_to_wish(
    client: Client, reads: FakeReads
) -> None:
    reads.page = replace(make_empty(), looked=False)

    page = await show(client)

    shown = [one.attributes["id"] for one in page.all("section") if one.shown]
    assert shown == ["verdict", "add"]


async def test_a_fresh_start_with_files_still_shows_them(client: Client, reads: FakeReads) -> None:
    reads.page = make_now(titles=(), missing=(), queued=(), running=(), concerns=())

    page = await show(client)

    shown = [one.attributes["id"] for one in page.all("section") if one.shown]
    assert shown == ["verdict", "welcome", "add", "finished", "unknown"]


async def test_a_titles_page_lists_every_episode(client: Client, reads: FakeReads) -> None:
    here = make_item(1, state=State.HERE, why="here as Harbour Lights/1.mp4")
    special = make_item(1, code="S00E01", why="not wanted: its season", state=State.UNWANTED)
    reads.page = make_now(missing=(make_title(items=(special, here, make_item(2))),))

    page = await show(client, "/library/lights")

    assert [section.text.split(" ")[0] for section in page.all("h2")] == ["Season", "Films"]
    assert "S01E01 Morning 1 Here Here as Harbour Lights/1.mp4" in page.text
    assert "1 of 2" in page.all("h2")[0].text


async def test_a_titles_page_says_how_many_files_it_leaves_out(
    client: Client, reads: FakeReads
) -> None:
    row = make_title(unread=tuple(f"extra {number}.mkv" for number in range(60)))
    reads.page = make_now(titles=(row,), missing=())

    unread = (await show(client, "/library/lights")).id("unread")

    assert len(unread.all("li")) == 50
    assert "… and 10 more; aniworldd plan lights names them." in unread.text


async def test_a_title_without_episodes_says_so(client: Client, reads: FakeReads) -> None:
    reads.page = make_now(missing=())

    assert "not listed any episode yet" in (await show(client, "/library/lights")).text


async def test_the_changing_part_comes_alone_when_asked_for(client: Client) -> None:
    whole, part = await show(client), await show(client, "/?part=main")

    assert [child.tag for child in part.children] == ["main", "footer"]
    assert part.all("main")[0].text == whole.all("main")[0].text


@pytest.mark.parametrize("make", WORLDS)
@pytest.mark.parametrize("path", PAGES)
async def test_nothing_is_loaded_from_elsewhere(
    client: Client, reads: FakeReads, path: str, make: object
) -> None:
    assert callable(make)
    reads.page = make()

    page = await show(client, path)

    links = [v for one in page.all() for k, v in one.attributes.items() if k in markup.LINKING]
    assert [link for link in links if re.match(r"[a-z]+:|/", link, re.IGNORECASE)] == []


@pytest.mark.parametrize(
    "path", ["/", "/?part=main", "/system", "/library/lights", "/library/%3Cscript%3E"]
)
async def test_no_hostile_text_becomes_markup(client: Client, reads: FakeReads, path: str) -> None:
    reads.page = make_hostile()
    reads.whole = make_hostile_system()

    page = await show(client, path)

    assert [one.attributes for one in page.all("script") if "src" not in one.attributes] == []
    assert [i for i in page.all("img") if i.attributes["src"] == "x"] == []
    assert [name for one in page.all() for name in one.attributes if name.startswith("on")] == []
    assert "49" not in page.text
    if "%3C" not in path:
        assert HOSTILE.split(" ")[0] in page.text


@pytest.mark.parametrize("make", WORLDS)
@pytest.mark.parametrize("path", PAGES)
async def test_a_page_has_its_landmarks_and_headings(
    client: Client, reads: FakeReads, path: str, make: object
) -> None:
    assert callable(make)
    reads.page = make()

    page = await show(client, path)

    assert page.all("html")[0].attributes["lang"] == "en"
    assert len(page.all("title")) == len(page.all("main")) == len(page.all("header")) == 1
    assert page.all("body")[0].children[0].attributes["href"] == "#main"
    assert len([one for one in page.all("h1") if one.shown]) == 1
    assert [table for table in page.all("table") if table.children[0].tag != "caption"] == []
    assert [th for th in page.all("th") if "scope" not in th.attributes] == []
    assert [img for img in page.all("img") if "alt" not in img.attributes] == []
    ids = [one.attributes["id"] for one in page.all() if "id" in one.attributes]
    assert sorted(ids) == sorted(set(ids))
    labels = {i for one in page.all() for i in one.attributes.get("aria-labelledby", "").split()}
    assert labels <= set(ids)


async def test_only_what_finished_or_failed_is_said_aloud(client: Client) -> None:
    page = await show(client)

    [live] = [one for one in page.all() if "aria-live" in one.attributes]
    assert (live.attributes["id"], live.text) == ("said", "")


async def test_without_scripts_the_page_reloads_itself(client: Client) -> None:
    [noscript] = (await show(client)).all("noscript")

    assert noscript.all("meta")[0].attributes == {"http-equiv": "refresh", "content": "30"}


@pytest.mark.parametrize("path", ["/", "/library/lights", "/a/b/c"])
async def test_what_the_page_loads_is_kept_for_ever(client: Client, path: str) -> None:
    page = await show(client, path)
    loads = {
        one.attributes.get("href") or one.attributes["src"]
        for one in page.all("link", "script", "img")
    }
    base = path.rsplit("/", 1)[0] + "/"

    for load in loads:
        answer = await client.get(base + load)

        assert answer.status == 200
        assert re.fullmatch(r".*static/[a-z]+\.[0-9a-f]{10}\.(css|js|svg)", load)
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("name", ["page.css", "..%2Fapp.py", "page.0000000000.css", "%00"])
async def test_no_other_file_is_served(client: Client, name: str) -> None:
    answer = await client.get(f"/static/{name}")

    assert answer.status == 404


async def test_a_first_visit_stays_within_40_kib(client: Client, reads: FakeReads) -> None:
    lines = tuple(make_item(number) for number in range(1, 25))
    titles = tuple(make_title(key=f"t{n}", name=f"Title {n}", items=lines) for n in range(200))
    finished = tuple(FinishedRow("t1", f"S01E{n}", "Title", AT, f"T/{n}.mp4") for n in range(10))
    reads.page = make_now(titles=titles, missing=titles, finished=finished)

    total = 0
    page = await show(client)
    loads = page.all("link", "script")
    links = ["/" + (one.attributes.get("href") or one.attributes["src"]) for one in loads]
    for path in ["/", "/?part=main", *links]:
        answer = await client.get(path, headers={"Accept-Encoding": "gzip"}, auto_decompress=False)
        total += len(await answer.read())

    assert total <= 40 * 1024


async def test_the_system_page_shows_each_check_with_its_cure(client: Client) -> None:
    page = await show(client, "/system")

    assert page.all("h1")[0].text == "Something is wrong."
    rows = [[cell.text for cell in row.children] for row in page.id("checks").all("tr")]
    assert rows[1:] == [
        ["Config", "Well", "All files are valid."],
        ["Library", "Wrong", "The library is away. Mount it. /srv/media is gone"],
    ]


async def test_the_system_page_shows_when_jobs_run(client: Client) -> None:
    rows = (await show(client, "/system")).id("jobs").all("tr")

    scan, feeds = ([cell.text for cell in row.children] for row in rows[1:])
    assert scan[1] == "03:00 every day"
    last, next = (f"{at.astimezone():%H:%M}" for at in (AT - HOUR, AT + HOUR))
    assert scan[2:] == [f"last: {last}", f"next: {next}"]
    assert feeds[2].startswith("runs since")
    assert feeds[3] == "never by itself"


async def test_the_system_page_shows_how_providers_answered(client: Client) -> None:
    providers = (await show(client, "/system")).id("providers")

    bars = [bar.attributes["class"] for bar in providers.all("li")]
    assert bars == ["ok", "failed"]
    assert "3 wishes" in providers.text
    assert "1 of 2 answered well" in providers.text
    assert "it answers 503" in providers.text
    assert "1 without an answer" in providers.text


async def test_the_system_page_shows_the_last_log_lines(client: Client) -> None:
    lines = (await show(client, "/system")).id("log").all("li")

    assert [line.attributes["class"] for line in lines] == ["warning", "info"]
    assert lines[0].text.endswith("Warning demo gives nothing")
