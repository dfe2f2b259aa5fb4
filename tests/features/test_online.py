from pathlib import Path

import numpy as np
import pytest

from patron.features import compute_features, load_features
from patron.features.online import OnlineFeatures

CONFIGS = Path(__file__).parents[2] / "configs"


@pytest.fixture(scope="module")
def features():
    found = load_features(CONFIGS / "complete_journey" / "features.yaml")
    return [feature for feature in found if feature.entity == "customer"]


def test_one_customer_alone_has_the_features_of_the_whole_base(history_of, day, features):
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
    history = history_of(*rows)
    cutoff = day("2024-05-01T12:00")
    batch = compute_features(history, features, [cutoff])
    online = OnlineFeatures(features)
    for row in range(batch.num_rows):
        alone = history.of_customer(batch["customer_id"][row].as_py())
        values = online.compute(alone, cutoff)[0]
        wanted = [batch[feature.name][row].as_py() for feature in features]
        np.testing.assert_array_equal(values, np.array(wanted, float))


def test_a_customer_of_whom_nothing_was_known_has_no_values(history_of, day, features):
    history = history_of({"who": "ann", "at": "2024-06-01"})
    values = OnlineFeatures(features).compute(history, day("2024-01-01"))
    assert values.shape == (1, len(features))
    assert np.isnan(values).all()
