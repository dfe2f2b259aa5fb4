"""What cards tell beside what answers are made from."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the table; the next publication fills it."""
    op.create_table(
        "cards",
        sa.Column("generation", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("json", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("generation", "customer_id"),
    )
