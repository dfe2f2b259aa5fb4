import numpy as np
import pytest

from patron.training.curves import calibration_points, draw, gain_points

LABEL = np.array([0.0, 1.0, 0.0, 1.0])
ANSWER = np.array([0.1, 0.9, 0.2, 0.4])


def test_groups_of_equal_size_are_told_in_order_of_the_answer():
    found = calibration_points(LABEL, ANSWER, bins=2)
    assert found == [(pytest.approx(0.15), 0.0, 2.0), (pytest.approx(0.65), 1.0, 2.0)]
    assert len(calibration_points(LABEL, ANSWER, bins=10)) == 4
    assert calibration_points(LABEL[:0], ANSWER[:0]) == []


def test_gains_start_at_nothing_and_end_with_all():
    assert gain_points(LABEL, ANSWER, points=4) == [
        (0.0, 0.0), (0.25, 0.5), (0.5, 1.0), (0.75, 1.0), (1.0, 1.0),
    ]  # fmt: skip
    assert gain_points(np.zeros(2), np.zeros(2))[-1] == (1.0, 0.0)


def test_what_was_paid_back_catches_nothing():
    assert gain_points(np.array([-5.0, 5.0]), np.array([2.0, 1.0]), points=2) == [
        (0.0, 0.0), (0.5, 0.0), (1.0, 1.0),
    ]  # fmt: skip


def test_there_is_a_figure_for_each_curve_that_has_points():
    points = calibration_points(LABEL, ANSWER), gain_points(LABEL, ANSWER)
    figures = draw(*points, [], "rule")
    assert set(figures) == {"calibration.svg", "gains.svg"}
    assert "share caught" in figures["gains.svg"].axes[0].get_ylabel()
    assert draw([], [], [], "") == {}
