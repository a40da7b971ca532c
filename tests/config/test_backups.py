"""Copies of what people wrote: made whole, private, without secrets, and a way back to them."""

import errno
import io
import os
import stat
import tarfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aniworldd.config import archive, files
from aniworldd.config.backups import Backups
from aniworldd.config.places import Places
from aniworldd.config.settings import Settings
from aniworldd.errors import ConfigError, Conflict, Forbidden, InvalidRequest, NotFound, Unavailable
from aniworldd.store.files import Disk
from tests.config.failing import FailingDisk, PowerCut
from tests.config.make import PLUGS, text

CONFIG = """
    name: Home  # at home
    fetch:
      proxy: http://me:secret@proxy.example  # at work
"""


class World:
    """A config folder and a state folder of one's own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.state = folder / "etc", folder / "state"
        self.now = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
        self.where = Places(
            self.folder / "config.yaml", {"STATE_DIRECTORY": str(self.state), "HOME": str(folder)}
        )
        for name in ("watchlist", "sites"):
            (self.folder / name).mkdir(parents=True)
        self.config = self.where.config
        self.config.write_text(text(CONFIG), "utf-8")
        self.wish = self.folder / "watchlist" / "x.yaml"
        self.wish.write_text("link: https://x.example/\n")
        self.site = self.folder / "sites" / "s.yaml"
        self.site.write_text("pages: {}\n")

    def backups(self, disk: FailingDisk | None = None) -> Backups:
        settings = files.read(self.where, PLUGS).settings
        assert settings is not None
        return Backups(self.where, PLUGS, settings, now=lambda: self.now, disk=disk)

    def written(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }

    def age(self, name: str, days: float) -> None:
        at = (self.now - timedelta(days=days)).timestamp()
        os.utime(self.state / "backups" / f"{name}.tar.gz", (at, at))


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_a_backup_holds_everything_that_people_wrote(world: World) -> None:
    (world.folder / "watchlist" / "list.txt").write_text("https://y.example/\n")
    (world.folder / "watchlist" / "z.url").write_text(
        "[InternetShortcut]\nURL=https://z.example/\n"
    )
    (world.folder / "watchlist" / ".x.yaml.swp").write_text("an editor's")
    (world.folder / "watchlist" / "film.mkv").write_text("a mistake")

    taken = world.backups().take()

    assert taken.name == "20261124T093000Z"
    with tarfile.open(world.state / "backups" / "20261124T093000Z.tar.gz") as tar:
        assert sorted(tar.getnames()) == [
            "backup.json",
            "config.yaml",
            "sites/s.yaml",
            "watchlist/list.txt",
            "watchlist/x.yaml",
            "watchlist/z.url",
        ]


def test_only_the_owner_can_read_it(world: World) -> None:
    world.backups().take("mine")
    file = world.state / "backups" / "mine.tar.gz"

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_secrets_are_left_out_unless_asked_for(world: World) -> None:
    backups = world.backups()
    backups.take("without")
    backups.take("with", with_secrets=True)

    def config(name: str) -> bytes:
        with tarfile.open(world.state / "backups" / f"{name}.tar.gz") as tar:
            member = tar.extractfile("config.yaml")
            assert member is not None
            return member.read()

    assert b"secret" not in config("without")
    assert config("without").endswith(b"  proxy: null  # at work\n")
    assert config("with") == world.config.read_bytes()


def test_a_restore_makes_the_files_what_they_were(world: World) -> None:
    before = world.written()
    world.backups().take("good")
    world.config.write_text(world.config.read_text().replace("Home", "Attic"))
    world.wish.unlink()
    world.site.write_text("changed: 1\n")
    (world.folder / "watchlist" / "new.yaml").write_text("link: https://new.example/\n")

    restored = world.backups().restore("good")

    assert world.written() == before
    assert {path.name for path in restored.written} == {"config.yaml", "x.yaml", "s.yaml"}
    assert [path.name for path in restored.removed] == ["new.yaml"]
    assert restored.reading.settings is not None
    assert restored.reading.settings.name == "Home"


def test_a_restore_can_be_taken_back(world: World) -> None:
    world.backups().take("good")
    world.config.write_text("name: Attic\n")
    world.wish.write_text("link: https://other.example/\n")
    changed = world.written()

    first = world.backups().restore("good")
    world.backups().restore(first.before)

    assert world.written() == changed


def test_a_restore_keeps_the_secret_of_now(world: World) -> None:
    world.backups().take("good")
    world.config.write_text("fetch: {proxy: 'http://me:newer@proxy.example'}\n")

    world.backups().restore("good")

    assert world.config.read_text() == text(CONFIG).replace(
        "http://me:secret@proxy.example", "'http://me:newer@proxy.example'"
    )


def test_a_restore_of_what_is_there_writes_nothing(world: World) -> None:
    world.backups().take("good")
    disk = FailingDisk()

    restored = world.backups(disk).restore("good")

    assert (restored.written, restored.removed) == ((), ())
    assert not any("config.yaml" in call for call in disk.calls)


def test_a_config_that_is_not_valid_here_is_not_restored(world: World) -> None:
    world.config.write_text("nmae: x\n")
    broken = Backups(world.where, PLUGS, Settings(), now=lambda: world.now)
    broken.take("broken")
    world.config.write_text("name: fine\n")
    before = world.written()

    with pytest.raises(ConfigError, match="unknown key; did you mean 'name'"):
        world.backups().restore("broken")

    assert world.written() == before
    assert [one.name for one in world.backups().all()] == ["broken"]


def test_file_only_keys_come_back_at_the_machine_only(world: World) -> None:
    world.backups().take("good")
    world.config.write_text("name: Attic\nserver: {port: 9000}\n")
    before = world.written()

    with pytest.raises(Forbidden, match=r"can change server.port$"):
        world.backups().restore("good", guard=True)

    assert world.written() == before
    world.backups().restore("good")
    assert b"Home" in world.config.read_bytes()


def test_the_order_of_providers_is_one_of_them(world: World) -> None:
    first, second = "a: {kind: site, definition: a.yaml}", "b: {kind: site, definition: b.yaml}"
    world.config.write_text(f"providers:\n  {first}\n  {second}\n")
    world.backups().take("good")
    world.config.write_text(f"providers:\n  {second}\n  {first}\n")

    with pytest.raises(Forbidden, match=r"can change providers$"):
        world.backups().restore("good", guard=True)


def test_the_environment_does_not_hide_what_a_restore_would_change(world: World) -> None:
    world.config.write_text("server: {port: 1}\n")
    world.backups().take("good")
    world.config.write_text("server: {port: 2}\n")
    environ = {**world.where.environ, "ANIWORLDD__SERVER__PORT": "3"}
    world.where = Places(world.config, environ)

    with pytest.raises(Forbidden, match=r"can change server.port$"):
        world.backups().restore("good", guard=True)


def test_a_restore_moves_the_library_no_further_than_the_api_may(world: World) -> None:
    world.config.write_text("library: {directory: /mnt/series}\n")
    world.backups().take("good")
    world.config.write_text("library: {directory: /srv/media/series}\n")

    with pytest.raises(Forbidden, match="the library may move below /srv/media only"):
        world.backups().restore("good", guard=True)


def test_a_folder_elsewhere_is_not_emptied_by_a_restore(world: World, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    world.config.write_text(f"watchlist: {{directory: {other}}}\n")
    world.backups().take("elsewhere")
    (other / "precious.yaml").write_text("link: https://p.example/\n")
    world.config.write_text("name: x\n")

    world.backups().restore("elsewhere")

    assert (other / "precious.yaml").exists()


@pytest.mark.parametrize("name", ["../x", "a/b", "", "x" * 65, ".hidden", "ä"])
def test_names_are_looked_up_and_never_joined(world: World, name: str) -> None:
    (world.state).mkdir()
    (world.state / "x.tar.gz").write_bytes(b"not in the folder")
    backups = world.backups()
    backups.take("good")

    with pytest.raises(NotFound):
        backups.restore(name)
    with pytest.raises(NotFound):
        backups.remove(name)
    if name:
        with pytest.raises(InvalidRequest, match="is no name for a backup"):
            backups.take(name)
    assert [one.name for one in backups.all()] == ["good"]


def test_an_unknown_name_is_answered_with_the_one_that_was_meant(world: World) -> None:
    backups = world.backups()
    backups.take("before-holidays")

    with pytest.raises(NotFound, match="did you mean 'before-holidays'"):
        backups.restore("before-holiday")
    with pytest.raises(Conflict, match="there is a backup 'before-holidays' already"):
        backups.take("before-holidays")


def test_old_ones_go_and_the_newest_stays(world: World) -> None:
    backups = world.backups()
    for name, days in (("a", 100), ("b", 31), ("c", 29)):
        backups.take(name)
        world.age(name, days)

    assert [one.name for one in backups.prune()] == ["b", "a"]
    assert [one.name for one in backups.all()] == ["c"]
    world.age("c", 1000)
    assert backups.prune() == []


def test_before_an_edit_one_is_made_unless_switched_off(world: World) -> None:
    backups = world.backups()
    backups.take("old")
    world.age("old", 31)

    first, second = backups.before_edit("before-edit"), backups.before_edit("before-edit")

    assert first is not None
    assert second is not None
    assert first.name == "20261124T093000Z-before-edit"
    assert second.name == "20261124T093000Z-before-edit-2"
    assert {one.name for one in backups.all()} == {first.name, second.name}
    world.config.write_text("backup: {enabled: false}\n")
    assert world.backups().before_edit("before-edit") is None
    assert world.backups().before_loss("before-remove").name.endswith("Z-before-remove")


def test_wherever_the_machine_stops_a_backup_is_whole_or_not_there(world: World) -> None:
    trial = FailingDisk()
    world.backups(trial).take("trial")
    for at in range(1, len(trial.calls) + 1):
        with pytest.raises(PowerCut):
            world.backups(FailingDisk(at)).take(f"cut-{at}")

        for one in world.backups().all():
            file = world.state / "backups" / f"{one.name}.tar.gz"
            assert set(archive.read(file, Disk()).files) == set(world.written())


def test_wherever_the_machine_stops_each_restored_file_is_whole(world: World) -> None:
    good = world.written()
    world.backups().take("good")

    def change() -> dict[str, bytes]:
        world.config.write_bytes(good["config.yaml"].replace(b"Home", b"Attic"))
        world.wish.write_text("link: https://other.example/\n")
        world.site.unlink(missing_ok=True)
        return world.written()

    change()
    trial = FailingDisk()
    world.backups(trial).restore("good")
    for at in range(1, len(trial.calls) + 1):
        changed = change()
        with pytest.raises(PowerCut):
            world.backups(FailingDisk(at)).restore("good")

        for name, data in world.written().items():
            if not name.endswith(".new"):
                assert data in {good.get(name), changed.get(name)}
        world.backups().restore("good")
        assert world.written() == good


def test_a_full_disk_is_said_and_nothing_else_happens(world: World) -> None:
    before = world.written()
    world.backups().take("good")
    world.wish.unlink()
    trial = FailingDisk()
    world.backups(trial).before_loss("trial")
    at = trial.calls.index("sync") + 1

    with pytest.raises(Unavailable, match=r"no backup can be made in .*No space left on device"):
        world.backups(FailingDisk(at, errno.ENOSPC)).restore("good")

    assert world.written() == {name: data for name, data in before.items() if "x.yaml" not in name}


@pytest.mark.parametrize("damage", ["cut", "other bytes", "empty", "no manifest"])
def test_a_damaged_backup_is_refused(world: World, damage: str) -> None:
    world.backups().take("good")
    file = world.state / "backups" / "good.tar.gz"
    data = file.read_bytes()
    packed = io.BytesIO()
    tarfile.open(fileobj=packed, mode="w:gz").close()
    damaged = {
        "cut": data[: len(data) // 2],
        "other bytes": b"\x1f\x8b" + os.urandom(100),
        "empty": b"",
        "no manifest": packed.getvalue(),
    }
    file.write_bytes(damaged[damage])
    before = world.written()

    with pytest.raises(Unavailable, match=r"the backup .*good\.tar\.gz is damaged"):
        world.backups().restore("good")

    assert world.written() == before


def test_a_hostile_archive_writes_nowhere_else(world: World, tmp_path: Path) -> None:
    world.backups().take("good")
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name in ("backup.json", "../evil", "watchlist/../../evil", "/evil", "watchlist/a.yaml"):
            data = b'{"left_out": []}' if name == "backup.json" else b"link: https://a.example/\n"
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
        link = tarfile.TarInfo("watchlist/link.yaml")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    file = world.state / "backups" / "good.tar.gz"
    file.write_bytes(packed.getvalue())
    assert set(archive.read(file, Disk()).files) == {"watchlist/a.yaml"}

    restored = world.backups().restore("good")

    assert [path.name for path in restored.written] == ["a.yaml"]
    assert not any(path.name == "evil" for path in tmp_path.rglob("*"))
    assert b"Home" in world.config.read_bytes()


def test_a_broken_config_is_backed_up_as_it_is(world: World) -> None:
    world.config.write_bytes(b"name: [\n")

    Backups(world.where, PLUGS, Settings(), now=lambda: world.now).take("broken")

    with tarfile.open(world.state / "backups" / "broken.tar.gz") as tar:
        member = tar.extractfile("config.yaml")
        assert member is not None
        assert member.read() == b"name: [\n"
