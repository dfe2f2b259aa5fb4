import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from patron.live.statement import AT_A_TIME, Statement


@pytest.fixture
def connection():
    with create_engine("sqlite://").connect() as connection:
        connection.execute(text("CREATE TABLE bought (item TEXT, day INTEGER)"))
        rows = [{"item": f"i{n}", "day": n % 2} for n in range(2 * AT_A_TIME)]
        connection.execute(text("INSERT INTO bought VALUES (:item, :day)"), rows)
        yield connection


BOUGHT = Statement("SELECT item FROM bought WHERE day = :day AND item IN :values")


def test_one_value_is_asked_for_as_many_are(connection):
    assert list(BOUGHT.rows(connection, ["i2"], day=0)) == [("i2",)]
    assert list(BOUGHT.rows(connection, ["i2"], day=1)) == []
    assert list(BOUGHT.rows(connection, ["i2", "i4", "i5", "i2"], day=0)) == [("i2",), ("i4",)]


def test_more_values_than_fit_are_asked_for_in_parts(connection):
    names = [f"i{n}" for n in range(2 * AT_A_TIME + 1)]
    assert len(list(BOUGHT.rows(connection, names, day=0))) == AT_A_TIME


def test_of_no_values_nothing_is_asked():
    assert list(BOUGHT.rows(None, [], day=0)) == []


def test_each_row_is_written(connection):
    add = Statement("INSERT INTO bought (item, day) VALUES (:item, :day)")
    add.run_all(connection, [{"item": "x", "day": 7}, {"item": "y", "day": 7}])
    assert list(BOUGHT.rows(connection, ["x", "y"], day=7)) == [("x",), ("y",)]
    assert Statement("SELECT max(day) FROM bought").first(connection) == (7,)
    assert (
        Statement("SELECT day FROM bought WHERE item = :item").first(connection, item="z") is None
    )


def test_what_the_database_says_is_an_error_of_sqlalchemy(connection):
    with pytest.raises(OperationalError, match="no such table: sold"):
        Statement("SELECT * FROM sold").first(connection)


def test_a_pair_of_columns_is_asked_for_too(connection):
    pairs = Statement("SELECT item FROM bought WHERE (item, day) IN :values")
    assert list(pairs.rows(connection, [("i3", 1)])) == [("i3",)]
