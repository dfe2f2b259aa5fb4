import numpy as np
import pytest

from patron.errors import ModelError
from patron.models.uplift import Experiment


def experiment(**columns):
    usual = {"X": np.zeros((4, 1)), "treatment": np.array([0, 1, 0, 1]), "y": np.ones(4)}
    return Experiment(**{**usual, **columns})


def test_without_propensities_the_chances_are_the_shares_of_the_rows():
    found = experiment(treatment=np.array([0, 0, 0, 1])).check()
    assert found.shares().tolist() == [0.75, 0.25]
    assert found.taken().tolist() == [0.75, 0.75, 0.75, 0.25]
    assert found.treatments == 1


def test_rows_keep_their_propensities():
    chances = np.array([[0.5, 0.5], [0.2, 0.8], [0.9, 0.1], [0.5, 0.5]])
    found = experiment(propensity=chances).check().rows(np.array([1, 2]))
    assert found.taken().tolist() == [0.8, 0.9]
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
        ({"propensity": np.array([1, 0.5, 0, 1])}, "above 0 and at most 1; found 0.0 to 1.0"),
        ({"propensity": np.ones((4, 2))}, "above 0 and add up to 1"),
    ],
)
def test_what_is_no_experiment_is_refused(columns, message):
    with pytest.raises(ModelError, match=message):
        experiment(**columns).check()


def test_the_probability_of_what_was_got_is_enough():
    found = experiment(propensity=np.array([0.5, 0.2, 0.9, 0.4])).check()
    assert found.taken().tolist() == [0.5, 0.2, 0.9, 0.4]
    assert found.shares().tolist() == [0.5, 0.5]


def test_effects_can_be_told_against_another_arm_than_none():
    chances = np.array([[0.5, 0.3, 0.2]] * 3)
    given = Experiment(np.zeros((3, 1)), np.array([0, 1, 2]), np.ones(3), chances, np.arange(3))
    found = given.against(2)
    assert found.treatment.tolist() == [2, 1, 0]
    assert found.propensity.tolist() == [[0.2, 0.3, 0.5]] * 3
    assert found.taken().tolist() == given.taken().tolist()
