"""SHAP's picture of what drives a model: one dot a customer, one line a feature."""

from inspect import signature
from typing import Any

import numpy as np

from patron.models import Model

# More dots than this make the picture slower and no clearer.
MOST_ROWS = 2_000
MOST_FEATURES = 20


def summary_figure(model: Model, X: np.ndarray[Any, Any]) -> Any:
    """Return a matplotlib figure: SHAP's beeswarm of the features that moved scores most.

    Parameters
    ----------
    X
        Features of some customers in the order of the model's columns, shape (n, k); the first
        2,000 are drawn.

    References
    ----------
    Lundberg et al. (2020), "From local explanations to global understanding with explainable AI
    for trees", Nature Machine Intelligence 2.
    """
    import matplotlib
    from matplotlib.figure import Figure

    before = matplotlib.get_backend()
    # SHAP draws by pyplot, which must not look for a screen.
    matplotlib.use("agg")
    import matplotlib.pyplot as plt
    import shap

    rows = X[:MOST_ROWS]
    contributions, base = model.estimator.attribute(rows)
    explanation = shap.Explanation(
        values=contributions,
        base_values=np.full(len(rows), base),
        data=rows,
        feature_names=list(model.columns),
    )
    # Newer releases take the source of the dots' jitter; on Python 3.11 the newest does not.
    takes_rng = "rng" in signature(shap.plots.beeswarm).parameters
    jitter = {"rng": np.random.default_rng(0)} if takes_rng else {}
    drawn = plt.figure()
    try:
        shap.plots.beeswarm(
            explanation,
            max_display=min(MOST_FEATURES, len(model.columns)),
            show=False,
            **jitter,
        )
        figure: Figure = plt.gcf()
        figure.set_layout_engine("tight")
    finally:
        plt.close(drawn)
        matplotlib.use(before)
    return figure
