"""The folder of wishes: every good file counts, whatever lies beside it."""

import os
import re
from pathlib import Path

import pytest

from aniworldd.config.kept import FOLDER, Kept
from aniworldd.config.problems import Place, render
from aniworldd.watchlist import forms, watchlist
from aniworldd.watchlist.watchlist import Wishes
from tests.config.make import text

BROKEN = {
    "broken-yaml": (b"link: [a\n", "error C004: the [ that opens here is not closed"),
    "binary": (b"\x89PNG\r\n\x1a\n\0\0", "error C003: this is not a text file"),
    "not-utf-8": ("name: Zoë".encode("latin-1"), "error C003: the byte 0xeb is not UTF-8"),
    "empty": (b"", "error C101: link: this key is missing"),
    "half-written": (b"link: https://x.example/b\nseas", "error C004: this line lacks a ':'"),
    "wrong-type": (b"link: [https://x.example]\n", "error C201: link: a text is expected, found"),
    "unknown-key": (b"link: https://x.example/b\nx: 1\n", "error C107: x: unknown key"),
    "key-twice": (b"link: https://x.example/b\nlink: a\n", "error C102: link: this key is given"),
    "too-large": (b"#" * 65_537, "error C002: the file has 65,537 bytes, allowed are 65,536"),
}
each_broken = pytest.mark.parametrize("source, said", BROKEN.values(), ids=list(BROKEN))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "watchlist"
    made.mkdir()
    return made


def _wish(folder: Path, name: str, more: str = "") -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(f"link: https://x.example/{name}\n{more}")
    return path


def _ids(wishes: Wishes) -> list[str]:
    return [watch.id for watch in wishes.watches]


def test_every_file_is_one_wish(folder: Path) -> None:
    _wish(folder, "b")
    _wish(folder, "a")

    wishes = watchlist.read(folder)

    assert [(watch.id, watch.link) for watch in wishes.watches] == [
        ("a.yaml", "https://x.example/a"),
        ("b.yaml", "https://x.example/b"),
    ]
    assert wishes.available
    assert wishes.problems == ()


def test_only_files_of_a_form_that_are_not_hidden_count(folder: Path) -> None:
    _wish(folder, "a")
    for name in (".a.yaml.swp", ".b.yaml", "a.yaml~", "c.yaml.sample", "d.md", "e"):
        (folder / name).write_text("link: https://x.example/other\n")
    (folder / "folder.yaml").mkdir()

    wishes = watchlist.read(folder)

    assert _ids(wishes) == ["a.yaml"]
    assert wishes.problems == ()


def test_a_name_that_nearly_counts_is_said(folder: Path) -> None:
    (folder / "a.yml").write_text("link: https://x.example/a\n")

    assert render(watchlist.read(folder).problems) == text("""
        watchlist/a.yml: warning C404: this file is not read: the name of a wish ends in .yaml
              = rename it
        1 warning
    """).rstrip("\n")


@each_broken
def test_a_broken_file_does_not_hide_the_others(folder: Path, source: bytes, said: str) -> None:
    _wish(folder, "a")
    (folder / "b.yaml").write_bytes(source)
    _wish(folder, "c")

    wishes = watchlist.read(folder)

    assert _ids(wishes) == ["a.yaml", "c.yaml"]
    assert all(problem.file == "watchlist/b.yaml" for problem in wishes.problems)
    assert said in render(wishes.problems)


@each_broken
def test_the_last_good_version_of_a_broken_file_stays_in_force(
    folder: Path, source: bytes, said: str
) -> None:
    _wish(folder, "a")
    _wish(folder, "b", "name: Bee\n")
    good = watchlist.read(folder)
    (folder / "b.yaml").write_bytes(source)

    wishes = watchlist.read(folder, good)
    again = watchlist.read(folder, wishes)

    assert wishes.watches == again.watches == good.watches
    assert wishes.problems == again.problems
    assert said in render(wishes.problems)


@each_broken
def test_the_last_good_version_outlives_a_restart(
    folder: Path, tmp_path: Path, source: bytes, said: str
) -> None:
    _wish(folder, "a")
    _wish(folder, "b", "name: Bee\n")
    kept = Kept(tmp_path / "state")
    good = watchlist.read(folder, watchlist.recall(kept))
    watchlist.keep(kept, good)
    (folder / "b.yaml").write_bytes(source)
    watchlist.keep(kept, watchlist.read(folder, good))

    restarted = watchlist.read(folder, watchlist.recall(kept))

    assert restarted.watches == good.watches
    assert said in render(restarted.problems)


def test_a_repaired_file_is_in_force_again(folder: Path) -> None:
    _wish(folder, "a")
    before = watchlist.read(folder)
    (folder / "a.yaml").write_text("link: [\n")
    broken = watchlist.read(folder, before)
    _wish(folder, "a", "name: New\n")

    wishes = watchlist.read(folder, broken)

    assert [watch.name for watch in wishes.watches] == ["New"]
    assert wishes.problems == ()


def test_a_deleted_file_is_no_wish_any_more_also_after_a_restart(
    folder: Path, tmp_path: Path
) -> None:
    _wish(folder, "a")
    _wish(folder, "b")
    kept = Kept(tmp_path / "state")
    before = watchlist.read(folder)
    watchlist.keep(kept, before)
    (folder / "b.yaml").unlink()

    wishes = watchlist.read(folder, before)
    watchlist.keep(kept, wishes)

    assert _ids(wishes) == ["a.yaml"]
    assert list(watchlist.recall(kept).files) == ["a.yaml"]


def test_a_folder_that_is_away_takes_no_wish_away(folder: Path, tmp_path: Path) -> None:
    _wish(folder, "a")
    kept = Kept(tmp_path / "state")
    before = watchlist.read(folder)
    watchlist.keep(kept, before)
    folder.rename(tmp_path / "elsewhere")

    wishes = watchlist.read(folder, before)
    watchlist.keep(kept, wishes)
    restarted = watchlist.read(folder, watchlist.recall(kept))

    assert not wishes.available
    assert wishes.watches == restarted.watches == before.watches
    assert render(wishes.problems) == text(f"""
        watchlist: warning C403: the folder cannot be read: No such file or directory; no wish is added or removed
              = create {folder}, or correct watchlist.directory
        1 warning
    """).rstrip("\n")  # noqa: E501


def test_a_folder_that_comes_back_is_read_again(folder: Path, tmp_path: Path) -> None:
    _wish(folder, "a")
    before = watchlist.read(folder)
    folder.rename(tmp_path / "elsewhere")
    away = watchlist.read(folder, before)
    (tmp_path / "elsewhere").rename(folder)
    _wish(folder, "b")

    wishes = watchlist.read(folder, away)

    assert wishes.available
    assert _ids(wishes) == ["a.yaml", "b.yaml"]
    assert wishes.problems == ()


def test_a_first_start_without_a_folder_has_no_wishes(folder: Path) -> None:
    wishes = watchlist.read(folder / "none")

    assert (wishes.available, wishes.watches) == (False, ())


def test_files_that_did_not_change_are_not_read_again(folder: Path) -> None:
    _wish(folder, "a")
    _wish(folder, "b")
    before = watchlist.read(folder)
    _wish(folder, "b", "name: New\n")

    wishes = watchlist.read(folder, before)

    assert wishes.files["a.yaml"] is before.files["a.yaml"]
    assert wishes.files["b.yaml"].wishes != before.files["b.yaml"].wishes


def test_a_file_replaced_by_one_of_equal_size_and_age_is_read_again(folder: Path) -> None:
    path = _wish(folder, "a", "name: One\n")
    before = watchlist.read(folder)
    times = path.stat()
    other = folder / "a.new"
    other.write_text(path.read_text().replace("One", "Two"))
    os.utime(other, ns=(times.st_atime_ns, times.st_mtime_ns))
    other.rename(path)

    assert [watch.name for watch in watchlist.read(folder, before).watches] == ["Two"]


def test_of_two_wishes_for_one_link_the_first_by_name_counts(folder: Path) -> None:
    _wish(folder, "b")
    (folder / "a.yaml").write_text("name: A\nlink: https://X.example/b/\n")

    wishes = watchlist.read(folder)

    assert _ids(wishes) == ["a.yaml"]
    assert render(wishes.problems) == text("""
        watchlist/b.yaml:1:7: warning C401: link: watchlist/a.yaml wishes for this link already, and counts
            1 | link: https://x.example/b
              |       ^~~~~~~~~~~~~~~~~~~
              = remove one of the two
        1 warning
    """).rstrip("\n")  # noqa: E501
    (folder / "a.yaml").unlink()
    assert _ids(watchlist.read(folder, wishes)) == ["b.yaml"]


def test_of_two_wishes_with_one_key_the_first_by_name_has_it(folder: Path) -> None:
    _wish(folder, "b", "key: same\n")
    _wish(folder, "a", "key: same\n")

    wishes = watchlist.read(folder)

    assert [(watch.id, watch.key) for watch in wishes.watches] == [
        ("a.yaml", "same"),
        ("b.yaml", None),
    ]
    assert render(wishes.problems) == text("""
        watchlist/b.yaml:2:6: warning C405: key: watchlist/a.yaml has this key already; here the provider's own counts
            2 | key: same
              |      ^~~~
              = give one of the two another key
        1 warning
    """).rstrip("\n")  # noqa: E501
    (folder / "a.yaml").unlink()
    assert [watch.key for watch in watchlist.read(folder, wishes).watches] == ["same"]


def test_others_can_point_at_what_a_wish_says(folder: Path) -> None:
    _wish(folder, "a", "name: A\n")

    wishes = watchlist.read(folder, shown="wishes")

    assert wishes.place("a.yaml", "link") == Place(
        "wishes/a.yaml", 1, 7, 19, "link: https://x.example/a"
    )
    assert wishes.place("a.yaml", "name").line == 2


def test_what_is_no_file_is_said_and_never_waited_for(folder: Path) -> None:
    _wish(folder, "a")
    os.mkfifo(folder / "b.yaml")
    (folder / "c.yaml").symlink_to("nowhere")
    (folder / "d.yaml").symlink_to("d.yaml")
    (folder / "e.yaml").symlink_to("a.yaml")

    wishes = watchlist.read(folder)

    assert _ids(wishes) == ["a.yaml"]
    assert [(problem.file, problem.message) for problem in wishes.problems] == [
        (
            "watchlist/b.yaml",
            "the file cannot be read: it is a folder, a pipe or a device",
        ),
        ("watchlist/c.yaml", "the file cannot be read: No such file or directory"),
        ("watchlist/d.yaml", "the file cannot be read: Too many levels of symbolic links"),
        ("watchlist/e.yaml", "watchlist/a.yaml wishes for this link already, and counts"),
    ]


def test_an_unreadable_file_keeps_its_wish_and_is_tried_again(folder: Path) -> None:
    path = _wish(folder, "a")
    before = watchlist.read(folder)
    path.unlink()
    path.symlink_to("/proc/self/mem")  # whose first byte nobody can read

    wishes = watchlist.read(folder, before)

    assert wishes.watches == before.watches
    assert [problem.message for problem in wishes.problems] == [
        "the file cannot be read: Input/output error"
    ]
    assert wishes.files["a.yaml"].facts is None
    path.unlink()
    _wish(folder, "a")
    assert watchlist.read(folder, wishes).problems == ()


def test_a_name_that_is_no_utf_8_is_passed_over(folder: Path) -> None:
    _wish(folder, "a")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff.yaml")).write_text("link: https://x.example\n")

    wishes = watchlist.read(folder)

    assert _ids(wishes) == ["a.yaml"]
    assert [problem.code for problem in wishes.problems] == ["C404"]


@pytest.mark.parametrize("copy", [b"", b"{", b"[1]", b'{"a.yaml": 1}', b"\xff\0"])
def test_a_damaged_copy_is_as_good_as_none(folder: Path, tmp_path: Path, copy: bytes) -> None:
    kept = Kept(tmp_path)
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / watchlist.COPY).write_bytes(copy)
    _wish(folder, "a")

    assert _ids(watchlist.read(folder, watchlist.recall(kept))) == ["a.yaml"]


def test_a_single_file_can_be_checked(folder: Path) -> None:
    path = _wish(folder, "a", "x: 1\n")

    assert [problem.code for problem in watchlist.check(path)] == ["C107"]
    assert [problem.code for problem in watchlist.check(folder / "none.yaml")] == ["C001"]


def test_the_sample_in_etc_is_a_valid_wish_that_is_not_picked_up(folder: Path) -> None:
    sample = Path(__file__).parents[2] / "etc" / "aniworldd" / "watchlist" / "example.yaml.sample"
    source = sample.read_text("utf-8")
    (folder / sample.name).write_text(source)
    assert watchlist.read(folder).watches == ()

    for written in (source, re.sub(r"(?m)^#(\w+:)", r"\1", source)):
        judged = forms.judge(written, "a.yaml", "a.yaml")
        assert len(judged.wishes) == 1
        assert judged.problems == ()
