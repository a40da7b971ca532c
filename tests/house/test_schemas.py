"""The schemas in etc/ are those of the models, valid, and named by the example files."""

import json
from collections.abc import Iterator

import jsonschema
import pytest
import yaml
from pydantic import BaseModel

from aniworldd.config.settings import Settings
from aniworldd.daemon import plugs, telling
from aniworldd.providers.site.definition import Definition
from aniworldd.watchlist.entry import Entry
from tests.house.tree import PACKAGE, ROOT

ETC = ROOT / "etc" / "aniworldd"
SHIPPED = {
    "config": ETC / "aniworldd.schema.json",
    "watch": ETC / "watch.schema.json",
    "site": ETC / "site.schema.json",
}


@pytest.mark.parametrize("kind", SHIPPED)
def test_the_shipped_schema_is_what_the_command_prints(kind: str) -> None:
    assert SHIPPED[kind].read_text("utf-8") == telling.written(telling.schema_of(kind)) + "\n"


@pytest.mark.parametrize("kind", SHIPPED)
def test_a_schema_is_valid_and_takes_its_own_examples(kind: str) -> None:
    schema = json.loads(SHIPPED[kind].read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)

    assert schema["$schema"] == jsonschema.Draft202012Validator.META_SCHEMA["$id"]
    for part in _parts(schema):
        judge = jsonschema.Draft202012Validator(part)
        for example in [
            *part.get("examples", []),
            *([part["default"]] if "default" in part else []),
        ]:
            judge.validate(example)


def test_every_key_has_a_description() -> None:
    models: list[type[BaseModel]] = [Settings, Entry, Definition]
    models += [*plugs.PLUGS.providers.values(), *plugs.PLUGS.downloaders.values()]
    silent = [
        f"{model.__name__}.{name}"
        for root in models
        for model in _sections(root)
        for name, info in model.model_fields.items()
        if not info.description and name != "kind" and not _is_section(info.annotation)
    ]

    assert silent == []


@pytest.mark.parametrize(
    "file, schema",
    {
        "config.yaml": "./aniworldd.schema.json",
        "watchlist/example.yaml.sample": "../watch.schema.json",
    }.items(),
)
def test_an_example_names_its_schema_in_its_first_line(file: str, schema: str) -> None:
    path = ETC / file

    first = path.read_text("utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema={schema}"
    assert (path.parent / schema).resolve() in SHIPPED.values()


def test_what_is_shipped_fits_its_schema() -> None:
    files = {
        ETC / "config.yaml": "config",
        ETC / "watchlist" / "example.yaml.sample": "watch",
        **dict.fromkeys(sorted((PACKAGE / "providers" / "sites").glob("*.yaml")), "site"),
    }

    for path, kind in files.items():
        jsonschema.Draft202012Validator(telling.schema_of(kind)).validate(
            yaml.safe_load(path.read_text("utf-8"))
        )


def _parts(schema: object) -> Iterator[dict[str, list[object]]]:
    if isinstance(schema, dict):
        if "description" in schema:
            yield schema
        for name, part in schema.items():
            if name not in {"examples", "default"}:
                yield from _parts(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _parts(part)


def _is_section(declared: object) -> bool:
    return isinstance(declared, type) and issubclass(declared, BaseModel)


def _sections(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    yield model
    for info in model.model_fields.values():
        for declared in (info.annotation, *getattr(info.annotation, "__args__", ())):
            if isinstance(declared, type) and issubclass(declared, BaseModel):
                yield from _sections(declared)
