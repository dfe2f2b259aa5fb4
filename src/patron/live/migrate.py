"""Bring the tables of a live store to what this version of patron expects."""

import logging
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from patron.errors import ConfigError

log = logging.getLogger(__name__)

# The newest of `migrations/versions`.
NEWEST = "0005"
FOLDER = Path(__file__).parent / "migrations"


def revision_of(connection: Connection) -> str | None:
    """Return the revision of the store's tables, None where there are none of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def upgrade(connection: Connection) -> None:
    """Make the tables, or change older ones, within the connection's transaction.

    Raises
    ------
    ConfigError
        If a newer version of patron made them.
    """
    revision = revision_of(connection)
    if revision == NEWEST:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if revision is not None and revision not in known:
        raise ConfigError(
            f"The live store's tables have revision {revision!r}, but this version of patron "
            f"knows them up to {NEWEST!r}: a newer version of patron made them. Install that one, "
            "or name another database in PATRON_DATABASE_URL."
        )
    command.upgrade(config, NEWEST)
    log.info("live: tables brought from revision %s to %s", revision, NEWEST)
