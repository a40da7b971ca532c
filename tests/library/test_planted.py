"""What others have in a library stays as it is whatever we do, and nothing leaves the root."""

import hashlib
import os
import random
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path, PurePath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aniworldd.errors import AniworldError, NotFound
from aniworldd.library import beneath, identity, importer, recycle, work
from aniworldd.library.identity import Identity
from aniworldd.library.root import Root
from aniworldd.library.scan import Scan, scan
from tests.library.roots import LATER, open_at, put

SHOWS = (
    "Show",
    "Show",
    "Show",
    "show",
    "Shów",
    "Sho\u0301w",
    "Film",
    ".aniworldd",
    "..",
    "x" * 300,
)
FILES = (
    "S01E01.mkv",
    "s01e02.MKV",
    "S01E02.mkv",
    "S01E02.mkv",
    "tvshow.nfo",
    "Season 01",
    "",
    "CON",
    "a\0b",
)
DAY = date(2026, 5, 1)
DOWNLOADS = ("one", "two", "one", "two", "../three", "")

Step = tuple[str, str, str, str]
steps = st.tuples(
    st.sampled_from(
        ["place", "place", "place", "discard", "keep", "look", "plant", "swap", "prune", "meddle"]
    ),
    st.sampled_from(SHOWS),
    st.sampled_from(FILES),
    st.sampled_from(DOWNLOADS),
)
PIECES = (
    *("..", ".", "", "/", "//", "\\", "\0", "\n", "~", "$HOME", "`id`", "%2e%2e", "‥", "．．"),
    *(
        "Show",
        "Season 01",
        "S01E01.mkv",
        ".aniworldd",
        "outside",
        "link",
        "CON",
        "\u202e",
        "\udcff",
    ),
)


class Planted:
    """A library in which others have files, and what is around it."""

    def __init__(self, folder: Path) -> None:
        self.around = folder
        self.directory = folder / "library"
        self.directory.mkdir()
        put(folder, "outside/S01E01.mkv", "S01E01.mkv", content=b"outside")
        put(self.directory, "Show/S01E01.mkv", "Show/Season 01/S01E02.mkv", "Show/tvshow.nfo")
        (self.directory / "Film").symlink_to(folder / "outside")
        (self.directory / "Show/link").symlink_to("../..")
        self.files = self.hashes()
        self.made: dict[str, Identity] = {}  # by path below the root
        self.recycled: dict[str, Identity] = {}

    def hashes(self) -> dict[str, str]:
        return {
            str(path.relative_to(self.around)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in self.around.rglob("*")
            if path.is_file() and not path.is_symlink() and ".aniworldd" not in str(path)
        }

    def step(self, root: Root, step: Step) -> None:
        kind, show, name, download = step
        match kind:
            case "place":
                part, its = self.part(root, download, step)
                placed = importer.place(root, part, PurePath(show, "Season 01", name))
                self.made[str(placed.path)] = its
            case "swap":
                part, its = self.part(root, download, step)
                old = self.one_of_ours(step)
                before = self.made[old]
                new = PurePath(old).with_suffix(".webm" if "2" in name else ".mkv")
                swap = recycle.prepare(root, old, before, new, its, DAY)
                self.made[recycle.swap(root, part, swap)] = its
                self.recycled[swap.recycled] = before
            case "prune":
                recycle.prune(root, self.recycled)
            case "meddle":
                old = self.one_of_ours(step)
                (self.directory / old).write_bytes(b"theirs now")
                self.files[f"library/{old}"] = hashlib.sha256(b"theirs now").hexdigest()
            case "discard":
                work.discard(root, "us", download)
            case "keep":
                work.keep_only(root, "us", [download])
            case "look":
                scan(root, {}, Scan(), LATER + timedelta(hours=1))
            case _:
                path = self.directory / show.strip(".") / name.replace("\0", "")
                if name and len(show) < 100 and not path.exists() and show not in {"..", "Film"}:
                    path = self.directory / show.strip(".") / path.name
                    put(path.parent, path.name, content=step_bytes(step))
                    if ".aniworldd" not in str(path):
                        digest = hashlib.sha256(step_bytes(step)).hexdigest()
                        self.files[str(path.relative_to(self.around))] = digest

    def part(self, root: Root, download: str, step: Step) -> tuple[Path, Identity]:
        path = work.make(root, "us", download) / "media.mkv"
        path.write_bytes(b"ours" + step_bytes(step))
        return path, identity.of_part(path)

    def one_of_ours(self, step: Step) -> str:
        """Raises `NotFound` when there is none."""
        seen = [path for path in sorted(self.made) if ".aniworldd" not in path]
        if not seen:
            raise NotFound("we made nothing yet")
        return seen[sum(step_bytes(step)) % len(seen)]

    def check(self) -> None:
        now = self.hashes()
        assert {path: now.get(path) for path in self.files} == self.files
        assert now.keys() - self.files.keys() <= {f"library/{path}" for path in self.made}


def step_bytes(step: Step) -> bytes:
    return "|".join(step).encode()


def run(taken: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        planted = Planted(Path(folder))
        with open_at(planted.directory) as root:
            for step in taken:
                with suppress(AniworldError, OSError, ValueError):
                    planted.step(root, step)
        planted.check()


@settings(max_examples=15, deadline=None)
@given(st.lists(steps, min_size=10, max_size=40))
def test_what_others_put_there_stays_whatever_we_do(taken: list[Step]) -> None:
    run(taken)


def test_files_of_two_series_that_differ_in_case_are_replaced_alike() -> None:
    """Found by the long test below: both go to one folder among the recycled ones."""
    place, plant = ("place", "Show", "S01E01.mkv", "one"), ("plant", "show", "S01E01.mkv", "one")
    swaps = [("swap", "Show", name, "one") for name in ("s01e02.MKV", "S01E01.mkv")]

    run([place, ("place", "Show", "CON", "one"), plant, ("place", *plant[1:]), *swaps])


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(st.lists(steps, min_size=100, max_size=110))
def test_what_others_put_there_stays_after_ten_thousand_operations(taken: list[Step]) -> None:
    run(taken)


def hostile(times: int, seed: int, directory: Path) -> None:
    """Open, and make the folders of, paths that want to be elsewhere."""
    chance = random.Random(seed)
    (directory / "Show").mkdir()
    (directory / "Show/link").symlink_to("../..")
    (directory / "link").symlink_to(directory.parent)
    before = sorted(directory.parent.iterdir())
    with open_at(directory) as root:
        inside = os.fstat(root.fd).st_dev
        for _ in range(times):
            path = "/".join(chance.choices(PIECES, k=chance.randint(1, 6)))
            with suppress(AniworldError, OSError, ValueError):
                beneath.make_folders(root.fd, PurePath(path))
            with (
                suppress(AniworldError, OSError, ValueError),
                beneath.folder(root.fd, PurePath(path)) as held,
            ):
                where = Path(f"/proc/self/fd/{held}").readlink()
                assert where.is_relative_to(directory), (path, where)
                assert os.fstat(held).st_dev == inside
    assert sorted(directory.parent.iterdir()) == before


def test_no_hostile_name_leads_outside(directory: Path) -> None:
    hostile(3_000, 1, directory)


def test_no_hostile_name_leads_outside_on_an_older_kernel(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    refuse: Callable[[int, str], None] = lambda root, path: asked.append(path)  # noqa: E731
    monkeypatch.setattr(beneath, "_open_at_once", refuse)

    hostile(3_000, 2, directory)

    assert asked


@pytest.mark.slow
def test_none_of_200_000_hostile_names_leads_outside(directory: Path) -> None:
    hostile(200_000, 3, directory)
