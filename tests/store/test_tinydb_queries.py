"""TinyDB's query tests, each query asked of a table of ours; and its tests of operations.

From TinyDB 4.9.0, copyright (C) 2013 Markus Siemens, MIT licence. All of its query and operation
tests are here.
"""
# The bodies are not ours to annotate or to restyle.
# ruff: noqa: C409, E731, E741, N806, PT011
# mypy: allow-untyped-defs, allow-untyped-calls, allow-any-generics

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from tinydb import Query, where
from tinydb.operations import add, decrement, delete, increment, set, subtract

from aniworldd.store import Store
from aniworldd.store.table import Database

Finds = Callable[[Any, Mapping[str, Any]], bool]


@pytest.fixture
def finds(store: Store) -> Finds:
    """Whether a table with this document alone gives it for the query."""

    def ask(query: Any, document: Mapping[str, Any]) -> bool:
        table = store.table("asked")
        table.put("it", document)
        found = table.search(query)
        assert table.contains(query) == bool(found)
        return [dict(one) for one in found] == [document]

    return ask


def test_no_path() -> None:
    with pytest.raises(ValueError):
        _ = Query() == 2


def test_path_exists(finds: Finds) -> None:
    query = Query()["value"].exists()
    assert query == where("value").exists()
    assert finds(query, {"value": 1})
    assert not finds(query, {"something": 1})
    assert hash(query)
    assert hash(query) != hash(where("asd"))

    query = Query()["value"]["val"].exists()
    assert query == where("value")["val"].exists()
    assert finds(query, {"value": {"val": 2}})
    assert not finds(query, {"value": 1})
    assert not finds(query, {"value": {"asd": 1}})
    assert not finds(query, {"something": 1})
    assert hash(query)
    assert hash(query) != hash(where("asd"))


def test_path_and(finds: Finds) -> None:
    query = Query()["value"].exists() & (Query()["value"] == 5)
    assert finds(query, {"value": 5})
    assert not finds(query, {"value": 10})
    assert not finds(query, {"something": 1})
    assert hash(query)
    assert hash(query) != hash(where("value"))


def test_callable_in_path_with_map(finds: Finds) -> None:
    double = lambda x: x + x
    query = Query().value.map(double) == 10
    assert finds(query, {"value": 5})
    assert not finds(query, {"value": 10})


def test_callable_in_path_with_chain(finds: Finds) -> None:
    rekey = lambda x: {"y": x["a"], "z": x["b"]}
    query = Query().map(rekey).z == 10
    assert finds(query, {"a": 5, "b": 10})


def test_eq(finds: Finds) -> None:
    query = Query().value == 1
    assert finds(query, {"value": 1})
    assert not finds(query, {"value": 2})
    assert hash(query)

    query = Query().value == [0, 1]
    assert finds(query, {"value": [0, 1]})
    assert not finds(query, {"value": [0, 1, 2]})
    assert hash(query)


def test_ne(finds: Finds) -> None:
    query = Query().value != 1
    assert finds(query, {"value": 0})
    assert finds(query, {"value": 2})
    assert not finds(query, {"value": 1})
    assert hash(query)

    query = Query().value != [0, 1]
    assert finds(query, {"value": [0, 1, 2]})
    assert not finds(query, {"value": [0, 1]})
    assert hash(query)


def test_lt(finds: Finds) -> None:
    query = Query().value < 1
    assert finds(query, {"value": 0})
    assert not finds(query, {"value": 1})
    assert not finds(query, {"value": 2})
    assert hash(query)


def test_le(finds: Finds) -> None:
    query = Query().value <= 1
    assert finds(query, {"value": 0})
    assert finds(query, {"value": 1})
    assert not finds(query, {"value": 2})
    assert hash(query)


def test_gt(finds: Finds) -> None:
    query = Query().value > 1
    assert finds(query, {"value": 2})
    assert not finds(query, {"value": 1})
    assert hash(query)


def test_ge(finds: Finds) -> None:
    query = Query().value >= 1
    assert finds(query, {"value": 2})
    assert finds(query, {"value": 1})
    assert not finds(query, {"value": 0})
    assert hash(query)


def test_or(finds: Finds) -> None:
    query = (Query().val1 == 1) | (Query().val2 == 2)
    assert finds(query, {"val1": 1})
    assert finds(query, {"val2": 2})
    assert finds(query, {"val1": 1, "val2": 2})
    assert not finds(query, {"val1": "", "val2": ""})
    assert hash(query)


def test_and(finds: Finds) -> None:
    query = (Query().val1 == 1) & (Query().val2 == 2)
    assert finds(query, {"val1": 1, "val2": 2})
    assert not finds(query, {"val1": 1})
    assert not finds(query, {"val2": 2})
    assert not finds(query, {"val1": "", "val2": ""})
    assert hash(query)


def test_not(finds: Finds) -> None:
    query = ~(Query().val1 == 1)
    assert finds(query, {"val1": 5, "val2": 2})
    assert not finds(query, {"val1": 1, "val2": 2})
    assert hash(query)

    query = (~(Query().val1 == 1)) & (Query().val2 == 2)
    assert finds(query, {"val1": "", "val2": 2})
    assert finds(query, {"val2": 2})
    assert not finds(query, {"val1": 1, "val2": 2})
    assert not finds(query, {"val1": 1})
    assert not finds(query, {"val1": "", "val2": ""})
    assert hash(query)


def test_has_key(finds: Finds) -> None:
    query = Query().val3.exists()

    assert finds(query, {"val3": 1})
    assert not finds(query, {"val1": 1, "val2": 2})
    assert hash(query)


def test_regex(finds: Finds) -> None:
    query = Query().val.matches(r"\d{2}\.")

    assert finds(query, {"val": "42."})
    assert not finds(query, {"val": "44"})
    assert not finds(query, {"val": "ab."})
    assert not finds(query, {"val": 155})
    assert not finds(query, {"val": False})
    assert not finds(query, {"": None})
    assert hash(query)

    query = Query().val.search(r"\d+")

    assert finds(query, {"val": "ab3"})
    assert not finds(query, {"val": "abc"})
    assert not finds(query, {"val": ""})
    assert not finds(query, {"val": True})
    assert not finds(query, {"": None})
    assert hash(query)

    query = Query().val.search(r"JOHN", flags=re.IGNORECASE)
    assert finds(query, {"val": "john"})
    assert finds(query, {"val": "xJohNx"})
    assert not finds(query, {"val": "JOH"})
    assert not finds(query, {"val": 12})
    assert not finds(query, {"": None})
    assert hash(query)


def test_custom(finds: Finds) -> None:
    def test(value):
        return value == 42

    query = Query().val.test(test)

    assert finds(query, {"val": 42})
    assert not finds(query, {"val": 40})
    assert not finds(query, {"val": "44"})
    assert not finds(query, {"": None})
    assert hash(query)

    def in_list(value, l):
        return value in l

    query = Query().val.test(in_list, tuple([25, 35]))
    assert not finds(query, {"val": 20})
    assert finds(query, {"val": 25})
    assert not finds(query, {"val": 30})
    assert finds(query, {"val": 35})
    assert not finds(query, {"val": 36})
    assert hash(query)


def test_custom_with_params(finds: Finds) -> None:
    def test(value, minimum, maximum):
        return minimum <= value <= maximum

    query = Query().val.test(test, 1, 10)

    assert finds(query, {"val": 5})
    assert not finds(query, {"val": 0})
    assert not finds(query, {"val": 11})
    assert not finds(query, {"": None})
    assert hash(query)


def test_custom_with_unhashable_params(finds: Finds) -> None:
    """Test that Query.test works when extra args contain lists or dicts."""

    def in_allowed(value, allowed):
        return value in allowed

    # list argument must not raise TypeError when hashing the query
    query = Query().val.test(in_allowed, [1, 2, 3])
    assert finds(query, {"val": 1})
    assert not finds(query, {"val": 4})
    assert hash(query)

    # dict argument must not raise TypeError when hashing the query
    def has_key(value, mapping):
        return value in mapping

    query2 = Query().val.test(has_key, {"a": 1, "b": 2})
    assert finds(query2, {"val": "a"})
    assert not finds(query2, {"val": "c"})
    assert hash(query2)

    # identical args produce the same hash (cache key correctness)
    q_a = Query().val.test(in_allowed, [1, 2, 3])
    q_b = Query().val.test(in_allowed, [1, 2, 3])
    assert hash(q_a) == hash(q_b)

    # different args produce different hashes
    q_c = Query().val.test(in_allowed, [1, 2, 4])
    assert hash(q_a) != hash(q_c)

    # a dict nested inside an already-tuple arg must be frozen too
    def second_item_has_flag(value, pair):
        return pair[1].get("flag") == value

    query3 = Query().val.test(second_item_has_flag, (1, {"flag": "x"}))
    assert finds(query3, {"val": "x"})
    assert not finds(query3, {"val": "y"})
    assert hash(query3)

    # args that stay unhashable even after freeze() (e.g. numpy arrays)
    # degrade to an uncacheable query instead of raising
    class Unhashable:
        __hash__ = None  # type: ignore[assignment]

    query4 = Query().val.test(lambda value, x: True, Unhashable())
    assert finds(query4, {"val": 1})
    assert not query4.is_cacheable()


def test_any(finds: Finds) -> None:
    query = Query().followers.any(Query().name == "don")

    assert finds(query, {"followers": [{"name": "don"}, {"name": "john"}]})
    assert not finds(query, {"followers": 1})
    assert not finds(query, {})
    assert hash(query)

    query = Query().followers.any(Query().num.matches("\\d+"))
    assert finds(query, {"followers": [{"num": "12"}, {"num": "abc"}]})
    assert not finds(query, {"followers": [{"num": "abc"}]})
    assert hash(query)

    query = Query().followers.any(["don", "jon"])
    assert finds(query, {"followers": ["don", "greg", "bill"]})
    assert not finds(query, {"followers": ["greg", "bill"]})
    assert not finds(query, {})
    assert hash(query)

    query = Query().followers.any([{"name": "don"}, {"name": "john"}])
    assert finds(query, {"followers": [{"name": "don"}, {"name": "greg"}]})
    assert not finds(query, {"followers": [{"name": "greg"}]})
    assert hash(query)


def test_all(finds: Finds) -> None:
    query = Query().followers.all(Query().name == "don")
    assert finds(query, {"followers": [{"name": "don"}]})
    assert not finds(query, {"followers": [{"name": "don"}, {"name": "john"}]})
    assert hash(query)

    query = Query().followers.all(Query().num.matches("\\d+"))
    assert finds(query, {"followers": [{"num": "123"}, {"num": "456"}]})
    assert not finds(query, {"followers": [{"num": "123"}, {"num": "abc"}]})
    assert hash(query)

    query = Query().followers.all(["don", "john"])
    assert finds(query, {"followers": ["don", "john", "greg"]})
    assert not finds(query, {"followers": ["don", "greg"]})
    assert not finds(query, {})
    assert hash(query)

    query = Query().followers.all([{"name": "jane"}, {"name": "john"}])
    assert finds(query, {"followers": [{"name": "john"}, {"name": "jane"}]})
    assert finds(query, {"followers": [{"name": "john"}, {"name": "jane"}, {"name": "bob"}]})
    assert not finds(query, {"followers": [{"name": "john"}, {"name": "bob"}]})
    assert hash(query)


def test_has(finds: Finds) -> None:
    query = Query().key1.key2.exists()
    str(query)  # This used to cause a bug...

    assert finds(query, {"key1": {"key2": {"key3": 1}}})
    assert finds(query, {"key1": {"key2": 1}})
    assert not finds(query, {"key1": 3})
    assert not finds(query, {"key1": {"key1": 1}})
    assert not finds(query, {"key2": {"key1": 1}})
    assert hash(query)

    query = Query().key1.key2 == 1

    assert finds(query, {"key1": {"key2": 1}})
    assert not finds(query, {"key1": {"key2": 2}})
    assert hash(query)

    # Nested has: key exists
    query = Query().key1.key2.key3.exists()
    assert finds(query, {"key1": {"key2": {"key3": 1}}})
    # Not a dict
    assert not finds(query, {"key1": 1})
    assert not finds(query, {"key1": {"key2": 1}})
    # Wrong key
    assert not finds(query, {"key1": {"key2": {"key0": 1}}})
    assert not finds(query, {"key1": {"key0": {"key3": 1}}})
    assert not finds(query, {"key0": {"key2": {"key3": 1}}})

    assert hash(query)

    # Nested has: check for value
    query = Query().key1.key2.key3 == 1
    assert finds(query, {"key1": {"key2": {"key3": 1}}})
    assert not finds(query, {"key1": {"key2": {"key3": 0}}})
    assert hash(query)

    # Test special methods: regex matches
    query = Query().key1.value.matches(r"\d+")
    assert finds(query, {"key1": {"value": "123"}})
    assert not finds(query, {"key2": {"value": "123"}})
    assert not finds(query, {"key2": {"value": "abc"}})
    assert hash(query)

    # Test special methods: regex contains
    query = Query().key1.value.search(r"\d+")
    assert finds(query, {"key1": {"value": "a2c"}})
    assert not finds(query, {"key2": {"value": "a2c"}})
    assert not finds(query, {"key2": {"value": "abc"}})
    assert hash(query)

    # Test special methods: nested has and regex matches
    query = Query().key1.x.y.matches(r"\d+")
    assert finds(query, {"key1": {"x": {"y": "123"}}})
    assert not finds(query, {"key1": {"x": {"y": "abc"}}})
    assert hash(query)

    # Test special method: nested has and regex contains
    query = Query().key1.x.y.search(r"\d+")
    assert finds(query, {"key1": {"x": {"y": "a2c"}}})
    assert not finds(query, {"key1": {"x": {"y": "abc"}}})
    assert hash(query)

    # Test special methods: custom test
    query = Query().key1.int.test(lambda x: x == 3)
    assert finds(query, {"key1": {"int": 3}})
    assert hash(query)


def test_one_of(finds: Finds) -> None:
    query = Query().key1.one_of(["value 1", "value 2"])
    assert finds(query, {"key1": "value 1"})
    assert finds(query, {"key1": "value 2"})
    assert not finds(query, {"key1": "value 3"})


def test_hash() -> None:
    d = {
        Query().key1 == 2: True,
        Query().key1.key2.key3.exists(): True,
        Query().key1.exists() & Query().key2.exists(): True,
        Query().key1.exists() | Query().key2.exists(): True,
    }

    assert (Query().key1 == 2) in d
    assert (Query().key1.key2.key3.exists()) in d
    assert (Query()["key1.key2"].key3.exists()) not in d

    # Commutative property of & and |
    assert (Query().key1.exists() & Query().key2.exists()) in d
    assert (Query().key2.exists() & Query().key1.exists()) in d
    assert (Query().key1.exists() | Query().key2.exists()) in d
    assert (Query().key2.exists() | Query().key1.exists()) in d


def test_orm_usage(finds: Finds) -> None:
    data = {"name": "John", "age": {"year": 2000}}

    User = Query()
    query1 = User.name == "John"
    query2 = User.age.year == 2000
    assert finds(query1, data)
    assert finds(query2, data)


def test_repr() -> None:
    Fruit = Query()

    assert repr(Fruit) == "Query()"
    assert repr(Fruit.type == "peach") == "QueryImpl('==', ('type',), 'peach')"


def test_subclass(finds: Finds) -> None:
    # Test that a new query test method in a custom subclass is properly usable
    class MyQueryClass(Query):
        def equal_double(self, rhs):
            return self._generate_test(
                lambda value: value == rhs * 2, ("equal_double", self._path, rhs)
            )

    query = MyQueryClass().val.equal_double("42")

    assert finds(query, {"val": "4242"})
    assert not finds(query, {"val": "42"})
    assert not finds(query, {"": None})
    assert hash(query)


def test_noop(finds: Finds) -> None:
    query = Query().noop()

    assert finds(query, {"foo": True})
    assert finds(query, {"foo": None})
    assert finds(query, {})


def test_equality() -> None:
    q = Query()
    assert (q.foo == 2) != 0
    assert (q.foo == "yes") != ""


def test_empty_query_error(finds: Finds) -> None:
    with pytest.raises(RuntimeError, match="Empty query was evaluated"):
        finds(Query(), {})


def test_fragment(finds: Finds) -> None:
    query = Query().fragment({"a": 4, "b": True})

    assert finds(query, {"a": 4, "b": True, "c": "yes"})
    assert not finds(query, {"a": 4, "c": "yes"})
    assert not finds(query, {"b": True, "c": "yes"})
    assert not finds(query, {"a": 5, "b": True, "c": "yes"})
    assert not finds(query, {"a": 4, "b": "no", "c": "yes"})


def test_fragment_with_path(finds: Finds) -> None:
    query = Query().doc.fragment({"a": 4, "b": True})

    assert finds(query, {"doc": {"a": 4, "b": True, "c": "yes"}})
    assert not finds(query, {"a": 4, "b": True, "c": "yes"})
    assert not finds(query, {"doc": {"a": 4, "c": "yes"}})


def test_get_item(finds: Finds) -> None:
    query = Query()["test"] == 1

    assert finds(query, {"test": 1})
    assert not finds(query, {"test": 0})


def test_operation_delete(db: Database) -> None:
    db.update(delete("int"), where("char") == "a")
    assert "int" not in db.get(where("char") == "a")


def test_operation_add_int(db: Database) -> None:
    db.update(add("int", 5), where("char") == "a")
    assert db.get(where("char") == "a")["int"] == 6


def test_operation_add_str(db: Database) -> None:
    db.update(add("char", "xyz"), where("char") == "a")  # type: ignore[arg-type]
    assert db.get(where("char") == "axyz")["int"] == 1


def test_operation_subtract(db: Database) -> None:
    db.update(subtract("int", 5), where("char") == "a")
    assert db.get(where("char") == "a")["int"] == -4


def test_operation_set(db: Database) -> None:
    db.update(set("char", "xyz"), where("char") == "a")
    assert db.get(where("char") == "xyz")["int"] == 1


def test_operation_increment(db: Database) -> None:
    db.update(increment("int"), where("char") == "a")
    assert db.get(where("char") == "a")["int"] == 2


def test_operation_decrement(db: Database) -> None:
    db.update(decrement("int"), where("char") == "a")
    assert db.get(where("char") == "a")["int"] == 0
