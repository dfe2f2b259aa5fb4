import subprocess
import sys
import textwrap
import time
from datetime import UTC, datetime, timedelta, timezone

import pyarrow as pa
import pytest

from patron.errors import LakeError, SchemaError
from patron.lake import Lake, Written
from patron.schema import FEATURES, INTERACTIONS, ITEMS, REJECTED, SCORES, TABLES, Table

TEA = {"item": "tea", "name": "Green tea", "price": 2.0}
RUM = {"item": "rum", "name": "Old rum", "price": 9.0}


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake", memory="200MB")


def rows_of(table):
    return sorted(table.to_pylist(), key=str)


def run(script, *arguments):
    return subprocess.Popen([sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)])


def test_a_table_that_was_never_written_is_empty_and_has_no_version(lake):
    assert lake.read(ITEMS) == ITEMS.empty()
    assert lake.version(ITEMS) is None
    assert lake.versions() == {}
    assert not lake.folder.exists()


def test_what_was_appended_is_read_back(lake):
    rows = ITEMS.of([TEA, RUM])
    assert lake.append(ITEMS, rows) == Written(added=2)
    assert lake.read(ITEMS).equals(rows)
    assert lake.versions() == {"items": lake.version(ITEMS)}


def test_the_same_rows_again_change_nothing(lake):
    lake.append(ITEMS, ITEMS.of([TEA, RUM]))
    before = lake.version(ITEMS)
    assert lake.append(ITEMS, ITEMS.of([RUM, TEA])) == Written(repeated=2)
    assert lake.version(ITEMS) == before


def test_a_row_with_other_content_replaces_the_old(lake):
    lake.append(ITEMS, ITEMS.of([TEA, RUM]))
    dearer, ale = {**RUM, "price": 10.0}, {"item": "ale"}
    written = lake.append(ITEMS, ITEMS.of([TEA, dearer, ale]))
    assert written == Written(added=1, changed=1, repeated=1)
    assert rows_of(lake.read(ITEMS)) == rows_of(ITEMS.of([TEA, dearer, ale]))


def test_a_value_that_becomes_null_and_back_is_a_change(lake):
    lake.append(ITEMS, ITEMS.of([TEA]))
    assert lake.append(ITEMS, ITEMS.of([{"item": "tea"}])) == Written(changed=1)
    assert lake.read(ITEMS)["price"].to_pylist() == [None]
    assert lake.append(ITEMS, ITEMS.of([TEA])) == Written(changed=1)


def test_keys_are_compared_with_their_nulls(lake):
    row = {"source": "till", "into": "records", "line": None, "reason": "torn", "record": None}
    assert lake.append(REJECTED, REJECTED.of([row])) == Written(added=1)
    assert lake.append(REJECTED, REJECTED.of([row])) == Written(repeated=1)
    assert lake.append(REJECTED, REJECTED.of([{**row, "line": 3}])) == Written(added=1)


def test_no_rows_write_nothing(lake):
    assert lake.append(ITEMS, ITEMS.empty()) == Written()
    assert lake.version(ITEMS) is None


def test_a_stream_is_taken_as_a_table_is(lake):
    rows = ITEMS.of([TEA, RUM])
    assert lake.append(ITEMS, rows.to_reader(1)) == Written(added=2)
    assert lake.read(ITEMS).equals(rows)


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


def test_an_old_version_can_be_read_again(lake):
    lake.append(ITEMS, ITEMS.of([TEA]))
    old = lake.version(ITEMS)
    lake.append(ITEMS, ITEMS.of([RUM]))
    assert lake.read(ITEMS, version=old).equals(ITEMS.of([TEA]))


def test_a_version_that_does_not_exist_is_named_with_those_that_do(lake):
    lake.append(ITEMS, ITEMS.of([TEA]))
    with pytest.raises(LakeError, match="items has no version 9; it has 0 to 1"):
        lake.read(ITEMS, version=9)
    with pytest.raises(LakeError, match="scores has no version 0: the table does not exist"):
        lake.read(SCORES, version=0)


def test_columns_and_rows_can_be_chosen(lake):
    lake.append(ITEMS, ITEMS.of([TEA, RUM]))
    chosen = lake.read(ITEMS, columns=["price", "item"], where="price > 5")
    assert chosen.to_pylist() == [{"price": 9.0, "item": "rum"}]


def test_a_condition_that_cannot_be_understood_is_named(lake):
    with pytest.raises(LakeError, match=r"items cannot be read .* where 'colour = 1': .*colour"):
        lake.read(ITEMS, where="colour = 1")


def test_further_columns_of_an_open_ended_table_are_kept(lake):
    cutoff = datetime(2024, 1, 1, tzinfo=UTC)
    row = {"customer_id": "ann", "cutoff": cutoff, "purchases_90d": 3.0}
    lake.replace(FEATURES, FEATURES.of([row]))
    assert lake.read(FEATURES).equals(FEATURES.of([row]))
    other = {"customer_id": "ann", "cutoff": cutoff, "spend_30d": 5.0}
    assert lake.replace(FEATURES, FEATURES.of([other])) is True
    assert lake.read(FEATURES).equals(FEATURES.of([other]))


def test_replacing_with_the_same_rows_in_another_order_keeps_the_version(lake):
    assert lake.replace(ITEMS, ITEMS.of([TEA, RUM])) is True
    before = lake.version(ITEMS)
    assert lake.replace(ITEMS, ITEMS.of([RUM, TEA])) is False
    assert lake.version(ITEMS) == before


@pytest.mark.parametrize(
    "rows",
    [[TEA], [], [TEA, {**RUM, "price": None}], [TEA, {**RUM, "name": "Old Rum"}]],
    ids=["fewer", "none", "a null", "a letter"],
)
def test_replacing_with_other_rows_writes_them(lake, rows):
    lake.replace(ITEMS, ITEMS.of([TEA, RUM]))
    assert lake.replace(ITEMS, ITEMS.of(rows)) is True
    assert lake.read(ITEMS).equals(ITEMS.of(rows))


def test_a_derived_table_without_rows_exists(lake):
    assert lake.replace(SCORES, SCORES.empty()) is True
    assert lake.version(SCORES) is not None
    assert lake.replace(SCORES, SCORES.empty()) is False


def test_the_order_of_rows_is_kept_by_replace(lake):
    names = [f"{number * 7919 % 300_007:06}" for number in range(300_000)]
    rows = pa.table({"item": names, **{name: [None] * 300_000 for name in list(ITEMS.columns)[1:]}})
    lake.replace(ITEMS, rows)
    assert lake.read(ITEMS, columns=["item"])["item"].to_pylist() == names


def test_rows_of_other_sources_may_stay(lake):
    def row(source, reason):
        return {"source": source, "into": "records", "reason": reason}

    lake.append(REJECTED, REJECTED.of([row("till", "old"), row("web", "old")]))
    lake.replace(REJECTED, REJECTED.of([row("till", "new")]), of_source="till")
    expected = REJECTED.of([row("till", "new"), row("web", "old")])
    assert rows_of(lake.read(REJECTED)) == rows_of(expected)


def test_what_a_table_was_made_from_is_told(lake):
    assert lake.made_from(ITEMS) == {}
    lake.replace(ITEMS, ITEMS.of([TEA]), made_from={"interactions": "3"})
    assert lake.made_from(ITEMS) == {"interactions": "3"}


def test_the_same_content_from_other_inputs_keeps_the_version_but_tells_the_inputs(lake):
    lake.replace(ITEMS, ITEMS.of([TEA]), made_from={"interactions": "3"})
    assert lake.replace(ITEMS, ITEMS.of([TEA]), made_from={"interactions": "4"}) is False
    assert lake.made_from(ITEMS) == {"interactions": "4"}


def test_a_write_that_does_not_tell_makes_the_telling_void(lake):
    lake.replace(ITEMS, ITEMS.of([TEA]), made_from={"interactions": "3"})
    lake.append(ITEMS, ITEMS.of([RUM]))
    assert lake.made_from(ITEMS) == {}


def test_a_connection_has_a_view_for_every_table(lake):
    lake.append(ITEMS, ITEMS.of([TEA]))
    with lake.connection() as connection:
        for table in TABLES:
            rows = connection.sql(f"FROM {table.name}").to_arrow_table()
            assert rows.schema.equals(table.schema)
            assert rows.num_rows == (1 if table is ITEMS else 0)


def test_a_connection_stays_at_its_version(lake):
    lake.append(ITEMS, ITEMS.of([TEA]))
    with lake.connection() as connection:
        lake.append(ITEMS, ITEMS.of([RUM]))
        assert connection.execute("SELECT item FROM items").fetchall() == [("tea",)]
        versions = lake.versions()
    lake.append(ITEMS, ITEMS.of([{**TEA, "price": 3.0}]))
    with lake.connection(versions) as connection:
        prices = connection.execute("SELECT price FROM items ORDER BY item").fetchall()
        assert prices == [(9.0,), (2.0,)]


def test_a_connection_to_a_table_that_there_is_not_names_those_that_there_are(lake):
    with (
        pytest.raises(LakeError, match=r"no table\(s\) \['itms'\]; the tables are \['identifiers'"),
        lake.connection({"itms": 1}),
    ):
        pass


def test_a_column_declared_later_is_null_in_old_rows_and_kept_in_new(lake):
    earlier = Table("items", {n: t for n, t in ITEMS.columns.items() if n != "tier"}, ("item",))
    lake.append(earlier, earlier.of([TEA]))
    assert lake.read(ITEMS).equals(ITEMS.of([TEA]))
    written = lake.append(ITEMS, ITEMS.of([TEA, {**RUM, "tier": 2.0}]))
    assert written == Written(added=1, repeated=1)
    assert rows_of(lake.read(ITEMS)) == rows_of(ITEMS.of([TEA, {**RUM, "tier": 2.0}]))
    assert lake.append(ITEMS, ITEMS.of([{**TEA, "tier": 1.0}])) == Written(changed=1)


def test_a_folder_name_may_hold_any_character(tmp_path):
    lake = Lake(tmp_path / "a [lake]* of 100% 'söme' kind?")
    lake.append(ITEMS, ITEMS.of([TEA]))
    lake.append(ITEMS, ITEMS.of([RUM]))
    assert rows_of(lake.read(ITEMS)) == rows_of(ITEMS.of([TEA, RUM]))
    assert lake.append(ITEMS, ITEMS.of([{**TEA, "price": 3.0}])) == Written(changed=1)


def test_times_are_utc(lake):
    noon = datetime(2024, 1, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    row = {
        "source": "till",
        "interaction_id": "1",
        "account": "ann",
        "occurred_at": noon,
        "known_at": noon,
        "kind": "purchase",
        "actor": "customer",
    }
    lake.append(INTERACTIONS, INTERACTIONS.of([row]))
    read = lake.read(INTERACTIONS, where="occurred_at = '2024-01-01 10:00'")
    assert read["occurred_at"].to_pylist() == [datetime(2024, 1, 1, 10, tzinfo=UTC)]


def test_a_lake_that_is_a_file_is_named(tmp_path):
    (tmp_path / "lake").write_text("not a folder")
    with pytest.raises(LakeError, match=r"lake cannot be written: .*must be a folder"):
        Lake(tmp_path / "lake").append(ITEMS, ITEMS.of([TEA]))


def test_a_damaged_log_is_named_with_what_to_do(lake):
    lake.append(ITEMS, ITEMS.of([TEA]))
    for log in (lake.folder / "items" / "_delta_log").glob("*.json"):
        log.write_text("{torn")
    with pytest.raises(LakeError, match=r"items cannot be read or written: .* build again"):
        lake.read(ITEMS)


def test_a_damaged_file_is_named_with_what_to_do(lake):
    lake.append(ITEMS, ITEMS.of([TEA]))
    for file in (lake.folder / "items").glob("*.parquet"):
        file.write_bytes(b"PAR1 and then nothing")
    with pytest.raises(LakeError, match=r"items cannot be read or written: .* build again"):
        lake.read(ITEMS)
    with pytest.raises(LakeError, match=r"items cannot be read or written: .* build again"):
        lake.append(ITEMS, ITEMS.of([TEA]))


def test_memory_that_cannot_be_meant_is_named(tmp_path):
    with pytest.raises(LakeError, match=r"memory 'much' and threads None are refused"):
        Lake(tmp_path, memory="much").read(ITEMS)


def test_more_rows_than_memory_are_written(tmp_path):
    lake = Lake(tmp_path, memory="150MB", threads=1)
    half_a_gigabyte = (
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
    rows = pa.RecordBatchReader.from_batches(schema, half_a_gigabyte)
    assert lake.append(ITEMS, rows) == Written(added=60_000)


WRITER = """
    import sys
    from pathlib import Path
    from patron.lake import Lake
    from patron.schema import ITEMS

    lake = Lake(Path(sys.argv[1]), threads=1)
    for start in range(5):
        lake.append(ITEMS, ITEMS.of([{"item": str(start + n)} for n in range(100)]))
"""


def test_two_processes_that_write_the_same_rows_write_them_once(lake):
    writers = [run(WRITER, lake.folder) for _ in range(2)]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    items = lake.read(ITEMS, columns=["item"])["item"].to_pylist()
    assert sorted(items, key=int) == [str(number) for number in range(104)]


KILLED = """
    import sys
    from pathlib import Path
    import pyarrow as pa
    from patron.lake import Lake
    from patron.schema import ITEMS

    lake = Lake(Path(sys.argv[1]), threads=1)
    for name in "abcdefghijklmnopqrstuvwxyz":
        rows = [{"item": str(n), "name": name} for n in range(20_000)]
        lake.replace(ITEMS, ITEMS.of(rows), made_from={"name": name})
        print(name, flush=True)
"""


@pytest.mark.parametrize("moment", [0.0, 0.02, 0.05, 0.11])
def test_a_killed_write_leaves_the_old_or_the_new_version(lake, moment):
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(lake.folder)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "a\n"
    time.sleep(moment)
    process.kill()
    said = ["a", *process.communicate()[0].split()]
    names = set(lake.read(ITEMS)["name"].to_pylist())
    assert lake.read(ITEMS).num_rows == 20_000
    assert names in ({said[-1]}, {chr(ord(said[-1]) + 1)})
    assert lake.made_from(ITEMS) in ({}, {"name": names.pop()})
    assert lake.replace(ITEMS, ITEMS.of([TEA])) is True
    assert lake.read(ITEMS).equals(ITEMS.of([TEA]))
