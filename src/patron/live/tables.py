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
from sqlalchemy.schema import SchemaItem

METADATA = MetaData()
# SQLite numbers rows on its own only where the key is an INTEGER.
NUMBER = BigInteger().with_variant(Integer, "sqlite")


# Columns are never null unless they say so. Moments are microseconds since 1970.


def _key(name: str) -> Column[str]:
    return Column(name, String, primary_key=True)


def _whole_key(name: str) -> Column[int]:
    return Column(name, BigInteger, primary_key=True, autoincrement=False)


def _numbered() -> Column[int]:
    return Column("number", NUMBER, primary_key=True, autoincrement=True)


def _word(name: str) -> Column[str]:
    return Column(name, String, nullable=False)


def _json(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _whole(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


def _table(name: str, *parts: SchemaItem) -> Table:
    return Table(name, METADATA, *parts)


def _published(name: str, *parts: SchemaItem) -> Table:
    return _table(name, _whole_key("generation"), *parts)


# One row for each finished publication that is still there; the largest number holds.
PUBLICATIONS = _published(
    "publications",
    _whole("as_of"),
    _word("workspace"),
    _json("versions"),
    _json("answers"),
    _json("rules"),
)
CUSTOMERS = _published(
    "customers",
    _key("customer_id"),
    # That of the oldest account: of two customers who prove to be one, the smaller one's id stays.
    _whole("number"),
    Column("history", LargeBinary, nullable=False),
    Column("items", LargeBinary, nullable=False),
    Column("facts", LargeBinary, nullable=False),
)
ACCOUNTS = _published(
    "accounts",
    _key("source"),
    _key("account"),
    _word("customer_id"),
    Index("accounts_of_customer", "generation", "customer_id"),
)
IDENTIFIERS = _published(
    "identifiers",
    _key("id_type"),
    _key("id_value"),
    # Null where several customers have it: it names none of them.
    Column("customer_id", String),
    # JSON: how many accounts of each source have it.
    _json("holders"),
    Index("identifiers_of_customer", "generation", "customer_id"),
)
CONSENTS = _published(
    "consents", _key("customer_id"), _key("channel"), _flag("granted"), _whole("known_at")
)
ANSWERS = _published(
    "answers",
    _key("customer_id"),
    # Name of a task, or "decisions".
    _key("name"),
    _json("json"),
)
CATALOGUE = _published("catalogue", _key("item"), _json("json"))
# What a card tells of a customer beside what answers are made from: JSON, rows by name of table.
CARDS = _published("cards", _key("customer_id"), _json("json"))
# Customers of whom somebody said that they are different people.
APART = _published("apart", _key("customer_id"), _key("other"))

# Sums about all customers, as JSON by name; `patron.live.cells` adds up figures from them.
FIGURES = _published("figures", _key("name"), _json("json"))
# Whom to offer something by the last scoring, and what each is expected to bring.
WORKLIST = _published(
    "worklist",
    _key("customer_id"),
    Column("value", Double, nullable=False),
    _word("offer"),
    Column("channel", String),
    # JSON: a row as `patron.live.worklist.Line` says it.
    _json("json"),
    Index("worklist_by_value", "generation", "value"),
)

PUBLISHED = (
    *(CUSTOMERS, ACCOUNTS, IDENTIFIERS, CONSENTS, ANSWERS),
    *(CARDS, CATALOGUE, APART, FIGURES, WORKLIST),
)

# What was sent to the service. `record` is the event as JSON, emptied once a publication has it.
EVENTS = _table(
    "events",
    _numbered(),
    _word("source"),
    _word("interaction_id"),
    _word("account"),
    _whole("occurred_at"),
    _whole("known_at"),
    _word("digest"),
    _json("record"),
    # Number of the collection that took it to the lake.
    Column("collected_in", BigInteger),
    _flag("settled"),
    UniqueConstraint("source", "interaction_id", name="events_key"),
    Index("events_of_account", "source", "account"),
    Index("events_in_time", "occurred_at"),
    Index("events_to_collect", "collected_in", "number"),
)
# Accounts that events named; `own_id` is the id of a customer who has no older account.
SEEN = _table(
    "seen",
    _key("source"),
    _key("account"),
    _word("own_id"),
    _whole("known_at"),
    Index("seen_by_own_id", "own_id"),
)
# Identifiers that events named, in one spelling, and whether the value proves identity.
HOLDINGS = _table(
    "holdings",
    _key("source"),
    _key("account"),
    _key("id_type"),
    _key("id_value"),
    _flag("proves"),
    Index("holdings_of_value", "id_type", "id_value"),
)
# What events said of consent; the latest holds.
GRANTS = _table(
    "grants",
    _key("source"),
    _key("account"),
    _key("channel"),
    _whole_key("known_at"),
    _flag("granted"),
)
# Each time that events were taken to the lake, and the versions of its tables afterwards.
COLLECTIONS = _table("collections", _whole_key("number"), _json("versions"))
# Contacts that were made or promised; what a limit counts.
CONTACTS = _table(
    "contacts",
    _numbered(),
    _word("customer_id"),
    _word("channel"),
    _whole("at"),
    # Of what, where a decision was asked for; a decision leads to one contact at most.
    Column("offer", String),
    Column("decision_id", String),
    Index("contacts_of_decision", "decision_id", unique=True),
    Index("contacts_of_customer", "customer_id", "channel", "at"),
)
# Decisions with their receipts as JSON; one holds until `valid_until`.
DECISIONS = _table(
    "decisions",
    _key("decision_id"),
    _word("customer_id"),
    _word("subject"),
    _whole("made_at"),
    _whole("valid_until"),
    _json("receipt"),
    # Whether the lake has it.
    Column("collected", Boolean, nullable=False, server_default=false()),
    Index("decisions_of_customer", "customer_id", "subject", "valid_until"),
)
# What became of decisions.
OUTCOMES = _table(
    "outcomes",
    _key("outcome_id"),
    _word("decision_id"),
    _word("kind"),
    _whole("occurred_at"),
    Column("amount", Double),
    Column("known_at", BigInteger, nullable=False, server_default="0"),
    Column("collected", Boolean, nullable=False, server_default=false()),
    Index("outcomes_of_decision", "decision_id"),
)
# Who may call the service: the hash of each key, and as JSON what it may do, see and of whom.
KEYS = _table(
    "keys",
    _key("key_id"),
    _word("name"),
    Column("hash", String, nullable=False, unique=True),
    _json("grants"),
    _whole("made_at"),
    Column("expires_at", BigInteger),
    Column("revoked_at", BigInteger),
    Column("last_used_at", BigInteger),
)
# Who read or wrote what, when; never changed.
AUDIT = _table(
    "audit",
    _numbered(),
    _whole("at"),
    _word("key_id"),
    _word("action"),
    Column("customer_id", String),
    _word("request_id"),
    Index("audit_of_customer", "customer_id", "at"),
)
# Who is signed in to the console: the hash of what their browser has.
SESSIONS = _table(
    "sessions", _key("hash"), _word("key_id"), _whole("made_at"), _whole("expires_at")
)
# How each key's people arranged the console's overview, by name, as JSON.
VIEWS = _table("views", _key("key_id"), _key("name"), _json("json"))
# Who does what of the list until when; the line is of the scoring of `cutoff`.
ASSIGNMENTS = _table(
    "assignments",
    _whole_key("cutoff"),
    _key("customer_id"),
    _word("decision_id"),
    _word("owner"),
    # ISO 8601, such as 2026-05-29.
    _word("due_on"),
    _word("key_id"),
    _whole("at"),
    # JSON of the line, so that it can be told after the next scoring too.
    _json("json"),
)
# Rows to hold while something about one customer is decided.
LOCKS = _table("locks", Column("slot", Integer, primary_key=True, autoincrement=False))
