"""What a watch file may say, and what its writer hears when it says something else."""

import pytest

from aniworldd.config.problems import render
from aniworldd.model.watch import Monitor, Priority, Watch
from aniworldd.watchlist import forms
from tests.config.make import text

LINK = "https://catalogue.example/anime/stream/attack-on-titan"


def _watch(lines: str) -> Watch:
    judged = forms.judge(lines, "a.yaml", "watchlist/a.yaml")
    assert judged.problems == (), render(judged.problems)
    (wish,) = judged.wishes
    return wish.watch


def _refused(lines: str) -> str:
    judged = forms.judge(lines, "a.yaml", "watchlist/a.yaml")
    assert judged.wishes == ()
    return render(judged.problems)


def test_only_the_link_is_needed() -> None:
    assert _watch(f"link: {LINK}\n") == Watch(id="a.yaml", link=LINK)


def test_the_example_of_the_design_is_read() -> None:
    watch = _watch(
        text(f"""
            link: {LINK}
            name: Attack on Titan                  # optional: the provider knows it
            key: attack-on-titan                   # optional: the provider's own key
            folder: Attack on Titan (2013)         # optional
            languages: [German Dub, German Sub]    # optional
            seasons: [1, 2]                        # optional: all
            monitor: future
            download: null
            priority: high
            enabled: no
        """)
    )

    assert watch == Watch(
        id="a.yaml",
        link=LINK,
        name="Attack on Titan",
        key="attack-on-titan",
        folder="Attack on Titan (2013)",
        languages=("German Dub", "German Sub"),
        seasons=frozenset({1, 2}),
        monitor=Monitor.FUTURE,
        download=None,
        priority=Priority.HIGH,
        enabled=False,
    )


def test_names_that_look_like_something_else_stay_names() -> None:
    assert _watch(f"link: {LINK}\nname: 22:00\nfolder: 010\nkey: no\n") == Watch(
        id="a.yaml", link=LINK, name="22:00", folder="010", key="no"
    )


@pytest.mark.parametrize(
    "written, seasons",
    [
        ("[1, 2]", {1, 2}),
        ("1", {1}),
        ('"1-3"', {1, 2, 3}),
        ("1-3", {1, 2, 3}),
        ("[0, 2-4, '7']", {0, 2, 3, 4, 7}),
        ("010", {10}),
    ],
)
def test_seasons_are_numbers_ranges_or_lists_of_both(written: str, seasons: set[int]) -> None:
    assert _watch(f"link: {LINK}\nseasons: {written}\n").seasons == frozenset(seasons)


def test_no_seasons_means_all() -> None:
    assert _watch(f"link: {LINK}\nseasons:\n").seasons is None
    assert _watch(f"link: {LINK}\nseasons: null\n").seasons is None


@pytest.mark.parametrize("word, download", [("yes", True), ("false", False), ("null", None)])
def test_downloads_are_asked_for_refused_or_left_to_the_config(
    word: str, download: bool | None
) -> None:
    assert _watch(f"link: {LINK}\ndownload: {word}\n").download is download


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1:8080/anime/stream/x",
        "https://[::1]/x",
        "https://bücher.example/ä?x=1&y=2#z",
    ],
)
def test_addresses_of_the_web_are_links(link: str) -> None:
    assert _watch(f"link: {link}\n").link == link


def test_every_problem_is_said_at_once() -> None:
    said = _refused(
        text("""
            lnik: https://catalogue.example/x
            folder: a/b
            key: ä b
            seasons: []
            monitor: futre
            priority: 1
            enabled: maybe
            sorting: up
        """)
    )

    assert said == text("""
        watchlist/a.yaml:1:1: error C101: link: this key is missing
            1 | lnik: https://catalogue.example/x
              | ^
        watchlist/a.yaml:1:1: error C107: lnik: unknown key; did you mean 'link'?
            1 | lnik: https://catalogue.example/x
              | ^~~~
        watchlist/a.yaml:2:9: error C206: folder: 'a/b' is not the name of a folder
            2 | folder: a/b
              |         ^~~
              = it lies in library.directory: no slashes, no dot at the beginning, no path
        watchlist/a.yaml:3:6: error C206: key: 'ä b' is not a key
            3 | key: ä b
              |      ^~~
              = allowed are 1 to 100 letters from a to z, digits, '.', '_' and '-'
        watchlist/a.yaml:4:10: error C206: seasons: an empty list of seasons wants nothing
            4 | seasons: []
              |          ^~
              = remove the key for all seasons; 'enabled: false' rests the wish
        watchlist/a.yaml:5:10: error C205: monitor: 'futre' is none of all, future, none; did you mean 'future'?
            5 | monitor: futre
              |          ^~~~~
        watchlist/a.yaml:6:11: error C205: priority: '1' is none of low, normal, high
            6 | priority: 1
              |           ^
        watchlist/a.yaml:7:10: error C202: enabled: 'maybe' is neither true nor false (nor yes, no, on, off)
            7 | enabled: maybe
              |          ^~~~~
        watchlist/a.yaml:8:1: error C107: sorting: unknown key
            8 | sorting: up
              | ^~~~~~~
              = known here: link, also, name, key, folder, languages, upgrade, seasons, monitor, download, priority, enabled
        9 errors
    """).rstrip("\n")  # noqa: E501


@pytest.mark.parametrize(
    "link",
    ["ftp://x.example/a", "/anime/x", "https://", "https://x y.example", "http://[::1", "'a: b'"],
)
def test_what_is_no_address_of_the_web_is_refused(link: str) -> None:
    assert _refused(f"link: {link}\n").startswith("watchlist/a.yaml:1:7: error C206: link: ")
    assert "is not an http:// or https:// address" in _refused(f"link: {link}\n")


def test_an_address_without_its_beginning_is_completed_in_the_hint() -> None:
    assert "= write https://catalogue.example/x" in _refused("link: catalogue.example/x\n")


@pytest.mark.parametrize("folder", ["..", ".", ".hidden", "a\\b", '"a\\tb"', "' a'", "a" * 201])
def test_a_folder_cannot_leave_the_library(folder: str) -> None:
    assert "is not the name of a folder" in _refused(f"link: {LINK}\nfolder: {folder}\n")


@pytest.mark.parametrize("key", ["a/b", '""', "..", "a" * 101, '"a\\n"'])
def test_a_key_is_plain(key: str) -> None:
    assert ": error C20" in _refused(f"link: {LINK}\nkey: {key}\n")


@pytest.mark.parametrize("seasons", ["3-1", "a", "1-", "-1", "[1, x]", "10000", "{1: 2}", "[[1]]"])
def test_what_is_no_season_is_refused(seasons: str) -> None:
    assert ": error C20" in _refused(f"link: {LINK}\nseasons: {seasons}\n")


def test_a_wish_cannot_ask_for_variables_or_files() -> None:
    assert "error C009: link: !env is not allowed in this file" in _refused("link: !env HOME\n")
    assert "error C009: name: !file is not allowed in this file" in _refused(
        f"link: {LINK}\nname: !file /etc/passwd\n"
    )


def test_an_empty_file_lacks_its_link() -> None:
    assert _refused("") == "watchlist/a.yaml:1:1: error C101: link: this key is missing\n1 error"
