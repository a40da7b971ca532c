"""Finds plugs by their kind: a module of ours, or one from outside by its dotted name."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cached_property
from types import ModuleType

from pydantic import BaseModel

from aniworldd.borders import contain
from aniworldd.errors import Unavailable


class Found(Mapping[str, type[BaseModel]]):
    """The kinds of plug in a package, each with the model of its section.

    A plug is a module that offers `Settings` and `build`; nothing else registers it. It is imported
    when somebody asks for its kind, so that what nobody configures costs neither time nor memory.
    Asking for a kind that is not there raises KeyError; for a dotted name, which is a module from
    outside the package, `Unavailable` with a sentence.
    """

    def __init__(self, package: str) -> None:
        self._package = package

    def module(self, kind: str) -> ModuleType:
        """The plug itself, for its `build`."""
        if "." in kind:
            return _outside(kind)
        if not kind.isidentifier() or kind not in self._names:
            raise KeyError(kind)
        module = importlib.import_module(f"{self._package}.{kind}")
        if not _is_plug(module):
            raise KeyError(kind)
        return module

    def __getitem__(self, kind: str) -> type[BaseModel]:
        settings: type[BaseModel] = self.module(kind).Settings
        return settings

    def __iter__(self) -> Iterator[str]:
        """The package's own kinds; imports them all."""
        for name in self._names:
            if _is_plug(importlib.import_module(f"{self._package}.{name}")):
                yield name

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @cached_property
    def _names(self) -> tuple[str, ...]:
        package = importlib.import_module(self._package)
        return tuple(sorted(found.name for found in pkgutil.iter_modules(package.__path__)))


def kind_of(section: BaseModel) -> str:
    """What a plug's section says that it is."""
    return str(section.model_dump(include={"kind"})["kind"])


def _is_plug(module: ModuleType) -> bool:
    settings = getattr(module, "Settings", None)
    return (
        isinstance(settings, type)
        and issubclass(settings, BaseModel)
        and callable(getattr(module, "build", None))
    )


def _outside(name: str) -> ModuleType:
    if not all(word.isidentifier() for word in name.split(".")):
        raise Unavailable(f"'{name}' is not the name of a Python module")
    found: list[ModuleType] = []
    failed: list[Exception] = []
    with contain(f"importing the module {name}", failed.append, said=_is_absence):
        found.append(importlib.import_module(name))
    if failed:
        error = failed[0]
        message = str(error) or type(error).__name__
        raise Unavailable(f"the module '{name}' cannot be imported: {message}") from error
    if not _is_plug(found[0]):
        raise Unavailable(f"the module '{name}' offers no Settings and build, so it is no plug")
    return found[0]


def _is_absence(error: Exception) -> bool:
    """Whether the sentence says all that the log could."""
    return isinstance(error, ModuleNotFoundError)
