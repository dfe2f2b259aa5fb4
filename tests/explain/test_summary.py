import numpy as np
import pytest

from patron.explain import summary_figure


@pytest.mark.filterwarnings("ignore")  # SHAP's own, of NumPy and matplotlib.
def test_the_picture_has_a_line_for_each_feature(shop):
    model = shop.workspace.registry.champion("churn")
    X = np.random.default_rng(0).uniform(0, 30, size=(50, len(model.columns)))
    figure = summary_figure(model, X)
    told = {label.get_text() for label in figure.axes[0].get_yticklabels()}
    assert told == set(model.columns)
