"""What the three estimators of boosted trees share: parameters, input, files."""

import hashlib
import json
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted, validate_data

from patron.errors import ModelError
from patron.models.answering import Answering, Range
from patron.models.calibration import Platt
from patron.models.formula import Formula
from patron.models.stack import Stack
from patron.models.trees import Trees, parameters

FACTS = "estimator.json"
# What LightGBM takes without a copy.
FLOATS = (np.float64, np.float32)


class Boosted(Answering, BaseEstimator):
    """LightGBM with few knobs and the same result on every run.

    Parameters
    ----------
    trees
        Most boosting rounds; a later window given to `fit` may stop it sooner.
    leaves
        Most leaves that a tree may have.
    learning_rate
        Weight of each tree, in (0, 1].
    smallest_leaf
        Fewest rows that a leaf may hold.
    row_share
        Share of the rows that each tree sees, in (0, 1].
    column_share
        Share of the features that each tree sees, in (0, 1].
    l2
        Penalty on the square of a leaf's value, 0 or more.
    random_state
        Seed of the row and column sampling.
    threads
        Threads to fit and to predict many rows with; 0 takes all cores.
    """

    # Set by `fit`: the trees by file name, and how their raw score becomes a probability.
    trees_by_name_: dict[str, Trees]
    calibration_: Platt
    # Formulas that answer beside the trees; see `stand_beside`.
    stack_: Stack = Stack()
    n_features_in_: int

    def __init__(
        self,
        trees: int = 1000,
        leaves: int = 7,
        learning_rate: float = 0.03,
        smallest_leaf: int = 20,
        row_share: float = 1.0,
        column_share: float = 0.5,
        l2: float = 5.0,
        random_state: int = 0,
        threads: int = 0,
    ) -> None:
        self.trees = trees
        self.leaves = leaves
        self.learning_rate = learning_rate
        self.smallest_leaf = smallest_leaf
        self.row_share = row_share
        self.column_share = column_share
        self.l2 = l2
        self.random_state = random_state
        self.threads = threads

    def stand_beside(
        self,
        formulas: Sequence[Formula],
        columns: Sequence[str],
        horizon_days: float,
        X: Any,
        y: Any,
        now: Any,
    ) -> Self:
        """Return the estimator, with formulas that answer beside its trees.

        `calibrate` then learns how much the trees and each formula count; `refit` lets the
        formulas learn anew too. What they say is part of the answer and of its attribution.

        Parameters
        ----------
        formulas
            Those that look only at features of the estimator, say a probability where one is
            asked for, and can learn from these rows; others are left out.
        columns
            Names of the features, in their order.
        horizon_days
            How many days ahead the question looks.
        X, y
            What the trees learnt from.
        now
            Features of those whom the estimator will be asked about, shape (m, k).
        """
        asked = self._matrix(X), np.asarray(y, dtype=np.float64), self._matrix(now)
        is_money = self.__sklearn_tags__().estimator_type == "regressor"
        self.stack_ = Stack.of(formulas, columns, horizon_days, not is_money, *asked)
        return self

    def files(self) -> dict[str, str]:
        """Return the trees and one JSON with all else, by file name."""
        check_is_fitted(self)
        trees = {f"{name}.txt": trees.text for name, trees in self.trees_by_name_.items()}
        facts = {
            "estimator": type(self).__name__,
            "params": self.get_params(deep=False),
            "features": self.n_features_in_,
            "calibration": asdict(self.calibration_),
            "stack": self.stack_.facts(),
            "sha256": {name: _checksum(text) for name, text in trees.items()},
            **self._own_facts(),
        }
        text = json.dumps(facts, indent=2, sort_keys=True, default=_plain, allow_nan=False)
        return {FACTS: text + "\n", **trees}

    @classmethod
    def from_files(cls, files: Mapping[str, str]) -> Self:
        """Return the estimator that `files` returned; its answers are the same to the bit.

        Raises
        ------
        ModelError
            If a file is missing, damaged or of another estimator.
        """
        facts = _read_facts(files, cls.__name__)
        try:
            estimator = cls(**facts["params"])
            estimator.n_features_in_ = int(facts["features"])
            estimator.calibration_ = Platt(**facts["calibration"])
            estimator.stack_ = Stack.from_facts(facts["stack"])
            estimator.trees_by_name_ = {
                name.removesuffix(".txt"): Trees.read(_checked(files, name, sha), estimator.threads)
                for name, sha in facts["sha256"].items()
            }
            estimator._restore(facts)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ModelError(f"{FACTS} of a {cls.__name__} is damaged: {error!r}.") from error
        return estimator

    @classmethod
    def search_space(cls) -> dict[str, Range]:
        """Return what a search may vary, by parameter; the seed and the threads stay."""
        return {
            "trees": Range(50, 2000, log=True, whole=True),
            "leaves": Range(4, 64, log=True, whole=True),
            "learning_rate": Range(0.01, 0.2, log=True),
            "smallest_leaf": Range(5, 200, log=True, whole=True),
            "row_share": Range(0.5, 1.0),
            "column_share": Range(0.3, 1.0),
            "l2": Range(0.001, 30.0, log=True),
        }

    @abstractmethod
    def _own_facts(self) -> dict[str, Any]:
        """Return what else must be stored, as JSON takes it."""

    @abstractmethod
    def _restore(self, facts: Mapping[str, Any]) -> None:
        """Set what `_own_facts` returned."""

    def _parameters(self, **objective: Any) -> dict[str, Any]:
        return parameters(self.get_params(deep=False), **objective)

    def _matrix(self, X: Any) -> np.ndarray:
        """Return `X` as LightGBM takes it, checked.

        The general check of scikit-learn takes longer than the answer for one customer, so rows
        that cannot fail it skip it.
        """
        is_fit_for_use = (
            type(X) is np.ndarray
            and X.dtype in FLOATS
            and X.ndim == 2
            and X.shape[1] == getattr(self, "n_features_in_", None)
            and not hasattr(self, "feature_names_in_")
            and not np.isinf(X).any()
        )
        if is_fit_for_use:
            return np.asarray(X)
        check_is_fitted(self)
        checked = validate_data(self, X, reset=False, dtype=FLOATS, ensure_all_finite="allow-nan")
        return np.asarray(checked)

    def _checked_for_fit(self, X: Any, y: Any, **checks: Any) -> tuple[np.ndarray, np.ndarray]:
        X, y = validate_data(self, X, y, dtype=FLOATS, ensure_all_finite="allow-nan", **checks)
        return X, y

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.target_tags.required = True
        return tags


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _checked(files: Mapping[str, str], name: str, sha: str) -> str:
    # LightGBM's reader takes some damaged texts for good and crashes on others.
    if name not in files:
        raise ModelError(f"The file {name} is missing; found {sorted(files)}.")
    if _checksum(files[name]) != sha:
        raise ModelError(f"The file {name} is not what was stored: its checksum differs.")
    return files[name]


def _read_facts(files: Mapping[str, str], estimator: str) -> dict[str, Any]:
    if FACTS not in files:
        raise ModelError(f"The file {FACTS} is missing; found {sorted(files)}.")
    try:
        facts = json.loads(files[FACTS])
    except ValueError as error:
        raise ModelError(f"{FACTS} is not JSON: {error}.") from error
    found = facts.get("estimator") if isinstance(facts, dict) else facts
    if found != estimator:
        raise ModelError(f"{FACTS} is of a {found!r}, but must be of a {estimator}.")
    return dict(facts)


def _plain(value: Any) -> Any:
    # A search hands over NumPy's numbers.
    return value.item()
