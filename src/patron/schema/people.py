"""Who is who: accounts, what joins them, and the customers that they are of."""

from patron.schema.table import REAL, TEXT, TIME, WHOLE, Table

# Every account that any source named, in the order in which it was met: the oldest account of a
# customer is the one with the smallest number, whatever comes later.
ACCOUNTS = Table(
    "accounts",
    {"source": TEXT, "account": TEXT, "number": WHOLE, "known_at": TIME},
    key=("source", "account"),
    required=("source", "account", "number", "known_at"),
)

# Which two accounts seem to be one person, by what evidence, and since when we know. `by` is the
# id type that they share, "probable" or "verdict". `evidence` is a JSON object of what each field
# adds, in bits. `state`: "joins", "review" (likely, not certain) or why it does not join.
LINKS = Table(
    "links",
    {
        "source": TEXT,
        "account": TEXT,
        "other_source": TEXT,
        "other_account": TEXT,
        "by": TEXT,
        "probability": REAL,
        "evidence": TEXT,
        "known_at": TIME,
        "state": TEXT,
    },
    key=("source", "account", "other_source", "other_account", "by"),
    required=(
        "source",
        "account",
        "other_source",
        "other_account",
        "by",
        "probability",
        "known_at",
        "state",
    ),
)

# What people said of two accounts: "same", "different", or "undo" of the verdict numbered
# `undoes`. Nothing is ever taken out; the newest standing verdict on a pair holds.
VERDICTS = Table(
    "verdicts",
    {
        "number": WHOLE,
        "verdict": TEXT,
        "source": TEXT,
        "account": TEXT,
        "other_source": TEXT,
        "other_account": TEXT,
        "undoes": WHOLE,
        "given_by": TEXT,
        "given_at": TIME,
        "why": TEXT,
    },
    key=("number",),
    required=("number", "verdict", "given_by", "given_at"),
)

# Which accounts belong to the same customer, and from when until when we thought so: in
# ``[known_at, known_until)``; null is still. A customer ends as a whole: all its accounts become
# part of one other customer at the same moment.
CUSTOMERS = Table(
    "customers",
    {
        "source": TEXT,
        "account": TEXT,
        "customer_id": TEXT,
        "known_at": TIME,
        "known_until": TIME,
    },
    key=("source", "account", "known_at"),
    required=("source", "account", "customer_id", "known_at"),
)

# Relations that no source told but the data show: accounts of different people that share an
# address ("household") or something else that households share ("shares phone"). Each pair stands
# once and holds for both. They are found anew by every build, beside RELATIONS, which they never
# change.
CONNECTIONS = Table(
    "connections",
    {
        "source": TEXT,
        "account": TEXT,
        "other_source": TEXT,
        "other_account": TEXT,
        "relation": TEXT,
        "known_at": TIME,
    },
    key=("source", "account", "other_source", "other_account", "relation"),
    required=("source", "account", "other_source", "other_account", "relation", "known_at"),
)

# The value of each attribute and identifier that holds for a customer now, which source and
# account it comes from, and the rule by which it won.
PROFILES = Table(
    "profiles",
    {
        "customer_id": TEXT,
        "name": TEXT,
        "value": TEXT,
        "source": TEXT,
        "account": TEXT,
        "known_at": TIME,
        "rule": TEXT,
    },
    key=("customer_id", "name"),
    required=("customer_id", "name", "value", "source", "account", "known_at", "rule"),
)
