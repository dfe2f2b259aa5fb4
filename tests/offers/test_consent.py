import numpy as np
import pyarrow as pa

from patron.offers import CANDIDATES, OfferFacts
from patron.offers.base import GRANTS
from patron.offers.consent import Consent

ROWS = [("ann", "mail"), ("ann", "app"), ("bob", "mail"), ("cem", None)]
TABLE = pa.Table.from_pylist([{"customer_id": w, "channel": c} for w, c in ROWS], CANDIDATES)
SAID = pa.Table.from_pylist(
    [
        {"customer_id": "ann", "channel": "mail", "granted": False},
        {"customer_id": "ann", "channel": "app", "granted": True},
    ],
    GRANTS,
)


def refused(rule, said=SAID):
    return rule.refuses(TABLE, np.ones(4, bool), OfferFacts(0, consents=said)).tolist()


def test_each_channel_is_asked_for_itself_and_silence_is_what_the_rule_says():
    assert refused(Consent(name="c")) == [True, False, True, True]
    assert refused(Consent(name="c", unless_said="granted")) == [True, False, False, False]


def test_where_nobody_ever_said_anything_all_is_silence():
    nothing = GRANTS.empty_table()
    assert refused(Consent(name="c"), nothing) == [True] * 4
    assert refused(Consent(name="c", unless_said="granted"), nothing) == [False] * 4
