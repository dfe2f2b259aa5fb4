from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest

from patron.offers import CANDIDATES, OfferFacts
from patron.offers.expiry import Expiry

END = datetime(2024, 5, 1, tzinfo=UTC)
MICROS = int(END.timestamp()) * 1_000_000


@pytest.mark.parametrize(("at", "refused"), [(MICROS - 1, False), (MICROS, True)])
def test_an_offer_is_over_from_its_end_on_and_others_are_not(at, refused):
    table = pa.Table.from_pylist([{"offer": "tea"}, {"offer": "rum"}], CANDIDATES)
    rule = Expiry(name="over", offer="tea", valid_until=END)
    assert rule.refuses(table, np.ones(2, bool), OfferFacts(at)).tolist() == [refused, False]
