import pytest

from patron.errors import LakeError
from patron.lake import Written
from patron.schema import ITEMS, SCORES, TABLES

TEA = {"item": "tea", "name": "Green tea", "price": 2.0}
RUM = {"item": "rum", "name": "Old rum", "price": 9.0}


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


def test_an_old_version_can_be_read_again(lake):
    lake.append(ITEMS, ITEMS.of([TEA]))
    old = lake.version(ITEMS)
    lake.append(ITEMS, ITEMS.of([RUM]))
    assert lake.read(ITEMS, version=old).equals(ITEMS.of([TEA]))


def test_columns_and_rows_can_be_chosen(lake):
    lake.append(ITEMS, ITEMS.of([TEA, RUM]))
    chosen = lake.read(ITEMS, columns=["price", "item"], where="price > 5")
    assert chosen.to_pylist() == [{"price": 9.0, "item": "rum"}]


def test_a_condition_that_cannot_be_understood_is_named(lake):
    with pytest.raises(LakeError, match=r"items cannot be read .* where 'colour = 1': .*colour"):
        lake.read(ITEMS, where="colour = 1")


def test_a_derived_table_without_rows_exists(lake):
    assert lake.replace(SCORES, SCORES.empty()) is True
    assert lake.version(SCORES) is not None
    assert lake.replace(SCORES, SCORES.empty()) is False


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
