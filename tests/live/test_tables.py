from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from patron.live import LiveStore
from patron.live.tables import METADATA, PUBLISHED


def test_the_tables_that_the_migrations_make_are_those_declared(url):
    store = LiveStore(url)
    store.prepare()
    with store._engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), METADATA)
    store.close()
    assert differences == []


def test_what_is_published_is_numbered_by_its_publication():
    assert all("generation" in table.primary_key.columns for table in PUBLISHED)
    received = set(METADATA.sorted_tables) - {*PUBLISHED, METADATA.tables["publications"]}
    assert not any("generation" in table.columns for table in received)
