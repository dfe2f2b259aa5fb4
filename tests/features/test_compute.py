from datetime import UTC, datetime

import pytest

from patron.errors import ConfigError
from patron.features import compute_features
from patron.features.compute import feature_columns, moment
from patron.features.count import Count
from patron.features.total import Total

COUNT = Count(name="purchases", idea="how often they buy", kind="purchase")
SPEND = Total(name="item_spend", idea="how much it sells", entity="item")


def test_there_is_a_row_for_each_customer_known_at_each_cutoff(history_of, day):
    history = history_of(
        {"who": "ann", "at": "2024-01-01"},
        {"who": "ann", "at": "2024-02-15"},
        {"who": "bob", "at": "2024-02-01", "kind": "visit"},
    )
    found = compute_features(history, [COUNT, SPEND], [day("2024-01-31"), day("2024-03-01")])
    rows = [(r["customer_id"], r["cutoff"].month, r["purchases"]) for r in found.to_pylist()]
    assert rows == [("ann", 1, 1.0), ("ann", 3, 2.0), ("bob", 3, 0.0)]
    assert found.column_names == ["customer_id", "cutoff", "purchases"]


def test_without_rows_or_features_the_columns_are_there(history_of, day):
    assert compute_features(history_of(), [COUNT], [day("2024-01-01")]).num_rows == 0
    bare = compute_features(history_of({"at": "2024-01-01"}), [], [day("2024-01-01")])
    assert bare.num_rows == 1


def test_a_feature_of_another_entity_is_refused(history_of, day):
    history = history_of({"at": "2024-01-01"})
    with pytest.raises(ConfigError, match=r"\['item_spend'\] are not of the entity 'customer'"):
        feature_columns(history, [COUNT, SPEND], [day("2024-01-01")], "customer")


def test_items_are_told_apart_at_the_level_asked_for(history_of, day):
    items = ({"item": "a", "category": "tea"}, {"item": "b", "category": "tea"})
    rows = [{"at": "2024-01-01", "item": i, "amount": 2.0} for i in ("a", "b", None, "c")]
    history = history_of(*rows, items=items)
    customer, item, _, columns = feature_columns(
        history, [SPEND], [day("2024-01-01")], "item", "category"
    )
    assert (customer.tolist(), item.tolist(), columns["item_spend"].tolist()) == ([-1], [0], [4.0])


def test_microseconds_are_told_as_a_time():
    assert moment(86_400_000_001) == datetime(1970, 1, 2, 0, 0, 0, 1, tzinfo=UTC)
