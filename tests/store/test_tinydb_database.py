"""TinyDB's database tests over a database of ours.

From TinyDB 4.9.0, copyright (C) 2013 Markus Siemens, MIT licence; bodies kept as they are there.

Changed: ids go on after `drop_tables` on purpose, because a number once told to somebody must not
mean another document later (`test_insert_ids`, `test_insert_with_doc_id`,
`test_insert_with_duplicate_doc_id`, `test_insert_multiple_with_ids` and `test_update_returns_ids`
start from a new folder instead, `test_doc_ids_json` expects the later numbers); `test_repr` names
our class.

Left out: `test_storage_closed_once`, `test_empty_write` and `test_access_storage`, which are about
TinyDB's own storages and middlewares. `test_multiple_dbs`, `test_drop_table` and the other tests of
a memory storage run over folders.
"""
# The bodies are not ours to annotate or to restyle.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-any-generics

import re
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tinydb import Query, where
from tinydb.operations import delete as delete_field
from tinydb.table import Document

from aniworldd.store import Store
from aniworldd.store.storage import StateStorage
from aniworldd.store.table import Database
from tests.store.folders import now


@contextmanager
def opened(folder: Path) -> Iterator[Any]:
    store = Store.open(folder / "state", now=now)
    yield store.database
    store.close()


class CustomDocument(Mapping):
    def __init__(self, data):
        self.data = data

    def __getitem__(self, key):
        return self.data[key]

    def __iter__(self):
        return iter(self.data)

    def __len__(self):
        return len(self.data)


def test_drop_tables(db: Database) -> None:
    db.drop_tables()

    db.insert({})
    db.drop_tables()

    assert len(db) == 0


def test_all(db: Database) -> None:
    db.drop_tables()

    for _ in range(10):
        db.insert({})

    assert len(db.all()) == 10


def test_insert(db: Database) -> None:
    db.drop_tables()
    db.insert({"int": 1, "char": "a"})

    assert db.count(where("int") == 1) == 1

    db.drop_tables()

    db.insert({"int": 1, "char": "a"})
    db.insert({"int": 1, "char": "b"})
    db.insert({"int": 1, "char": "c"})

    assert db.count(where("int") == 1) == 3
    assert db.count(where("char") == "a") == 1


def test_insert_ids(empty: Database) -> None:
    assert empty.insert({"int": 1, "char": "a"}) == 1
    assert empty.insert({"int": 1, "char": "a"}) == 2


def test_insert_with_doc_id(empty: Database) -> None:
    assert empty.insert({"int": 1, "char": "a"}) == 1
    assert empty.insert(Document({"int": 1, "char": "a"}, 12)) == 12
    assert empty.insert(Document({"int": 1, "char": "a"}, 77)) == 77
    assert empty.insert({"int": 1, "char": "a"}) == 78


def test_insert_with_duplicate_doc_id(empty: Database) -> None:
    assert empty.insert({"int": 1, "char": "a"}) == 1

    with pytest.raises(ValueError, match="already exists"):
        empty.insert(Document({"int": 1, "char": "a"}, 1))


def test_insert_multiple(db: Database) -> None:
    db.drop_tables()
    assert not db.contains(where("int") == 1)

    # Insert multiple from list
    db.insert_multiple([{"int": 1, "char": "a"}, {"int": 1, "char": "b"}, {"int": 1, "char": "c"}])

    assert db.count(where("int") == 1) == 3
    assert db.count(where("char") == "a") == 1

    # Insert multiple from generator function
    def generator():
        for j in range(10):
            yield {"int": j}

    db.drop_tables()

    db.insert_multiple(generator())

    for i in range(10):
        assert db.count(where("int") == i) == 1
    assert db.count(where("int").exists()) == 10

    # Insert multiple from inline generator
    db.drop_tables()

    db.insert_multiple({"int": i} for i in range(10))

    for i in range(10):
        assert db.count(where("int") == i) == 1


def test_insert_multiple_with_ids(empty: Database) -> None:

    # Insert multiple from list
    assert empty.insert_multiple(
        [{"int": 1, "char": "a"}, {"int": 1, "char": "b"}, {"int": 1, "char": "c"}]
    ) == [1, 2, 3]


def test_insert_multiple_with_doc_ids(db: Database) -> None:
    db.drop_tables()

    assert db.insert_multiple(
        [Document({"int": 1, "char": "a"}, 12), Document({"int": 1, "char": "b"}, 77)]
    ) == [12, 77]
    assert db.get(doc_id=12) == {"int": 1, "char": "a"}
    assert db.get(doc_id=77) == {"int": 1, "char": "b"}

    with pytest.raises(ValueError, match="already exists"):
        db.insert_multiple([Document({"int": 1, "char": "a"}, 12)])


def test_insert_invalid_type_raises_error(db: Database) -> None:
    with pytest.raises(ValueError, match="Document is not a Mapping"):
        # object() as an example of a non-mapping-type
        db.insert(object())


def test_insert_valid_mapping_type(db: Database) -> None:
    db.drop_tables()
    db.insert(CustomDocument({"int": 1, "char": "a"}))
    assert db.count(where("int") == 1) == 1


def test_custom_mapping_type_with_json(db: Database) -> None:
    db.drop_tables()
    db.insert(CustomDocument({"int": 1, "char": "a"}))
    assert db.count(where("int") == 1) == 1

    # Insert multiple
    db.insert_multiple(
        [CustomDocument({"int": 2, "char": "a"}), CustomDocument({"int": 3, "char": "a"})]
    )
    assert db.count(where("int") == 1) == 1
    assert db.count(where("int") == 2) == 1
    assert db.count(where("int") == 3) == 1

    # Write back
    doc_id = db.get(where("int") == 3).doc_id
    db.update(CustomDocument({"int": 4, "char": "a"}), doc_ids=[doc_id])
    assert db.count(where("int") == 3) == 0
    assert db.count(where("int") == 4) == 1


def test_remove(db: Database) -> None:
    db.remove(where("char") == "b")

    assert len(db) == 2
    assert db.count(where("int") == 1) == 2


def test_remove_all_fails(db: Database) -> None:
    with pytest.raises(RuntimeError):
        db.remove()


def test_remove_multiple(db: Database) -> None:
    db.remove(where("int") == 1)

    assert len(db) == 0


def test_remove_ids(db: Database) -> None:
    db.remove(doc_ids=[1, 2])

    assert len(db) == 1


def test_remove_returns_ids(db: Database) -> None:
    assert db.remove(where("char") == "b") == [2]


def test_remove_ids_missing(db: Database) -> None:
    # Removing by a non-existent doc_id should not raise; the returned list
    # only contains IDs that were actually removed. This mirrors the silent
    # behaviour of ``get(doc_id=N)`` / ``get(doc_ids=[N])``.
    assert db.remove(doc_ids=[99]) == []
    assert len(db) == 3


def test_remove_ids_mixed(db: Database) -> None:
    # When a mix of existing and missing IDs is passed, only the existing
    # documents should be removed and the missing IDs ignored. The removal
    # must be atomic - either every existing target is removed or none is
    # (no partial state on failure).
    assert sorted(db.remove(doc_ids=[1, 99])) == [1]
    assert len(db) == 2
    assert db.get(doc_id=1) is None
    assert db.get(doc_id=2) is not None


def test_update(db: Database) -> None:
    assert len(db) == 3

    db.update({"int": 2}, where("char") == "a")

    assert db.count(where("int") == 2) == 1
    assert db.count(where("int") == 1) == 2


def test_update_all(db: Database) -> None:
    assert db.count(where("int") == 1) == 3

    db.update({"newField": True})

    assert db.count(where("newField") == True) == 3  # noqa


def test_update_returns_ids(empty: Database) -> None:
    assert empty.insert({"int": 1, "char": "a"}) == 1
    assert empty.insert({"int": 1, "char": "a"}) == 2

    assert empty.update({"char": "b"}, where("int") == 1) == [1, 2]


def test_update_transform(db: Database) -> None:
    def increment(field):
        def transform(el):
            el[field] += 1

        return transform

    def delete(field):
        def transform(el):
            del el[field]

        return transform

    assert db.count(where("int") == 1) == 3

    db.update(increment("int"), where("char") == "a")
    db.update(delete("char"), where("char") == "a")

    assert db.count(where("int") == 2) == 1
    assert db.count(where("char") == "a") == 0
    assert db.count(where("int") == 1) == 2


def test_update_custom_transform_callable(db: Database) -> None:
    doc_id = db.insert({"name": "John", "temp": True})

    def remove_temp(doc: MutableMapping) -> None:
        del doc["temp"]

    db.update(remove_temp, where("name") == "John")

    assert db.get(doc_id=doc_id) == {"name": "John"}

    db.update({"temp": True}, where("name") == "John")
    db.update(delete_field("temp"), where("name") == "John")

    assert db.get(doc_id=doc_id) == {"name": "John"}


def test_update_ids(db: Database) -> None:
    db.update({"int": 2}, doc_ids=[1, 2])

    assert db.count(where("int") == 2) == 2


def test_update_ids_missing(db: Database) -> None:
    # Updating by a non-existent doc_id should not raise; the returned list
    # only contains IDs that were actually updated. This mirrors the silent
    # behaviour of ``get(doc_id=N)`` / ``get(doc_ids=[N])``.
    assert db.update({"int": 9}, doc_ids=[99]) == []
    assert db.count(where("int") == 9) == 0
    assert db.count(where("int") == 1) == 3


def test_update_ids_mixed(db: Database) -> None:
    # When a mix of existing and missing IDs is passed, only the existing
    # documents should be updated and the missing IDs ignored. The update
    # must be atomic - either every existing target is updated or none is
    # (no partial state on failure).
    assert sorted(db.update({"int": 9}, doc_ids=[1, 99])) == [1]
    assert db.count(where("int") == 9) == 1
    assert db.count(where("int") == 1) == 2


def test_doc_id_missing_consistency(db: Database) -> None:
    # ``get``, ``update`` and ``remove`` must all behave consistently when
    # given an ID that does not exist (see #591). None of them should raise.
    assert db.get(doc_id=99) is None
    assert db.get(doc_ids=[99]) == []
    assert db.update({"int": 9}, doc_ids=[99]) == []
    assert db.remove(doc_ids=[99]) == []


def test_update_multiple(db: Database) -> None:
    assert len(db) == 3

    db.update_multiple(
        [
            ({"int": 2}, where("char") == "a"),
            ({"int": 4}, where("char") == "b"),
        ]
    )

    assert db.count(where("int") == 1) == 1
    assert db.count(where("int") == 2) == 1
    assert db.count(where("int") == 4) == 1


def test_update_multiple_operation(db: Database) -> None:
    def increment(field):
        def transform(el):
            el[field] += 1

        return transform

    assert db.count(where("int") == 1) == 3

    db.update_multiple(
        [(increment("int"), where("char") == "a"), (increment("int"), where("char") == "b")]
    )

    assert db.count(where("int") == 2) == 2


def test_upsert(db: Database) -> None:
    assert len(db) == 3

    # Document existing
    db.upsert({"int": 5}, where("char") == "a")
    assert db.count(where("int") == 5) == 1

    # Document missing
    assert db.upsert({"int": 9, "char": "x"}, where("char") == "x") == [4]
    assert db.count(where("int") == 9) == 1


def test_upsert_by_id(db: Database) -> None:
    assert len(db) == 3

    # Single document existing
    extant_doc = Document({"char": "v"}, doc_id=1)
    assert db.upsert(extant_doc) == [1]
    doc = db.get(where("char") == "v")
    assert isinstance(doc, Document)
    assert doc is not None
    assert doc.doc_id == 1
    assert len(db) == 3

    # Single document missing
    missing_doc = Document({"int": 5, "char": "w"}, doc_id=5)
    assert db.upsert(missing_doc) == [5]
    doc = db.get(where("char") == "w")
    assert isinstance(doc, Document)
    assert doc is not None
    assert doc.doc_id == 5
    assert len(db) == 4

    # Missing doc_id and condition
    with pytest.raises(ValueError, match=r"(?=.*\bdoc_id\b)(?=.*\bquery\b)"):
        db.upsert({"no_Document": "no_query"})

    # Make sure we didn't break anything
    assert db.insert({"check": "_next_id"}) == 6


def test_search(db: Database) -> None:
    assert not db._query_cache
    assert len(db.search(where("int") == 1)) == 3

    assert len(db._query_cache) == 1
    assert len(db.search(where("int") == 1)) == 3  # Query result from cache


def test_search_path(db: Database) -> None:
    assert not db._query_cache
    assert len(db.search(where("int").exists())) == 3
    assert len(db._query_cache) == 1

    assert len(db.search(where("asd").exists())) == 0
    assert len(db.search(where("int").exists())) == 3  # Query result from cache


def test_search_no_results_cache(db: Database) -> None:
    assert len(db.search(where("missing").exists())) == 0
    assert len(db.search(where("missing").exists())) == 0


def test_get(db: Database) -> None:
    item = db.get(where("char") == "b")
    assert isinstance(item, Document)
    assert item is not None
    assert item["char"] == "b"


def test_get_ids(db: Database) -> None:
    el = db.all()[0]
    assert db.get(doc_id=el.doc_id) == el
    assert db.get(doc_id=float("NaN")) is None


def test_get_multiple_ids(db: Database) -> None:
    el = db.all()
    assert db.get(doc_ids=[x.doc_id for x in el]) == el


def test_get_invalid(db: Database) -> None:
    with pytest.raises(RuntimeError):
        db.get()


def test_count(db: Database) -> None:
    assert db.count(where("int") == 1) == 3
    assert db.count(where("char") == "d") == 0


def test_contains(db: Database) -> None:
    assert db.contains(where("int") == 1)
    assert not db.contains(where("int") == 0)


def test_contains_ids(db: Database) -> None:
    assert db.contains(doc_id=1)
    assert db.contains(doc_id=2)
    assert not db.contains(doc_id=88)


def test_contains_invalid(db: Database) -> None:
    with pytest.raises(RuntimeError):
        db.contains()


def test_get_idempotent(db: Database) -> None:
    u = db.get(where("int") == 1)
    z = db.get(where("int") == 1)
    assert u == z


def test_multiple_dbs(tmp_path: Path) -> None:
    """Regression test for issue #3"""
    with opened(tmp_path / "one") as db1, opened(tmp_path / "two") as db2:
        db1.insert({"int": 1, "char": "a"})
        db1.insert({"int": 1, "char": "b"})
        db1.insert({"int": 1, "value": 5.0})

        db2.insert({"color": "blue", "animal": "turtle"})

        assert len(db1) == 3
        assert len(db2) == 1


def test_unique_ids(tmp_path: Path) -> None:
    # Verify ids are unique when reopening the DB and inserting
    with opened(tmp_path) as db:
        db.insert({"x": 1})

    with opened(tmp_path) as db:
        db.insert({"x": 1})

    with opened(tmp_path) as db:
        data = db.all()

        assert data[0].doc_id != data[1].doc_id

    # Verify ids stay unique when inserting/removing
    with opened(tmp_path) as db:
        db.drop_tables()
        db.insert_multiple({"x": i} for i in range(5))
        db.remove(where("x") == 2)

        assert len(db) == 4

        ids = [e.doc_id for e in db.all()]
        assert len(ids) == len(set(ids))


def test_lastid_after_open(tmp_path: Path) -> None:
    """Regression test for issue #34"""
    with opened(tmp_path) as db:
        db.insert_multiple({"i": i} for i in range(100))

    with opened(tmp_path) as db:
        assert db._get_next_id() - 1 == 100


def test_doc_ids_json(tmp_path: Path) -> None:
    """Regression test for issue #45; TinyDB's starts at 1 again after `drop_tables`"""
    with opened(tmp_path) as db:
        db.drop_tables()
        assert db.insert({"int": 1, "char": "a"}) == 1
        assert db.insert({"int": 1, "char": "a"}) == 2

        db.drop_tables()
        assert db.insert_multiple({"int": 1, "char": c} for c in "abc") == [3, 4, 5]

        assert db.contains(doc_id=3)
        assert db.contains(doc_id=4)
        assert not db.contains(doc_id=88)

        db.update({"int": 2}, doc_ids=[3, 4])
        assert db.count(where("int") == 2) == 2

        el = db.all()[0]
        assert db.get(doc_id=el.doc_id) == el
        assert db.get(doc_id=float("NaN")) is None

        db.remove(doc_ids=[3, 4])
        assert len(db) == 1


def test_insert_string(tmp_path: Path) -> None:
    with opened(tmp_path) as db:
        data = [{"int": 1}, {"int": 2}]
        db.insert_multiple(data)

        with pytest.raises(ValueError, match="not a Mapping"):
            db.insert([1, 2, 3])

        with pytest.raises(ValueError, match="not a Mapping"):
            db.insert({"bark"})

        assert data == db.all()

        db.insert({"int": 3})  # Does not fail


def test_insert_invalid_dict(tmp_path: Path) -> None:
    with opened(tmp_path) as db:
        data = [{"int": 1}, {"int": 2}]
        db.insert_multiple(data)

        with pytest.raises(TypeError):
            db.insert({"int": db})

        assert data == db.all()

        db.insert({"int": 3})  # Does not fail


def test_gc(db: Database) -> None:
    # See https://github.com/msiemens/tinydb/issues/92
    table = db.table("foo")
    table.insert({"something": "else"})
    table.insert({"int": 13})
    assert len(table.search(where("int") == 13)) == 1
    assert table.all() == [{"something": "else"}, {"int": 13}]


def test_drop_table(tmp_path: Path) -> None:
    with opened(tmp_path) as db:
        default_table_name = db.table(db.default_table_name).name

        assert list(db.tables()) == []
        db.drop_table(default_table_name)

        db.insert({"a": 1})
        assert list(db.tables()) == [default_table_name]

        db.drop_table(default_table_name)
        assert list(db.tables()) == []

        table_name = "some-other-table"
        db.table(table_name).insert({"a": 1})
        assert db.tables() == {table_name}

        db.drop_table(table_name)
        assert db.tables() == set()
        assert table_name not in db._tables

        db.drop_table("non-existent-table-name")
        assert db.tables() == set()


def test_query_cache(tmp_path: Path) -> None:
    with opened(tmp_path) as db:
        db.insert_multiple([{"name": "foo", "value": 42}, {"name": "bar", "value": -1337}])

        query = where("value") > 0

        results = db.search(query)
        assert len(results) == 1

        # Modify the db instance to not return any results when
        # bypassing the query cache
        db._tables[db.default_table_name]._read_table = dict

        # Make sure we got an independent copy of the result list
        results.extend([1])
        assert db.search(query) == [{"name": "foo", "value": 42}]


def test_tinydb_is_iterable(db: Database) -> None:
    assert list(db) == db.all()


def test_repr(tmp_path: Path) -> None:
    """TinyDB's names its own class."""
    with opened(tmp_path) as db:
        db.insert({"a": 1})

        assert re.match(
            r"<Database "
            r"tables=\['_default'\], "
            r"tables_count=1, "
            r"default_table_documents_count=1, "
            r"all_tables_documents_count=\['_default=1'\]>",
            repr(db),
        )


def test_delete(tmp_path: Path) -> None:
    with opened(tmp_path) as db:
        q = Query()
        network = {"id": "114", "name": "ok", "rpc": "dac", "ticker": "mkay"}
        db.insert({"network": network})
        assert db.search(q.network.id == "114") == [{"network": network}]
        db.remove(q.network.id == "114")
        assert db.search(q.network.id == "114") == []


def test_insert_multiple_with_single_dict(db: Database) -> None:
    with pytest.raises(ValueError, match="not a Mapping"):
        db.insert_multiple({"first": "John", "last": "smith"})


def test_empty_db_len(tmp_path: Path) -> None:
    with opened(tmp_path) as db:
        assert len(db) == 0


def test_insert_on_existing_db(tmp_path: Path) -> None:
    with opened(tmp_path) as db:
        db.insert({"foo": "bar"})

        assert len(db) == 1

    with opened(tmp_path) as db:
        db.insert({"foo": "bar"})
        db.insert({"foo": "bar"})

        assert len(db) == 3


def test_storage_access(db: Database) -> None:
    assert isinstance(db.storage, StateStorage)


def test_lambda_query(tmp_path: Path) -> None:
    class Uncacheable:
        def __call__(self, doc):
            return doc.get("foo") == "bar"

        def is_cacheable(self):
            return False

    with opened(tmp_path) as db:
        db.insert({"foo": "bar"})

        assert db.search(Uncacheable()) == [{"foo": "bar"}]
        assert not db._query_cache
