"""What is known of a few customers, written as a person would say it."""

import pyarrow as pa
import pytest

from patron.offers import OfferFacts
from patron.offers.base import OWNED, PRICES
from patron.schema import SCORES

NOW = 1_000 * 86_400_000_000


@pytest.fixture
def known():
    """Return a function that makes facts of scores (customer, task, item, score) and prices."""

    def of(*scores, prices=(), owned=()):
        names = ("customer_id", "task", "item", "score")
        rows = [dict(zip(names, row, strict=True)) for row in scores]
        return OfferFacts(
            NOW,
            SCORES.of([{"cutoff": NOW, "model": "m", **row} for row in rows]),
            pa.Table.from_pylist([{"item": i, "price": p} for i, p in prices], PRICES),
            pa.Table.from_pylist([{"customer_id": c, "item": i} for c, i in owned], OWNED),
        )

    return of


@pytest.fixture
def told():
    """Return a function that says customer, item, p and value of candidates."""

    def of(table):
        rows = table.to_pylist()
        return [(r["customer_id"], r["item"], r["p"], round(r["value"], 9)) for r in rows]

    return of
