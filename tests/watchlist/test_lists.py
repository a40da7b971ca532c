"""A list of links: each line is a wish of its own, and nothing wrong in it hides another line."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aniworldd.config.kept import Kept
from aniworldd.config.problems import CODES, Place, render
from aniworldd.model.watch import Monitor, Priority, Watch
from aniworldd.watchlist import forms, watchlist
from aniworldd.watchlist.watchlist import Wishes
from tests.config.make import text

ABC = ("https://x.example/a", "https://x.example/b", "https://x.example/c")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "watchlist"
    made.mkdir()
    return made


def _write(folder: Path, *lines: str, name: str = "list.txt") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n")
    return path


def _links(wishes: Wishes) -> list[str]:
    return [watch.link for watch in wishes.watches]


def _said(*lines: str) -> str:
    return render(forms.judge("\n".join(lines), "list.txt", "watchlist/list.txt").problems)


def test_every_line_is_a_wish(folder: Path) -> None:
    _write(folder, "# what we watch", "", ABC[0], f"  {ABC[1]}  ", "   # later", f"{ABC[2]}#top")

    wishes = watchlist.read(folder)

    assert wishes.problems == ()
    assert _links(wishes) == [ABC[0], ABC[1], f"{ABC[2]}#top"]


def test_a_line_says_all_that_a_file_can(folder: Path) -> None:
    _write(
        folder,
        f"{ABC[0]} | languages=German Dub, German Sub | seasons=1-3, 5 | download=true |"
        " name = A # 1 | key=a | folder=A (2013) | monitor=future | priority=high | enabled=no",
    )

    wishes = watchlist.read(folder)

    assert wishes.problems == ()
    assert wishes.watches == (
        Watch(
            id="list.txt x.example/a",
            link=ABC[0],
            name="A # 1",
            key="a",
            folder="A (2013)",
            languages=("German Dub", "German Sub"),
            seasons=frozenset({1, 2, 3, 5}),
            monitor=Monitor.FUTURE,
            download=True,
            priority=Priority.HIGH,
            enabled=False,
        ),
    )


@pytest.mark.parametrize(
    "option, watch",
    {
        "languages=German Dub": Watch("", "", languages=("German Dub",)),
        "languages=German Dub,": Watch("", "", languages=("German Dub",)),
        "seasons=2": Watch("", "", seasons=frozenset({2})),
        "seasons=": Watch("", ""),
        "download=null": Watch("", ""),
        "|": Watch("", ""),
    }.items(),
)
def test_an_option_is_read_as_in_yaml(option: str, watch: Watch) -> None:
    (wish,) = forms.judge(f"{ABC[0]}|{option}", "a.txt", "a.txt").wishes

    found = wish.watch
    assert (found.languages, found.seasons, found.download) == (
        watch.languages,
        watch.seasons,
        watch.download,
    )


def test_problems_name_line_column_and_cure() -> None:
    assert _said(
        ABC[0],
        "htps://x.example/d",
        f"{ABC[1]} | langauges=German Dub",
        f"{ABC[2]}  |  seasons=1-x, 2  |  monitor=futur",
        f"{ABC[2]} | German Dub",
        f"{ABC[2]} # the third",
        f"{ABC[2]} | download=1 | download=true",
        f"{ABC[0]}/",
        "|",
    ) == text("""
        watchlist/list.txt:2:1: error C206: link: 'htps://x.example/d' is not an http:// or https:// address
            2 | htps://x.example/d
              | ^~~~~~~~~~~~~~~~~~
              = copy it from the browser's address bar
        watchlist/list.txt:3:23: error C107: langauges: unknown key; did you mean 'languages'?
            3 | https://x.example/b | langauges=German Dub
              |                       ^~~~~~~~~
        watchlist/list.txt:4:33: error C202: seasons[0]: '1-x' is neither a season such as 2 nor a range such as 1-3
            4 | https://x.example/c  |  seasons=1-x, 2  |  monitor=futur
              |                                 ^~~
        watchlist/list.txt:4:52: error C205: monitor: 'futur' is none of all, future, none; did you mean 'future'?
            4 | https://x.example/c  |  seasons=1-x, 2  |  monitor=futur
              |                                                    ^~~~~
        watchlist/list.txt:5:23: error C011: 'German Dub' is no option
            5 | https://x.example/c | German Dub
              |                       ^~~~~~~~~~
              = an option is written key=value, with a | before it
        watchlist/list.txt:6:21: error C208: '# the third' does not belong here
            6 | https://x.example/c # the third
              |                     ^~~~~~~~~~~
              = a comment has a line of its own
        watchlist/list.txt:7:32: error C202: download: '1' is neither true nor false (nor yes, no, on, off)
            7 | https://x.example/c | download=1 | download=true
              |                                ^
        watchlist/list.txt:7:36: error C102: download: this key is given twice, first in line 7
            7 | https://x.example/c | download=1 | download=true
              |                                    ^~~~~~~~
        watchlist/list.txt:8:1: warning C401: link: line 1 wishes for this link already, and counts
            8 | https://x.example/a/
              | ^~~~~~~~~~~~~~~~~~~~
              = remove one of the two
        watchlist/list.txt:9:1: error C206: link: '|' is not an http:// or https:// address
            9 | |
              | ^
              = copy it from the browser's address bar
        9 errors, 1 warning
    """).rstrip("\n")  # noqa: E501


def test_a_bad_line_hides_no_other(folder: Path) -> None:
    _write(folder, ABC[0], "nonsense", f"{ABC[1]} | x=1", ABC[2])

    wishes = watchlist.read(folder)

    assert _links(wishes) == [ABC[0], ABC[2]]
    assert [problem.line for problem in wishes.problems] == [2, 3]


def test_a_wish_is_the_same_wherever_its_line_stands(folder: Path) -> None:
    _write(folder, *ABC)
    before = watchlist.read(folder)
    _write(folder, "# new", "https://x.example/new", ABC[2], f"{ABC[0]} | name=A", ABC[1])

    wishes = watchlist.read(folder, before)

    assert {watch.id for watch in before.watches} < {watch.id for watch in wishes.watches}
    assert len(wishes.watches) == 4
    assert wishes.place("list.txt x.example/a", "name") == Place(
        "watchlist/list.txt", 4, 28, 1, f"{ABC[0]} | name=A"
    )


def test_a_broken_option_leaves_the_line_as_it_was(folder: Path, tmp_path: Path) -> None:
    _write(folder, ABC[0], f"{ABC[1]} | name=Bee")
    kept = Kept(tmp_path / "state")
    good = watchlist.read(folder)
    watchlist.keep(kept, good)
    _write(folder, "https://x.example/new", ABC[0], f"{ABC[1]} | name=Bee | seasons=x")

    wishes = watchlist.read(folder, good)
    watchlist.keep(kept, wishes)
    restarted = watchlist.read(folder, watchlist.recall(kept))

    assert {watch.name for watch in wishes.watches} == {None, "Bee"}
    assert len(wishes.watches) == 3
    assert restarted.watches == wishes.watches
    assert wishes.place("list.txt x.example/b", "link").line == 3


def test_a_link_that_can_be_read_says_whose_line_it_was(folder: Path) -> None:
    _write(folder, ABC[0], f"{ABC[1]} | name=A name that is far longer than all of the link is")
    before = watchlist.read(folder)
    _write(folder, f"{ABC[1]} | x")  # more like the first line of before than like its own

    assert _links(watchlist.read(folder, before)) == [ABC[1]]


def test_a_line_that_cannot_be_read_any_more_stays_the_wish_that_it_was(folder: Path) -> None:
    path = _write(folder, *ABC)
    before = watchlist.read(folder)
    _write(folder, ABC[0], "https:/x.example/b", ABC[2])
    broken = watchlist.read(folder, before)
    _write(folder, ABC[0], "https:/x.example/b", f"{ABC[2]} | name=C")
    still = watchlist.read(folder, broken)
    _write(folder, ABC[0], f"{ABC[2]} | name=C")

    after = watchlist.read(folder, still)

    assert path.exists()
    assert sorted(_links(broken)) == sorted(_links(still)) == list(ABC)
    assert _links(after) == [ABC[0], ABC[2]]


def test_a_line_that_was_nonsense_before_keeps_no_other_that_is_deleted(folder: Path) -> None:
    _write(folder, ABC[0], "htps://x.example/bb", ABC[1])
    before = watchlist.read(folder)
    _write(folder, ABC[0], "htps://x.example/bb")

    assert _links(watchlist.read(folder, before)) == [ABC[0]]


def test_a_list_whose_every_line_broke_keeps_its_wishes_and_is_read_quickly(folder: Path) -> None:
    lines = [f"https://x.example/{number}" for number in range(3000)]
    _write(folder, *lines)
    before = watchlist.read(folder)
    _write(folder, *(f"> {number}" for number in range(3000)))

    wishes = watchlist.read(folder, before)

    assert sorted(_links(wishes)) == sorted(lines)


def test_a_list_that_cannot_be_read_at_all_keeps_its_wishes(folder: Path) -> None:
    path = _write(folder, *ABC)
    before = watchlist.read(folder)
    path.write_bytes(b"https://x.example/\xff\n")
    wishes = watchlist.read(folder, before)
    path.write_bytes(b"#" * (1024 * 1024 + 1))

    larger = watchlist.read(folder, wishes)

    assert before.watches == wishes.watches == larger.watches
    assert [problem.code for problem in wishes.problems] == ["C003"]
    assert [problem.code for problem in larger.problems] == ["C002"]


def test_the_forms_are_one_list_of_wishes(folder: Path) -> None:
    _write(folder, *ABC)
    _write(folder, f"link: {ABC[1]}", name="b.yaml")
    _write(folder, "[InternetShortcut]", f"URL={ABC[2]}", name="z.url")

    wishes = watchlist.read(folder)

    assert sorted(watch.id for watch in wishes.watches) == [
        "b.yaml",
        "list.txt x.example/a",
        "list.txt x.example/c",
    ]
    assert [problem.headline for problem in wishes.problems] == [
        "watchlist/list.txt:2:1: warning C401: link: "
        "watchlist/b.yaml wishes for this link already, and counts",
        "watchlist/z.url:2:5: warning C401: link: "
        "watchlist/list.txt:3 wishes for this link already, and counts",
    ]


def test_a_list_with_problems_in_every_line_is_not_told_to_its_end() -> None:
    problems = forms.judge("x\n" * 2000, "a.txt", "a.txt").problems

    assert len(problems) == 101
    assert problems[-1].code == "C010"


def test_the_sample_in_etc_is_a_valid_list() -> None:
    sample = Path(__file__).parents[2] / "etc" / "aniworldd" / "watchlist" / "list.txt.sample"

    judged = forms.judge(sample.read_bytes(), "list.txt", "list.txt")

    assert judged.problems == ()
    assert len(judged.wishes) >= 2


LINES = st.lists(
    st.one_of(
        st.sampled_from([*ABC, "#", "", "|", "https://x.example/a|languages=a,b|seasons=1-2,x"]),
        st.text(st.sampled_from(list("htps:/.x|=, #\t\x00\x07\x85\u2028é\ufeff")), max_size=40),
        st.text(max_size=40),
    ),
    max_size=8,
).map("\n".join)


@given(st.one_of(st.binary(max_size=200), LINES), st.sampled_from(["a.txt", "a.url"]))
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_gives_wishes_or_problems(source: bytes | str, name: str) -> None:
    judged = forms.judge(source, name, f"watchlist/{name}")

    assert len({wish.watch.id for wish in judged.wishes}) == len(judged.wishes)
    assert len(judged.broken) <= len(judged.problems)
    for problem in judged.problems:
        assert problem.code in CODES
        assert problem.message
        assert all(line.isprintable() for line in problem.render().split("\n"))
    kept = forms.judge(forms.text_of(judged.wishes), name, name)
    assert [wish.watch for wish in kept.wishes] == [wish.watch for wish in judged.wishes]


@given(st.lists(LINES, min_size=2, max_size=4))
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_after_any_edits_each_wish_is_there_once(versions: list[str]) -> None:
    wishes: list[forms.Wish] = []
    broken: tuple[forms.Broken, ...] = ()
    for version in versions:
        judged = forms.judge(version, "a.txt", "a.txt")
        wishes = forms.in_force(judged, wishes, broken)
        broken = judged.broken
        ids = [wish.watch.id for wish in wishes]
        assert len(set(ids)) == len(ids)
        assert {wish.watch.id for wish in judged.wishes} <= set(ids)


@pytest.mark.parametrize(
    "line, said",
    {
        f"{ABC[0]} | name=A film languages=German Dub": "35: error C011: 'languages=' is a part of"
        " the value of name",
        f"{ABC[0]} | languages=German Dub key = a": "44: error C011: 'key =' is a part of the value"
        " of languages",
    }.items(),
)
def test_an_option_without_its_bar_is_no_part_of_the_one_before(
    folder: Path, line: str, said: str
) -> None:
    (folder / "list.txt").write_text(f"{line}\n")

    found = render(watchlist.read(folder).problems)

    assert f"watchlist/list.txt:1:{said}" in found
    assert "= an option is written key=value, with a | before it" in found


def test_a_name_may_hold_a_sign_of_equality(folder: Path) -> None:
    (folder / "list.txt").write_text(f"{ABC[0]} | name=E=mc2, a key=signature=it\n")
    (folder / "other.txt").write_text(f"{ABC[1]} | name=1+1 = 2\n")

    assert watchlist.read(folder).watches[-1].name == "1+1 = 2"
