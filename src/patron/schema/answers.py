"""What models say of customers, why, and how it changed."""

from patron.schema.table import FLAG, REAL, TEXT, TIME, WHOLE, Table

# What a model says: a probability for churn and next_offer, money for lifetime_value.
# `low` and `high` bound the true value in 80 of 100 cases, where the model gives an interval.
SCORES = Table(
    "scores",
    {
        "customer_id": TEXT,
        "item": TEXT,
        "cutoff": TIME,
        "task": TEXT,
        "score": REAL,
        "low": REAL,
        "high": REAL,
        "percentile": REAL,
        "band": TEXT,
        "model": TEXT,
    },
    key=("customer_id", "item", "cutoff", "task"),
    required=("customer_id", "cutoff", "task", "score", "model"),
)

# What each customer has brought, is expected to bring, and when they are expected back. Money is
# margin net of returns, as the lifetime_value task counts it. `high_value` marks the fewest who
# bring 80 % of what all are expected to bring. `next_purchase_at` is when half of such customers
# will have bought, null where that is not within the horizon of churn; `days_to_purchase` is the
# expected time until then, at most the horizon. A column such as `churn_30d` follows for each
# further horizon of a churn task.
OUTLOOK = Table(
    "outlook",
    {
        "customer_id": TEXT,
        "cutoff": TIME,
        "historic": REAL,
        "predicted": REAL,
        "total": REAL,
        "high_value": FLAG,
        "days_to_purchase": REAL,
        "next_purchase_at": TIME,
    },
    key=("customer_id", "cutoff"),
    open_ended=True,
)

# How much each feature moved a score away from the average, in the unit of the score.
ATTRIBUTIONS = Table(
    "attributions",
    {
        "customer_id": TEXT,
        "item": TEXT,
        "cutoff": TIME,
        "task": TEXT,
        "feature": TEXT,
        "contribution": REAL,
    },
    key=("customer_id", "item", "cutoff", "task", "feature"),
    required=("customer_id", "cutoff", "task", "feature", "contribution"),
)

# The main reasons of a score in words, strongest first (rank 1): how far the score moved with an
# idea, and the feature whose value (null is unknown) gives the sentence its fact.
REASONS = Table(
    "reasons",
    {
        "customer_id": TEXT,
        "item": TEXT,
        "cutoff": TIME,
        "task": TEXT,
        "rank": WHOLE,
        "idea": TEXT,
        "contribution": REAL,
        "feature": TEXT,
        "value": REAL,
        "sentence": TEXT,
    },
    key=("customer_id", "item", "cutoff", "task", "rank"),
    required=("customer_id", "cutoff", "task", "rank", "idea", "contribution", "sentence"),
)

# How a score came from the one before to the one of now: before + learnt + passed + did + model =
# score. `learnt` is what was learnt since of the time before (who they are, and rows that came
# late), `passed` the time that passed, `did` what they did in it, `model` another model.
CHANGES = Table(
    "changes",
    {
        "customer_id": TEXT,
        "task": TEXT,
        "since": TIME,
        "cutoff": TIME,
        "before": REAL,
        "learnt": REAL,
        "passed": REAL,
        "did": REAL,
        "model": REAL,
        "score": REAL,
    },
    key=("customer_id", "cutoff", "task"),
    required=("customer_id", "task", "since", "cutoff", "before", "score"),
)
