"""File calls that fail or hang below one folder: `shim.c`, built here and preloaded into a process.

shim = Shim.build(tmp_path, library)
subprocess.run(call, env={**os.environ, **shim.environ})
shim.order("EIO", after=3)      # from the fourth call on
shim.heal()
"""

import itertools
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from tests.parts import program

Kind = Literal["EIO", "ESTALE", "HANG"]

_SOURCE = Path(__file__).with_name("shim.c")
_number = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Shim:
    """Gives orders; also from within the process that has it preloaded, see `inside`."""

    object: Path
    library: Path
    orders: Path  # a file; without it all is well

    @classmethod
    def build(cls, folder: Path, library: Path) -> Self:
        """Compiled into `folder`; skips the test without a compiler, and fails it under CI."""
        made = folder / "shim.so"
        flags = ("-Wall", "-Werror", "-O1", "-shared", "-fPIC")
        subprocess.run([program("cc"), *flags, "-o", str(made), str(_SOURCE)], check=True)
        return cls(made, library, folder / "orders")

    @classmethod
    def inside(cls) -> Self:
        """The one that this process was started with."""
        names = ("LD_PRELOAD", "SHIM_FOLDER", "SHIM_ORDER")
        return cls(*(Path(os.environ[name]) for name in names))

    @property
    def environ(self) -> Mapping[str, str]:
        return {
            "LD_PRELOAD": str(self.object),
            "SHIM_FOLDER": str(self.library),
            "SHIM_ORDER": str(self.orders),
        }

    def order(self, kind: Kind, *, after: int = 0) -> None:
        """Once so many calls were answered, all others fail in that way, or hang."""
        text = f"{kind} {after} {os.getpid()}-{next(_number)}"
        fresh = self.orders.with_suffix(".new")
        fresh.write_text(text)
        fresh.replace(self.orders)

    @property
    def hangs(self) -> bool:
        """Whether calls hang now, or soon."""
        return self.orders.exists() and self.orders.read_text().startswith("HANG")

    def heal(self) -> None:
        """All is well again, and what hung goes on."""
        self.orders.unlink(missing_ok=True)
