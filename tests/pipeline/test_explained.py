import numpy as np

from patron.explain import Phrasing
from patron.pipeline import features_of
from patron.pipeline.explained import explain, to_explain
from patron.schema import ATTRIBUTIONS, REASONS
from patron.training import Frame


def test_the_items_ranked_first_for_each_customer_are_explained():
    customer = np.array([0, 0, 0, 0, 1])
    none = np.zeros(0, np.int64)
    frame = Frame(customer, np.arange(5), np.zeros(5, np.int64), {}, np.zeros(5), (none, none))
    answer = np.array([0.1, 0.9, 0.5, 0.5, 0.2])
    assert to_explain(frame, answer).tolist() == [1, 2, 3, 4]


def test_only_tasks_about_customers_have_segments(shop):
    model = shop.workspace.registry.champion("churn")
    phrasing = Phrasing(features_of(model), model, "EUR")
    X = np.random.default_rng(0).integers(0, 3, (200, len(model.columns))).astype(float)
    who = np.array([f"c{number}" for number in range(200)], dtype=object)
    at = np.zeros(200, np.int64)
    told = explain(phrasing, X, who, None, at)
    assert set(told) == {"drivers", "base", "segments", ATTRIBUTIONS, REASONS}
    assert sum(one.members.sum() for one in told["segments"]) <= 200
    assert told["segments"]
    assert explain(phrasing, X, who, who, at)["segments"] == []
