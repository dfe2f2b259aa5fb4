import pytest

from patron.models.answering import Answering, Range


def test_a_range_is_of_real_numbers_unless_it_says_otherwise():
    assert Range(0.5, 1.0) == Range(low=0.5, high=1.0, log=False, whole=False)


def test_an_estimator_that_lacks_a_verb_cannot_be_made():
    class Silent(Answering):
        pass

    with pytest.raises(TypeError, match="answer, calibrate, explain, files, fit"):
        Silent()
