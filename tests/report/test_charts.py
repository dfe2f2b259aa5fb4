import pytest

from patron.report import Calibration, Curves, Gain
from patron.report.charts import (
    HEIGHT,
    WIDTH,
    Scale,
    calibration_chart,
    gains_chart,
    round_ticks,
    thinned,
)


def test_the_scale_ends_at_the_frame():
    scale = Scale(10.0, 100.0)
    chart = gains_chart("churn", Curves(gains=(Gain(1.0, 1.0),)))
    assert (scale.x(0.0), scale.x(10.0)) == (chart.left, chart.right)
    assert (scale.y(0.0), scale.y(100.0)) == (chart.bottom, chart.top)


def test_gains_start_at_nought_and_show_model_formula_and_chance(curves):
    chart = gains_chart("churn", curves)
    assert [(line.name, line.style) for line in chart.lines] == [
        ("Model", "model"),
        ("The recency rule", "formula"),
        ("Picked blindly", "chance"),
    ]
    assert all(line.path.startswith(f"M{chart.left}.0,{chart.bottom}.0 L") for line in chart.lines)
    assert chart.rows == (("0 %", "0 %"), ("10 %", "30 %"), ("100 %", "100 %"))


def test_calibration_has_a_dot_per_group_and_the_same_numbers(curves):
    chart = calibration_chart("churn", curves, "USD")
    assert len(chart.dots) == 2
    assert chart.rows == (("10 %", "12 %", "50"), ("30 %", "28 %", "50"))


def test_calibration_of_value_is_in_money():
    chart = calibration_chart("lifetime_value", Curves((Calibration(50.0, 1234.0, 9),)), "EUR")
    assert chart.rows == (("50.00 EUR", "1,234 EUR", "9"),)
    assert chart.x_label == "Said by the model, EUR"


def test_every_dot_is_inside_the_drawing():
    extremes = Curves((Calibration(0.0, 0.0, 0), Calibration(1.0, 1.0, 1_000_000)))
    for dot in calibration_chart("churn", extremes, "USD").dots:
        assert dot.radius <= dot.x <= WIDTH - dot.radius
        assert dot.radius <= dot.y <= HEIGHT - dot.radius


@pytest.mark.parametrize("most", [0.0, 0.003, 0.14, 0.5, 0.99, 1.0, 7.0, 420.0, 98_765.0, 3e9])
def test_ticks_reach_the_largest_number_in_a_few_steps(most):
    ticks = round_ticks(most)
    assert ticks[0] == 0
    assert ticks[-1] >= most
    assert 2 <= len(ticks) <= 6


def test_ticks_are_round():
    assert round_ticks(420.0) == (0.0, 100.0, 200.0, 300.0, 400.0, 500.0)


def test_a_long_line_is_thinned_but_keeps_its_ends():
    points = [(float(n), 0.0) for n in range(1000)]
    kept = thinned(points, 101)
    assert (len(kept), kept[0], kept[-1]) == (101, points[0], points[-1])
    assert thinned(points[:5], 101) == points[:5]
