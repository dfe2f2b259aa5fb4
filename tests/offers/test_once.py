from datetime import timedelta

import numpy as np
import pyarrow as pa

from patron.offers import CANDIDATES, OfferFacts
from patron.offers.base import CONTACTS
from patron.offers.once import Once
from patron.schema import TIME

DAY = 86_400_000_000
NOW = 1_000 * DAY


def test_only_the_same_offer_to_the_same_customer_within_the_pause_is_refused():
    rows = [("ann", "tea"), ("ann", "rum"), ("bob", "tea"), ("cem", "tea")]
    table = pa.Table.from_pylist([{"customer_id": w, "offer": o} for w, o in rows], CANDIDATES)
    made = pa.table(
        {
            "customer_id": ["ann", "bob"],
            "offer": ["tea", "tea"],
            "last_at": pa.array([NOW - 10 * DAY + 1, NOW - 10 * DAY]).cast(TIME),
        },
        schema=CONTACTS,
    )
    rule = Once(name="once", within=timedelta(days=10))
    found = rule.refuses(table, np.ones(4, bool), OfferFacts(NOW, contacts=made))
    assert found.tolist() == [True, False, False, False]
