"""One backup as a file: a .tar.gz that any tar can open, written whole or not at all, private."""

import io
import json
import re
import tarfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ValidationError

from aniworldd.config.values import Keys
from aniworldd.errors import Unavailable
from aniworldd.store.files import PRIVATE_FILE, Files, read_file, replace_file

_MANIFEST = "backup.json"
_MEMBER = re.compile(r"config\.yaml|(?:watchlist|sites)/[^/\0]{1,255}")
_MEMBERS = 50_000
_SIZE = 2 * 1024 * 1024  # bytes of one member


@dataclass(frozen=True, slots=True)
class Content:
    """Names such as `watchlist/x.yaml` with their bytes, and which secrets are not among them."""

    files: Mapping[str, bytes]
    left_out: Sequence[Keys] = ()


class _Manifest(BaseModel, frozen=True):
    left_out: tuple[Keys, ...] = ()


def write(path: Path, content: Content, now: datetime, disk: Files) -> None:
    """Raises `Unavailable` when the folder cannot be written; then there is no such file."""
    data = _packed(content, now)
    try:
        replace_file(disk, path, data)
    except OSError as error:
        message = f"no backup can be made in {path.parent}: {error.strerror}; nothing was changed"
        raise Unavailable(message) from error


def read(path: Path, disk: Files) -> Content:
    """Raises `Unavailable` when it is damaged; members that are not ours are passed over."""
    try:
        with tarfile.open(fileobj=io.BytesIO(read_file(disk, path)), mode="r:gz") as tar:
            found = {
                member.name: file.read()
                for member in tar.getmembers()[:_MEMBERS]
                if _wanted(member) and (file := tar.extractfile(member)) is not None
            }
        manifest = _Manifest.model_validate_json(found.pop(_MANIFEST))
    except (OSError, tarfile.TarError, EOFError, zlib.error, KeyError, ValidationError) as error:
        raise Unavailable(f"the backup {path} is damaged and cannot be restored") from error
    return Content(found, manifest.left_out)


def _wanted(member: tarfile.TarInfo) -> bool:
    known = member.name == _MANIFEST or _MEMBER.fullmatch(member.name) is not None
    return known and member.isreg() and member.size <= _SIZE and ".." not in member.name.split("/")


def _packed(content: Content, now: datetime) -> bytes:
    packed = io.BytesIO()
    manifest = {"schema": 1, "left_out": content.left_out}
    parts = {_MANIFEST: json.dumps(manifest).encode(), **content.files}
    with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=6) as tar:
        for name, data in parts.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode, member.mtime = len(data), PRIVATE_FILE, int(now.timestamp())
            tar.addfile(member, io.BytesIO(data))
    return packed.getvalue()
