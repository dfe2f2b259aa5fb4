"""What every uplift learner promises: the effect of each offer, whatever the outcome's unit."""

import numpy as np
import pytest

from patron.catalog import kinds
from patron.errors import ModelError
from patron.models.uplift import UpliftLearner

KINDS = kinds(UpliftLearner, "patron.models.uplift")
every_learner = pytest.mark.parametrize("cls", KINDS.values(), ids=KINDS)


def offers(seed=0, n=2_400):
    """Return three arms of which 1 moves half of the customers and 2 nobody, and the truth."""
    random = np.random.default_rng(seed)
    X = random.normal(size=(n, 3))
    X[random.random((n, 3)) < 0.05] = np.nan
    treatment = random.integers(0, 3, n)
    effect = np.column_stack([0.6 * (X[:, 0] > 0), np.zeros(n)])
    return X, treatment, effect, random


def money(seed=0):
    X, treatment, effect, random = offers(seed)
    gained = np.column_stack([np.zeros(len(X)), effect])[np.arange(len(X)), treatment]
    return X, treatment, np.nan_to_num(X[:, 1]) + gained + random.normal(0, 0.3, len(X)), effect


def visits(seed=0):
    X, treatment, effect, random = offers(seed)
    gained = np.column_stack([np.zeros(len(X)), effect])[np.arange(len(X)), treatment]
    return X, treatment, (random.random(len(X)) < 0.2 + gained).astype(float), effect


def learnt(cls, rows, **params):
    X, treatment, y, _ = rows
    return cls(trees=100, smallest_leaf=50, learning_rate=0.1, threads=1, **params).fit(
        X, treatment, y
    )


def test_the_learners_are_found():
    assert set(KINDS) == {"t_learner", "x_learner", "dr_learner", "mean_learner"}


@every_learner
@pytest.mark.parametrize("make", [money, visits])
def test_it_finds_the_simulated_effects(cls, make):
    rows = make()
    X, _, _, truth = make(1)
    found = learnt(cls, rows).predict(X)
    assert found.shape == (len(X), 2)
    for moved in (True, False):
        of_them = truth[:, 0] > 0 if moved else truth[:, 0] == 0
        np.testing.assert_allclose(found[of_them].mean(axis=0), [0.6 * moved, 0], atol=0.12)


@every_learner
def test_the_same_seed_gives_the_same_effects(cls):
    rows = money()
    first, second = (learnt(cls, rows, random_state=3).predict(rows[0]) for _ in range(2))
    assert np.array_equal(first, second)


@every_learner
def test_propensities_that_are_the_shares_change_nothing(cls):
    X, treatment, y, _ = money()
    share = np.bincount(treatment) / len(y)
    params = {"trees": 5, "threads": 1}
    plain = cls(**params).fit(X, treatment, y)
    told = cls(**params).fit(X, treatment, y, np.tile(share, (len(y), 1)))
    np.testing.assert_allclose(told.predict(X), plain.predict(X))


@every_learner
def test_outcomes_all_alike_have_no_effect(cls):
    X, treatment, _, _ = offers()
    for y in (np.zeros(len(X)), np.ones(len(X))):
        found = cls(trees=3, threads=1).fit(X, treatment, y).predict(X)
        np.testing.assert_allclose(found, 0, atol=1e-9)


@every_learner
def test_no_rows_have_no_effects(cls):
    assert learnt(cls, money()).predict(np.empty((0, 3))).shape == (0, 2)


@every_learner
def test_what_is_no_experiment_is_refused(cls):
    X, treatment, y, _ = money()
    with pytest.raises(ModelError, match="Treatment 1 has no rows"):
        cls().fit(X, np.where(treatment == 1, 0, treatment), y)
    with pytest.raises(ModelError, match="rows of 0 and of 1"):
        cls().fit(X, np.zeros(len(X)), y)


@every_learner
def test_has_a_docstring_of_its_own(cls):
    assert cls.__doc__ != UpliftLearner.__doc__
