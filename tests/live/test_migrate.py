import pytest
from sqlalchemy import text

from patron.errors import ConfigError
from patron.live import LiveStore
from patron.live.migrate import FOLDER, NEWEST


def test_the_newest_revision_is_the_last_of_the_folder():
    files = sorted(path.stem for path in (FOLDER / "versions").glob("r*.py"))
    assert files[-1].startswith(f"r{NEWEST}_")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_tables_of_a_newer_version_are_refused(kind, request, tmp_path):
    url = f"sqlite:///{tmp_path}/shop.db"
    if kind == "postgresql":
        url = request.getfixturevalue("postgres").empty_database()
    store = LiveStore(url)
    store.prepare()
    with store._engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    other = LiveStore(url)
    with pytest.raises(ConfigError, match=r"revision '9999'.*newer version of patron"):
        other.prepare()
    other.close()
    store.close()


def test_a_store_without_a_revision_is_made_anew(tmp_path, customer_of):
    store = LiveStore(f"sqlite:///{tmp_path}/old.db")
    with store._engine.begin() as connection:
        connection.execute(text("CREATE TABLE customers (customer_id TEXT PRIMARY KEY)"))
        connection.execute(text("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT)"))
    assert store.publish([customer_of("ann")], 5, "shop", {}) == 1
    assert store.customer("ann") is not None
    store.close()


def test_an_empty_database_gets_its_tables(postgres, customer_of):
    store = LiveStore(postgres.empty_database())
    store.publish([customer_of("ann")], 5, "shop", {})
    assert store.customer("ann") is not None
    store.close()
