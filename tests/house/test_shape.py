"""Files and functions stay small, broad excepts at their border, printing in its one place."""

import ast

from tests.house.tree import modules

FILE_LINES = 400
FUNCTION_LINES = 50
COMPUTING = {"aniworldd.downloaders.hls.fetcher": "parses and decrypts in the usual threads"}
BROAD = {"aniworldd/borders.py"}
CLOCK_CALLS = {"now", "utcnow", "today", "time", "monotonic", "perf_counter", "sleep"}


def test_files_have_at_most_400_lines() -> None:
    long = [m.where for m in modules() if m.text.count("\n") > FILE_LINES]

    assert long == []


def test_functions_have_at_most_50_lines() -> None:
    long = [
        f"{module.where}:{node.lineno} {node.name}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= FUNCTION_LINES
    ]

    assert long == []


def test_every_module_says_in_its_first_line_what_it_is() -> None:
    silent = [m.where for m in modules() if not ast.get_docstring(m.tree)]

    assert silent == []


def test_only_the_borders_catch_everything() -> None:
    broad = [
        f"{module.where}:{node.lineno}"
        for module in modules()
        if module.where not in BROAD
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler) and _is_broad(node.type) and not _raises(node)
    ]

    assert broad == []


def test_time_is_asked_for_only_in_the_clock() -> None:
    wrong = [
        f"{module.where}:{node.lineno}"
        for module in modules()
        if module.name != "aniworldd.clock"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute)
        and node.attr in CLOCK_CALLS
        and isinstance(node.value, ast.Name)
        and node.value.id in {"time", "datetime", "asyncio", "date"}
    ]

    assert wrong == []


def test_the_library_is_touched_only_in_the_threads_of_its_disk() -> None:
    """A file system that hangs would take the threads that everybody shares."""
    wrong = [
        f"{module.where}:{node.lineno}"
        for module in modules()
        if module.part in {"library", "downloaders", "downloads"} and module.name not in COMPUTING
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in {"to_thread", "run_in_executor"}
    ]

    assert wrong == []


def test_only_the_command_line_prints() -> None:
    wrong = [
        f"{module.where}:{node.lineno}"
        for module in modules()
        if not module.name.startswith("aniworldd.daemon.")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
    ]

    assert wrong == []


def _raises(handler: ast.ExceptHandler) -> bool:
    """Whether it only puts something right and passes the exception on."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def _is_broad(kind: ast.expr | None) -> bool:
    names = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return kind is None or any(
        isinstance(name, ast.Name) and name.id in {"Exception", "BaseException"} for name in names
    )
