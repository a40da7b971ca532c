"""Imports follow one total order, and each dependency has one address."""

import ast

import pytest

from tests.house.tree import ORDER, PACKAGE, Module, imports, modules

ADDRESSES = {
    "aiohttp.web": ("web", "demo", "daemon.listening"),
    "aiohttp": ("net", "web", "demo", "daemon.listening"),
    "tinydb": ("store",),
    "schedule": ("triggers.timetable",),
    "watchfiles": ("triggers.files",),
    "jinja2": ("web.page",),
    "jwt": ("accounts.tokens",),
    "yaml": ("config",),
    "lxml": ("net.documents",),
    "rich": ("daemon.bars",),
    "feedparser": ("providers.rss.feed",),
    "m3u8": ("downloaders.hls.playlist",),
    "cryptography": ("downloaders.hls.protection",),
}
FRONT_DOORS = ("downloads", "reconcile", "web", "overview", "refresh")
PLUG_PACKAGES = ("aniworldd.providers.", "aniworldd.downloaders.", "aniworldd.notifiers.")
LAZY = (  # each says beside its import what it spares
    "aniworldd.__main__",
    "aniworldd.accounts.tokens",
    "aniworldd.config.reading",
    "aniworldd.daemon.cli",
    "aniworldd.daemon.following",
    "aniworldd.downloaders.hls",
    "aniworldd.downloaders.hls.protection",
    "aniworldd.naming.format",
    "aniworldd.net.documents",
    "aniworldd.providers.rss.feed",
    "aniworldd.web.page.views",
)


def _ours(module: Module) -> list[tuple[str, int]]:
    return [(name, line) for name, line in imports(module.tree) if name.startswith("aniworldd.")]


def test_every_module_belongs_to_the_order() -> None:
    parts = {module.part for module in modules()} - {""}

    assert parts <= set(ORDER)


def test_a_module_imports_only_what_stands_earlier() -> None:
    wrong = [
        f"{module.where}:{line}: {name}"
        for module in modules()
        if module.part
        for name, line in _ours(module)
        if (part := name.split(".")[1]) != module.part
        and part in ORDER
        and ORDER.index(part) > ORDER.index(module.part)
    ]

    assert wrong == []


@pytest.mark.parametrize("dependency", ADDRESSES)
def test_a_dependency_is_imported_at_its_address_only(dependency: str) -> None:
    allowed = tuple(f"aniworldd.{place}" for place in ADDRESSES[dependency])
    wrong = [
        f"{module.where}:{line}: {name}"
        for module in modules()
        for name, line in imports(module.tree)
        if (name == dependency or name.startswith(f"{dependency}."))
        and not any(
            module.name == place or module.name.startswith(f"{place}.") for place in allowed
        )
    ]

    assert wrong == []


def test_plugs_are_reached_through_their_front_door() -> None:
    wrong = [
        f"{module.where}:{line}: {name}"
        for module in modules()
        if module.part in FRONT_DOORS
        for name, line in imports(module.tree)
        if name.startswith(PLUG_PACKAGES) and (PACKAGE.parent / _file(name)).exists()
    ]

    assert wrong == []


def test_nothing_hides_a_cycle() -> None:
    wrong = [
        f"{module.where}:{node.lineno}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and module.name not in LAZY
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    hidden = [module.where for module in modules() if "TYPE_CHECKING" in module.text]

    assert wrong == []
    assert hidden == []


def _file(name: str) -> str:
    """The file that a dotted module name stands for; of an imported member, its module's."""
    return name.rsplit(".", 1)[0].replace(".", "/") + ".py"
