from dataclasses import replace
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from patron.errors import UnknownCustomer
from patron.features import feature_columns, load_features
from patron.features.online import OnlineFeatures
from patron.live import Event, LiveCustomer
from patron.live.merge import Added, merge
from patron.service.known import compute_known
from patron.tasks.lifetime_value import LifetimeValue


@pytest.fixture
def features(shop):
    return load_features(shop.folder / "features.yaml")


@pytest.mark.parametrize("households", [[7], [12, 3, 299], list(range(300))], ids=len)
def test_what_is_known_of_some_equals_what_is_known_of_all(shop, features, households):
    store = shop.store
    customers = store.customers([shop.customer(number) for number in households])
    store.close()
    number, _, _, columns = feature_columns(shop.history, features, [shop.as_of], "customer")
    row = {name: place for place, name in enumerate(shop.history.customers[number])}
    everybody = np.column_stack([columns[feature.name] for feature in features])
    known = compute_known(customers, OnlineFeatures(features), shop.as_of)
    assert sorted(known.customers) == sorted(c.customer_id for c in customers)
    wanted = everybody[[row[name] for name in known.customers]]
    np.testing.assert_array_equal(known.X, wanted)


def test_what_became_known_later_is_not_known(shop, features):
    store = shop.store
    [ann] = store.customers([shop.customer(1)])
    store.close()
    later = pc.add(pc.cast(ann.history["known_at"], pa.int64()), 10**16)
    column = ann.history.schema.get_field_index("known_at")
    shifted = ann.history.set_column(column, "known_at", later.cast(pa.timestamp("us", "UTC")))
    with pytest.raises(UnknownCustomer, match=f"Nothing is known yet .* {ann.customer_id}"):
        compute_known([replace(ann, history=shifted)], OnlineFeatures(features), shop.as_of)


def test_without_features_there_are_rows_all_the_same(shop):
    store = shop.store
    customers = store.customers([shop.customer(1), shop.customer(2)])
    store.close()
    assert compute_known(customers, OnlineFeatures([]), shop.as_of).X.shape == (2, 0)


def event(number, source="web", **row):
    common = {"source": source, "interaction_id": str(number), "account": "7", "actor": "customer"}
    return Event({**common, "kind": "purchase", **row}, attributes={"city": f"Bonn {number}"})


@pytest.mark.parametrize("published", [[], [3], [3, 12]], ids=len)
@pytest.mark.parametrize("case", ["new", "again"])
def test_what_came_since_counts_as_if_it_had_been_published(shop, features, published, case):
    store = shop.store
    parts = store.customers([shop.customer(number) for number in published])
    store.close()
    known = [row for part in parts for row in part.history.to_pylist()]
    items = sorted({row["item"] for row in known if row["item"]}) or ["item1"]
    events = [
        event(1, occurred_at=shop.as_of - 10**12, amount=3.0, item=items[0], channel="sms"),
        event(2, occurred_at=shop.as_of - 3, amount=4.0, item="item never bought before"),
        event(3, occurred_at=shop.as_of - 3, source="app", kind="something new"),
    ]
    if case == "again" and known:
        key = {name: known[-1][name] for name in ("source", "interaction_id")}
        events.append(Event({**events[0].row, **key}))
    catalogue = {
        "item never bought before": '{"item": "item never bought before", "category": "z"}'
    }
    came = [(shop.as_of + 9, one) for one in events]
    added = merge("ann", parts, came, catalogue, shop.as_of)
    assert isinstance(added, Added)
    whole = LiveCustomer("ann", added.history, added.items, added.facts)
    online = OnlineFeatures(features)
    one, same = (compute_known([customer], online, shop.as_of) for customer in (added, whole))
    np.testing.assert_array_equal(one.X, same.X)
    value = LifetimeValue(name="value", horizon=timedelta(28), margin=0.5)
    assert one.brought(value, shop.as_of) == same.brought(value, shop.as_of) != 0


def test_what_customers_brought_is_that_of_the_task(shop, features):
    store = shop.store
    customers = store.customers([shop.customer(number) for number in range(40)])
    store.close()
    known = compute_known(customers, OnlineFeatures(features), shop.as_of)
    past = shop.history.upto(shop.as_of)
    value = LifetimeValue(name="value", horizon=timedelta(28), margin=0.5)
    wanted = value.answer(past, np.searchsorted(past.customers, known.customers)).label
    np.testing.assert_array_equal(known.brought(value, shop.as_of), wanted)
    # As of the first day there was less.
    assert known.brought(value, int(past.occurred_at.min())).sum() < wanted.sum()
