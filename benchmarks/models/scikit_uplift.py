"""The models of scikit-uplift, where it is installed, with LightGBM inside."""

import importlib.util
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from patron.models.uplift import Experiment

SIZES = {"LightGBM's defaults": {}, "30 trees of 3 leaves": {"n_estimators": 30, "num_leaves": 3}}


def contenders() -> dict[str, Callable[[Experiment, np.ndarray, int], np.ndarray]]:
    """Return how each model of scikit-uplift ranks, by name; none where it is not installed.

    Each is run with LightGBM's defaults and with the size of patron's defaults, so that the best
    row is the best in hindsight.
    """
    if importlib.util.find_spec("sklift") is None:
        return {}
    return {
        f"scikit-uplift, {kind}, {size}": _ranked_by(kind, params)
        for kind in ("solo", "class transformation", "two models", "two models, dependent")
        for size, params in SIZES.items()
    }


def _ranked_by(
    kind: str, params: dict[str, Any]
) -> Callable[[Experiment, np.ndarray, int], np.ndarray]:
    def rank(learn: Experiment, X: np.ndarray, seed: int) -> np.ndarray:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = _made(kind, {**params, "random_state": seed, "n_jobs": 1, "verbosity": -1})
            model.fit(learn.X, learn.y.astype(int), learn.treatment)
            return np.asarray(model.predict(X))

    return rank


def _made(kind: str, params: dict[str, Any]) -> Any:
    from lightgbm import LGBMClassifier
    from sklift.models import ClassTransformation, SoloModel, TwoModels

    one, other = LGBMClassifier(**params), LGBMClassifier(**params)
    if kind == "solo":
        return SoloModel(one)
    if kind == "class transformation":
        return ClassTransformation(one)
    if kind == "two models":
        return TwoModels(one, other)
    return TwoModels(one, other, method="ddr_control")
