"""Wishes that are added and removed by a program: by files, and never over a person's own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from aniworldd.config.values import Value
from aniworldd.errors import ConfigError, Conflict, InvalidRequest, NotFound, Unavailable
from aniworldd.model.watch import Priority, Watch
from aniworldd.store.files import Disk
from aniworldd.watchlist import editing, watchlist
from aniworldd.watchlist.editing import MARK, Added, Removed
from aniworldd.watchlist.watchlist import Wishes

LINK = "https://catalogue.example/anime/stream/attack-on-titan"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "watchlist"
    made.mkdir()
    return made


def add(folder: Path, link: str = LINK, /, **fields: Value) -> Added:
    return editing.add(folder, watchlist.read(folder), {"link": link, **fields})


def remove(folder: Path, word: str, backup: Callable[[], object] | None = None) -> Removed:
    def none() -> None:
        raise AssertionError("a backup was not expected")

    return editing.remove(folder, watchlist.read(folder), word, backup=backup or none)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_wish_is_a_file_named_by_its_link(folder: Path) -> None:
    added = add(folder, name="Attack: on", languages=["German Dub", "no"], folder="Attack (2013)")

    assert added == Added("attack-on-titan.yaml")
    assert (folder / added.file).read_text() == (
        f"{MARK}\nlink: {LINK}\n"
        'name: "Attack: on"\nfolder: Attack (2013)\nlanguages: [German Dub, "no"]\n'
    )
    (watch,) = watchlist.read(folder).watches
    assert (watch.name, watch.languages) == ("Attack: on", ("German Dub", "no"))


@pytest.mark.parametrize(
    "link, name, file",
    [
        ("https://x.example/a/b%20c/", None, "b-c.yaml"),
        ("https://x.example/", None, "x.example.yaml"),
        ("https://x.example/?id=3", "Über uns", "ber-uns.yaml"),
        ("https://x.example/%2e%2e", None, "x.example.yaml"),
        ("https://x.example/..%2f..%2fetc", None, "etc.yaml"),
        ("https://x.example/.hidden", None, "hidden.yaml"),
        ("https://x.example/" + "a" * 200, None, "a" * 80 + ".yaml"),
        ("https://x.example/%e9%80%b2", None, "x.example.yaml"),
    ],
    ids=str,
)
def test_a_files_name_is_harmless(folder: Path, link: str, name: str | None, file: str) -> None:
    assert add(folder, link, name=name).file == file
    assert names(folder) == [file]


def test_the_same_link_is_wished_for_once(folder: Path) -> None:
    first = add(folder)

    for again in (LINK, LINK + "/", LINK.replace("catalogue", "CATALOGUE"), LINK + "#top"):
        assert add(folder, again) == Added(first.file, new=False)
    assert names(folder) == [first.file]


def test_a_line_of_a_list_counts_as_a_wish(folder: Path) -> None:
    (folder / "list.txt").write_text(f"# mine\n{LINK}\n")

    assert add(folder) == Added("list.txt", new=False)


def test_no_file_is_ever_written_over(folder: Path) -> None:
    (folder / "Attack-On-Titan.yaml").write_text("not: a wish\n")
    (folder / "attack-on-titan-2.yaml").mkdir()

    assert add(folder).file == "attack-on-titan-3.yaml"
    assert add(folder, "https://x.example/ATTACK-ON-TITAN").file == "ATTACK-ON-TITAN-4.yaml"
    assert (folder / "Attack-On-Titan.yaml").read_text() == "not: a wish\n"


def test_one_that_came_up_meanwhile_is_not_written_over(folder: Path) -> None:
    wishes = Wishes()

    class Racing(Disk):
        def lock(self, descriptor: int) -> None:
            (folder / "attack-on-titan.yaml").write_text("somebody else's\n")

    with pytest.raises(Conflict, match="is there already"):
        editing.add(folder, wishes, {"link": LINK}, disk=Racing())

    assert (folder / "attack-on-titan.yaml").read_text() == "somebody else's\n"


def test_what_is_wrong_with_a_wish_is_said_at_once(folder: Path) -> None:
    with pytest.raises(InvalidRequest) as refused:
        add(folder, "catalogue.example/x", folder="../up")

    assert "link: 'catalogue.example/x' is not an http:// or https:// address" in str(refused.value)
    assert "write https://catalogue.example/x" in str(refused.value)
    assert "folder: '../up' is not the name of a folder" in str(refused.value)
    assert names(folder) == []


def test_a_text_cannot_smuggle_keys_in(folder: Path) -> None:
    add(folder, name="x\nenabled: false", languages=["a]\nenabled: false"])

    (watch,) = watchlist.read(folder).watches
    assert watch.enabled
    assert watch.languages == ("a]\nenabled: false",)


def test_what_we_wrote_goes_without_ado(folder: Path) -> None:
    add(folder, name="Attack", languages=["German Dub"])

    assert remove(folder, "attack-on-titan") == Removed("attack-on-titan.yaml")
    assert names(folder) == []


@pytest.mark.parametrize(
    "text",
    [
        f"link: {LINK}\n",
        f"{MARK}\n# my own note\nlink: {LINK}\n",
        f"{MARK}\nlink: {LINK}\nmonitor: future\n",
        f"{MARK}\nlink:   {LINK}\n",
    ],
    ids=["bare", "a note", "a key", "a layout"],
)
def test_what_a_person_wrote_is_kept_first(folder: Path, text: str) -> None:
    (folder / "attack.yaml").write_text(text)
    kept: list[str] = []

    removed = remove(folder, "attack", lambda: kept.append((folder / "attack.yaml").read_text()))

    assert removed == Removed("attack.yaml", ours=False)
    assert kept == [text]
    assert names(folder) == []


def test_without_a_backup_nothing_of_a_person_goes(folder: Path) -> None:
    (folder / "attack.yaml").write_text(f"link: {LINK}\n")

    def full() -> None:
        raise Unavailable("no backup can be made")

    with pytest.raises(Unavailable):
        remove(folder, "attack", full)

    assert names(folder) == ["attack.yaml"]


def test_of_a_list_only_the_line_goes(folder: Path) -> None:
    text = f"\ufeff# mine\r\nhttps://x.example/a\r\n\r\n{LINK} | name=Attack\r\nhttps://x.example/b"
    (folder / "list.txt").write_bytes(text.encode())
    kept: list[str] = []

    removed = remove(folder, "Attack", lambda: kept.append("list"))

    assert removed == Removed("list.txt", 4, ours=False)
    assert kept == ["list"]
    left = (folder / "list.txt").read_bytes().decode()
    assert left == text.replace(f"{LINK} | name=Attack\r\n", "")
    remove(folder, "https://x.example/b", lambda: None)
    assert (folder / "list.txt").read_bytes().decode() == (
        "\ufeff# mine\r\nhttps://x.example/a\r\n\r\n"
    )


@pytest.mark.parametrize("word", ["attack", "attack.yaml", "aot", "Attack on Titan", LINK + "/"])
def test_a_wish_has_many_names(folder: Path, word: str) -> None:
    (folder / "attack.yaml").write_text(f"link: {LINK}\nkey: aot\nname: Attack on Titan\n")
    (folder / "other.yaml").write_text("link: https://x.example/other\n")

    assert remove(folder, word, lambda: None).file == "attack.yaml"


def test_a_broken_file_can_be_removed_by_its_name(folder: Path) -> None:
    (folder / "broken.yaml").write_text("link: [\n")

    assert remove(folder, "broken", lambda: None) == Removed("broken.yaml", ours=False)


def test_who_is_not_known_or_not_clear_is_answered_with_help(folder: Path) -> None:
    (folder / "attack.yaml").write_text(f"link: {LINK}\nname: Same\n")
    (folder / "other.yaml").write_text("link: https://x.example/other\nname: Same\n")
    (folder / "list.txt").write_text("https://x.example/a\nhttps://x.example/b\n")

    with pytest.raises(NotFound, match=r"^no wish is called 'atack'; did you mean 'attack'\?$"):
        remove(folder, "atack")
    with pytest.raises(
        InvalidRequest, match=r"may be one of several, in attack\.yaml, other\.yaml"
    ):
        remove(folder, "Same")
    with pytest.raises(InvalidRequest, match=r"list\.txt holds 2 wishes: name one of them by"):
        remove(folder, "list.txt")
    assert names(folder) == ["attack.yaml", "list.txt", "other.yaml"]


def change(folder: Path, word: str, backups: list[str], **changes: Value) -> Watch:
    def back_up() -> None:
        backups.append("one")

    return editing.change(folder, watchlist.read(folder), word, changes, backup=back_up)


def test_a_change_touches_the_one_line_of_a_persons_file(folder: Path) -> None:
    text = f"# mine\nlink: {LINK}  # the site\npriority: low\nseasons: [1, 2]\nenabled: yes\n"
    (folder / "attack.yaml").write_text(text)
    backups: list[str] = []

    watch = change(folder, "attack", backups, priority="high", seasons=[1, 2, 3], enabled=True)

    assert watch.priority is Priority.HIGH
    assert watch.seasons == frozenset({1, 2, 3})
    assert backups == ["one"]
    assert (folder / "attack.yaml").read_text() == (
        text.replace("low", "high").replace("[1, 2]", "[1, 2, 3]")
    )


def test_a_key_is_added_and_taken_out(folder: Path) -> None:
    add(folder)
    backups: list[str] = []

    change(folder, "attack-on-titan", backups, monitor="future")
    assert (folder / "attack-on-titan.yaml").read_text() == (
        f"{MARK}\nlink: {LINK}\nmonitor: future\n"
    )
    assert backups == []
    change(folder, "attack-on-titan", backups, monitor=None, name=None)

    assert (folder / "attack-on-titan.yaml").read_text() == f"{MARK}\nlink: {LINK}\n"


def test_a_change_that_is_none_writes_nothing(folder: Path) -> None:
    (folder / "attack.yaml").write_text(f"link: {LINK}\nenabled: on\nseasons: 1-2\n")
    before = (folder / "attack.yaml").stat()
    backups: list[str] = []

    change(folder, "attack", backups, enabled=True, monitor="all", seasons=["1", "2"], name=None)

    assert backups == []
    assert (folder / "attack.yaml").stat().st_ino == before.st_ino


def test_a_change_that_is_wrong_or_not_possible_is_refused(folder: Path) -> None:
    (folder / "attack.yaml").write_text(f"link: {LINK}\n")
    (folder / "list.txt").write_text("https://x.example/a\n")

    with pytest.raises(ConfigError, match="'soon' is none of all, future, none"):
        change(folder, "attack", [], monitor="soon")
    with pytest.raises(InvalidRequest, match=r"^list\.txt is changed in an editor"):
        change(folder, "a", [], monitor="none")
    assert (folder / "attack.yaml").read_text() == f"link: {LINK}\n"
