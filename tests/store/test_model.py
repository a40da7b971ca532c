"""Random changes, batches, failures and restarts against a plain dict."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from aniworldd.errors import NotFound
from aniworldd.store import Document, Store
from tests.store.folders import now

IDS = st.sampled_from(["a", "b", "1", "2", "é/ü", "with space"])
TABLES = st.sampled_from(["one", "two"])
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
FIELDS = st.dictionaries(st.text(max_size=4), VALUES, max_size=4)


class StoreMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.store = Store.open(self.folder, now=now)
        self.model: dict[str, dict[str, Document]] = {"one": {}, "two": {}}

    @rule(table=TABLES, id=IDS, fields=FIELDS)
    def put(self, table: str, id: str, fields: Document) -> None:
        self.store.table(table).put(id, fields)
        self.model[table][id] = fields

    @rule(table=TABLES, id=IDS, fields=FIELDS)
    def change(self, table: str, id: str, fields: Document) -> None:
        try:
            self.store.table(table).change(id, fields)
        except NotFound:
            assert id not in self.model[table]
        else:
            self.model[table][id] = {**self.model[table][id], **fields}

    @rule(table=TABLES, id=IDS)
    def drop(self, table: str, id: str) -> None:
        try:
            self.store.table(table).drop(id)
        except NotFound:
            assert id not in self.model[table]
        else:
            del self.model[table][id]

    @rule(table=TABLES, fields=FIELDS)
    def update_all(self, table: str, fields: Document) -> None:
        self.store.table(table).update(fields)
        self.model[table] = {id: {**old, **fields} for id, old in self.model[table].items()}

    @rule(table=TABLES)
    def clear(self, table: str) -> None:
        self.store.table(table).truncate()
        self.model[table] = {}

    @rule(table=TABLES)
    def drop_table(self, table: str) -> None:
        self.store.database.drop_table(table)
        self.model[table] = {}

    @rule(id=IDS, fields=FIELDS)
    def put_in_both(self, id: str, fields: Document) -> None:
        with self.store.batch():
            for table in self.model:
                self.put(table, id, fields)

    @rule(id=IDS, fields=FIELDS)
    def fail_in_a_batch(self, id: str, fields: Document) -> None:
        try:
            with self.store.batch():
                for table in self.model:
                    self.store.table(table).put(id, fields)
                    self.store.table(table).truncate()
                raise KeyError
        except KeyError:
            pass

    @rule(size=st.integers(0, 150_000))
    def fill(self, size: int) -> None:
        self.put("one", "big", {"text": "x" * size})

    @rule()
    def flush(self) -> None:
        self.store.flush()

    @rule()
    def restart(self) -> None:
        self.store.close()
        self.store = Store.open(self.folder, now=now)

    @invariant()
    def memory_is_the_model(self) -> None:
        assert self.store.losses == ()
        for table, documents in self.model.items():
            assert dict(self.store.table(table).documents()) == documents

    def teardown(self) -> None:
        self.restart()
        self.memory_is_the_model()
        self.store.close()
        shutil.rmtree(self.folder)


TestStoreMachine = StoreMachine.TestCase
TestStoreMachine.settings = settings(
    max_examples=25,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
