"""Who may open and change files: the library through one module, and all others by name."""

import ast
from collections.abc import Iterator

from tests.house.tree import modules

# Below a library's root only the first of these opens, makes, renames and removes anything.
LIBRARY = {
    "aniworldd.library.beneath": "every path below the root, never through a link",
    "aniworldd.library.root": "the root itself",
}
# These never touch a library but through a folder that it lent them.
OTHERS = {
    "aniworldd.accounts.rules": "the list of common passwords",
    "aniworldd.config.backups": "backups",
    "aniworldd.config.check": "files that a person names",
    "aniworldd.config.files": "files that people write",
    "aniworldd.config.given": "files that !file and variables name",
    "aniworldd.config.saving": "files that people write, atomically",
    "aniworldd.control": "the socket of commands",
    "aniworldd.daemon.demo": "the demo's folder",
    "aniworldd.daemon.installing": "the unit of systemd",
    "aniworldd.daemon.run": "the first folders of a new user",
    "aniworldd.demo.catalogue": "what is shipped",
    "aniworldd.demo.clips": "what is shipped",
    "aniworldd.demo.stage": "the demo's folder",
    "aniworldd.downloaders.annex": "a download's own folder",
    "aniworldd.downloaders.hls.finish": "a download's own folder",
    "aniworldd.downloaders.hls.join": "a download's own folder",
    "aniworldd.downloaders.hls.spool": "a download's own folder",
    "aniworldd.downloaders.part": "a download's own folder",
    "aniworldd.health.machine": "what /proc says of the machine",
    "aniworldd.logs.files": "the log file",
    "aniworldd.net.cache": "pages, in the state folder",
    "aniworldd.programs.group": "what /proc says of processes",
    "aniworldd.providers.site.check": "fixtures beside a definition",
    "aniworldd.store.files": "the state's own disk",
    "aniworldd.store.folder": "the state, through its own disk",
    "aniworldd.store.generations": "the state, through its own disk",
    "aniworldd.store.journal": "the state, through its own disk",
    "aniworldd.store.writer": "the state, through its own disk",
    "aniworldd.web.docs.views": "what is shipped",
    "aniworldd.web.page.assets": "what is shipped",
}

_SYSTEM = {
    *("open", "mkdir", "makedirs", "mknod", "mkfifo", "link", "symlink", "truncate", "ftruncate"),
    *("rename", "renames", "replace", "unlink", "remove", "rmdir", "removedirs", "chmod", "chown"),
    *("utime", "mkdtemp", "setxattr", "removexattr"),
}
_HARMLESS = {"shutil": {"disk_usage", "which", "get_terminal_size"}, "tempfile": {"gettempdir"}}
_PATHS = {
    *("mkdir", "unlink", "rmdir", "touch", "rename", "write_text", "write_bytes", "symlink_to"),
    *("hardlink_to", "read_text", "read_bytes", "chmod"),
}


def test_nothing_else_opens_or_changes_files() -> None:
    wrong = [
        f"{module.where}:{line} {call}"
        for module in modules()
        if module.name not in LIBRARY | OTHERS
        for call, line in disk_calls(module.tree)
    ]

    assert wrong == []


def test_nobody_may_who_does_not() -> None:
    idle = [
        module.name
        for module in modules()
        if module.name in LIBRARY | OTHERS and not list(disk_calls(module.tree))
    ]

    assert idle == []


def test_the_lint_knows_the_calls() -> None:
    source = """
open("x"); os.open("x", 0); os.rename("a", "b"); path.unlink(); Path("x").replace(target)
Path("x").open("wb"); shutil.rmtree("x"); tempfile.mkdtemp(); os.unlink("x", dir_fd=fd)
text.replace("a", "b"); store.open(folder); replace(record, a=1); os.fsync(fd); shutil.which("x")
at.replace(tzinfo=UTC)
"""

    assert [call for call, _ in disk_calls(ast.parse(source))] == [
        *("open", "os.open", "os.rename", "unlink", "replace"),
        *("open", "shutil.rmtree", "tempfile.mkdtemp", "os.unlink"),
    ]


def disk_calls(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Calls that open or change a file, with their lines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (name := _disk_call(node)):
            yield name, node.lineno


def _disk_call(node: ast.Call) -> str:
    match node.func:
        case ast.Name(id="open"):
            return "open"
        case ast.Attribute(value=ast.Name(id="os" as module), attr=name) if name in _SYSTEM:
            return f"{module}.{name}"
        case ast.Attribute(value=ast.Name(id="os")):
            return ""
        case ast.Attribute(value=ast.Name(id="shutil" | "tempfile" as module), attr=name):
            return "" if name in _HARMLESS[module] else f"{module}.{name}"
        case ast.Attribute(attr=name) if name in _PATHS or _is_of_a_path(name, node):
            return name
    return ""


def _is_of_a_path(name: str, node: ast.Call) -> bool:
    """`Path.replace` takes one argument, and `Path.open` a mode."""
    if name == "replace":
        return len(node.args) == 1 and not node.keywords
    first = node.args[0] if node.args else None
    mode = isinstance(first, ast.Constant) and isinstance(first.value, str)
    return name == "open" and (mode or (not node.args and not node.keywords))
