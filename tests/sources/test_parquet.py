from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from patron.errors import SourceError
from patron.schema import INTERACTIONS, ITEMS

VISITS = """
    type: parquet
    file: visits.parquet
    timezone: Europe/Berlin
    interactions: {interaction_id: id, account: who.id, occurred_at: time, kind: "'visit'"}
"""


def test_columns_keep_their_types(workspace):
    local, utc = datetime(2024, 1, 1, 12), datetime(2024, 1, 1, 12, tzinfo=UTC)
    path = workspace.raw("visits.parquet", b"")
    pq.write_table(pa.table({"id": [1], "who": [{"id": 7}], "time": [local]}), path)
    workspace.source("visits", VISITS)
    workspace.read()
    read = workspace.rows(INTERACTIONS, "interaction_id", "account", "occurred_at")
    assert read == [("1", "7", datetime(2024, 1, 1, 11, tzinfo=UTC))]
    pq.write_table(pa.table({"id": [1], "who": [{"id": 7}], "time": [utc]}), path)
    workspace.read()
    assert workspace.rows(INTERACTIONS, "occurred_at") == [(utc,)]


def test_what_cannot_be_taken_is_rejected_with_its_place(workspace):
    path = workspace.raw("items.parquet", b"")
    pq.write_table(pa.table({"sku": ["tea", None, "rum"], "price": [2.0, 1.0, float("inf")]}), path)
    workspace.source(
        "shop", "{type: parquet, file: items.parquet, items: {item: sku, price: price}}"
    )
    workspace.read()
    assert workspace.rejected() == [
        ("items", 2, "item: is missing"),
        (
            "items",
            3,
            "price: 'inf' is not a finite number; write digits and a point such as 12.50",
        ),
    ]


def test_a_file_without_rows_has_no_records(workspace):
    path = workspace.raw("items.parquet", b"")
    pq.write_table(pa.table({"sku": pa.array([], pa.string())}), path)
    workspace.source("shop", "{type: parquet, file: items.parquet, items: {item: sku}}")
    [report] = workspace.read()
    assert report.empty
    assert workspace.lake.read(ITEMS).num_rows == 0


@pytest.mark.parametrize("content", [b"", b"sku,price\n", b"PAR1 torn PAR1"])
def test_a_file_that_is_no_parquet_is_named(workspace, content):
    workspace.raw("items.parquet", content)
    workspace.source("shop", "{type: parquet, file: items.parquet, items: {item: sku}}")
    with pytest.raises(SourceError, match=r"items\.parquet is not a Parquet file"):
        workspace.read()


def test_a_file_that_is_damaged_inside_is_named(workspace):
    path = workspace.raw("items.parquet", b"")
    skus = [f"tea {number * 7919 % 10_007}" for number in range(10_000)]
    pq.write_table(pa.table({"sku": skus}), path, compression="zstd")
    content = bytearray(path.read_bytes())
    content[100:2_000] = bytes(1_900)
    path.write_bytes(content)
    workspace.source("shop", "{type: parquet, file: items.parquet, items: {item: sku}}")
    with pytest.raises(SourceError, match=r"shop: /.*items\.parquet cannot be read: "):
        workspace.read()
