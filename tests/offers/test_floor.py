import numpy as np
import pyarrow as pa

from patron.offers import CANDIDATES, OfferFacts
from patron.offers.floor import Floor


def test_what_is_worth_exactly_the_floor_is_made():
    rows = [{"customer_id": "ann", "offer": "tea", "value": value} for value in (0.99, 1.0, -5.0)]
    table = pa.Table.from_pylist(rows, CANDIDATES)
    rule = Floor(name="floor", at_least=1.0)
    found = rule.refuses(table, np.ones(3, bool), OfferFacts(0))
    assert found.tolist() == [True, False, True]
