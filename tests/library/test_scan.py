import errno
import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from aniworldd.errors import LibraryAway
from aniworldd.library.packed import Found
from aniworldd.library.root import MARK, Root
from aniworldd.library.scan import Entry, Scan, scan
from aniworldd.library.shelf import DATED, NAMED
from aniworldd.naming.parse import Kind
from tests.library.roots import LATER, NOW, put


def look(root: Root, previous: Scan | None = None, **titles: str) -> Scan:
    return scan(root, titles, previous or Scan(), LATER)


class CountingLister:
    """Lists for real, and counts."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, folder: int) -> Iterable[Entry]:
        self.calls += 1
        return os.scandir(folder)


def failing(number: int, *, at: int) -> Callable[[int], Iterable[Entry]]:
    """A lister whose call number `at` fails."""
    lister = CountingLister()

    def fail(folder: int) -> Iterable[Entry]:
        entries = list(lister(folder))
        if lister.calls == at:
            raise OSError(number, os.strerror(number))
        return entries

    return fail


def test_files_are_found_with_what_they_hold(root: Root, directory: Path) -> None:
    put(directory, "Show (2013)/Season 01/Show - S01E02.mkv", "Show (2013)/Filme/Film01.mkv")

    found = look(root)

    assert found.files == (
        Found("Show (2013)/Filme/Film01.mkv", "Show (2013)", 0, (1,), Kind.MOVIE),
        Found("Show (2013)/Season 01/Show - S01E02.mkv", "Show (2013)", 1, (2,), Kind.EPISODE),
    )
    assert found.folders == {"Show (2013)"}


def test_an_empty_library_is_empty(root: Root) -> None:
    found = look(root)

    assert (found.files, found.folders, found.unknown) == ((), frozenset(), ())


def test_an_empty_series_folder_is_a_folder(root: Root, directory: Path) -> None:
    (directory / "Show").mkdir()

    assert look(root).folders == {"Show"}


def test_what_is_unsure_is_listed_and_does_not_count(root: Root, directory: Path) -> None:
    put(directory, "Show/Show 2 - 05.mkv", "Show/Show.mkv", "Lonely S01E01.mkv")

    found = look(root)

    assert found.files == ()
    assert set(found.unknown) == {"Show/Show 2 - 05.mkv", "Show/Show.mkv", "Lonely S01E01.mkv"}


def test_a_number_counted_through_all_seasons_waits_for_the_catalogue(
    root: Root, directory: Path
) -> None:
    put(directory, "Show/Show - 105.mkv")

    found = look(root)

    assert found.files == (Found("Show/Show - 105.mkv", "Show", None, (105,), Kind.EPISODE),)


def test_what_is_named_by_a_day_or_as_a_film_waits_for_the_catalogue(
    root: Root, directory: Path
) -> None:
    files = ("Show/Show - 2024-05-01.mkv", "Show/Filme/The Storm.mkv")
    put(directory, *files, "Show/Specials/Show - 2024-05-02.mkv")

    found = look(root)

    assert {(file.path, file.season, file.episodes) for file in found.files} == {
        ("Show/Show - 2024-05-01.mkv", DATED, (20240501,)),
        ("Show/Filme/The Storm.mkv", NAMED, (0,)),
    }
    assert set(found.counted) == set(files)
    assert found.unknown == ("Show/Specials/Show - 2024-05-02.mkv",)


def test_a_look_that_trusts_no_times_lists_every_folder_and_reads_no_name_again(
    root: Root, directory: Path
) -> None:
    put(directory, "A/Season 1/01.mkv", "B/Season 1/01.mkv")
    first = look(root)

    lister = CountingLister()
    second = scan(root, {}, replace(first, trusted=False), LATER, lister=lister)

    assert lister.calls == 5
    assert all(first.leaves[path] is leaf for path, leaf in second.leaves.items())


def test_a_change_that_no_time_tells_of_is_found_by_listing_everything(
    root: Root, directory: Path
) -> None:
    put(directory, "A/Season 1/01.mkv")
    os.utime(directory / "A/Season 1", (1, 1))
    first = look(root)
    leaf = first.leaves["A/Season 1"]
    put(directory, "A/Season 1/02.mkv")
    os.utime(directory / "A/Season 1", (1, 1))
    status = (directory / "A/Season 1").stat()
    times = (status.st_mtime_ns, status.st_ctime_ns)
    now = hash((status.st_mode, status.st_dev, status.st_ino, *times))
    blind = Scan({**first.leaves, "A/Season 1": replace(leaf, stamp=now)})

    assert len(look(root, blind).files) == 1
    assert len(look(root, replace(blind, trusted=False)).files) == 2


def test_an_empty_file_is_not_here(root: Root, directory: Path) -> None:
    put(directory, "Show/Show S01E01.mkv", content=b"")

    found = look(root)

    assert (found.files, found.unknown) == ((), ("Show/Show S01E01.mkv",))


def test_what_is_no_episode_is_counted_only(root: Root, directory: Path) -> None:
    put(directory, "Show/tvshow.nfo", "Show/Show S01E01.mkv.part", "Show/Sample/Show S01E01.mkv")

    found = look(root)

    assert (found.files, found.unknown) == ((), ())
    assert found.skipped == 4  # with the mark


def test_hidden_folders_are_not_looked_into(root: Root, directory: Path) -> None:
    hidden = (".aniworldd/parts/1", ".Trash-1000", "@eaDir", "lost+found", "Show/.hidden")
    put(directory, *(f"{folder}/Show S01E01.mkv" for folder in hidden))

    found = look(root)

    assert (found.files, found.unknown, set(found.folders)) == ((), (), {"Show"})


def test_the_known_title_of_a_folder_is_used(root: Root, directory: Path) -> None:
    put(directory, "Eighty-Six/Season 1/86 - 05.mkv")

    assert look(root).files == ()
    assert scan(root, {"Eighty-Six": "86"}, Scan(), LATER).files[0].episodes == (5,)


def test_links_to_folders_are_named_and_not_followed(root: Root, directory: Path) -> None:
    outside = directory.parent / "outside"
    put(outside, "Show S01E01.mkv")
    (directory / "Linked").symlink_to(outside)
    put(directory, "Show/Show S01E02.mkv")
    (directory / "Show/up").symlink_to("..")

    found = look(root)

    assert found.links == ("Linked", "Show/up")
    assert found.folders == {"Show"}
    assert [file.episodes for file in found.files] == [(2,)]


def test_a_link_to_a_video_is_here(root: Root, directory: Path) -> None:
    put(directory.parent, "elsewhere.mkv")
    put(directory, "Show/tvshow.nfo")
    (directory / "Show/Show S01E01.mkv").symlink_to(directory.parent / "elsewhere.mkv")

    assert look(root).files[0].episodes == (1,)


@pytest.mark.parametrize("target", ["nowhere", "Show S01E01.mkv", "..", "/dev/null"])
def test_a_link_to_no_file_is_not_here(root: Root, directory: Path, target: str) -> None:
    (directory / "Show").mkdir()
    (directory / "Show/Show S01E01.mkv").symlink_to(target)

    found = look(root)

    assert (found.files, found.unknown) == ((), ("Show/Show S01E01.mkv",))


def test_a_name_that_is_no_utf_8_is_survived(root: Root, directory: Path) -> None:
    (directory / "Show").mkdir()
    Path(os.fsdecode(os.fsencode(directory / "Show") + b"/\xff S01E01.mkv")).write_bytes(b"video")

    assert look(root).files[0].episodes == (1,)


@pytest.mark.parametrize("number", [errno.EIO, errno.ESTALE, errno.EACCES, errno.ENOTCONN])
@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_folder_that_cannot_be_listed_is_a_library_that_is_away(
    root: Root, directory: Path, number: int, at: int
) -> None:
    put(directory, "A/Season 1/01.mkv", "B/Season 1/01.mkv")

    with pytest.raises(LibraryAway, match="cannot be listed"):
        scan(root, {}, Scan(), LATER, lister=failing(number, at=at))


class Unreadable:
    """An entry whose file cannot be asked for its size."""

    name = "A S01E01.mkv"

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        return False

    def is_symlink(self) -> bool:
        return False

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        raise OSError(errno.EIO, os.strerror(errno.EIO))


def test_a_file_that_cannot_be_looked_at_is_a_library_that_is_away(root: Root) -> None:
    with pytest.raises(LibraryAway, match="Input/output"):
        scan(root, {}, Scan(), LATER, lister=lambda _: [Unreadable()])


def test_a_folder_that_is_deleted_meanwhile_is_no_failure(root: Root, directory: Path) -> None:
    put(directory, "A/Season 1/01.mkv", "B/Season 1/01.mkv")

    found = scan(root, {}, Scan(), LATER, lister=failing(errno.ENOENT, at=2))

    assert [file.folder for file in found.files] == ["B"]


def test_the_root_itself_must_not_be_deleted_meanwhile(root: Root) -> None:
    with pytest.raises(LibraryAway, match="cannot be listed"):
        scan(root, {}, Scan(), LATER, lister=failing(errno.ENOENT, at=1))


def test_a_root_without_its_mark_is_not_looked_at(root: Root, directory: Path) -> None:
    (directory / MARK).unlink()

    with pytest.raises(LibraryAway, match="has no mark"):
        look(root)


def test_a_root_that_goes_away_during_the_look_is_away(root: Root, directory: Path) -> None:
    put(directory, "A/Season 1/01.mkv")

    def swap(folder: int) -> Iterable[Entry]:
        if (directory / MARK).exists():
            directory.rename(directory.with_name("moved"))
            directory.mkdir()
        return os.scandir(folder)

    with pytest.raises(LibraryAway, match="another folder lies at"):
        scan(root, {}, Scan(), LATER, lister=swap)


def count(root: Root, previous: Scan, titles: dict[str, str] | None = None) -> int:
    lister = CountingLister()
    scan(root, titles or {}, previous, LATER, lister=lister)
    return lister.calls


def test_an_unchanged_folder_is_not_listed_again(root: Root, directory: Path) -> None:
    put(directory, "A/Season 1/01.mkv", "B/Season 1/01.mkv")
    first = look(root)

    second = look(root, first)

    assert count(root, first) == 0
    assert second == first


def test_only_a_changed_folder_is_listed_again(root: Root, directory: Path) -> None:
    put(directory, "A/Season 1/01.mkv", "B/Season 1/01.mkv")
    first = look(root)
    put(directory, "A/Season 1/02.mkv")

    second = look(root, first)

    assert count(root, first) == 1
    assert [(file.folder, file.episodes) for file in second.files] == [
        ("A", (1,)),
        ("A", (2,)),
        ("B", (1,)),
    ]


def test_a_deleted_folder_is_seen_to_be_gone(root: Root, directory: Path) -> None:
    put(directory, "A/Season 1/01.mkv", "A/Season 2/01.mkv")
    first = look(root)
    (directory / "A/Season 2/01.mkv").unlink()
    (directory / "A/Season 2").rmdir()

    second = look(root, first)

    assert [file.season for file in second.files] == [1]


def test_a_folder_that_became_a_link_is_not_taken_for_itself(root: Root, directory: Path) -> None:
    put(directory, "A/Season 1/01.mkv")
    first = look(root)
    (directory / "A").rename(directory.parent / "A")
    (directory / "A").symlink_to(directory.parent / "A")

    second = look(root, first)

    assert (second.files, second.links) == ((), ("A",))


@pytest.mark.parametrize("known", [True, False], ids=["known", "new"])
def test_a_folder_that_becomes_a_file_while_it_is_looked_at_is_gone(
    root: Root, directory: Path, known: bool
) -> None:
    put(directory, "A/Season 1/01.mkv")
    first = look(root) if known else Scan()

    def swap(folder: int) -> Iterable[Entry]:
        entries = list(os.scandir(folder))
        (directory / "A").rename(directory.parent / "A")
        (directory / "A").write_bytes(b"a file")
        return entries

    os.utime(directory, (1, 1))  # it is listed again, and then the folder below is replaced
    second = scan(root, {}, first, LATER, lister=swap)
    assert len(second.files) == known  # as its folder was when the look began
    assert look(root, second).files == ()


def test_a_title_that_became_known_has_its_folder_read_again(root: Root, directory: Path) -> None:
    put(directory, "Eighty-Six/Season 1/86 - 05.mkv")
    first = look(root)

    assert count(root, first, {"Eighty-Six": "86"}) == 2
    assert scan(root, {"Eighty-Six": "86"}, first, LATER).files[0].episodes == (5,)


def test_a_folder_that_changed_just_now_is_listed_again(root: Root, directory: Path) -> None:
    put(directory, "A/01.mkv")
    os.utime(directory / "A", (NOW.timestamp(), NOW.timestamp()))

    first = scan(root, {}, Scan(), NOW)

    assert count(root, first) >= 1


def test_a_folder_with_an_empty_file_is_listed_again(root: Root, directory: Path) -> None:
    put(directory, "A/A S01E01.mkv", content=b"")
    first = look(root)
    (directory / "A/A S01E01.mkv").write_bytes(b"video")

    assert look(root, first).files[0].episodes == (1,)


def test_nothing_stays_open(root: Root, directory: Path) -> None:
    put(directory, "A/Season 1/01.mkv", "B/Season 1/01.mkv")
    before = len(list(Path("/proc/self/fd").iterdir()))

    look(root)
    with pytest.raises(LibraryAway):
        scan(root, {}, Scan(), LATER, lister=failing(errno.EIO, at=3))

    assert len(list(Path("/proc/self/fd").iterdir())) == before
