from pathlib import Path

import numpy as np
import pytest

from patron.catalog import kinds
from patron.config import build
from patron.features import Feature, compute_features, load_features, plan
from patron.features.online import OnlineFeatures

CONFIGS = Path(__file__).parents[2] / "configs"
OF_ROWS = [
    {"type": "loyalty", "name": "loyal", "idea": "what", "column": "category", "kind": "purchase"},
    {"type": "top", "name": "top", "idea": "what", "column": "item"},
]


@pytest.fixture(scope="module")
def features():
    found = load_features(CONFIGS / "complete_journey" / "features.yaml")
    # What looks at the rows themselves.
    rows = [build(one, kinds(Feature, "patron.features"), "rows") for one in OF_ROWS]
    return [*(feature for feature in found if feature.entity == "customer"), *rows]


@pytest.fixture
def history(history_of):
    """Return some months of five customers."""
    rng = np.random.default_rng(0)
    rows = [
        {
            "who": f"c{rng.integers(5)}",
            "at": f"2024-0{rng.integers(1, 7)}-{rng.integers(1, 28):02}T{rng.integers(24):02}:00",
            "kind": str(rng.choice(["purchase", "contact", "redemption"])),
            "amount": float(rng.integers(1, 50)),
            "basket": f"b{rng.integers(40)}",
            "item": f"i{rng.integers(6)}",
        }
        for _ in range(300)
    ]
    items = [
        {"item": f"i{n}", "category": "FLUID MILK PRODUCTS" if n < 2 else f"{n}"} for n in range(5)
    ]
    facts = [
        (f"c{n}", name, value, f"2024-0{n + 1}-01")
        for n in range(4)
        for name, value in (("age", "35-44"), ("income", f"{n}0-{n}9K"))
    ]
    return history_of(*rows, items=items, facts=facts)


def test_one_customer_alone_has_the_features_of_the_whole_base(history, day, features):
    cutoff = day("2024-05-01T12:00")
    batch = compute_features(history, features, [cutoff])
    online = OnlineFeatures(features)
    for row in range(batch.num_rows):
        alone = history.of_customer(batch["customer_id"][row].as_py())
        values = online.compute(alone, cutoff)[0]
        wanted = [batch[feature.name][row].as_py() for feature in features]
        np.testing.assert_array_equal(values, np.array(wanted, float))


@pytest.mark.parametrize("looked_up", [0, plan.LOOKED_UP])
def test_customers_prepared_each_and_joined_have_the_features_of_all(
    history, day, features, looked_up, monkeypatch
):
    monkeypatch.setattr(plan, "LOOKED_UP", looked_up)
    online, cutoff = OnlineFeatures(features), day("2024-05-01T12:00")
    alone = [online.prepare(history.of_customer(name)) for name in history.customers]
    (number, joined), (same, whole) = (
        online.known(past, cutoff) for past in (online.join(alone), history)
    )
    assert number.tolist() == same.tolist()
    np.testing.assert_array_equal(joined, whole)


def test_a_customer_of_whom_nothing_was_known_has_no_values(history_of, day, features):
    history = history_of({"who": "ann", "at": "2024-06-01"})
    values = OnlineFeatures(features).compute(history, day("2024-01-01"))
    assert values.shape == (1, len(features))
    assert np.isnan(values).all()
