"""Everything that is looked at, from facts to sentences with a cure. Pure."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aniworldd.overview.system import Check, Level
from aniworldd.overview.words import both, count, moment

_FIRST_YEAR = 2026  # of this program: a clock that says less was never set
_PATIENCE = timedelta(hours=1)  # for a scan that is due
_FIRST_SCAN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Need:
    """A program of the machine that the config makes use of."""

    name: str
    what_for: str
    trouble: str = ""  # why it cannot be used; "": it can
    meant: bool = True  # whether the config names it, or it is there; else the rest does without


@dataclass(frozen=True, slots=True)
class Failing:
    """Wishes for which a provider gives nothing."""

    provider: str
    wishes: int
    error: str
    changed: bool = False  # its layout, which our definition no longer fits


@dataclass(frozen=True, slots=True)
class Facts:
    """What the parts of the daemon know of themselves and the machine."""

    at: datetime
    started_at: datetime
    problems: int = 0  # in the files of people
    shown: Sequence[str] = ()  # those, each as it is shown; not made when nobody looks
    last_good: bool = False  # whether an older version of the config is in force
    pending: Collection[str] = ()  # changes that wait for a restart
    locked: str = ""
    trouble: str = ""  # why the state cannot be written
    losses: Sequence[str] = ()
    failure: str = ""  # why passes fail
    library: str = ""  # its folder
    away: str = ""
    gone: int = 0  # files that vanished at once
    strangers: int = 0  # downloads of another daemon in the same library
    low: str = ""  # why the disk is below the floor
    free: str = ""  # how much is free, in words
    config_writable: bool = True
    watch_folder: str = ""
    watch_available: bool = True
    wishes: int = 0
    vanished: int = 0  # wishes at once
    needs: Sequence[Need] = ()
    failing: Sequence[Failing] = ()
    providers: int = 0
    scans: bool = True  # whether by themselves
    last_scan_at: datetime | None = None
    scan_due_at: datetime | None = None  # the first time after the last one
    backup_at: datetime | None = None
    backup_days: int = 30
    log_trouble: str = ""


def checks(facts: Facts) -> tuple[Check, ...]:
    """One for each thing, whether it is well or not."""
    return (
        _config(facts),
        _state(facts),
        _passes(facts),
        _library(facts),
        _write_access(facts),
        _space(facts),
        _watch_folder(facts),
        _providers(facts),
        _last_scan(facts),
        _programs(facts),
        _clock(facts),
        _backups(facts),
        *_log(facts),
    )


def _config(facts: Facts) -> Check:
    if facts.problems:
        problems = count(facts.problems, "problem")
        good = "; the last good version is in force" if facts.last_good else ""
        return Check(
            "Config",
            Level.ERROR if facts.last_good else Level.WARNING,
            f"{problems} in the files{good}",
            "see which: aniworldd check; what is right is in force a moment later",
            "\n".join(facts.shown),
        )
    if facts.pending:
        waiting = count(len(facts.pending), "change")
        return Check(
            "Config",
            Level.WARNING,
            f"{waiting} wait{'s' if len(facts.pending) == 1 else ''} for a restart",
            "restart the daemon",
            ", ".join(facts.pending),
        )
    return Check("Config", Level.OK, "all files are valid")


def _state(facts: Facts) -> Check:
    if facts.locked:
        cure = (
            "stop the daemon, restore a copy of the state folder, or go on with what can be read: "
            "aniworldd recover"
        )
        return Check("State", Level.ERROR, "the state is locked", cure, facts.locked)
    if facts.trouble:
        cure = "make room, or see to the disk; nothing is forgotten meanwhile"
        return Check("State", Level.ERROR, "the state cannot be written", cure, facts.trouble)
    if facts.losses:
        return Check(
            "State",
            Level.WARNING,
            "part of the state was damaged; an older generation is in force",
            "look at the disk; the next scans find again what is missing",
            "\n".join(facts.losses),
        )
    return Check("State", Level.OK, "it is written safely")


def _passes(facts: Facts) -> Check:
    if facts.failure:
        cure = "it is tried again every half minute; the log has the details"
        return Check("Passes", Level.ERROR, "the comparison fails", cure, facts.failure)
    return Check("Passes", Level.OK, "wishes and library are compared as they change")


def _library(facts: Facts) -> Check:
    if facts.away:
        cure = "mount its disk; nothing is marked missing, queued or written until it is back"
        return Check("Library", Level.ERROR, "the library is away", cure, facts.away)
    if facts.gone:
        files = count(facts.gone, "file")
        cure = "if that is right: aniworldd root accept; until then nothing is queued"
        return Check("Library", Level.WARNING, f"{files} vanished at once", cure, facts.library)
    if facts.strangers:
        downloads = count(facts.strangers, "download")
        return Check(
            "Library",
            Level.NOTE,
            f"another aniworldd has {downloads} in it, too",
            "they are left alone, and removed when nobody has touched them for 30 days",
            facts.library,
        )
    return Check("Library", Level.OK, "its disk is mounted, and bears its mark", "", facts.library)


def _write_access(facts: Facts) -> Check:
    if "may not be" in facts.away:
        cure = "give the daemon's user the right to read and write there"
        return Check("Write access", Level.ERROR, "not to the library", cure, facts.away)
    if not facts.config_writable:
        return Check(
            "Write access",
            Level.NOTE,
            "the config's folder is read-only for the daemon",
            "commands and the page cannot edit the files; you still can",
        )
    return Check("Write access", Level.OK, "to library, state and config")


def _space(facts: Facts) -> Check:
    if facts.low:
        cure = "make room; downloads go on by themselves then"
        return Check("Free space", Level.WARNING, f"downloads wait: {facts.low}", cure)
    there = f"{facts.free} on the library's disk" if facts.free else "not known"
    return Check("Free space", Level.OK, there)


def _watch_folder(facts: Facts) -> Check:
    if not facts.watch_available:
        return Check(
            "Watch folder",
            Level.ERROR,
            "the folder of wishes is away; those of before stay in force",
            "mount its disk, or make the folder again",
            facts.watch_folder,
        )
    if facts.vanished:
        cure = "if that is right: aniworldd root accept; until then they stay in force"
        wishes = count(facts.vanished, "wish", "wishes")
        return Check("Watch folder", Level.WARNING, f"{wishes} vanished at once", cure)
    wishes = count(facts.wishes, "wish", "wishes")
    return Check("Watch folder", Level.OK, f"{wishes} in it", "", facts.watch_folder)


def _providers(facts: Facts) -> Check:
    if not facts.providers:
        cure = "name one under providers in config.yaml"
        return Check("Providers", Level.NOTE, "there is none in the config", cure)
    if not facts.failing:
        return Check("Providers", Level.OK, "each answered when it was asked last")
    changed = sorted({one.provider for one in facts.failing if one.changed})
    names = sorted({one.provider for one in facts.failing})
    wishes = count(sum(one.wishes for one in facts.failing), "wish", "wishes")
    cure = "it is asked again by itself"
    if changed:
        cure = f"the layout of {both(changed)} changed: update its definition, aniworldd site test"
    return Check(
        "Providers",
        Level.ERROR if changed else Level.WARNING,
        f"nothing comes from {both(names)} for {wishes}",
        cure,
        "\n".join(f"{one.provider}: {one.error}" for one in facts.failing),
    )


def _last_scan(facts: Facts) -> Check:
    if facts.last_scan_at is None:
        if facts.at - facts.started_at < _FIRST_SCAN:
            return Check("Last scan", Level.OK, "the first one has not ended yet")
        cure = "see the library's own check, and the log"
        return Check("Last scan", Level.WARNING, "none has ended since the start", cure)
    last = moment(facts.last_scan_at, facts.at)
    if not facts.scans:
        cure = "set scheduler.enabled: true, or call aniworldd scan now and then"
        return Check("Last scan", Level.NOTE, f"{last}; none comes by itself", cure)
    due = facts.scan_due_at
    if due is not None and facts.last_scan_at <= facts.at and due + _PATIENCE < facts.at:
        cure = "see the library's own check, and the log; or call aniworldd scan"
        return Check("Last scan", Level.WARNING, f"{last}, and one was due since", cure)
    return Check("Last scan", Level.OK, last)


def _programs(facts: Facts) -> Check:
    broken = [need for need in facts.needs if need.trouble]
    if broken:
        return Check(
            "Programs",
            Level.WARNING if any(need.meant for need in broken) else Level.NOTE,
            "; ".join(f"no usable {need.name} for {need.what_for}" for need in broken),
            f"install {both([need.name for need in broken])}, for example with apt or pip",
            "\n".join(need.trouble for need in broken),
        )
    there = [need.name for need in facts.needs]
    return Check("Programs", Level.OK, f"found {both(there)}" if there else "none is needed")


def _clock(facts: Facts) -> Check:
    if facts.at.year < _FIRST_YEAR:
        cure = "set it, or let the machine ask a time server; dates are wrong until then"
        return Check("Clock", Level.WARNING, f"it says {facts.at:%d %B %Y}", cure)
    return Check("Clock", Level.OK, f"{facts.at.astimezone():%d %B %Y %H:%M %Z}")


def _backups(facts: Facts) -> Check:
    if facts.backup_at is None:
        return Check("Backups", Level.NOTE, "there is none of config and wishes", _BACKUP)
    days = max((facts.at - facts.backup_at).days, 0)
    level = Level.NOTE if days > facts.backup_days else Level.OK
    age = f"the newest is {count(days, 'day')} old" if days else "the newest is less than a day old"
    return Check("Backups", level, age, _BACKUP if level is Level.NOTE else "")


def _log(facts: Facts) -> Iterator[Check]:
    if facts.log_trouble:
        cure = "see logging.file in config.yaml; stderr has every line"
        yield Check("Log file", Level.WARNING, "it cannot be written", cure, facts.log_trouble)


_BACKUP = "make one: aniworldd backup take"
