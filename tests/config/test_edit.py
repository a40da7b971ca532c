"""config.yaml changed by a program: as little as can be, all checked before, nothing half done."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import time
from pathlib import Path
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import BaseModel, SecretStr

from aniworldd.config import disguise, edit, files, guarded
from aniworldd.config.disguise import MASK
from aniworldd.config.edit import UNSET, Changes
from aniworldd.config.files import Plugs, Reading
from aniworldd.config.marks import Node
from aniworldd.config.places import Places
from aniworldd.config.sections import SECRET, Section
from aniworldd.config.settings import Settings
from aniworldd.config.shapes import fields_of
from aniworldd.config.values import Keys, Leaf, Value, View, view
from aniworldd.errors import ConfigError, Conflict, Forbidden, NotFound, Unavailable
from aniworldd.store.encoding import encode
from tests.config.layouts import changed_lines
from tests.config.make import PLUGS, text
from tests.config.test_settings import ETC

FILE = """
    # my settings
    name: 'Home'  # at home
    scheduler:
      enabled: yes
    library: {min_free: 1 GiB}
    languages_wait: 7 days
    providers:
      mysite: {kind: site, definition: m.yaml}
    fetch:
      proxy: http://me:secret@proxy.example
"""


@pytest.fixture
def where(tmp_path: Path) -> Places:
    found = Places(tmp_path / "config.yaml", {"HOME": str(tmp_path)})
    found.config.write_text(text(FILE), "utf-8")
    return found


def change(
    where: Places, changes: Changes, *, expected: str | None = None, guard: bool = False
) -> tuple[Reading, list[str]]:
    """What the file says afterwards, and the states of the file at each call for a backup."""
    backups: list[str] = []

    def back_up(settings: Settings) -> None:
        backups.append(where.config.read_text("utf-8") if where.config.exists() else "")

    reading = edit.change(where, PLUGS, changes, backup=back_up, expected=expected, guard=guard)
    return reading, backups


def test_one_line_changes_after_a_backup(where: Places) -> None:
    before = where.config.read_bytes()

    reading, backups = change(where, {("name",): "Attic"})

    assert reading.settings is not None
    assert reading.settings.name == "Attic"
    assert backups == [before.decode()]
    assert where.config.read_bytes() == before.replace(b"'Home'", b"'Attic'")
    assert files.read(where, PLUGS).settings == reading.settings


def test_what_means_the_same_changes_no_byte_and_takes_no_backup(where: Places) -> None:
    before = where.config.read_bytes()
    same: Changes = {
        ("name",): "Home",
        ("scheduler",): {"enabled": True, "interval_minutes": 60},
        ("library", "min_free"): 1024**3,
        ("languages_wait",): "1 week",
        ("providers", "mysite"): {"kind": "site", "definition": "m.yaml", "links": []},
        ("fetch", "proxy"): MASK,
        ("downloads",): {"downloaders": [{"kind": kind} for kind in ("http", "hls", "ytdlp")]},
        ("logging",): {"level": "INFO"},
    }

    _, backups = change(where, same, guard=True)

    assert where.config.read_bytes() == before
    assert backups == []


def test_of_a_section_only_what_differs_is_written(where: Places) -> None:
    before = where.config.read_bytes()

    change(where, {("library",): {"min_free": 1024**3, "naming": "{title}/{season}x{number}"}})

    assert changed_lines(before, where.config.read_bytes()) == 1
    assert (
        b'library: {min_free: 1 GiB, naming: "{title}/{season}x{number}"}'
        in where.config.read_bytes()
    )


def test_a_mask_keeps_the_secret_also_inside_its_section(where: Places) -> None:
    change(where, {("fetch",): {"proxy": MASK, "allow_private": ["10.0.0.0/8"]}})

    assert b"proxy: http://me:secret@proxy.example\n" in where.config.read_bytes()
    assert b'allow_private: ["10.0.0.0/8"]' in where.config.read_bytes()


def test_an_unset_key_goes(where: Places) -> None:
    reading, _ = change(where, {("name",): UNSET})

    assert reading.settings is not None
    assert reading.settings.name == "Aniworld"
    assert "Home" not in where.config.read_text("utf-8")
    with pytest.raises(NotFound, match=r"^name is not written in config\.yaml$"):
        change(where, {("name",): UNSET})


def test_a_file_that_is_not_there_is_made(where: Places) -> None:
    where.config.unlink()

    reading, backups = change(where, {("scheduler", "interval_minutes"): 5}, expected="")

    assert where.config.read_text("utf-8") == "scheduler:\n  interval_minutes: 5\n"
    assert reading.digest == edit.digest(where.config.read_bytes())
    assert backups == [""]


def test_what_would_not_be_valid_is_said_and_not_written(where: Places) -> None:
    before = where.config.read_bytes()

    with pytest.raises(ConfigError) as refused:
        change(where, {("scheduler", "interval_minutes"): 0, ("server",): {"prt": 1}})

    assert [problem.message for problem in refused.value.problems] == [
        "unknown key; did you mean 'port'?",
        "'0' is less than 1, the least that is allowed",
    ]
    assert where.config.read_bytes() == before


def test_a_file_that_is_broken_elsewhere_can_be_mended(where: Places) -> None:
    where.config.write_text("nmae: x\nscheduler: {interval_minutes: 0}\n")

    with pytest.raises(ConfigError, match="unknown key"):
        change(where, {("scheduler", "interval_minutes"): 5})
    change(where, {("scheduler", "interval_minutes"): 5, ("nmae",): UNSET})

    assert where.config.read_text("utf-8") == "scheduler: {interval_minutes: 5}\n"


def test_a_file_that_changed_meanwhile_is_left_alone(where: Places) -> None:
    seen = edit.digest(where.config.read_bytes())
    where.config.write_bytes(b"name: other\n")

    with pytest.raises(Conflict, match=r"^config\.yaml was changed meanwhile: look at it again"):
        change(where, {("name",): "x"}, expected=seen)

    assert where.config.read_bytes() == b"name: other\n"
    change(where, {("name",): "x"}, expected=edit.digest(b"name: other\n"))


def test_without_a_backup_nothing_is_written(where: Places) -> None:
    before = where.config.read_bytes()

    def full(settings: Settings) -> None:
        raise Unavailable("no backup can be made")

    with pytest.raises(Unavailable):
        edit.change(where, PLUGS, {("name",): "x"}, backup=full)

    assert where.config.read_bytes() == before


def test_editors_that_race_lose_nothing(where: Places) -> None:
    def edit_often(keys: Keys) -> None:
        for number in range(1, 11):
            while True:
                try:
                    change(where, {keys: number})
                    break
                except Conflict:
                    continue

    places: list[Keys] = [
        ("scheduler", "interval_minutes"),
        ("downloads", "concurrent"),
        ("downloads", "retries"),
    ]
    with ThreadPoolExecutor(len(places)) as pool:
        list(pool.map(edit_often, places))

    settings = files.read(where, PLUGS).settings
    assert settings is not None
    assert settings.scheduler.interval_minutes == 10
    assert (settings.downloads.concurrent, settings.downloads.retries) == (10, 10)
    assert where.config.read_text("utf-8").startswith("# my settings\nname: 'Home'  # at home\n")


@pytest.mark.parametrize(
    "keys, value",
    [
        (("data_dir",), "/etc"),
        (("server", "port"), 1),
        (("downloads", "downloaders"), []),
        (("providers", "other"), {"kind": "site", "definition": "x.yaml"}),
        (("providers", "mysite", "definition"), "x.yaml"),
        (("providers", "mysite"), UNSET),
        (("fetch", "proxy"), None),
        (("fetch", "allow_private"), ["10.0.0.0/8"]),
        (("backup", "path"), "/etc"),
    ],
    ids=str,
)
def test_file_only_keys_are_refused_to_callers_of_the_api(
    where: Places, keys: Keys, value: Value
) -> None:
    before = where.config.read_bytes()
    key = next(one for one in guarded.FILE_ONLY if ".".join(map(str, keys)).startswith(one))

    with pytest.raises(Forbidden, match=f"^only an edit of config.yaml itself can change {key}"):
        change(where, {keys: value, ("name",): "x"}, guard=True)

    assert where.config.read_bytes() == before
    change(where, {keys: value})
    assert where.config.read_bytes() != before


@pytest.mark.parametrize(
    "file, directory, allowed",
    [
        ("", "/srv/media/films", True),
        ("", "/srv/media", False),
        ("", "/srv/media/../etc", False),
        ("", "/srv/media/series", True),
        ("allowed_roots: [/mnt/a, /mnt/b]", "/mnt/b/x/y", True),
        ("allowed_roots: [/mnt/a, /mnt/b]", "/mnt/b", False),
        ("allowed_roots: [/mnt/a, /mnt/b]", "/srv/media/films", False),
    ],
)
def test_the_api_moves_the_library_below_the_allowed_roots_only(
    where: Places, file: str, directory: str, allowed: bool
) -> None:
    where.config.write_text(f"library:\n  directory: /srv/media/series\n  {file}\n", "utf-8")
    wanted: Changes = {("library", "directory"): directory}

    if allowed:
        change(where, wanted, guard=True)
        assert directory in where.config.read_text("utf-8")
    else:
        with pytest.raises(Forbidden, match="the library may move below"):
            change(where, wanted, guard=True)


LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8),
    st.sampled_from(["5", "true", "null", "~", "1e3", "", " ", "a: b", "a #b", "!env X", "<<"]),
)
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6)
KEPT = st.dictionaries(
    NAMES,
    st.recursive(
        LEAVES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
        max_leaves=6,
    ),
    max_size=4,
)


@hypothesis_settings(max_examples=60, deadline=None)
@given(KEPT, KEPT)
def test_what_a_program_keeps_in_other_comes_back_as_it_was(
    first: Mapping[str, Value], second: Mapping[str, Value]
) -> None:
    nowhere = Places(Path("/nowhere/config.yaml"), {})
    source = edit.changed(b"name: x  # kept\n", nowhere, PLUGS, {("other",): first})
    after = edit.changed(source, nowhere, PLUGS, {("other",): second})

    assert after.startswith(b"name: x  # kept\n")
    for file, wanted in ((source, first), (after, second)):
        shown = disguise.shown(files.judge(file, nowhere, PLUGS))["other"]
        assert encode(shown) == encode(wanted)


def test_the_environment_does_not_hide_what_is_written(where: Places) -> None:
    environ = {**where.environ, "ANIWORLDD__NAME": "env", "ANIWORLDD__SERVER__PORT": "1"}
    override = Places(where.config, environ)

    change(override, {("name",): "Attic"})

    assert b"'Attic'" in where.config.read_bytes()
    with pytest.raises(Forbidden, match="server"):
        change(override, {("server", "port"): 2}, guard=True)


def test_every_file_only_key_exists() -> None:
    for dotted in guarded.FILE_ONLY:
        fields = fields_of(Settings)
        *above, last = dotted.split(".")
        for name in above:
            model = fields[name].model
            assert model is not None
            fields = fields_of(model)
        assert last in fields


class Secretive(BaseModel, frozen=True, extra="forbid"):
    kind: str
    token: Annotated[str | None, SECRET] = None
    password: SecretStr | None = None


def test_every_secret_is_known_wherever_it_stands() -> None:
    plugs = Plugs(providers={"x": Secretive}, downloaders={"x": Secretive})
    source = b"providers: {p: {kind: x}}\ndownloads: {downloaders: [{kind: x}]}\n"
    reading = files.judge(source, Places(Path("config.yaml"), {}), plugs)

    assert guarded.secrets(reading) == [
        ("fetch", "proxy"),
        ("providers", "p", "token"),
        ("providers", "p", "password"),
        ("downloads", "downloaders", 0, "token"),
        ("downloads", "downloaders", 0, "password"),
    ]


# Reading and writing back


NOTES = st.sampled_from(["", "  # note", " # [x]: 'y'"])
CHOICES: Mapping[Keys, list[str]] = {
    ("name",): ["Home", "'it''s'", '"a \\u00e9 #"', ">-\n  long\n  name", "!env N"],
    ("data_dir",): ["/var/lib/x", "'~/x'", "null", ""],
    ("languages",): ["[German Dub, 'no']", '\n  - German Dub # best\n  - "b"', "[]", ""],
    ("languages_wait",): ["7 days", "2", "1 week", "'36 h'"],
    ("library", "directory"): ["/srv/media", "~/media"],
    ("library", "min_free"): ["1 GiB", "500MB", "1024"],
    ("scheduler", "enabled"): ["yes", "on", "False", "'true'"],
    ("scheduler", "interval_minutes"): ["60", "007", "+5"],
    ("scheduler", "schedule_time"): ["03:00", '"7:05"', "null", "23:59 # late"],
    ("scheduler", "schedule_days"): ["[mon, Tue]", "\n  - sun # rest"],
    ("downloads", "downloaders"): ["[{kind: http}]", "\n  - kind: http # plain", ""],
    ("downloads", "retries"): ["0", "5"],
    ("providers", "archive.org"): ["{kind: site, definition: a.yaml}"],
    ("providers", "my"): ["{kind: 'site', links: [https://x.example/], definition: m.yaml}"],
    ("fetch", "allow_private"): ["[10.0.0.0/8, 192.168.1.7/32:80]"],
    ("fetch", "proxy"): ["http://a:b@c.example", "null"],
    ("logging", "level"): ["debug", "INFO"],
}


@st.composite
def configs(draw: st.DrawFn) -> bytes:
    """A valid config in a layout that a person may choose."""
    keys = draw(st.lists(st.sampled_from(list(CHOICES)), unique=True))
    lines, done = [draw(st.sampled_from(["", "# head\n\n", "---\n"]))], set()
    for first, *_ in keys:
        if first in done:
            continue
        done.add(first)
        inside = [key for key in keys if key[0] == first]
        if len(inside[0]) == 1:
            lines.append(_line(draw, 0, inside[0]))
        else:
            lines.append(f"{first}:{draw(NOTES)}\n")
            lines += [_line(draw, 2, key) for key in inside]
    source = "".join(lines)
    if draw(st.booleans()):
        source = source.replace("\n", "\r\n")
    return (b"\xef\xbb\xbf" if draw(st.booleans()) else b"") + source.encode()


def _line(draw: st.DrawFn, indent: int, keys: Keys) -> str:
    value = draw(st.sampled_from(CHOICES[keys])).replace("\n", "\n" + " " * indent)
    note = "" if ">" in value or "# " in value or value.startswith("\n") else draw(NOTES)
    blank = "" if value.startswith("\n") else " "
    return f"{' ' * indent}{keys[-1]}:{blank}{value}{note}\n"


def as_values(section: Section, above: Keys = ()) -> Iterator[tuple[Keys, Value]]:
    """Every key with its value in force, as an answer of the API has it."""
    for name in type(section).model_fields:
        value = getattr(section, name)
        if isinstance(value, Section):
            yield from as_values(value, (*above, name))
        else:
            yield (*above, name), _plain(value)


def _plain(value: object) -> Value:
    if isinstance(value, Node):
        return _of(view(value.raw, 10_000))
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return f"{value} s"  # a number alone may mean days
    if isinstance(value, time):
        return value.isoformat("minutes")
    return str(value) if isinstance(value, Path) else value  # type: ignore[return-value]


def _of(seen: View) -> Value:
    if seen is None or isinstance(seen, Leaf):
        return seen.text if seen else None
    if isinstance(seen, Mapping):
        return {name: _of(item) for name, item in seen.items()}
    return [_of(item) for item in seen]


def writes_itself_back(source: bytes) -> None:
    where = Places(Path("/nowhere/config.yaml"), {"N": "from outside", "HOME": "/home/me"})
    reading = files.judge(source, where, PLUGS)
    assert reading.settings is not None, reading.problems

    back = dict(as_values(reading.settings))

    assert edit.changed(source, where, PLUGS, back) == source


@hypothesis_settings(max_examples=100, deadline=None)
@given(configs())
def test_what_is_shown_of_the_config_written_back_changes_no_byte(source: bytes) -> None:
    where = Places(Path("/nowhere/config.yaml"), {"N": "from outside", "HOME": "/home/me"})
    reading = files.judge(source, where, PLUGS)
    shown = disguise.shown(reading)

    assert "b@c" not in str(shown)
    assert edit.changed(source, where, PLUGS, {(key,): one for key, one in shown.items()}) == source


@hypothesis_settings(max_examples=150, deadline=None)
@given(configs())
def test_reading_the_config_and_writing_it_back_changes_no_byte(source: bytes) -> None:
    writes_itself_back(source)


@pytest.mark.slow
@hypothesis_settings(max_examples=1000, deadline=None)
@given(configs())
def test_a_thousand_configs_are_read_and_written_back(source: bytes) -> None:
    writes_itself_back(source)


def test_the_shipped_file_is_read_and_written_back() -> None:
    writes_itself_back(ETC.read_bytes())


@hypothesis_settings(max_examples=300, deadline=None)
@given(configs(), st.text("aé\"'#: -", min_size=1, max_size=8), st.integers(1, 500_000))
def test_an_edit_gives_the_value_that_was_wanted(source: bytes, name: str, minutes: int) -> None:
    where = Places(Path("/nowhere/config.yaml"), {"N": "from outside", "HOME": "/home/me"})
    before = files.judge(source, where, PLUGS).settings
    changes: Changes = {("name",): name, ("scheduler", "interval_minutes"): minutes}

    result = edit.changed(source, where, PLUGS, changes)

    after = files.judge(result, where, PLUGS).settings
    assert before is not None
    wanted = before.model_copy(
        update={
            "name": name,
            "scheduler": before.scheduler.model_copy(update={"interval_minutes": minutes}),
        }
    )
    assert after == wanted
