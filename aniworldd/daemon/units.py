"""The files that make a service of it; those in systemd/ are these, for an installed program."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PROGRAM = Path("/usr/bin/aniworldd")
MEDIA = Path("/srv/media")  # in the examples

_HEAD = """\
[Unit]
Description=Keep a media library complete
Documentation=man:aniworldd(1)
"""

_LIFE = """\
[Service]
Type=notify
ExecStart={program} run
# Two lines, so that `systemctl reload` fails on a file that is wrong; the last good one stays.
ExecReload={program} check --quiet
ExecReload=/bin/kill -HUP $MAINPID
WatchdogSec=90
TimeoutStartSec=60
TimeoutStopSec=20
Restart=on-failure
RestartSec=5
# A wrong call, a second instance, wrong files: another start changes nothing.
RestartPreventExitStatus=64 75 78
"""

_SYSTEM = (
    _HEAD
    + """\
Wants=network-online.target
After=network-online.target time-sync.target remote-fs.target
StartLimitIntervalSec=300
StartLimitBurst=5

"""
    + _LIFE
    + """
User=aniworldd
Group=aniworldd
UMask=0002
ConfigurationDirectory=aniworldd
ConfigurationDirectoryMode=2770
StateDirectory=aniworldd
StateDirectoryMode=0700
# Commands and the page edit files there.
ReadWritePaths=-/etc/aniworldd
# The media folder: see aniworldd.service.d/media.conf.example, or `aniworldd install-unit`.
# A secret: LoadCredential=tmdb:/etc/aniworldd/tmdb, and in config.yaml
# `!file /run/credentials/aniworldd.service/tmdb`.
Nice=5
IOSchedulingClass=best-effort
IOSchedulingPriority=7

CapabilityBoundingSet=
NoNewPrivileges=true
SecureBits=noroot-locked
PrivateTmp=true
PrivateDevices=true
PrivateIPC=true
DevicePolicy=closed
KeyringMode=private
LockPersonality=true
ProtectClock=true
ProtectControlGroups=true
ProtectHome=true
ProtectHostname=true
ProtectKernelLogs=true
ProtectKernelModules=true
ProtectKernelTunables=true
ProtectProc=invisible
ProtectSystem=strict
RemoveIPC=true
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=true
RestrictRealtime=true
RestrictSUIDSGID=true
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
"""
)

_USER = (
    _HEAD
    + """\
StartLimitIntervalSec=300
StartLimitBurst=5

"""
    + _LIFE
    + """
# What a user's own manager can forbid; it has no right to hide files.
UMask=0022
Nice=5
NoNewPrivileges=true
LockPersonality=true
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=true
RestrictRealtime=true
RestrictSUIDSGID=true
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM

[Install]
WantedBy=default.target
"""
)

_SYSUSERS = """\
# The user that the service runs as, with the same number after each start.
u aniworldd - "aniworldd" /var/lib/aniworldd
"""

_TMPFILES = """\
# Whoever is in the group aniworldd may write wishes, and the service may edit what root wrote.
d /etc/aniworldd 2770 root aniworldd -
d /etc/aniworldd/watchlist 2770 root aniworldd -
d /etc/aniworldd/sites 2770 root aniworldd -
z /etc/aniworldd/config.yaml 0660 - aniworldd -
"""

_SOCKET = """\
# Optional: a port below 1024, and no refused connection during a restart. It takes the place of
# server.host and server.port, under the same rules.
[Unit]
Description=The page of aniworldd

[Socket]
ListenStream=127.0.0.1:80
NoDelay=true

[Install]
WantedBy=sockets.target
"""

_STRICT = """\
# Copy it to aniworldd.service.d/strict.conf for still less. Without MemoryDenyWriteExecute run
# what needs a JavaScript engine (some sites of yt-dlp).
[Service]
MemoryDenyWriteExecute=true
PrivateUsers=true
ProcSubset=pid
SystemCallFilter=~@resources
"""


@dataclass(frozen=True, slots=True)
class Media:
    """A folder that the service may write to."""

    path: Path
    group: str = ""  # one that may write there; "": needs none


def system(program: Path = PROGRAM) -> str:
    return _SYSTEM.format(program=_quoted(program))


def user(program: Path = PROGRAM) -> str:
    return _USER.format(program=_quoted(program))


def media(folders: Sequence[Media]) -> str:
    """The drop-in: these folders are waited for, and may be written to."""
    paths = [_quoted(folder.path) for folder in folders]
    groups = sorted({folder.group for folder in folders if folder.group})
    lines = ["[Unit]", *(f"RequiresMountsFor={path}" for path in paths)]
    lines += ["", "[Service]", *(f"ReadWritePaths={_quoted(one.path, '-')}" for one in folders)]
    lines += [f"SupplementaryGroups={' '.join(groups)}"] if groups else []
    return "\n".join(lines) + "\n"


def user_media(folders: Sequence[Media]) -> str:
    lines = ["[Unit]", *(f"RequiresMountsFor={_quoted(folder.path)}" for folder in folders)]
    return "\n".join(lines) + "\n"


def shipped() -> Mapping[str, str]:
    """What lies in systemd/, by its name there."""
    example = (
        "# Copy it to /etc/systemd/system/aniworldd.service.d/media.conf and name your folder, or\n"
        f"# have it written: aniworldd install-unit --media {MEDIA}\n"
    )
    return {
        "aniworldd.service": system(),
        "aniworldd.socket": _SOCKET,
        "aniworldd.service.d/media.conf.example": example + media([Media(MEDIA, "media")]),
        "aniworldd.service.d/strict.conf.example": _STRICT,
        "user/aniworldd.service": user(),
        "sysusers.d/aniworldd.conf": _SYSUSERS,
        "tmpfiles.d/aniworldd.conf": _TMPFILES,
    }


def _quoted(path: Path, prefix: str = "") -> str:
    """As systemd reads paths: specifiers, quotes and blanks are to mean themselves."""
    text = prefix + str(path).replace("%", "%%")
    if not any(sign in text for sign in " \"'\\;"):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
