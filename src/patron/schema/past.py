"""What customers did, and what was known of them at each cutoff."""

from patron.schema.sources import DONE
from patron.schema.table import REAL, TEXT, TIME, Table

# The one history: interactions of customers instead of accounts, in order of customer and time.
# `known_at` is the moment when both the interaction and whose it is were known. A customer that
# became part of another keeps its rows, with `known_until` the moment when it ended; the same
# interactions are the other one's from then on. So at any moment each interaction is known of one
# customer at most; null is still.
HISTORY = Table(
    "history",
    {
        "customer_id": TEXT,
        "occurred_at": TIME,
        "known_at": TIME,
        "known_until": TIME,
        **DONE,
        "source": TEXT,
        "interaction_id": TEXT,
    },
    key=("source", "interaction_id", "customer_id"),
    required=("customer_id", "occurred_at", "known_at", "kind", "actor"),
)

# What the people connected to a customer had spent, told on the first day of each month from what
# was known then; a row where it differs from the month before, "nan" where nobody is left.
RELATED = Table(
    "related",
    {"customer_id": TEXT, "name": TEXT, "value": TEXT, "known_at": TIME},
    key=("customer_id", "name", "known_at"),
)

# What was known about each customer at each cutoff, one column per feature.
FEATURES = Table(
    "features",
    {"customer_id": TEXT, "cutoff": TIME},
    key=("customer_id", "cutoff"),
    open_ended=True,
)

# What happened after each cutoff; `item` is null where the task is not about items.
LABELS = Table(
    "labels",
    {"customer_id": TEXT, "item": TEXT, "cutoff": TIME, "label": REAL},
    key=("customer_id", "item", "cutoff"),
    required=("customer_id", "cutoff", "label"),
)
