"""Publications beside each other, and what is received between them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# Stores of before had one publication and no revision; `patron score` writes it anew.
BEFORE = ("customers", "identifiers", "answers", "meta")


def upgrade() -> None:
    """Make all tables."""
    for table in BEFORE:
        op.execute(sa.text(f"DROP TABLE IF EXISTS {table}"))
    op.create_table(
        "accounts",
        sa.Column("generation", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("generation", "source", "account"),
    )
    op.create_index("accounts_of_customer", "accounts", ["generation", "customer_id"], unique=False)
    op.create_table(
        "answers",
        sa.Column("generation", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("json", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("generation", "customer_id", "name"),
    )
    op.create_table(
        "apart",
        sa.Column("generation", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("generation", "customer_id", "other"),
    )
    op.create_table(
        "audit",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=True),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("audit_of_customer", "audit", ["customer_id", "at"], unique=False)
    op.create_table(
        "catalogue",
        sa.Column("generation", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("json", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("generation", "item"),
    )
    op.create_table(
        "collections",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("versions", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "consents",
        sa.Column("generation", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("known_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("generation", "customer_id", "channel"),
    )
    op.create_table(
        "contacts",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index(
        "contacts_of_customer", "contacts", ["customer_id", "channel", "at"], unique=False
    )
    op.create_table(
        "customers",
        sa.Column("generation", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("history", sa.LargeBinary(), nullable=False),
        sa.Column("items", sa.LargeBinary(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("generation", "customer_id"),
    )
    op.create_table(
        "decisions",
        sa.Column("decision_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("valid_until", sa.BigInteger(), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("decision_id"),
    )
    op.create_index(
        "decisions_of_customer",
        "decisions",
        ["customer_id", "subject", "valid_until"],
        unique=False,
    )
    op.create_table(
        "events",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("interaction_id", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("occurred_at", sa.BigInteger(), nullable=False),
        sa.Column("known_at", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("collected_in", sa.BigInteger(), nullable=True),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("source", "interaction_id", name="events_key"),
    )
    op.create_index("events_in_time", "events", ["occurred_at"], unique=False)
    op.create_index("events_of_account", "events", ["source", "account"], unique=False)
    op.create_index("events_to_collect", "events", ["collected_in", "number"], unique=False)
    op.create_table(
        "grants",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("known_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("source", "account", "channel", "known_at"),
    )
    op.create_table(
        "holdings",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("id_type", sa.String(), nullable=False),
        sa.Column("id_value", sa.String(), nullable=False),
        sa.Column("proves", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("source", "account", "id_type", "id_value"),
    )
    op.create_index("holdings_of_value", "holdings", ["id_type", "id_value"], unique=False)
    op.create_table(
        "identifiers",
        sa.Column("generation", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id_type", sa.String(), nullable=False),
        sa.Column("id_value", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=True),
        sa.Column("holders", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("generation", "id_type", "id_value"),
    )
    op.create_index(
        "identifiers_of_customer", "identifiers", ["generation", "customer_id"], unique=False
    )
    op.create_table(
        "keys",
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("grants", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("key_id"),
        sa.UniqueConstraint("hash"),
    )
    op.create_table(
        "locks",
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("slot"),
    )
    op.create_table(
        "outcomes",
        sa.Column("outcome_id", sa.String(), nullable=False),
        sa.Column("decision_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("occurred_at", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("outcome_id"),
    )
    op.create_index("outcomes_of_decision", "outcomes", ["decision_id"], unique=False)
    op.create_table(
        "publications",
        sa.Column("generation", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.Column("workspace", sa.String(), nullable=False),
        sa.Column("versions", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("generation"),
    )
    op.create_table(
        "seen",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("own_id", sa.String(), nullable=False),
        sa.Column("known_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("source", "account"),
    )
    op.create_index("seen_by_own_id", "seen", ["own_id"], unique=False)
