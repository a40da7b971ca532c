"""The settings in force: one swap for all live keys; the others wait for the next start."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from aniworldd.borders import contain
from aniworldd.config.sections import Applies, Section
from aniworldd.config.settings import Settings

S = TypeVar("S", bound=Section)


class Live:
    """Holds the settings; whoever looks sees either all of the old ones or all of the new ones."""

    def __init__(self, settings: Settings) -> None:
        self._current = settings
        self._pending: tuple[str, ...] = ()
        self._listeners: list[Callable[[Settings], None]] = []

    @property
    def current(self) -> Settings:
        """What is in force; keys that need a restart are those of the start."""
        return self._current

    @property
    def pending(self) -> tuple[str, ...]:
        """The keys whose new values wait for a restart."""
        return self._pending

    def swap(self, new: Settings) -> tuple[str, ...]:
        """Put the live keys of `new` in force and answer what is pending."""
        self._pending = pending(self._current, new)
        in_force = _kept(self._current, new)
        if in_force != self._current:
            self._current = in_force
            for listener in tuple(self._listeners):
                with contain("a listener for settings"):
                    listener(in_force)
        return self._pending

    def subscribe(self, listener: Callable[[Settings], None]) -> Callable[[], None]:
        """Call `listener` with the settings after every change; the answer ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)


def pending(old: Settings, new: Settings) -> tuple[str, ...]:
    """The dotted keys that differ and take effect with a restart only."""
    return tuple(_changed(old, new, "", Applies.RESTART))


def changed(old: Settings, new: Settings) -> tuple[str, ...]:
    """The dotted keys that differ and take effect at once."""
    return tuple(_changed(old, new, "", Applies.LIVE))


def applies(section: type[Section], name: str) -> Applies:
    """When a change of this key is in force."""
    found = [it for it in section.model_fields[name].metadata if isinstance(it, Applies)]
    if len(found) != 1:
        raise TypeError(f"{section.__name__}.{name} must say when its changes are in force")
    return found[0]


def _changed(old: Section, new: Section, above: str, when: Applies) -> Iterator[str]:
    for name in type(old).model_fields:
        ours, theirs = getattr(old, name), getattr(new, name)
        if isinstance(ours, Section) and isinstance(theirs, Section):
            yield from _changed(ours, theirs, f"{above}{name}.", when)
        elif ours != theirs and applies(type(old), name) is when:
            yield f"{above}{name}"


def _kept(old: S, new: S) -> S:
    """`new` with the restart keys of `old`."""
    update = {}
    for name in type(old).model_fields:
        ours, theirs = getattr(old, name), getattr(new, name)
        if isinstance(ours, Section) and isinstance(theirs, Section):
            update[name] = _kept(ours, theirs)
        elif applies(type(old), name) is Applies.RESTART:
            update[name] = ours
    return new.model_copy(update=update)
