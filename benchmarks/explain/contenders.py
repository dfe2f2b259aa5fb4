"""Who is measured: each reads a LightGBM model and returns contributions, shape (n, k).

A contender's own packages are imported in its function, before it is called for the first time
by `measure`, so that importing is no part of its time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
# Reads the model, and returns what explains rows.
Explain = Callable[[Array], Array]


@dataclass(frozen=True)
class Contender:
    """One way to the same numbers.

    Parameters
    ----------
    called
        Its name in the table.
    package
        What must be installed.
    load
        Imports it, and returns what makes contributions from the model's file and rows.
    """

    called: str
    package: str
    load: Callable[[], Callable[[Path, Array], Array]]


def _patron() -> Callable[[Path, Array], Array]:
    from patron.models import shapley, trees

    assert shapley

    def explain(path: Path, X: Array) -> Array:
        return trees.Trees.read(path.read_text(encoding="utf-8"), threads=0).explain(X)[1]

    return explain


def _lightgbm() -> Callable[[Path, Array], Array]:
    import lightgbm

    def explain(path: Path, X: Array) -> Array:
        booster = lightgbm.Booster(model_file=path)
        return np.asarray(booster.predict(X, pred_contrib=True))[:, :-1]

    return explain


def _shap() -> Callable[[Path, Array], Array]:
    import lightgbm
    import shap

    def explain(path: Path, X: Array) -> Array:
        return np.asarray(shap.TreeExplainer(lightgbm.Booster(model_file=path)).shap_values(X))

    return explain


def _fasttreeshap() -> Callable[[Path, Array], Array]:
    import fasttreeshap_fixed
    import lightgbm

    def explain(path: Path, X: Array) -> Array:
        booster = lightgbm.Booster(model_file=path)
        explainer = fasttreeshap_fixed.TreeExplainer(booster, algorithm="auto", n_jobs=-1)
        values = np.asarray(explainer.shap_values(X))
        return values[-1] if values.ndim == 3 else values

    return explain


def _woodelf() -> Callable[[Path, Array], Array]:
    import lightgbm
    import pandas as pd
    from woodelf import WoodelfExplainer

    def explain(path: Path, X: Array) -> Array:
        booster = lightgbm.Booster(model_file=path)
        rows = pd.DataFrame(X, columns=booster.feature_name())
        return np.asarray(WoodelfExplainer(booster).shap_values(rows))

    return explain


CONTENDERS = {
    "patron": Contender("**patron**", "patron", _patron),
    "shap": Contender("SHAP's TreeExplainer", "shap", _shap),
    "lightgbm": Contender("LightGBM's pred_contrib", "lightgbm", _lightgbm),
    "woodelf": Contender("Woodelf", "woodelf", _woodelf),
    "fasttreeshap": Contender(
        "FastTreeSHAP (fasttreeshap-fixed)", "fasttreeshap_fixed", _fasttreeshap
    ),
}
OURS, REFERENCE = "patron", "shap"
# SHAP calls LightGBM, so that this need not be measured twice; FastTreeSHAP is not in the lock.
ASKED = ("patron", "shap", "woodelf")
