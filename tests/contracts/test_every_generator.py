"""What every generator of candidates promises: a number for each item, whoever else is asked."""

from datetime import timedelta

import numpy as np
import pytest

from patron.catalog import kinds
from patron.tasks.generators import Generator, look_back
from patron.tasks.next_offer import ALSO, NextOffer

KINDS = kinds(Generator, "patron.tasks.generators")
TASK = NextOffer(name="n", horizon=timedelta(days=10))

every_kind = pytest.mark.parametrize("kind", sorted(KINDS))


@pytest.fixture
def taken(history_of, day):
    draw = np.random.default_rng(0)
    rows = [
        {"who": f"c{draw.integers(9)}", "at": f"2024-01-{draw.integers(1, 30):02}",
         "item": f"i{draw.integers(6)}"}
        for _ in range(60)
    ]  # fmt: skip
    history = history_of(*rows, items=({"item": "i0", "category": "a"},))
    cutoff = day("2024-02-01")
    return look_back(history.upto(cutoff), TASK, cutoff, np.arange(len(history.customers)))


def test_what_a_task_names_by_default_is_there():
    assert {"own", "popular", *ALSO} <= set(KINDS)


@every_kind
def test_each_item_has_a_finite_score(kind, taken):
    scores = KINDS[kind](taken).score(np.arange(taken.customers))
    assert scores.shape == (taken.customers, taken.items)
    assert np.isfinite(scores).all()
    assert scores.max() > 0


@every_kind
def test_what_is_said_to_one_does_not_depend_on_who_else_is_asked(kind, taken):
    generator = KINDS[kind](taken)
    together = generator.score(np.arange(taken.customers))
    for place in range(taken.customers):
        np.testing.assert_allclose(
            generator.score(np.array([place]))[0], together[place], 1e-5, 1e-6
        )


@every_kind
def test_it_is_documented(kind):
    assert KINDS[kind].__doc__


@every_kind
def test_what_is_said_to_everybody_is_what_is_said_to_each(kind, taken):
    generator = KINDS[kind](taken)
    same = generator.everybody()
    each = generator.score(np.arange(taken.customers))
    if same is None:
        assert (each != each[0]).any()
    else:
        np.testing.assert_array_equal(each, np.tile(same, (taken.customers, 1)))
