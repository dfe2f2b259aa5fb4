import numpy as np
import pytest

from patron.models.conformal import ConformalInterval, fit_interval


def test_nineteen_errors_leave_one_out_on_either_side():
    # (19 + 1) x 10 % = 2: the second least and the second greatest error.
    found = fit_interval(y=np.arange(-9.0, 10.0), predicted=np.zeros(19), coverage=0.8)
    assert found == ConformalInterval(edges=(), low=(-8.0,), high=(8.0,), floor=None)


def test_too_few_rows_to_promise_anything_take_all_that_was_seen():
    found = fit_interval(y=np.array([3.0, 1.0]), predicted=np.array([1.0, 2.0]), coverage=0.8)
    assert (found.low, found.high) == ((-1.0,), (2.0,))


def test_where_many_truths_lie_at_the_floor_all_that_is_left_out_lies_above():
    # 4 of 19 are 0; (19 + 1) x 20 % = 4: the fourth greatest of 1 to 15 is 12.
    found = fit_interval(np.r_[np.zeros(4), np.arange(1.0, 16.0)], np.full(19, 5.0), 0.8)
    assert found.around(np.array([5.0])).tolist() == [[0.0, 12.0]]


@pytest.mark.parametrize(("rows", "bins"), [(150, 1), (250, 2), (5_000, 10)])
def test_a_bin_has_about_a_hundred_rows_and_there_are_ten_at_most(rows, bins):
    predicted = np.linspace(0, 1, rows)
    assert len(fit_interval(predicted, predicted, 0.8).low) == bins


def test_each_bin_of_the_prediction_has_errors_of_its_own():
    predicted = np.r_[np.linspace(0, 1, 100), np.linspace(10, 11, 100)]
    errors = np.r_[np.linspace(-1, 1, 100), np.linspace(-20, 20, 100)]
    found = fit_interval(predicted + errors, predicted, 0.8)
    width = np.diff(found.around(np.array([0.5, 10.5])), axis=1).ravel()
    assert len(found.edges) == 1
    assert width[1] > 10 * width[0]


def test_predictions_that_are_all_alike_are_one_bin():
    found = fit_interval(np.arange(1000.0), np.full(1000, 5.0), 0.8)
    assert found.edges == ()


def test_where_a_bin_cannot_hold_less_the_others_make_up_for_it():
    # All of the lower bin brings nothing: 100 of 200 are held, and 60 of the others are enough.
    predicted = np.r_[np.linspace(0, 1, 100), np.linspace(10, 11, 100)]
    y = np.r_[np.zeros(100), 10 + np.arange(100.0)]
    low, high = fit_interval(y, predicted, 0.8).around(predicted).T
    inside = (low <= y) & (y <= high)
    assert inside[:100].all()
    assert inside.mean() == pytest.approx(0.8, abs=0.02)


def test_holds_the_promised_share_of_new_truths_in_every_part():
    random = np.random.default_rng(1)
    predicted = random.uniform(1, 100, size=40_000)
    y = predicted * random.gamma(2.0, 0.5, size=40_000)
    seen, new = slice(0, 20_000), slice(20_000, None)
    low, high = fit_interval(y[seen], predicted[seen], 0.8).around(predicted[new]).T
    inside = (low <= y[new]) & (y[new] <= high)
    for least in range(1, 100, 20):
        part = (predicted[new] >= least) & (predicted[new] < least + 20)
        assert inside[part].mean() == pytest.approx(0.8, abs=0.04)


def test_money_that_was_never_negative_has_no_negative_bound():
    y = np.r_[np.zeros(50), np.full(50, 10.0)]
    found = fit_interval(y, np.full(100, 5.0), 0.8)
    assert found.around(np.array([2.0])).tolist() == [[0.0, 7.0]]
    assert fit_interval(y - 1, np.full(100, 5.0), 0.8).around(np.array([2.0]))[0, 0] < 0


def test_the_answer_is_in_its_interval_even_if_hardly_anybody_reaches_it():
    found = fit_interval(np.r_[np.zeros(99), 500.0], np.full(100, 5.0), 0.8)
    assert found.around(np.array([5.0])).tolist() == [[0.0, 5.0]]
