"""What a value may be taken from instead of being written down: `!env NAME`, `!file PATH`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FILE_LIMIT = 64 * 1024  # bytes of a file named by !file


class NotGiven(Exception):
    """There is no such variable or file; the message is the end of a sentence about it."""


@dataclass(frozen=True, slots=True)
class Given:
    """The environment, and the folder where relative paths begin."""

    environ: Mapping[str, str]
    folder: Path

    def variable(self, name: str) -> str | None:
        return self.environ.get(name)

    def file(self, name: str) -> str:
        """The file's text without its last line break; `NotGiven` says why there is none."""
        path = self.folder / name
        try:
            if not path.expanduser().is_file():  # a pipe or a device would never end
                raise NotGiven("does not exist or is not a file")
            data = path.expanduser().read_bytes()
        except RuntimeError:
            raise NotGiven("begins with the home folder of somebody unknown here") from None
        except OSError as error:
            raise NotGiven(f"cannot be read: {error.strerror}") from error
        except ValueError:
            raise NotGiven("is not the name of a file") from None
        return _text(data)


def _text(data: bytes) -> str:
    if len(data) > FILE_LIMIT:
        raise NotGiven(f"has {len(data):,} bytes, allowed are {FILE_LIMIT:,}")
    try:
        return data.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise NotGiven("is not text in UTF-8") from None
