"""Boosted trees: the one place that talks to LightGBM.

Trees are kept as LightGBM's text and read back from it right after fitting, so that what answers
today is what a stored model answers tomorrow, to the bit.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from patron.errors import ModelError
from patron.models.answering import Watch
from patron.models.binned import ALWAYS, cut
from patron.models.binned import Rows as Rows
from patron.models.paths import Forest, read_forest
from patron.models.remembered import remembered

if TYPE_CHECKING:
    from patron.models.descent import Descent
    from patron.models.patterns import Patterns

# Else threads keep cores busy while they wait for each other, and where others want the cores too a
# fit takes many times as long. OpenMP looks here when LightGBM is first imported.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

# What the estimators call what LightGBM calls otherwise.
NAMES = {
    "trees": "num_iterations",
    "leaves": "num_leaves",
    "learning_rate": "learning_rate",
    "smallest_leaf": "min_data_in_leaf",
    "row_share": "bagging_fraction",
    "column_share": "feature_fraction",
    "l2": "lambda_l2",
    "random_state": "seed",
    "threads": "num_threads",
}
# Rounds without a better loss on the later window after which fitting stops.
PATIENCE = 50
WATCHED_EVERY = 10
# More rows teach a small tree nothing; each tree draws its own.
MOST_ROWS_A_TREE = 250_000
# Of fewer values one thread learns as soon as several, which wait for each other after every step:
# where other programs want the cores too, many times as long.
VALUES_WORTH_THREADS = 1_000_000
# Up to so many rows, contributions are made row by row.
FEW_ROWS = 16


def parameters(params: Mapping[str, Any], **objective: Any) -> dict[str, Any]:
    """Return LightGBM's parameters, with which it gives the same result on every run.

    Parameters
    ----------
    params
        An estimator's parameters; those that are no business of LightGBM's are left out.
    objective
        What LightGBM is to learn, and what else it is to be told.
    """
    theirs = {NAMES[name]: value for name, value in params.items() if name in NAMES}
    return {
        **theirs,
        "bagging_freq": 1 if theirs.get("bagging_fraction", 1) < 1 else 0,
        "deterministic": True,
        "force_row_wise": True,
        "verbosity": -1,
        **objective,
    }


@dataclass(frozen=True)
class Trees:
    """A fitted sum of trees.

    Parameters
    ----------
    text
        LightGBM's text of it.
    threads
        Threads for many rows; 0 takes all cores.
    booster
        What LightGBM made of the text.
    """

    text: str
    threads: int
    booster: Any = field(compare=False, repr=False)

    @classmethod
    def read(cls, text: str, threads: int) -> Self:
        """Return the trees that LightGBM wrote as `text`.

        Raises
        ------
        ModelError
            If LightGBM cannot read it.
        """
        import lightgbm

        try:
            booster = lightgbm.Booster(model_str=text)
        except lightgbm.basic.LightGBMError as error:
            raise ModelError(f"LightGBM cannot read the trees: {error}.") from error
        return cls(text, threads, booster)

    @property
    def features(self) -> int:
        """Number of features that the trees were fitted on."""
        return int(self.booster.num_feature())

    @property
    def rounds(self) -> int:
        """Number of trees."""
        return int(self.booster.num_trees())

    def raw(self, X: np.ndarray) -> np.ndarray:
        """Return the sum of the trees for each row of `X` (n, k), shape (n,)."""
        if len(X) == 0:
            return np.zeros(0)
        from patron.models.descent import sum_of_trees

        return remembered(self, X, lambda: sum_of_trees(self._descent, X))

    def explain(self, X: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
        """Return what `raw` does, what each feature adds to it, shape (n, k), and to what.

        What they add are the exact Shapley values that LightGBM's ``pred_contrib`` and SHAP's
        ``TreeExplainer`` give; see `patron.models.shapley`.

        Raises
        ------
        ModelError
            If the trees are of a sort that they are not made for; see `read_forest`.
        """
        from patron.models.patterns import few_shapley_values
        from patron.models.shapley import shapley_values

        if len(X) <= FEW_ROWS:
            return self.raw(X), few_shapley_values(self._patterns, X), self._forest.base
        threads = self.threads or os.cpu_count() or 1
        added, total = shapley_values(self._forest, X, threads)
        return total, added, self._forest.base

    @cached_property
    def _descent(self) -> "Descent":
        from patron.models.descent import read_descent

        return read_descent(self.text)

    @cached_property
    def _forest(self) -> Forest:
        return read_forest(self.text)

    @cached_property
    def _patterns(self) -> "Patterns":
        from patron.models.branches import read_branches
        from patron.models.patterns import read_patterns

        return read_patterns(read_branches(self.text))


def grow(
    params: Mapping[str, Any], rows: Rows, later: Rows | None = None, watch: Watch | None = None
) -> Trees:
    """Return trees fitted on `rows`.

    Parameters
    ----------
    params
        LightGBM's parameters, with `num_iterations` and `num_threads`.
    rows
        What to fit.
    later
        What to stop early on; the best round is kept.
    watch
        See `Answering.fit`; only called where there is a `later`.
    """
    import lightgbm

    params = {**params, **_bag(params, rows), **ALWAYS}
    rounds, threads = params.pop("num_iterations"), params["num_threads"]
    if rows.X.size < VALUES_WORTH_THREADS:
        params["num_threads"] = 1
    fitted = cut(rows, params)
    watched, callbacks = [], []
    if later is not None and len(later.y):
        watched = [cut(later, params, like=fitted)]
        callbacks = [_teller(watch), lightgbm.early_stopping(PATIENCE, verbose=False)]
    booster = lightgbm.train(params, fitted, rounds, valid_sets=watched, callbacks=callbacks)
    text = booster.model_to_string(num_iteration=booster.best_iteration)
    return Trees.read(text, threads)


def _bag(params: Mapping[str, Any], rows: Rows) -> dict[str, Any]:
    """Return which share of the rows each tree sees, where it is less than was asked for."""
    share = MOST_ROWS_A_TREE / max(len(rows.y), 1)
    if rows.sizes is not None or share >= params.get("bagging_fraction", 1.0):
        return {}
    return {"bagging_fraction": share, "bagging_freq": 1}


def _teller(watch: Watch | None) -> Any:
    def tell(state: Any) -> None:
        rounds = state.iteration + 1
        if watch is not None and rounds % WATCHED_EVERY == 0:
            watch(rounds, _loss(state.evaluation_result_list[0]))

    return tell


def _loss(evaluation: tuple[Any, ...]) -> float:
    value, higher_is_better = float(evaluation[2]), evaluation[3]
    return 1.0 - value if higher_is_better else value
