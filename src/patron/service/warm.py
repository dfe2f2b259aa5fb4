"""Do everything slow once before the first request."""

from datetime import UTC, datetime

import pyarrow as pa

from patron.catalog import kinds
from patron.features import Feature
from patron.features.count import Count
from patron.features.distinct import Distinct
from patron.live import LiveCustomer
from patron.schema import HISTORY, ITEMS, TEXT, TIME
from patron.service.known import compute_known

FACTS = pa.schema({"customer_id": TEXT, "name": TEXT, "value": TEXT, "known_at": TIME})


def warm() -> None:
    """Load the compiled kernel and every kind of feature, by way of a made-up customer."""
    kinds(Feature, "patron.features")
    bought = {
        "customer_id": "nobody",
        "occurred_at": datetime(2000, 1, 1, tzinfo=UTC),
        "known_at": datetime(2000, 1, 1, tzinfo=UTC),
        "kind": "purchase",
        "actor": "customer",
        "item": "nothing",
        "source": "nowhere",
        "interaction_id": "1",
    }
    customer = LiveCustomer("nobody", HISTORY.of([bought]), ITEMS.empty(), FACTS.empty_table())
    features = [
        Count(name="all", idea="warmth"),
        Distinct(name="items", idea="warmth", column="item"),
    ]
    compute_known([customer], features, as_of=2**50)
