"""Problems as machines read them."""

import json

from aniworldd.config import reports
from aniworldd.config.problems import Place, Problem

UNKNOWN = Problem.at(
    Place("config.yaml", 14, 5, 9, "    langauges: [https://me:hunter2@x.example]"),
    "C107",
    "unknown key, 100%: https://me:hunter2@x.example",
    path="langauges",
    hint="write it\nright",
)
AWAY = Problem("C403", "the folder cannot be read", "watch,list", severity="warning")


def test_json_is_one_object_with_everything() -> None:
    report = json.loads(reports.as_json([AWAY, UNKNOWN]))

    assert (report["valid"], report["errors"], report["warnings"]) == (False, 1, 1)
    first, second = report["problems"]
    assert first == {
        "code": "C107",
        "severity": "error",
        "file": "config.yaml",
        "line": 14,
        "column": 5,
        "width": 9,
        "key": "langauges",
        "message": "unknown key, 100%: https://**********@x.example",
        "hint": "write it right",
        "source": "    langauges: [https://**********@x.example]",
    }
    assert (second["file"], second["line"], second["severity"]) == ("watch,list", 0, "warning")


def test_json_of_nothing_is_valid() -> None:
    assert json.loads(reports.as_json([])) == {
        "valid": True,
        "errors": 0,
        "warnings": 0,
        "problems": [],
    }


def test_github_gets_one_command_a_line() -> None:
    report = reports.as_github([AWAY, UNKNOWN], lambda file: f"etc/{file}")

    assert report.split("\n") == [
        "::error file=etc/config.yaml,line=14,col=5,endColumn=14,title=C107::"
        "langauges: unknown key, 100%25: https://**********@x.example%0Awrite it right",
        "::warning file=etc/watch%2Clist,title=C403::the folder cannot be read",
    ]
