import pytest

from patron.models.metrics import Drift, Interval
from patron.report.model.said import drift_said, has_moved, interval, metric_name


@pytest.mark.parametrize(
    ("metric", "said"),
    [
        ("auc", "AUC"),
        ("base_rate", "Base rate"),
        ("ndcg_at_10", "NDCG at 10"),
        ("ndcg_at_10_new", "NDCG at 10 (new)"),
        ("hit_rate_at_5", "Hit rate at 5"),
    ],
)
def test_metrics_have_the_names_that_data_scientists_use(metric, said):
    assert metric_name(metric) == said


def test_an_interval_is_said_with_its_bounds_where_it_has_some():
    nan = float("nan")
    assert interval(Interval(0.5, 0.4, 0.6)) == "0.500 (0.400 to 0.600)"
    assert interval(Interval(0.5, nan, nan), 1) == "0.5"
    assert interval(Interval(0.5, 0.5, 0.5)) == "0.500"
    assert interval(None) == interval(Interval(nan, nan, nan)) == "too few to tell"


@pytest.mark.parametrize(
    ("drift", "said", "moved"),
    [
        (Drift(0.02, 0.01), "0.020 (small)", False),
        (Drift(0.15, 0.01), "0.150 (moderate)", True),
        (Drift(0.3, 0.4), "0.300 (large, chance explains it)", False),
        (Drift(0.3, 0.1), "0.300 (large)", True),
        (None, "", False),
    ],
)
def test_a_drift_is_said_with_its_size_and_whether_chance_explains_it(drift, said, moved):
    assert drift_said(drift) == said
    assert has_moved(drift) == moved
