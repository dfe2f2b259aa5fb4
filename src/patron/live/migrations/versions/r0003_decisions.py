"""Of what each contact was, and what the lake has of decisions and outcomes."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("contacts", sa.Column("offer", sa.String()))
    op.add_column("contacts", sa.Column("decision_id", sa.String()))
    op.create_index("contacts_of_decision", "contacts", ["decision_id"], unique=True)
    for table in ("decisions", "outcomes"):
        op.add_column(
            table,
            sa.Column("collected", sa.Boolean(), nullable=False, server_default=sa.false()),
        )
    op.add_column(
        "outcomes", sa.Column("known_at", sa.BigInteger(), nullable=False, server_default="0")
    )
