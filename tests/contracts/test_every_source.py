"""What every kind of source promises.

A new file in sources/ is found and tested here; it only has to say how the three records below
are written in its format.
"""

import json
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from patron.catalog import kinds
from patron.errors import ConfigError, SourceError
from patron.lake import Lake, Written
from patron.schema import IDENTIFIERS, INTERACTIONS, REJECTED
from patron.sources import Source, read_sources

KINDS = kinds(Source, "patron.sources")
every_source = pytest.mark.parametrize("kind", sorted(KINDS))
RECORDS = [
    {"id": "1", "who": "ann", "time": "2024-01-01 10:00", "sum": "2.5"},
    {"id": "2", "who": "bob", "time": "2024-01-02", "sum": "3"},
    {"id": "3", "who": "", "time": "2024-01-03", "sum": "4"},
]
PATTERN = r"(?P<id>[^|]*)\|(?P<who>[^|]*)\|(?P<time>[^|]*)\|(?P<sum>[^|]*)"


def write_csv(path, records):
    lines = [",".join(RECORDS[0]), *(",".join(record.values()) for record in records)]
    path.write_text("\n".join(lines) + "\n")


def write_json_lines(path, records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records))


def write_lines(path, records):
    path.write_text("".join("|".join(record.values()) + "\n" for record in records))


def write_parquet(path, records):
    pq.write_table(
        pa.Table.from_pylist(records, schema=pa.schema(dict.fromkeys(RECORDS[0], pa.string()))),
        path,
    )


WRITE = {
    "csv": write_csv,
    "json_lines": write_json_lines,
    "lines": write_lines,
    "parquet": write_parquet,
}
# The line that the first record is on.
FIRST = {"csv": 2, "json_lines": 1, "lines": 1, "parquet": 1}


def source_of(kind, **changes):
    fields = {
        "name": "shop",
        "file": "shop.raw",
        "interactions": {
            "interaction_id": "id",
            "account": "who",
            "occurred_at": "time",
            "kind": "'purchase'",
            "amount": "sum",
        },
        "identifiers": {"account": "who", "values": {"name": "who"}},
        **({"pattern": PATTERN} if kind == "lines" else {}),
    }
    return KINDS[kind](**{**fields, **changes})


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake", threads=1)


@every_source
def test_the_same_records_give_the_same_rows(kind, tmp_path, lake):
    WRITE[kind](tmp_path / "shop.raw", RECORDS)
    [report] = read_sources([source_of(kind)], tmp_path, lake)
    rows = lake.read(INTERACTIONS, columns=["interaction_id", "account", "occurred_at", "amount"])
    assert sorted(map(tuple, (row.values() for row in rows.to_pylist()))) == [
        ("1", "ann", datetime(2024, 1, 1, 10, tzinfo=UTC), 2.5),
        ("2", "bob", datetime(2024, 1, 2, tzinfo=UTC), 3.0),
    ]
    assert sorted(lake.read(IDENTIFIERS)["id_value"].to_pylist()) == ["ann", "bob"]
    assert (report.records, report.rejected, report.repeated) == (3, 1, 0)


@every_source
def test_a_rejected_record_has_its_line_reason_and_text(kind, tmp_path, lake):
    WRITE[kind](tmp_path / "shop.raw", RECORDS)
    read_sources([source_of(kind)], tmp_path, lake)
    [row] = lake.read(REJECTED).to_pylist()
    assert (row["source"], row["into"]) == ("shop", "interactions")
    assert (row["line"], row["reason"]) == (FIRST[kind] + 2, "account: is missing")
    assert "2024-01-03" in str(json.loads(row["record"]))


@every_source
def test_reading_twice_changes_nothing(kind, tmp_path, lake):
    WRITE[kind](tmp_path / "shop.raw", RECORDS)
    read_sources([source_of(kind)], tmp_path, lake)
    versions = lake.versions()
    [report] = read_sources([source_of(kind)], tmp_path, lake)
    assert report.unchanged
    assert lake.versions() == versions


@every_source
def test_identical_records_without_an_id_each_count_in_whatever_order(kind, tmp_path, lake):
    mapping = {"account": "who", "occurred_at": "time", "kind": "'purchase'"}
    source = source_of(kind, interactions=mapping)
    WRITE[kind](tmp_path / "shop.raw", [RECORDS[0], RECORDS[0], RECORDS[1]])
    read_sources([source], tmp_path, lake)
    assert lake.read(INTERACTIONS).num_rows == 3
    WRITE[kind](tmp_path / "shop.raw", [RECORDS[1], RECORDS[0], RECORDS[1], RECORDS[0]])
    [report] = read_sources([source], tmp_path, lake)
    assert report.written["interactions"] == Written(added=1, repeated=3)


@every_source
def test_a_file_without_records_is_no_error(kind, tmp_path, lake):
    WRITE[kind](tmp_path / "shop.raw", [])
    [report] = read_sources([source_of(kind)], tmp_path, lake)
    assert report.empty
    assert lake.read(INTERACTIONS).num_rows == 0


@every_source
def test_one_record_is_enough(kind, tmp_path, lake):
    WRITE[kind](tmp_path / "shop.raw", RECORDS[:1])
    [report] = read_sources([source_of(kind)], tmp_path, lake)
    assert report.written["interactions"] == Written(added=1)


@every_source
def test_a_missing_file_is_an_error_that_names_it(kind, tmp_path, lake):
    with pytest.raises(SourceError, match=r"there is no file .*shop\.raw"):
        read_sources([source_of(kind)], tmp_path, lake)


@every_source
def test_a_misspelt_column_is_an_error_that_names_the_nearest(kind, tmp_path, lake):
    WRITE[kind](tmp_path / "shop.raw", RECORDS)
    source = source_of(kind, items={"item": "idd"})
    with pytest.raises(ConfigError, match=r"items\.item: .* 'idd' \(did you mean id\?\)"):
        read_sources([source], tmp_path, lake)
    assert lake.versions() == {}


@every_source
def test_has_a_docstring_of_its_own(kind):
    assert KINDS[kind].__doc__
    assert KINDS[kind].__doc__ != Source.__doc__
