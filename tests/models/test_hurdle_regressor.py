import numpy as np
import pytest
from sklearn.datasets import make_regression

from patron.models.hurdle_regressor import HurdleRegressor
from patron.models.metrics import interval_coverage, normalised_gini, r2, total_ratio


def window(seed, n=6_000):
    """Return features and spend: half buy, for gamma distributed amounts that features drive."""
    random = np.random.default_rng(seed)
    X = random.normal(size=(n, 4))
    buys = random.random(n) < 1 / (1 + np.exp(-1.5 * X[:, 0]))
    return X, np.where(buys, random.gamma(4.0, np.exp(2 + X[:, 1]) / 4), 0.0)


def regressor(**params):
    return HurdleRegressor(
        **{
            "trees": 100,
            "leaves": 15,
            "learning_rate": 0.05,
            "column_share": 1.0,
            "l2": 0.0,
            "threads": 1,
            **params,
        }
    )


@pytest.fixture(scope="module")
def model():
    return regressor().fit(*window(0)).calibrate(*window(1))


def truth(X):
    return np.exp(2 + X[:, 1]) / (1 + np.exp(-1.5 * X[:, 0]))


def test_the_answer_is_the_expected_spend(model):
    X, y = window(2)
    assert r2(truth(X), model.answer(X)) > 0.9
    assert total_ratio(y, model.answer(X)) == pytest.approx(1, abs=0.05)
    assert normalised_gini(y, model.answer(X)) > 0.95 * normalised_gini(y, truth(X))
    assert np.array_equal(model.predict(X), model.answer(X))


def test_the_interval_holds_four_in_five(model):
    X, y = window(3)
    low, high = model.interval(X).T
    assert interval_coverage(y, low, high) == pytest.approx(0.8, abs=0.03)
    assert low.min() >= 0


def test_another_coverage_is_kept_too():
    X, y = window(3)
    low, high = regressor(coverage=0.5).fit(*window(0)).calibrate(*window(1)).interval(X).T
    # Those of whom most buy nothing cannot be cut in two; the others make up for it.
    assert interval_coverage(y, low, high) == pytest.approx(0.5, abs=0.05)


def test_there_is_no_interval_before_calibration():
    X, y = window(0, n=300)
    assert regressor(trees=5).fit(X, y).interval(X) is None
    assert regressor(trees=5).fit(X, y).calibrate(X[:0], y[:0]).interval(X) is None


def test_more_returned_than_bought_counts_as_no_purchase():
    X, y = window(0, n=500)
    returns = np.where((y == 0) & (X[:, 2] > 0), -50.0, y)
    assert np.array_equal(regressor().fit(X, returns).answer(X), regressor().fit(X, y).answer(X))


def test_nobody_buys_and_nothing_is_expected():
    X, _ = window(0, n=300)
    model = regressor(trees=5).fit(X, np.zeros(300)).calibrate(X, np.zeros(300))
    assert model.answer(X).tolist() == [0.0] * 300
    assert model.interval(X).tolist() == [[0.0, 0.0]] * 300
    assert not model.attribute(X)[0].any()


def test_everybody_spends_the_same_and_that_is_expected():
    X, _ = window(0, n=300)
    answers = regressor(trees=5).fit(X, np.full(300, 20.0)).answer(X)
    np.testing.assert_allclose(answers, 20.0, rtol=0.01)


def test_the_loss_told_falls_through_both_parts():
    seen = {}
    regressor(trees=20).fit(*window(0), later=window(1), watch=seen.__setitem__)
    assert list(seen) == [10, 20, 10_010, 10_020]
    assert seen[10] > seen[20] > seen[10_010] > seen[10_020]


def test_the_loss_told_is_the_likelihood_of_both_parts():
    seen = {}
    X, y = window(1)
    model = regressor(trees=20).fit(*window(0), later=(X, y), watch=seen.__setitem__)
    p = 1 / (1 + np.exp(-model.trees_by_name_["purchase"].raw(X)))
    amount = np.exp(model.trees_by_name_["amount"].raw(X))
    loss = np.where(y > 0, -np.log(p) + y / amount + np.log(amount), -np.log1p(-p))
    assert seen[10_020] == pytest.approx(loss.mean(), rel=1e-6)


def test_a_later_window_in_which_nobody_buys_is_no_trouble():
    X, y = window(0, n=300)
    seen = {}
    model = regressor(trees=20).fit(X, y, later=(X, np.zeros(300)), watch=seen.__setitem__)
    assert list(seen) == [10, 20]
    assert np.isfinite(list(seen.values())).all()
    # There is nothing to stop the second part on.
    assert model.trees_by_name_["amount"].text.count("\nTree=") == 20


def test_scikit_learns_own_example_is_learnt_once_no_label_is_negative():
    # The example of check_regressors_train, which the tag `poor_score` exempts from a good score.
    X, y = make_regression(200, n_informative=1, bias=5.0, noise=20, random_state=42)
    assert regressor().fit(X, y - y.min()).score(X, y - y.min()) > 0.5


def test_the_total_is_brought_to_what_is_expected_and_the_order_stays():
    model, (X, _) = regressor(trees=20).fit(*window(0)), window(2)
    before = model.answer(X)
    model.bring_total_to(1000.0, X)
    np.testing.assert_allclose(model.answer(X), before * 1000 / before.sum())
    assert HurdleRegressor.from_files(model.files()).answer(X).tolist() == model.answer(X).tolist()


def test_learning_anew_keeps_rounds_and_calibration():
    model = regressor(trees=200).fit(*window(0), later=window(1)).calibrate(*window(1))
    rounds = {name: trees.rounds for name, trees in model.trees_by_name_.items()}
    calibration = model.calibration_
    X, y = window(2)
    model.refit(X, 2 * y, X)
    assert {name: trees.rounds for name, trees in model.trees_by_name_.items()} == rounds
    assert model.calibration_ == calibration
    assert total_ratio(2 * y, model.answer(X)) == pytest.approx(1, abs=0.05)


def test_nothing_is_learnt_anew_where_nobody_buys():
    model, (X, y) = regressor(trees=20).fit(*window(0)), window(1)
    before = model.answer(X)
    assert np.array_equal(model.refit(X, np.zeros(len(y)), X).answer(X), before)
