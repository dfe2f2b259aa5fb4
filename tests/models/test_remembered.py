import numpy as np
import pytest

from patron.models.remembered import remember_answers, remembered


class Trees:
    """Count how often they are asked."""

    asked = 0

    def raw(self, X):
        return remembered(self, X, lambda: self._answer(X))

    def _answer(self, X):
        self.asked += 1
        return X.sum(axis=1)


def test_the_same_rows_are_answered_once_and_only_while_it_is_asked_for():
    trees, X = Trees(), np.ones((2, 3))
    with remember_answers():
        first, again = trees.raw(X), trees.raw(X)
        assert again is first
        assert trees.asked == 1
    assert trees.raw(X).tolist() == [3, 3]
    assert trees.asked == 2


def test_other_rows_and_other_trees_have_answers_of_their_own():
    one, other, X = Trees(), Trees(), np.ones((2, 3))
    with remember_answers():
        assert one.raw(X).tolist() == [3, 3]
        assert one.raw(np.zeros((2, 3))).tolist() == [0, 0]
        assert other.raw(X).tolist() == [3, 3]
    assert (one.asked, other.asked) == (2, 1)


def test_rows_that_are_gone_are_forgotten():
    trees = Trees()
    with remember_answers():
        for value in range(20):
            assert trees.raw(np.full((1, 2), value)).tolist() == [2 * value]
    assert trees.asked == 20


def test_what_was_kept_cannot_be_changed():
    with remember_answers():
        said = Trees().raw(np.ones((2, 3)))
        with pytest.raises(ValueError, match="read-only"):
            said += 1
