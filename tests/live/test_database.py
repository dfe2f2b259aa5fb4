from pathlib import Path

import pytest
from sqlalchemy import text

from patron.errors import ConfigError, StoreError
from patron.live.database import explained, file_of, open_engine, read_url


def test_what_is_no_address_is_refused_without_repeating_it():
    with pytest.raises(ConfigError, match="PATRON_DATABASE_URL") as raised:
        read_url("user:secret@host")
    assert "secret" not in str(raised.value)


def test_an_unknown_kind_of_database_is_refused():
    with pytest.raises(ConfigError, match="'papyrus' database"):
        open_engine(read_url("papyrus://host/scroll"))


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:////data/live/shop.db", Path("/data/live/shop.db")),
        ("sqlite://", None),
        ("postgresql://host/shop", None),
    ],
)
def test_only_sqlite_has_a_file(url, file):
    assert file_of(read_url(url)) == file


def test_a_mistake_is_explained_without_the_password(tmp_path):
    url = read_url(f"sqlite:///{tmp_path}/x.db")
    shown = read_url("postgresql://ann:secret@host/shop")
    with (
        pytest.raises(StoreError, match="no such table: nowhere") as raised,
        explained(shown),
        open_engine(url).connect() as connection,
    ):
        connection.execute(text("SELECT * FROM nowhere"))
    assert "secret" not in str(raised.value)
