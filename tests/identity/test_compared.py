import duckdb
import pytest

from patron.identity.compared import KINDS


@pytest.mark.parametrize(
    ("kind", "typed", "written"),
    [
        ("name", " O'Brien-Smith,  René ", "o brien smith rene"),
        ("date", "31.12.1980", "19801231"),
        ("date", "1980-12-31", "19801231"),
        ("date", "31 of 12", "3112"),
        ("postcode", "ab1 2cd", "AB12CD"),
        ("number", "12-34 x", "1234X"),
        ("text", "Zürich", "zurich"),
        ("email", "Ann@X.org", "ann@x.org"),
        ("phone", "+44 20 7946 0958", "079460958"),
        ("phone", "020 7946 0958", "079460958"),
    ],
)
def test_values_are_written_the_same_way_whoever_typed_them(kind, typed, written):
    with duckdb.connect() as connection:
        connection.register("typed", duckdb.sql("SELECT 1").to_arrow_table())
        query = f"SELECT {KINDS[kind].writes.format(x='x')} FROM (SELECT ? AS x)"
        assert connection.execute(query, [typed]).fetchall() == [(written,)]
