import numpy as np
import pytest

from patron.training.review.strengths import strengths


def test_strengths_are_the_mean_size_of_contributions_and_share_the_whole(case):
    found = strengths(case)
    X = case.test.matrix(case.model.columns).astype(np.float64)
    size = np.abs(case.model.estimator.attribute(X)[0]).mean(axis=0)
    expected = dict(zip(case.model.columns, size, strict=True))
    assert {one.feature: one.size for one in found} == pytest.approx(expected)
    assert sum(one.share for one in found) == pytest.approx(1)
    assert found[0].size >= found[1].size


def test_dots_are_values_with_their_contributions(case):
    [first, *_] = strengths(case)
    values = case.test.columns[first.feature].astype(np.float64)
    assert {x for x, _ in first.dots} <= set(values.tolist())
