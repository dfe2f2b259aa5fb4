import json

import numpy as np
import pytest

from patron.models.population import MOST_ROWS, Usual, as_plain, from_plain, usual_of

TEN = Usual.of(np.arange(1.0, 11.0))


def test_more_and_less_are_shares_that_are_certain():
    assert TEN.less(9.5) == 0.9  # of 1 to 9, all of them are less
    assert TEN.more(9.5) == pytest.approx(0.01)
    assert (TEN.less(0.0), TEN.more(0.0)) == (0.0, 0.99)
    assert (TEN.less(11.0), TEN.more(11.0)) == (0.99, 0.0)


@pytest.mark.parametrize("seed", range(5))
def test_what_is_said_of_shares_is_true_of_the_population(seed):
    random = np.random.default_rng(seed)
    values = random.poisson(1.5, 300).astype(float)
    usual = Usual.of(values)
    for value in (*values[:50], -1.0, 0.5, 99.0):
        assert usual.less(value) <= (values < value).mean() + 1e-12
        assert usual.more(value) <= (values > value).mean() + 1e-12
        assert usual.same(value) <= (values == value).mean() + 1e-12


def test_most_may_have_one_value():
    usual = Usual.of(np.array([0.0] * 8 + [1.0, 2.0]))
    assert usual.same(0.0) == pytest.approx(0.79)
    assert usual.same(2.0) == pytest.approx(0.0)


def test_nobodys_value_is_known():
    nothing = Usual.of(np.full(3, np.nan))
    assert nothing == Usual((), 1.0) == Usual.of(np.zeros(0))
    assert (nothing.less(1.0), nothing.more(1.0), nothing.same(1.0)) == (0.0, 0.0, 0.0)


def test_it_is_the_same_read_back():
    X = np.array([[1.0, np.nan], [2.0, np.nan], [np.nan, np.nan]])
    population = usual_of(("a", "b"), X)
    assert population["a"].unknown == pytest.approx(1 / 3)
    assert from_plain(json.loads(json.dumps(as_plain(population)))) == population


def test_of_many_rows_some_stand_for_all():
    X = np.arange(2.0 * MOST_ROWS)[:, None]
    assert usual_of(("a",), X)["a"].quantiles[5] == pytest.approx(MOST_ROWS, rel=1e-3)
