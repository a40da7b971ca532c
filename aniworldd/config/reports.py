"""Problems for machines: one JSON object, or annotations as GitHub's runners read them."""

import json
from collections.abc import Callable, Sequence

from aniworldd.config.problems import Problem, in_order, masked, printable, refused


def as_json(problems: Sequence[Problem]) -> str:
    """One object; lines and columns count from 1, line 0 stands for the whole file."""
    errors = sum(problem.severity == "error" for problem in problems)
    return json.dumps(
        {
            "valid": not refused(problems),
            "errors": errors,
            "warnings": len(problems) - errors,
            "problems": [_fields(problem) for problem in in_order(problems)],
        },
        ensure_ascii=False,
    )


def as_github(problems: Sequence[Problem], path: Callable[[str], str]) -> str:
    """One workflow command a line; `path` makes of a shown file name one below the repository."""
    return "\n".join(_command(problem, path(problem.file)) for problem in in_order(problems))


def _fields(problem: Problem) -> dict[str, str | int]:
    return {
        "code": problem.code,
        "severity": problem.severity,
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "width": problem.width,
        "key": printable(problem.path),
        "message": masked(problem.message),
        "hint": masked(problem.hint),
        "source": masked(problem.source),
    }


def _command(problem: Problem, file: str) -> str:
    properties = {"file": file}
    if problem.line:
        properties |= {
            "line": str(problem.line),
            "col": str(problem.column),
            "endColumn": str(problem.column + problem.width),
        }
    properties["title"] = problem.code
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    key = f"{printable(problem.path)}: " if problem.path else ""
    hint = f"\n{masked(problem.hint)}" if problem.hint else ""
    return f"::{problem.severity} {listed}::{_data(f'{key}{masked(problem.message)}{hint}')}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
