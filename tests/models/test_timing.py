import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from patron.errors import ModelError
from patron.models.timing import Timing, fit_timing, steps

HORIZONS = (30.0, 60.0, 90.0)
EDGES = steps(90.0, HORIZONS)


def known(edges, is_leaving=False):
    """Return a timing of which only what follows from its chances is asked."""
    return Timing(edges, (), is_leaving, trees=None)


@pytest.fixture(scope="module")
def timing():
    """Return what is learnt of customers who wait for as many days as their only feature says."""
    random = np.random.default_rng(0)
    pace = random.uniform(1, 80, 2000)
    wait = np.clip(pace + random.normal(0, 5, 2000), 0.1, 90)
    return fit_timing(pace[:, None], wait, EDGES, HORIZONS, is_leaving=False)


def test_a_horizon_is_cut_into_ten_steps_and_at_the_shorter_horizons():
    assert steps(100.0, (25.0, 30.0)) == (10, 20, 25, 30, 40, 50, 60, 70, 80, 90, 100)


@given(
    arrays(float, 5, elements=st.floats(0, 1)),
    arrays(float, (5, 1), elements=st.floats(allow_nan=True, allow_infinity=False)),
    st.booleans(),
)
def test_more_time_never_crosses_less_time_whoever_is_asked(timing, answer, X, is_leaving):
    told = Timing(timing.edges, timing.horizons, is_leaving, timing.trees)
    leaves = told.leaves(told.event(answer, X))

    assert list(leaves) == [30.0, 60.0, 90.0]
    shorter, middle, whole = leaves.values()
    np.testing.assert_allclose(whole, answer, atol=1e-15)
    if is_leaving:
        assert (shorter <= middle).all()
        assert (middle <= whole).all()
    else:
        assert (shorter >= middle).all()
        assert (middle >= whole).all()


def test_who_is_quick_is_told_to_be_quick(timing):
    X = np.array([[5.0], [45.0], [75.0]])
    event = timing.event(np.zeros(3), X)

    assert timing.median_days(event) == pytest.approx([5, 45, 75], abs=6)
    assert timing.mean_days(event) == pytest.approx([5, 45, 75], abs=6)
    np.testing.assert_allclose(timing.leaves(event)[60.0], [0, 0, 1], atol=0.05)


def test_the_mean_counts_who_waits_for_the_whole_horizon_with_all_of_it():
    event = np.array([[0.0, 0.0], [1.0, 1.0], [0.5, 0.5]])
    # From 0 to 10 days the second falls from 1 to 0: on average half of that time.
    assert known((10.0, 20.0)).mean_days(event).tolist() == [20.0, 5.0, 12.5]


def test_the_median_is_unknown_where_half_of_them_wait_for_longer():
    event = np.array([[0.0, 0.4], [0.0, 0.5], [0.0, 1.0], [1.0, 1.0]])
    found = known((10.0, 20.0)).median_days(event)
    np.testing.assert_allclose(found, [np.nan, 20.0, 15.0, 5.0])


def test_it_is_stored_as_plain_text_and_read_back_to_the_bit(timing):
    again = Timing.from_files(timing.files())
    X = np.array([[5.0], [np.nan]])

    assert (again.edges, again.horizons) == (EDGES, HORIZONS)
    np.testing.assert_array_equal(again.happened(X), timing.happened(X))


def test_damaged_trees_are_refused_before_they_are_read(timing):
    files = timing.files()
    files["timing.txt"] = files["timing.txt"].replace("=", "!", 1)
    with pytest.raises(ModelError, match="checksum differs"):
        Timing.from_files(files)
    with pytest.raises(ModelError, match=r"timing\.json is damaged"):
        Timing.from_files({"timing.json": "{}", "timing.txt": ""})
