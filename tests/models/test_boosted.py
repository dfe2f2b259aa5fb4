import json

import numpy as np
import pytest

from patron.errors import ModelError
from patron.models.boosted import Boosted
from patron.models.boosted_classifier import BoostedClassifier
from patron.models.column import Column
from patron.models.hurdle_regressor import HurdleRegressor
from patron.models.logistic import Logistic
from patron.models.offer_ranker import OfferRanker


def small(**params):
    X = np.random.default_rng(0).normal(size=(100, 2))
    return BoostedClassifier(**{"trees": 3, "threads": 1, **params}).fit(X, X[:, 0] > 0)


def test_the_family_itself_is_no_estimator():
    with pytest.raises(TypeError, match="abstract"):
        Boosted()


def test_the_facts_beside_the_trees_are_readable():
    facts = json.loads(small(l2=0.5).files()["estimator.json"])
    assert facts["estimator"] == "BoostedClassifier"
    assert facts["params"]["l2"] == 0.5
    assert facts["features"] == 2
    assert facts["calibration"] == {"slope": 1.0, "intercept": 0.0}


def test_numbers_of_a_search_are_stored_as_plain_numbers():
    found = small(trees=np.int64(4), l2=np.float64(0.25))
    read = BoostedClassifier.from_files(found.files())
    assert (read.trees, read.l2) == (4, 0.25)


def test_the_files_of_another_estimator_are_refused():
    with pytest.raises(ModelError, match="is of a 'BoostedClassifier', but must be of a OfferRank"):
        OfferRanker.from_files(small().files())


def test_every_parameter_reaches_lightgbm():
    text = small(leaves=5, learning_rate=0.3, smallest_leaf=7, row_share=0.8, l2=2.0).files()
    for line in (
        "[num_leaves: 5]",
        "[learning_rate: 0.3]",
        "[min_data_in_leaf: 7]",
        "[bagging_fraction: 0.8]",
        "[bagging_freq: 1]",
        "[lambda_l2: 2]",
    ):
        assert line in text["score.txt"]


FIRST = Column(name="first", column="a", missing=0)
BOTH = Logistic(name="both", of=("a", "b"))


def window(seed, is_money, n=400):
    random = np.random.default_rng(seed)
    X = random.uniform(0, 2, size=(n, 2))
    y = np.where(random.random(n) < X[:, 0] / 2, random.gamma(2.0, 1 + X[:, 1]), 0.0)
    return X, y if is_money else (y > 0).astype(float)


def learnt(cls, seed=0, trees=20, formulas=(FIRST, BOTH)):
    X, y = window(seed, cls is HurdleRegressor)
    made = cls(trees=trees, threads=1).fit(X, y)
    return made.stand_beside(formulas, ["a", "b"], 30.0, X, y, X)


@pytest.mark.parametrize("cls", [BoostedClassifier, HurdleRegressor])
def test_the_same_window_twice_says_what_it_says_once(cls):
    X, y = window(1, cls is HurdleRegressor)
    once = learnt(cls).calibrate(X, y).answer(X)
    twice = learnt(cls).calibrate(X, y, [(learnt(cls), X, y)]).answer(X)
    np.testing.assert_allclose(twice, once, rtol=0.01)


def test_an_odd_window_does_not_rule():
    (X, y), (before, y_before) = (window(seed, is_money=False) for seed in (1, 2))
    odd = np.random.default_rng(3).permutation(y)
    alone = learnt(BoostedClassifier).calibrate(X, odd).answer(X)
    earlier = [(learnt(BoostedClassifier), before, y_before)]
    with_another = learnt(BoostedClassifier).calibrate(X, odd, earlier).answer(X)
    usual = learnt(BoostedClassifier).calibrate(X, y).answer(X)
    assert np.ptp(alone) < np.ptp(with_another) < np.ptp(usual)
    assert with_another.mean() == pytest.approx(odd.mean(), rel=0.05)


def test_an_earlier_window_widens_the_interval_and_leaves_the_amount():
    (X, y), (before, y_before) = (window(seed, is_money=True) for seed in (1, 2))
    alone = learnt(HurdleRegressor).calibrate(X, y)
    wild = (learnt(HurdleRegressor), before, 10 * y_before)
    both = learnt(HurdleRegressor).calibrate(X, y, [wild])
    assert np.array_equal(both.answer(X), alone.answer(X))
    assert np.ptp(both.interval(X), axis=1).mean() > 2 * np.ptp(alone.interval(X), axis=1).mean()


def test_a_rate_that_changes_between_windows_changes_no_slope():
    (X, y), (before, y_before) = (window(seed, is_money=False) for seed in (1, 2))
    rarer = np.random.default_rng(3).random(len(before)) < 0.3
    some = y_before.astype(bool) & ~rarer | ~y_before.astype(bool)
    slopes = [
        learnt(BoostedClassifier, formulas=())
        .calibrate(X, y, [(learnt(BoostedClassifier, formulas=()), before[kept], y_before[kept])])
        .calibration_.slope
        for kept in (some, slice(None))
    ]
    assert slopes[0] == pytest.approx(slopes[1], rel=0.1)


def test_learning_anew_takes_the_mean_of_the_windows_rounds():
    X, y = window(1, is_money=False)
    earlier = [(learnt(BoostedClassifier, trees=31), X, y)]
    model = learnt(BoostedClassifier, trees=10).calibrate(X, y, earlier)
    assert model.trees_by_name_["score"].rounds == 10
    assert model.refit(X, y, X).trees_by_name_["score"].rounds == 20


def test_an_earlier_window_with_other_formulas_beside_the_trees_does_not_count():
    (X, y), (before, y_before) = (window(seed, is_money=True) for seed in (1, 2))
    other = learnt(HurdleRegressor, trees=40, formulas=[FIRST])
    found = learnt(HurdleRegressor).calibrate(X, y, [(other, before, y_before)])
    assert np.array_equal(found.answer(X), learnt(HurdleRegressor).calibrate(X, y).answer(X))
    assert np.array_equal(found.interval(X), learnt(HurdleRegressor).calibrate(X, y).interval(X))
