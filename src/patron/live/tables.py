"""The tables of the live store: what was published out of the lake, and what came since.

What was published carries the number of its publication; readers look at the newest one that was
finished. What came since stays where it is whatever is published.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

METADATA = MetaData()
# SQLite numbers rows on its own only where the key is an INTEGER.
NUMBER = BigInteger().with_variant(Integer, "sqlite")


def _key(name: str) -> Column[str]:
    return Column(name, String, primary_key=True)


def _generation() -> Column[int]:
    return Column("generation", BigInteger, primary_key=True, autoincrement=False)


# One row for each finished publication that is still there; the largest number holds.
PUBLICATIONS = Table(
    "publications",
    METADATA,
    _generation(),
    Column("as_of", BigInteger, nullable=False),
    Column("workspace", String, nullable=False),
    Column("versions", Text, nullable=False),
    Column("answers", Text, nullable=False),
    Column("rules", Text, nullable=False),
)
CUSTOMERS = Table(
    "customers",
    METADATA,
    _generation(),
    _key("customer_id"),
    # That of the oldest account: of two customers who prove to be one, the smaller one's id stays.
    Column("number", BigInteger, nullable=False),
    Column("history", LargeBinary, nullable=False),
    Column("items", LargeBinary, nullable=False),
    Column("facts", LargeBinary, nullable=False),
)
ACCOUNTS = Table(
    "accounts",
    METADATA,
    _generation(),
    _key("source"),
    _key("account"),
    Column("customer_id", String, nullable=False),
    Index("accounts_of_customer", "generation", "customer_id"),
)
IDENTIFIERS = Table(
    "identifiers",
    METADATA,
    _generation(),
    _key("id_type"),
    _key("id_value"),
    # Null where several customers have it: it names none of them.
    Column("customer_id", String),
    # JSON: how many accounts of each source have it.
    Column("holders", Text, nullable=False),
    Index("identifiers_of_customer", "generation", "customer_id"),
)
CONSENTS = Table(
    "consents",
    METADATA,
    _generation(),
    _key("customer_id"),
    _key("channel"),
    Column("granted", Boolean, nullable=False),
    Column("known_at", BigInteger, nullable=False),
)
ANSWERS = Table(
    "answers",
    METADATA,
    _generation(),
    _key("customer_id"),
    # Name of a task, or "decisions".
    _key("name"),
    Column("json", Text, nullable=False),
)
CATALOGUE = Table(
    "catalogue",
    METADATA,
    _generation(),
    _key("item"),
    Column("json", Text, nullable=False),
)
# What a card tells of a customer beside what answers are made from: JSON, rows by name of table.
CARDS = Table(
    "cards", METADATA, _generation(), _key("customer_id"), Column("json", Text, nullable=False)
)
# Customers of whom somebody said that they are different people.
APART = Table("apart", METADATA, _generation(), _key("customer_id"), _key("other"))

# Sums about all customers, as JSON by name; `patron.live.cells` adds up figures from them.
FIGURES = Table(
    "figures", METADATA, _generation(), _key("name"), Column("json", Text, nullable=False)
)
# Whom to offer something by the last scoring, and what each is expected to bring.
WORKLIST = Table(
    "worklist",
    METADATA,
    _generation(),
    _key("customer_id"),
    Column("value", Double, nullable=False),
    Column("offer", String, nullable=False),
    Column("channel", String),
    # JSON: a row as `patron.live.worklist.Line` says it.
    Column("json", Text, nullable=False),
    Index("worklist_by_value", "generation", "value"),
)

PUBLISHED = (
    CUSTOMERS,
    ACCOUNTS,
    IDENTIFIERS,
    CONSENTS,
    ANSWERS,
    CARDS,
    CATALOGUE,
    APART,
    FIGURES,
    WORKLIST,
)

# What was sent to the service. `record` is the event as JSON, emptied once a publication has it.
EVENTS = Table(
    "events",
    METADATA,
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("source", String, nullable=False),
    Column("interaction_id", String, nullable=False),
    Column("account", String, nullable=False),
    Column("occurred_at", BigInteger, nullable=False),
    Column("known_at", BigInteger, nullable=False),
    Column("digest", String, nullable=False),
    Column("record", Text, nullable=False),
    # Number of the collection that took it to the lake.
    Column("collected_in", BigInteger),
    Column("settled", Boolean, nullable=False),
    UniqueConstraint("source", "interaction_id", name="events_key"),
    Index("events_of_account", "source", "account"),
    Index("events_in_time", "occurred_at"),
    Index("events_to_collect", "collected_in", "number"),
)
# Accounts that events named; `own_id` is the id of a customer who has no older account.
SEEN = Table(
    "seen",
    METADATA,
    _key("source"),
    _key("account"),
    Column("own_id", String, nullable=False),
    Column("known_at", BigInteger, nullable=False),
    Index("seen_by_own_id", "own_id"),
)
# Identifiers that events named, in one spelling, and whether the value proves identity.
HOLDINGS = Table(
    "holdings",
    METADATA,
    _key("source"),
    _key("account"),
    _key("id_type"),
    _key("id_value"),
    Column("proves", Boolean, nullable=False),
    Index("holdings_of_value", "id_type", "id_value"),
)
# What events said of consent; the latest holds.
GRANTS = Table(
    "grants",
    METADATA,
    _key("source"),
    _key("account"),
    _key("channel"),
    Column("known_at", BigInteger, primary_key=True, autoincrement=False),
    Column("granted", Boolean, nullable=False),
)
# Each time that events were taken to the lake, and the versions of its tables afterwards.
COLLECTIONS = Table(
    "collections",
    METADATA,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("versions", Text, nullable=False),
)
# Contacts that were made or promised; what a limit counts.
CONTACTS = Table(
    "contacts",
    METADATA,
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("customer_id", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    # Of what, where a decision was asked for; a decision leads to one contact at most.
    Column("offer", String),
    Column("decision_id", String),
    Index("contacts_of_decision", "decision_id", unique=True),
    Index("contacts_of_customer", "customer_id", "channel", "at"),
)
# Decisions with their receipts as JSON; one holds until `valid_until`.
DECISIONS = Table(
    "decisions",
    METADATA,
    _key("decision_id"),
    Column("customer_id", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("valid_until", BigInteger, nullable=False),
    Column("receipt", Text, nullable=False),
    # Whether the lake has it.
    Column("collected", Boolean, nullable=False, server_default=false()),
    Index("decisions_of_customer", "customer_id", "subject", "valid_until"),
)
# What became of decisions.
OUTCOMES = Table(
    "outcomes",
    METADATA,
    _key("outcome_id"),
    Column("decision_id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("occurred_at", BigInteger, nullable=False),
    Column("amount", Double),
    Column("known_at", BigInteger, nullable=False, server_default="0"),
    Column("collected", Boolean, nullable=False, server_default=false()),
    Index("outcomes_of_decision", "decision_id"),
)
# Who may call the service: the hash of each key, and as JSON what it may do, see and of whom.
KEYS = Table(
    "keys",
    METADATA,
    _key("key_id"),
    Column("name", String, nullable=False),
    Column("hash", String, nullable=False, unique=True),
    Column("grants", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger),
    Column("revoked_at", BigInteger),
    Column("last_used_at", BigInteger),
)
# Who read or wrote what, when; never changed.
AUDIT = Table(
    "audit",
    METADATA,
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False),
    Column("key_id", String, nullable=False),
    Column("action", String, nullable=False),
    Column("customer_id", String),
    Column("request_id", String, nullable=False),
    Index("audit_of_customer", "customer_id", "at"),
)
# Who is signed in to the console: the hash of what their browser has.
SESSIONS = Table(
    "sessions",
    METADATA,
    _key("hash"),
    Column("key_id", String, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)
# How each key's people arranged the console's overview, by name, as JSON.
VIEWS = Table("views", METADATA, _key("key_id"), _key("name"), Column("json", Text, nullable=False))
# Who does what of the list until when; the line is of the scoring of `cutoff`.
ASSIGNMENTS = Table(
    "assignments",
    METADATA,
    Column("cutoff", BigInteger, primary_key=True, autoincrement=False),
    _key("customer_id"),
    Column("decision_id", String, nullable=False),
    Column("owner", String, nullable=False),
    # ISO 8601, such as 2026-05-29.
    Column("due_on", String, nullable=False),
    Column("key_id", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    # JSON of the line, so that it can be told after the next scoring too.
    Column("json", Text, nullable=False),
)
# Rows to hold while something about one customer is decided.
LOCKS = Table("locks", METADATA, Column("slot", Integer, primary_key=True, autoincrement=False))
