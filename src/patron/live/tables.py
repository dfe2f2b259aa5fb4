"""The tables of the live store."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, String, Table, Text

METADATA = MetaData()

CUSTOMERS = Table(
    "customers",
    METADATA,
    Column("customer_id", String, primary_key=True),
    # Number of the publication that wrote the row.
    Column("generation", BigInteger, nullable=False),
    Column("history", LargeBinary, nullable=False),
    Column("items", LargeBinary, nullable=False),
    Column("facts", LargeBinary, nullable=False),
)

IDENTIFIERS = Table(
    "identifiers",
    METADATA,
    Column("id_type", String, primary_key=True),
    Column("id_value", String, primary_key=True),
    Column("customer_id", String, nullable=False),
    Index("identifiers_of_customer", "customer_id"),
)

ANSWERS = Table(
    "answers",
    METADATA,
    Column("customer_id", String, primary_key=True),
    # Name of a task, or "decisions".
    Column("name", String, primary_key=True),
    Column("json", Text, nullable=False),
)

META = Table(
    "meta",
    METADATA,
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
)
