import numpy as np
import pytest

from patron.errors import ModelError
from patron.models.uplift import Experiment


def experiment(**columns):
    usual = {"X": np.zeros((4, 1)), "treatment": np.array([0, 1, 0, 1]), "y": np.ones(4)}
    return Experiment(**{**usual, **columns})


def test_without_propensities_the_chances_are_the_shares_of_the_rows():
    found = experiment(treatment=np.array([0, 0, 0, 1])).check()
    assert found.chances().tolist() == [[0.75, 0.25]] * 4
    assert found.treatments == 1


def test_rows_keep_their_propensities():
    chances = np.array([[0.5, 0.5], [0.2, 0.8], [0.9, 0.1], [0.5, 0.5]])
    found = experiment(propensity=chances).check().rows(np.array([1, 2]))
    assert found.chances().tolist() == [[0.2, 0.8], [0.9, 0.1]]
    assert found.treatment.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"y": np.ones(3)}, "4 of treatment and 3 of outcome"),
        ({"y": np.array([1, np.nan, 1, np.inf])}, "2 outcomes are not finite"),
        ({"treatment": np.array([0, 1, 0, 0.5])}, "must be 0 for none"),
        ({"treatment": np.array([0, 2, 0, 2])}, "Treatment 1 has no rows"),
        ({"treatment": np.array([0, -1, 0, 1])}, "must be 0 for none"),
        ({"propensity": np.ones((4, 3)) / 3}, r"shape \(4, 3\), but must have \(4, 2\)"),
        ({"propensity": np.tile([1.0, 0.0], (4, 1))}, "above 0 and add up to 1"),
        ({"propensity": np.ones((4, 2))}, "above 0 and add up to 1"),
    ],
)
def test_what_is_no_experiment_is_refused(columns, message):
    with pytest.raises(ModelError, match=message):
        experiment(**columns).check()
