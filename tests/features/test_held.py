import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from patron.features.held import start_of_favourite, start_of_newest

VALUES = st.lists(st.lists(st.integers(0, 3), min_size=1, max_size=12), min_size=1, max_size=5)


def by_hand(values):
    """Return since which places the favourite and the newest hold, by their definitions."""
    seen = [{v: values[: n + 1].count(v) for v in set(values)} for n in range(len(values))]
    most = max(seen[-1].values())
    favourite = next(v for n, v in enumerate(values) if seen[n][v] == most)
    ahead = [n for n, counts in enumerate(seen) if max(counts.values()) > counts[favourite]]
    others = [n for n, v in enumerate(values) if v != values[-1]]
    return max([-1, *ahead]) + 1, max([-1, *others]) + 1


@given(VALUES)
def test_each_group_has_what_it_has_by_definition(groups):
    firsts = np.cumsum([0, *map(len, groups)])[:-1]
    code = np.array([value for values in groups for value in values])
    at = np.concatenate([np.arange(len(values)) for values in groups])
    expected = [by_hand(values) for values in groups]
    assert start_of_favourite(firsts, at, code).tolist() == [one for one, _ in expected]
    assert start_of_newest(firsts, at, code).tolist() == [one for _, one in expected]
