"""When a key was used last, and an audit log that nobody rewrites by mistake."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

SQLITE = (
    "CREATE TRIGGER audit_is_not_{what} BEFORE {verb} ON audit "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END"
)
FUNCTION = """
CREATE FUNCTION audit_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit log is only added to'; END $$
"""
POSTGRESQL = (
    "CREATE TRIGGER audit_is_not_{what} BEFORE {verb} ON audit "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_only_added_to()"
)
CHANGES = (("changed", "UPDATE"), ("emptied", "DELETE"))


def upgrade() -> None:
    """Add the column and the triggers."""
    op.add_column("keys", sa.Column("last_used_at", sa.BigInteger()))
    is_sqlite = op.get_context().dialect.name == "sqlite"
    if not is_sqlite:
        op.execute(sa.text(FUNCTION))
    for what, verb in CHANGES:
        trigger = SQLITE if is_sqlite else POSTGRESQL
        op.execute(sa.text(trigger.format(what=what, verb=verb)))
