"""Gradient-boosted trees for a yes-or-no question."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Self

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets, type_of_target

from patron.models.answering import Later, Watch
from patron.models.boosted_probability import SCORE, BoostedProbability
from patron.models.calibration import Platt, shift_to_rate
from patron.models.trees import Rows, grow


class BoostedClassifier(ClassifierMixin, BoostedProbability):
    """The probability of a yes, by LightGBM's logistic loss.

    The parameters are those of `Boosted`. Of two classes the greater is the yes; of one class
    only 1 is.
    """

    def fit(self, X: Any, y: Any, later: Later | None = None, watch: Watch | None = None) -> Self:
        """Return the classifier, fitted; see `Answering.fit`.

        Raises
        ------
        ValueError
            If `y` has more than two classes.
        """
        X, y = self._checked_for_fit(X, y)
        self.classes_ = _two_classes(y)
        yes = self._is_positive(y)
        later_rows = None
        if later is not None:
            later_rows = Rows(self._matrix(later[0]), self._is_positive(later[1]).astype(float))
        trees = grow(
            self._parameters(objective="binary", metric="binary_logloss"),
            Rows(X, yes.astype(float)),
            later_rows,
            watch,
        )
        self.trees_by_name_ = {SCORE: trees}
        # Nothing can be learnt from one class but how often it was seen.
        self.calibration_ = Platt() if len(self.classes_) == 2 else Platt.of_rate(trees.raw(X), yes)
        return self

    def refit(self, X: Any, y: Any, now: Any, weight: Any = None) -> Self:
        """Return the classifier, learnt anew in as many rounds; see `Answering.refit`.

        Slopes and weights stay as `calibrate` found them. The intercept makes the mean
        probability of `X` the rate of `y`, both weighted by `weight`. Of one class nothing is
        learnt.
        """
        yes = self._is_positive(y).astype(float)
        if np.ptp(yes) == 0:
            return self
        params = self._parameters(objective="binary", metric="binary_logloss")
        params["num_iterations"] = self.rounds_ or self._trees.rounds
        X = self._matrix(X)
        self.trees_by_name_ = {SCORE: grow(params, Rows(X, yes))}
        self.stack_ = self.stack_.learn_anew(X, yes, self._matrix(now))
        rate = float(np.average(yes, weights=weight))
        logit = self._logit(X, self.stack_.sum(X))
        # The old intercept made up for a rate that the new trees have seen.
        intercept = self.calibration_.intercept + shift_to_rate(logit, rate, weight)
        self.calibration_ = replace(self.calibration_, intercept=intercept)
        return self

    def predict_proba(self, X: Any) -> np.ndarray:
        """Return the probability of each class, shape (n, n_classes)."""
        if len(getattr(self, "classes_", ())) == 1:
            return np.ones((len(self._matrix(X)), 1))
        yes = self.answer(X)
        return np.column_stack([1 - yes, yes])

    def predict(self, X: Any) -> np.ndarray:
        """Return the more probable class, shape (n,)."""
        most_probable = self.predict_proba(X).argmax(axis=1)
        return np.asarray(self.classes_[most_probable])

    def _is_positive(self, y: Any) -> np.ndarray:
        yes = self.classes_[1] if len(self.classes_) == 2 else 1
        return np.asarray(np.asarray(y) == yes)

    def _own_facts(self) -> dict[str, Any]:
        return {"classes": self.classes_.tolist()}

    def _restore(self, facts: Mapping[str, Any]) -> None:
        self.classes_ = np.array(facts["classes"])

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        return tags


def _two_classes(y: np.ndarray) -> np.ndarray:
    check_classification_targets(y)
    kind = type_of_target(y, input_name="y", raise_unknown=True)
    if kind != "binary":
        raise ValueError(
            f"Only binary classification is supported. The type of the target is {kind}."
        )
    return np.unique(y)
