"""TinyDB's storage of ours: the live state, and the one door through which it changes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tinydb.storages import Storage

from aniworldd.errors import StoreError
from aniworldd.store.encoding import JSON, Document, decode, encode
from aniworldd.store.state import State, Undo

Change = Sequence[JSON]


class StateStorage(Storage):
    """Numbers each change, or each batch of them, and keeps it until the journal has it.

    Belongs to one thread, the loop's; only `pending` is also read by the writer.
    """

    def __init__(self, state: State, sequence: int, *, refusal: str = "") -> None:
        super().__init__()
        self.state = state
        self.sequence = sequence
        self.version = 0  # grows with whatever happens to the state, an undo too
        self.pending: list[tuple[int, bytes]] = []
        self.refusal = refusal  # why nothing may be changed
        self._batch: list[bytes] | None = None
        self._undo: list[Undo] = []

    @property
    def in_batch(self) -> bool:
        return self._batch is not None

    def record(self, *changes: Change) -> None:
        """Make the changes, all or none; `StoreError` when none may be made."""
        if len(changes) == 1:
            self._make(changes[0])
            return
        with self.batch():
            for change in changes:
                self._make(change)

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Everything inside is one line of the journal, and undone when the block raises."""
        if self._batch is not None:
            yield
            return
        lines: list[bytes] = []
        self._batch = lines
        try:
            yield
        except BaseException:
            self.version += 1
            while self._undo:
                self._undo.pop()()
            raise
        else:
            if lines:
                self._number(b",".join(lines))
        finally:
            self._batch = None
            self._undo.clear()

    @contextmanager
    def allowed(self) -> Iterator[None]:
        """Let the state in memory change although nobody may change it."""
        refusal, self.refusal = self.refusal, ""
        try:
            yield
        finally:
            self.refusal = refusal

    def read(self) -> dict[str, dict[str, Document]]:
        return self.state.tables()

    def write(self, data: dict[str, dict[str, Document]]) -> None:
        """What TinyDB asks for when tables are dropped."""
        with self.batch():
            for name, table in self.state.tables().items():
                if name not in data:
                    self._make(["forget", name])
                elif data[name] is not table:
                    self._replace(name, data[name])
            for name in data.keys() - self.state.tables().keys():
                self._replace(name, data[name])

    def _replace(self, name: str, table: dict[str, Document]) -> None:
        self._make(["clear", name])
        for id, document in table.items():
            self._make(["put", name, id, document])

    def _make(self, change: Change) -> None:
        """Make it as a replay would, so that memory never holds what the file cannot."""
        if self.refusal:
            raise StoreError(self.refusal)
        line = encode(change)
        made = decode(line)
        if self._batch is None:
            self.state.apply(made)
            self._number(line)
        else:
            self._undo.append(self.state.undo(made))
            self.state.apply(made)
            self._batch.append(line)
        self.version += 1

    def _number(self, line: bytes) -> None:
        self.sequence += 1
        self.pending.append((self.sequence, b"[%b]" % line))
