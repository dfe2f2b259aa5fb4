import numpy as np
import pytest

from patron.tasks.generators.weighted import weighted


def test_rows_have_length_one_and_what_is_rare_weighs_more(taken):
    told, place = taken
    rows = weighted(told).toarray()
    assert np.linalg.norm(rows[place("bob")]) == pytest.approx(1)
    assert not rows[place("eve")].any()
    # Tea and rum on one day each: three took tea, two took rum.
    tea, rum = told.what.argmax(), told.what.argmax() - 1
    assert rows[place("cem"), rum] > rows[place("cem"), tea] > 0
