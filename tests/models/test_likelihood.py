import numpy as np
import pytest

from patron.errors import ModelError
from patron.models.likelihood import maximise


def test_the_maximum_is_found_from_any_start():
    def parabola(values):
        off = np.log(values) - np.log([2.0, 0.5])
        return -float(off @ off), -2 * off / values

    assert maximise(parabola, [(1.0, 1.0), (50.0, 50.0)], "Parabola") == pytest.approx([2.0, 0.5])


def test_the_best_of_several_maxima_is_taken():
    def two_hills(values):
        z = float(np.log(values[0]))
        near, far = np.exp(-((z + 2) ** 2)), 2 * np.exp(-((z - 2) ** 2))
        slope = -2 * (z + 2) * near - 2 * (z - 2) * far
        return near + far, np.array([slope / values[0]])

    found = maximise(two_hills, [(np.exp(-2.5),), (np.exp(2.5),)], "Hills")
    assert np.log(found[0]) == pytest.approx(2, abs=0.01)


def test_a_search_without_an_end_names_the_model():
    def nonsense(values):
        return float("nan"), np.full(1, float("nan"))

    with pytest.raises(ModelError, match="Nonsense does not converge"):
        maximise(nonsense, [(1.0,)], "Nonsense")
