"""Who hears what happened; delete it and everything still downloads."""

from collections.abc import Callable

from aniworldd.borders import contain
from aniworldd.events import Event

Listener = Callable[[Event], None]


class Bus:
    """Hands each event to every listener, at once and in order of subscription."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with every event from now on; the answer ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def publish(self, event: Event) -> None:
        for listener in tuple(self._listeners):
            with contain(f"a listener for {type(event).__name__}"):
                listener(event)
