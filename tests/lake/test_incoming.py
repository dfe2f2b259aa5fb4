import pyarrow as pa
import pytest

from patron.errors import SchemaError
from patron.lake import Lake, Written
from patron.schema import ITEMS

TEA = {"item": "tea", "name": "Green tea", "price": 2.0}
RUM = {"item": "rum", "name": "Old rum", "price": 9.0}


def test_rows_that_repeat_a_key_are_refused(lake):
    twice = pa.concat_tables([ITEMS.of([TEA]), ITEMS.of([TEA])])
    with pytest.raises(SchemaError, match=r"items repeats \('item',\) in 1 row\(s\)\."):
        lake.append(ITEMS, twice)
    assert lake.version(ITEMS) is None


def test_a_null_where_none_may_be_is_refused(lake):
    rows = pa.table({**{name: [None] for name in ITEMS.columns}})
    with pytest.raises(SchemaError, match=r"items\.item is null in 1 row\(s\)\."):
        lake.append(ITEMS, rows)


def test_a_strange_column_is_refused(lake):
    with pytest.raises(SchemaError, match=r"items has no column\(s\) \['colour'\]"):
        lake.append(ITEMS, ITEMS.of([TEA]).append_column("colour", pa.array(["green"])))


def test_a_value_that_is_no_number_is_refused(lake):
    rows = ITEMS.of([TEA]).drop_columns("price").append_column("price", pa.array(["cheap"]))
    with pytest.raises(SchemaError, match=r"items does not take these rows: .*cheap"):
        lake.append(ITEMS, rows)


def test_a_stream_is_taken_as_a_table_is(lake):
    rows = ITEMS.of([TEA, RUM])
    assert lake.append(ITEMS, rows.to_reader(1)) == Written(added=2)
    assert lake.read(ITEMS).equals(rows)


def test_more_rows_than_memory_are_written(tmp_path):
    lake = Lake(tmp_path, memory="150MB", threads=1)
    more_than_memory = (
        pa.record_batch(
            [[f"{batch}-{number}" for number in range(2000)], [str(batch) * 4000] * 2000]
            + [pa.nulls(2000)] * 7,
            names=list(ITEMS.columns),
        )
        for batch in range(30)
    )
    schema = pa.schema(
        [("item", pa.string()), ("name", pa.string())]
        + [(name, pa.null()) for name in list(ITEMS.columns)[2:]]
    )
    rows = pa.RecordBatchReader.from_batches(schema, more_than_memory)
    assert lake.append(ITEMS, rows) == Written(added=60_000)
