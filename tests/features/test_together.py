from datetime import timedelta

import numpy as np

from patron.features import Tallied
from patron.features.count import Count
from patron.features.function import Function
from patron.features.rhythm import Rhythm
from patron.features.together import Together
from patron.features.trend import Trend

WHOLE = {"idea": "what they do"}
MONTH, YEAR = timedelta(days=30), timedelta(days=360)
FEATURES = [
    Count(name="a", **WHOLE),
    Trend(name="b", window=MONTH, against=YEAR, **WHOLE),
    Count(name="c", window=MONTH, **WHOLE),
    Function(name="d", call="builtins:len", **WHOLE),
    Trend(name="e", window=MONTH, against=2 * YEAR, **WHOLE),
    Rhythm(name="f", of="mean", **WHOLE),
    Rhythm(name="g", of="overdue", **WHOLE),
]


def of_rows(many):
    """Return tallies 1, 2, 3, … in each of so many rows, and what finishes the features of them."""
    tallies = list(dict.fromkeys(one for feature in FEATURES for one in feature.needed))
    figures = np.arange(1.0, 1 + len(tallies) * many).reshape(len(tallies), many)
    cutoffs = np.arange(many) * 86_400_000_000
    past = Tallied(dict(zip(tallies, figures, strict=True)), cutoffs, attribute=None)
    return Together(FEATURES, tallies), past


def test_each_feature_has_the_value_of_its_own_finish():
    for many in (1, 3):
        together, past = of_rows(many)
        alone = [feature.finish(past) for feature in FEATURES]
        np.testing.assert_array_equal(together.values(past), alone)


def test_nobody_and_no_feature_have_no_values():
    together, past = of_rows(0)
    assert together.values(past).shape == (len(FEATURES), 0)
    assert Together([], []).values(of_rows(2)[1]).shape == (0, 2)
