import numpy as np
import pyarrow as pa
import pytest

from patron.world.dirt import mistyped, received, soil
from patron.world.settings import World

WORLD = World(duplicates=0.02, malformed=0.01, late=0.05, disordered=0.03)
ROWS = pa.table({"n": np.arange(20_000)})


def test_rates_of_dirt_are_as_set():
    soiled = soil(WORLD, "clicks", ROWS, np.random.default_rng(0))
    number = soiled.rows["n"].to_numpy()
    assert soiled.repeated == len(number) - 20_000 == pytest.approx(400, abs=80)
    assert soiled.cut_off.sum() == pytest.approx(200, abs=60)
    assert np.unique(number).tolist() == list(range(20_000))
    # A row is out of order where a larger number stands before it.
    behind = number < np.maximum.accumulate(number)
    assert behind.mean() > WORLD.disordered


def test_a_row_cut_off_is_not_repeated():
    soiled = soil(WORLD, "tills", ROWS, np.random.default_rng(0))
    number = soiled.rows["n"].to_numpy()
    times = np.bincount(number)
    assert (times[number[soiled.cut_off]] == 1).all()


def test_files_without_dirt_stay_as_they_are():
    soiled = soil(WORLD, "letters", ROWS, np.random.default_rng(0))
    assert soiled.rows == ROWS
    assert (soiled.cut_off.sum(), soiled.repeated) == (0, 0)


def test_rows_come_in_soon_or_days_late():
    at = np.zeros(20_000, np.int64)
    hours = received(WORLD, at, np.random.default_rng(0)) / 3.6e9
    assert (hours > 0).all()
    assert (hours > 24).mean() == pytest.approx(0.05, abs=0.01)
    assert ((hours < 1) | (hours > 24)).all()


def test_words_are_mistyped_at_the_rate_and_keep_their_first_letter():
    words = pa.array(["Schneider"] * 10_000 + ["Al"] * 100)
    found = mistyped(words, 0.1, np.random.default_rng(0)).to_pylist()
    wrong = [word for word in found[:10_000] if word != "Schneider"]
    assert len(wrong) == pytest.approx(1_000, abs=120)
    assert {len(word) for word in wrong} == {8, 9, 10}
    assert all(word[0] == "S" for word in wrong)
    assert found[10_000:] == ["Al"] * 100
    assert mistyped(words, 0.0, np.random.default_rng(0)) == words
