"""What offers change, what was decided on, and what became of it."""

from patron.schema.table import FLAG, REAL, TEXT, TIME, WHOLE, Table

# How far an offer that was drawn at random moves each customer: what it adds to the outcome of the
# experiment within its horizon. The same for everybody where the data tell nobody apart.
EFFECTS = Table(
    "effects",
    {
        "customer_id": TEXT,
        "cutoff": TIME,
        "experiment": TEXT,
        "offer": TEXT,
        "effect": REAL,
        "is_told_apart": FLAG,
    },
    key=("customer_id", "cutoff", "experiment", "offer"),
    required=("customer_id", "cutoff", "experiment", "offer", "effect"),
)

# What an offer that was drawn at random changed on average, beside those drawn to get nothing: of
# `drawn` and `held_out` draws in ``[since, until]`` the mean outcome within `days` of each, and the
# difference with its interval (in 95 of 100 samples of customers). `outcome` is "purchase" (shares)
# or "margin" (money). `worth` is what one unit of it leaves, null where no offer says so.
AVERAGE_EFFECTS = Table(
    "average_effects",
    {
        "experiment": TEXT,
        "offer": TEXT,
        "outcome": TEXT,
        "days": REAL,
        "since": TIME,
        "until": TIME,
        "drawn": WHOLE,
        "held_out": WHOLE,
        "with_offer": REAL,
        "without": REAL,
        "effect": REAL,
        "low": REAL,
        "high": REAL,
        "worth": REAL,
        "cost": REAL,
    },
    key=("experiment", "offer"),
    required=("experiment", "offer", "outcome", "days", "drawn", "held_out", "effect"),
)

# What to do. Each customer has one chosen row; `refused_by` says why each other is not.
DECISIONS = Table(
    "decisions",
    {
        "customer_id": TEXT,
        "cutoff": TIME,
        "offer": TEXT,
        "item": TEXT,
        "type": TEXT,
        "channel": TEXT,
        "p": REAL,
        "cost": REAL,
        "value": REAL,
        "refused_by": TEXT,
        "chosen": FLAG,
    },
    key=("customer_id", "cutoff", "offer", "item"),
    required=("customer_id", "cutoff", "offer", "value", "chosen"),
)

# Decisions that the service made at the moment of a call, and what became of them.
RECEIPTS = Table(
    "receipts",
    {
        "decision_id": TEXT,
        "customer_id": TEXT,
        "decided_at": TIME,
        "valid_until": TIME,
        "offer": TEXT,
        "item": TEXT,
        "type": TEXT,
        "channel": TEXT,
        "p": REAL,
        "cost": REAL,
        "value": REAL,
        # How likely the choice was among what was allowed.
        "propensity": REAL,
        # All that it was made from, as JSON.
        "receipt": TEXT,
    },
    key=("decision_id",),
    required=("customer_id", "decided_at", "valid_until", "offer", "propensity", "receipt"),
)
OUTCOMES = Table(
    "outcomes",
    {
        "outcome_id": TEXT,
        "decision_id": TEXT,
        "kind": TEXT,
        "occurred_at": TIME,
        "known_at": TIME,
        "amount": REAL,
    },
    key=("outcome_id",),
    required=("decision_id", "kind", "occurred_at", "known_at"),
)
