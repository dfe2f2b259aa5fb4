import numpy as np
import pytest

from patron.errors import ModelError
from patron.models.metrics import expected_calibration_error, ndcg_at_k
from patron.models.offer_ranker import LONGEST_QUERY, OfferRanker, _queries


def window(seed, customers=300, items=12):
    """Return features, whether taken, and customers; some customers take more than others."""
    random = np.random.default_rng(seed)
    n = customers * items
    groups = np.repeat(np.arange(customers), items)
    X = random.normal(size=(n, 4))
    eager = random.normal(size=customers)[groups]
    X[:, 3] = eager
    return X, random.random(n) < 1 / (1 + np.exp(-(2 * X[:, 0] + eager - 2))), groups


def ranker(**params):
    return OfferRanker(**{"trees": 60, "threads": 1, **params})


def test_puts_what_is_taken_first():
    X, taken, groups = window(0)
    model = ranker().fit(X, taken, groups=groups)
    X, taken, groups = window(1)
    found = np.nanmean(ndcg_at_k(groups, model.predict(X), taken, 5))
    by_truth = np.nanmean(ndcg_at_k(groups, X[:, 0], taken, 5))
    by_chance = np.nanmean(ndcg_at_k(groups, np.zeros(len(X)), taken, 5))
    assert by_truth - found < 0.1 * (by_truth - by_chance)


def test_learns_the_order_within_a_group_and_not_who_takes_much():
    X, taken, groups = window(0)
    size = np.abs(ranker().fit(X, taken, groups=groups).attribute(X)[0]).mean(axis=0)
    assert size[0] > 5 * size[3]


def test_the_answer_is_a_probability_that_keeps_its_word():
    X, taken, groups = window(0)
    model = ranker().fit(X, taken, groups=groups)
    X, taken, _ = window(1)
    model.calibrate(X, taken)
    X, taken, _ = window(2)
    assert expected_calibration_error(taken, model.answer(X)) < 0.05
    assert np.array_equal(np.argsort(model.answer(X)), np.argsort(model.predict(X)))


def test_before_calibration_the_mean_score_has_the_rate_of_the_fit():
    X, taken, groups = window(0)
    model = ranker().fit(X, taken, groups=groups)
    assert model.calibration_.slope == 1
    assert model.calibration_.probability(model.predict(X).mean()) == pytest.approx(
        taken.mean(), abs=0.001
    )


def test_the_loss_told_is_what_ndcg_leaves():
    seen = {}
    X, taken, groups = window(1)
    model = ranker(trees=10).fit(
        *window(0)[:2], later=(X, taken, groups), watch=seen.__setitem__, groups=window(0)[2]
    )
    each = ndcg_at_k(groups, model.predict(X), taken, 10)
    # LightGBM counts a group in which nothing is taken as perfect, and ties by their place.
    assert seen[10] == pytest.approx(1 - np.nan_to_num(each, nan=1.0).mean(), abs=0.01)


def test_a_long_group_is_dealt_out_evenly():
    taken = np.arange(25_000) < 12_500
    rows = _queries(np.arange(25_000.0)[:, None], taken, None)
    assert rows.sizes.tolist() == [8334, 8333, 8333]
    assert rows.X[:3, 0].tolist() == [0.0, 3.0, 6.0]
    assert sorted(rows.X[:, 0]) == list(range(25_000))
    assert np.array_equal(rows.y, rows.X[:, 0] < 12_500)


def test_lightgbm_takes_a_group_longer_than_its_limit():
    random = np.random.default_rng(0)
    X = random.normal(size=(LONGEST_QUERY + 1, 2))
    assert ranker(trees=2).fit(X, X[:, 0] > 1).predict(X).std() > 0


def test_short_groups_stay_as_they_are():
    rows = _queries(np.arange(5.0)[:, None], np.array([0, 1, 0, 0, 1]) > 0, list("aabbb"))
    assert rows.sizes.tolist() == [2, 3]
    assert rows.X[:, 0].tolist() == [0.0, 1.0, 2.0, 3.0, 4.0]


def test_a_group_in_two_places_is_refused():
    with pytest.raises(ModelError, match="must stand together"):
        ranker().fit(np.zeros((3, 1)), np.array([0, 1, 0]), groups=["a", "b", "a"])


def test_groups_for_other_rows_are_refused():
    with pytest.raises(ModelError, match="2 groups for 3 rows"):
        ranker().fit(np.zeros((3, 1)), np.array([0, 1, 0]), groups=["a", "b"])


def test_it_may_learn_the_probability_instead_of_the_order():
    X, taken, groups = window(0)
    model = ranker(objective="binary").fit(X, taken, groups=groups)
    size = np.abs(model.attribute(X)[0]).mean(axis=0)
    assert size[3] > size[1], "who takes much matters to a probability"
    again = OfferRanker.from_files(model.files())
    assert np.array_equal(again.answer(X), model.answer(X))


@pytest.mark.parametrize("objective", ["lambdarank", "binary"])
def test_learning_anew_keeps_the_mean_probability(objective):
    X, taken, groups = window(0)
    later_X, later_taken, _ = window(1)
    model = ranker(trees=20, objective=objective).fit(X, taken, groups=groups)
    model.calibrate(later_X, later_taken)
    mean, trees = model.answer(later_X).mean(), model.trees_by_name_["score"].text
    model.refit(later_X, later_taken, later_X, groups=groups)
    assert model.answer(later_X).mean() == pytest.approx(mean)
    assert model.trees_by_name_["score"].text != trees


def test_an_unknown_objective_is_refused():
    with pytest.raises(ModelError, match="must be lambdarank or binary"):
        ranker(objective="mse").fit(*window(0)[:2])
