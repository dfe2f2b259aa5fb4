import numpy as np
import pyarrow as pa

from patron.offers import CANDIDATES, OfferFacts
from patron.offers.budget import Budget


def refused(at_most, *rows, still_open=None):
    names = ("customer_id", "offer", "value", "cost")
    table = pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows], CANDIDATES)
    is_open = np.ones(len(rows), bool) if still_open is None else np.array(still_open)
    rule = Budget(name="b", offer="voucher", at_most=at_most)
    return rule.refuses(table, is_open, OfferFacts(0)).tolist()


ROWS = [("ann", "voucher", 3.0, 5.0), ("bob", "voucher", 9.0, 5.0), ("bob", "tea", 1.0, 1.0)]


def test_the_most_valuable_get_it_until_the_money_is_spent():
    assert refused(4.99, *ROWS) == [True, True, False]
    assert refused(5.0, *ROWS) == [True, False, False]
    assert refused(10.0, *ROWS) == [False, False, False]


def test_what_an_earlier_rule_refused_spends_nothing():
    assert refused(5.0, *ROWS, still_open=[True, False, True])[0] is False


def test_a_budget_of_nothing_refuses_what_costs_anything():
    assert refused(0.0, *ROWS) == [True, True, False]
    assert refused(0.0) == []
