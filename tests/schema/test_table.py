from datetime import UTC, datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patron.errors import SchemaError
from patron.schema import (
    DERIVED,
    FEATURES,
    LABELS,
    READ_FROM_SOURCES,
    REAL,
    TABLES,
    TEXT,
    TIME,
    Table,
    utc,
)

PEOPLE = Table("people", {"name": TEXT, "born": TIME, "size": REAL}, key=("name",))
BORN = datetime(2000, 1, 1, tzinfo=UTC)
every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


def test_rows_get_the_declared_order_and_types():
    given_ = pa.table(
        {"size": [1], "born": pa.array([BORN], pa.timestamp("ms", "UTC")), "name": ["a"]}
    )
    found = PEOPLE.check(given_)
    assert found.schema == PEOPLE.schema
    assert found.to_pylist() == [{"name": "a", "born": BORN, "size": 1.0}]


def test_what_a_row_leaves_out_is_null():
    assert PEOPLE.of([{"name": "a"}]).to_pylist() == [{"name": "a", "born": None, "size": None}]
    assert PEOPLE.of([]).num_rows == 0


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"name": ["a"], "born": [BORN]}, r"people lacks the column\(s\) \['size'\]; found"),
        ({"name": ["a"], "born": [BORN], "size": [1.0], "hat": [1]}, r"no column\(s\) \['hat'\]"),
        (
            {"name": ["a"], "born": [BORN], "size": ["big"]},
            r"people\.size is string, but must be double",
        ),
        ({"name": [None], "born": [BORN], "size": [1.0]}, r"people\.name is null in 1 row"),
        (
            {"name": ["a", "a"], "born": [BORN] * 2, "size": [1.0, 2.0]},
            r"repeats \('name',\) in 1 row",
        ),
    ],
)
def test_what_breaks_the_promise_is_named(columns, says):
    with pytest.raises(SchemaError, match=says):
        PEOPLE.check(pa.table(columns))


def test_a_misspelt_column_of_a_row_is_named():
    with pytest.raises(SchemaError, match=r"people has no column\(s\) \['nmae'\]"):
        PEOPLE.of([{"nmae": "a"}])


def test_further_columns_of_features_become_numbers():
    rows = {"customer_id": ["a"], "cutoff": [BORN], "purchases_30d": [3]}
    assert FEATURES.check(pa.table(rows)).schema.field("purchases_30d").type == REAL


def test_a_key_may_hold_nulls_where_the_table_says_so():
    row = {"customer_id": "a", "cutoff": BORN, "label": 1.0}
    assert LABELS.of([row]).num_rows == 1
    with pytest.raises(SchemaError, match="repeats"):
        LABELS.of([row, row])


@every_table
def test_keys_and_required_columns_exist(table):
    assert {*table.key, *table.required} <= set(table.columns)
    assert table.check(table.empty()).schema == table.schema


def test_names_are_given_once():
    assert len({table.name for table in TABLES}) == len(TABLES)
    assert set(READ_FROM_SOURCES) | set(DERIVED) < set(TABLES)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))
def test_times_are_exact_microseconds(moment):
    [found] = utc(pa.array([moment], TIME)).to_pylist()
    assert (moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1e6 == pytest.approx(found)
    assert pa.array([found]).cast(TIME)[0].as_py() == moment
