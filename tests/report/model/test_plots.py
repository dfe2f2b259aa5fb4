from dataclasses import replace

from patron.report.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH
from patron.report.model.plots import curves, dependence_chart, lift_chart, windows_chart


def test_lift_is_what_is_caught_by_what_is_ranked_first(review):
    assert lift_chart(review).rows == (("50%", "1.60"), ("100%", "1.00"))


def test_a_model_has_calibration_gain_and_lift(review):
    assert [chart.title for chart in curves(review, "USD")] == [
        "Whether it can be taken at its word",
        "How much is caught early",
        "Lift",
    ]


def test_windows_stand_in_order_with_bounds(review):
    chart = windows_chart(review)
    assert [dot.x for dot in chart.dots] == [LEFT, WIDTH - RIGHT]
    assert chart.rows[0] == ("3 Apr 2024", "0.750 (0.730 to 0.770)", "0.700 (0.680 to 0.720)")
    assert windows_chart(replace(review, windows=review.windows[:1])) is None


def test_contributions_lie_on_the_drawing_with_nought_between(review):
    chart = dependence_chart(review.strengths[0], "probability")
    assert [(dot.x, dot.y) for dot in chart.dots] == [(LEFT, HEIGHT - BOTTOM), (WIDTH - RIGHT, TOP)]
    nought = float(chart.lines[0].path.split(",")[-1])
    assert TOP < nought < HEIGHT - BOTTOM
