"""The package's source as the house tests read it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "aniworldd"

# DESIGN has bus before borders; the bus contains what its listeners do, so it stands after them.
ORDER = (
    *("clock", "errors", "model", "naming", "events", "borders", "bus", "disk", "store", "net"),
    *(
        "programs",
        "config",
        "watchlist",
        "providers",
        "downloaders",
        "notifiers",
        "library",
        "metadata",
    ),
    *("catalogue", "downloads", "refresh", "reconcile", "overview", "accounts", "health", "logs"),
    *("triggers", "desk", "web", "control", "demo", "daemon", "__main__"),
)


@dataclass(frozen=True, slots=True)
class Module:
    path: Path
    name: str  # dotted
    tree: ast.Module
    text: str

    @property
    def part(self) -> str:
        """The name in the total order that this module belongs to."""
        return self.name.split(".")[1] if "." in self.name else ""

    @property
    def where(self) -> str:
        return str(self.path.relative_to(ROOT))


@cache
def modules() -> list[Module]:
    """Read once: the tree does not change while it is judged."""
    return [_module(path) for path in sorted(PACKAGE.rglob("*.py"))]


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every imported dotted name with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node.lineno


def _module(path: Path) -> Module:
    dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    text = path.read_text("utf-8")
    return Module(path, dotted, ast.parse(text), text)
