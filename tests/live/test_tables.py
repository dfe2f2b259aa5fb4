import pytest
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateTable

from patron.live.tables import METADATA


@pytest.mark.parametrize("dialect", [postgresql.dialect(), sqlite.dialect()], ids=lambda d: d.name)
def test_every_table_can_be_made_with_its_key(dialect):
    made = {
        table.name: str(CreateTable(table).compile(dialect=dialect))
        for table in METADATA.sorted_tables
    }
    keys = {name: sql.partition("PRIMARY KEY (")[2].partition(")")[0] for name, sql in made.items()}
    assert keys == {
        "answers": "customer_id, name",
        "customers": "customer_id",
        "identifiers": "id_type, id_value",
        "meta": '"key"' if dialect.name == "sqlite" else "key",
    }
