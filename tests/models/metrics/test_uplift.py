import numpy as np
import pytest

from patron.models.metrics import bootstrap_interval, qini, uplift_at

# Of four treated and four others, only the two treated with the highest scores come.
TREATED = np.array([1, 0, 1, 0, 1, 0, 1, 0], bool)
Y = np.array([1, 0, 1, 0, 0, 0, 0, 0])
SCORE = np.array([4, 4, 3, 3, 2, 2, 1, 1])


def test_the_qini_coefficient_is_the_area_over_the_straight_line_a_treated_row():
    # The curve rises from 0 by 1 to 2 over half of the depth and stays: its mean is 1.5, that of
    # the line 1; four rows are treated.
    assert qini(Y, TREATED, SCORE) == pytest.approx((1.5 - 1) / 4)


def test_the_wrong_order_has_the_opposite_coefficient():
    assert qini(Y, TREATED, -SCORE) == pytest.approx(-(1.5 - 1) / 4)


def test_one_score_for_all_has_none():
    assert qini(Y, TREATED, np.ones(8)) == 0


def test_an_effect_that_is_the_same_for_all_has_no_qini():
    assert qini(TREATED.astype(float), TREATED, SCORE) == pytest.approx(0)


def test_what_happens_without_the_offer_is_taken_off():
    # Both groups come alike among the highest scores: nothing is due to the offer.
    y = np.array([1, 1, 1, 1, 0, 0, 0, 0])
    assert qini(y, TREATED, SCORE) == pytest.approx(0)
    assert uplift_at(y, TREATED, SCORE, share=0.5) == 0


def test_the_others_are_scaled_to_as_many_rows_as_the_treated():
    # Two of each outcome among the others instead of one change nothing.
    twice = np.r_[np.arange(8), np.flatnonzero(~TREATED)]
    found = qini(Y[twice], TREATED[twice], SCORE[twice])
    assert found == pytest.approx(qini(Y, TREATED, SCORE))


def test_without_one_of_the_groups_there_is_no_coefficient():
    assert np.isnan(qini(Y, np.ones(8, bool), SCORE))
    assert np.isnan(qini(Y, np.zeros(8, bool), SCORE))
    assert np.isnan(uplift_at(Y, np.ones(8, bool), SCORE))


def test_uplift_at_the_top_is_a_difference_of_means():
    assert uplift_at(Y, TREATED, SCORE, share=0.5) == 1
    assert uplift_at(Y, TREATED, SCORE, share=1.0) == 0.5
    assert uplift_at(Y, TREATED, SCORE, share=0.75) == pytest.approx(2 / 3)


def test_of_a_tie_at_the_border_as_much_counts_as_fits():
    assert uplift_at(Y, TREATED, np.ones(8), share=0.3) == pytest.approx(0.5)


@pytest.mark.parametrize("metric", [qini, uplift_at])
def test_a_row_of_weight_2_counts_as_two(metric):
    random = np.random.default_rng(3)
    y, treated = random.random(60) < 0.4, random.random(60) < 0.5
    score, times = random.integers(0, 20, 60), random.integers(0, 3, 60)
    rows = np.repeat(np.arange(60), times)
    assert metric(y, treated, score, times) == pytest.approx(
        metric(y[rows], treated[rows], score[rows])
    )


@pytest.mark.parametrize("metric", [qini, uplift_at])
def test_the_order_of_rows_does_not_matter(metric):
    random = np.random.default_rng(4)
    y, treated = random.random(60) < 0.4, random.random(60) < 0.5
    score, order = random.integers(0, 5, 60), random.permutation(60)
    assert metric(y[order], treated[order], score[order]) == pytest.approx(
        metric(y, treated, score)
    )


def test_the_interval_of_an_effect_is_the_textbook_one():
    random = np.random.default_rng(5)
    treated = np.repeat([True, False], 800)
    y = random.normal(size=1600) + treated
    found = bootstrap_interval(
        lambda drawn: uplift_at(y, treated, np.ones(1600), drawn, share=1.0), 1600, seed=0
    )
    error = np.sqrt(y[treated].var() / 800 + y[~treated].var() / 800)
    assert found.value == pytest.approx(y[treated].mean() - y[~treated].mean())
    assert found.low == pytest.approx(found.value - 1.96 * error, abs=0.2 * error)
    assert found.high == pytest.approx(found.value + 1.96 * error, abs=0.2 * error)
