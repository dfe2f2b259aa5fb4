from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from patron.features.attribute import Attribute
from patron.history import Attributes
from patron.history.without import without_facts, without_kind
from patron.training.forgo import Datum, Effort, forgo

EFFORT = Effort(rows=5_000, repeats=1)


@pytest.fixture
def told(history):
    """Return the history, and of each customer something that has nothing to do with it."""
    n = len(history.customers)
    zero, values = np.zeros(n, np.int64), np.random.default_rng(1).integers(4, size=n)
    shoes = Attributes(np.arange(n), zero, values, zero, ("shoes",), ("38", "40", "42", "44"))
    return replace(history, attributes=shoes)


@pytest.fixture
def every(features):
    return [*features, Attribute(name="shoes", attribute="shoes", idea="who they are")]


SHOES = Datum("shoes", frozenset({"shoes"}), partial(without_facts, names=("shoes",)))
PURCHASES = Datum(
    "purchases", frozenset({"days", "purchases"}), partial(without_kind, kind="purchase")
)


def test_what_tells_nothing_costs_nothing_and_what_tells_all_costs_much(told, task, every, spec):
    found = forgo(told, task, every, spec, [SHOES, PURCHASES], 0.05, EFFORT, 0)
    assert found.metric == "auc"
    assert abs(found.costs["shoes"].metric.difference) < 0.05
    assert found.costs["purchases"].metric.low > 0.1
    # Without any of it, all are alike.
    lost = found.value - found.costs["purchases"].metric.difference
    assert lost == pytest.approx(0.5, abs=0.2)


def test_what_goes_together_was_chosen_on_the_window_before(told, task, every, spec):
    found = forgo(told, task, every, spec, [SHOES, PURCHASES], 0.05, EFFORT, 0)
    chosen = [name for name, cost in found.costs.items() if cost.before < 0.05]
    assert set(found.together) <= set(chosen)
    assert "purchases" not in found.together
    assert (found.of_together is None) == (found.together == ())


def test_what_no_feature_looks_at_is_passed_over(told, task, every, spec):
    blind = spec.model_copy(update={"without": ("shoes",)})
    found = forgo(told, task, every, blind, [SHOES], 0.05, EFFORT, 0)
    assert found.costs == {}
    assert found.of_together is None
