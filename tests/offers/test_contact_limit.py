from datetime import timedelta

import numpy as np
import pyarrow as pa

from patron.offers import CANDIDATES, OfferFacts
from patron.offers.base import REACHED
from patron.offers.contact_limit import ContactLimit
from patron.schema import TIME

DAY = 86_400_000_000
NOW = 1_000 * DAY


def test_contacts_of_the_channel_within_the_window_use_up_the_limit():
    rows = [("ann", "email"), ("ann", "sms"), ("bob", "email"), ("cem", "email"), ("ann", None)]
    table = pa.Table.from_pylist([{"customer_id": w, "channel": c} for w, c in rows], CANDIDATES)
    reached = pa.table(
        {
            "customer_id": ["ann", "ann", "bob", "bob", "cem"],
            "channel": ["email", "email", "email", "sms", "email"],
            "at": pa.array([NOW, NOW - 7 * DAY + 1, NOW, NOW, NOW - 7 * DAY]).cast(TIME),
        },
        schema=REACHED,
    )
    facts = OfferFacts(NOW, reached=reached)

    def refused(at_most):
        rule = ContactLimit(
            name="limit", channel="email", at_most=at_most, within=timedelta(days=7)
        )
        return rule.refuses(table, np.ones(5, bool), facts).tolist()

    assert refused(2) == [True, False, False, False, False]
    assert refused(1) == [True, False, True, False, False]
    assert refused(0) == [True, False, True, True, False]


def test_a_clock_that_is_behind_gets_no_more():
    table = pa.Table.from_pylist([{"customer_id": "ann", "channel": "email"}], CANDIDATES)
    later = {"customer_id": "ann", "channel": "email", "at": NOW + DAY}
    reached = pa.Table.from_pylist([later], pa.schema(list(REACHED)))
    rule = ContactLimit(name="limit", channel="email")
    facts = OfferFacts(NOW, reached=reached)
    assert rule.refuses(table, np.ones(1, bool), facts).tolist() == [True]
