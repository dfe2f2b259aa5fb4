"""What the console shows and keeps: figures, the list, sessions, views, who does what."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables."""
    op.create_table("figures", _number("generation"), _key("name"), _text("json"))
    op.create_table(
        "worklist",
        _number("generation"),
        _key("customer_id"),
        sa.Column("value", sa.Double(), nullable=False),
        _text("offer", sa.String()),
        sa.Column("channel", sa.String()),
        _text("json"),
    )
    op.create_index("worklist_by_value", "worklist", ["generation", "value"])
    op.create_table(
        "sessions",
        _key("hash"),
        _text("key_id", sa.String()),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
    )
    op.create_table("views", _key("key_id"), _key("name"), _text("json"))
    op.create_table(
        "assignments",
        _number("cutoff"),
        _key("customer_id"),
        *(_text(name, sa.String()) for name in ("decision_id", "owner", "due_on", "key_id")),
        sa.Column("at", sa.BigInteger(), nullable=False),
        _text("json"),
    )


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), primary_key=True, autoincrement=False)


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), primary_key=True)


def _text(name: str, kind: sa.String | None = None) -> sa.Column[str]:
    return sa.Column(name, kind or sa.Text(), nullable=False)
