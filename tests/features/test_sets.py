"""The sets of features that come along."""

from collections import Counter

import numpy as np
import pytest

from patron.features import compute_features
from patron.features.load import SETS, load_set
from patron.features.online import OnlineFeatures

NAMES = sorted(path.stem for path in SETS.glob("*.yaml"))
every_set = pytest.mark.parametrize("name", NAMES)


def test_retail_has_150_features_of_several_ideas():
    found = Counter(feature.idea for feature in load_set("retail"))
    assert found.total() >= 150
    assert len(found) >= 15


@every_set
def test_every_value_is_said_in_words(name):
    for feature in load_set(name):
        assert feature.says is not None, feature.name
        for number in (0.0, 1.0, 0.25, 31.0, float("nan")):
            sentence = feature.say(number)
            assert not {"{", "}", "_"} & set(sentence), sentence


@every_set
def test_what_a_workspace_lacks_makes_constant_features(history_of, day, name):
    history = history_of(
        *({"at": f"2024-01-0{n}", "amount": n, "who": "ab"[n % 2]} for n in range(1, 9))
    )
    table = compute_features(history, load_set(name), [day("2024-01-09")])
    for feature in load_set(name):
        if getattr(feature, "kind", None) in ("return", "complaint", "view"):
            assert len(set(map(str, table[feature.name].to_pylist()))) == 1, feature.name


@every_set
def test_of_one_customer_alone_it_is_the_same_as_of_all_together(history_of, day, name):
    rng = np.random.default_rng(0)
    kinds = ["purchase", "visit", "view", "contact", "return", "complaint", "redemption"]
    rows = [
        {
            "at": f"2024-{rng.integers(1, 7):02}-{rng.integers(1, 28):02}T{rng.integers(24):02}:00",
            "who": str(rng.choice(["ann", "bob", "eve"])),
            "kind": str(rng.choice(kinds)),
            "channel": str(rng.choice(["web", "store", "app"])),
            "item": str(rng.choice(["i1", "i2", "i3"])),
            "basket": str(rng.integers(30)),
            "amount": float(rng.integers(1, 50)) / 4,
            "sentiment": None if rng.random() < 0.5 else float(rng.integers(-4, 4)),
        }
        for _ in range(300)
    ]
    history, features, cutoff = history_of(*rows), load_set(name), day("2024-06-01")
    table = compute_features(history, features, [cutoff])
    online = OnlineFeatures(features)
    for number, customer in enumerate(table["customer_id"].to_pylist()):
        [alone] = online.compute(history.of_customer(customer), cutoff)
        together = [table[feature.name][number].as_py() for feature in features]
        np.testing.assert_array_equal(alone, np.array(together, float))
