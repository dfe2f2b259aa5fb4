from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from patron.errors import UnknownCustomer
from patron.features import feature_columns, load_features
from patron.features.online import OnlineFeatures
from patron.service.known import compute_known


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
