import numpy as np
import pytest

from patron.training.review.judged import (
    OTHERS,
    beside,
    calibration,
    calibration_error,
    split,
)


def test_metrics_stand_beside_the_strongest_formula_and_are_those_of_the_grade(case):
    found = {one.metric: one for one in beside(case)}
    [decisive] = [row for row in case.graded.table.to_pylist() if row["decisive"]]
    assert found["auc"].model.value == decisive["value"]
    assert found["auc"].other.value == decisive["formula_value"]
    assert found["auc"].difference == (
        decisive["difference"],
        decisive["low"],
        decisive["high"],
    )
    assert found["auc"].model.low < found["auc"].model.value < found["auc"].model.high
    assert found["brier"].formula == ""
    assert found["brier"].difference is None


def test_bins_hold_all_rows_and_their_truth(case):
    bins = calibration(case)
    assert sum(one.n for one in bins) == len(case.test)
    assert [one.said for one in bins] == sorted(one.said for one in bins)
    mean = sum(one.n * one.true.value for one in bins) / len(case.test)
    assert mean == pytest.approx(case.test.label.mean())


def test_the_calibration_error_is_that_of_the_grade(case):
    assert calibration_error(case).value == pytest.approx(case.graded.metrics["calibration_error"])


def test_groups_are_all_customers_and_the_tenth_is_shared_out(case):
    names = ["few" if number < 20 else "many" for number in range(len(case.test))]
    found = split(case, "made up", names)
    assert [(group.name, group.customers) for group in found.groups] == [
        ("many", len(case.test) - 20),
        ("few", 20),
    ]
    chosen = sum(group.chosen.value * group.customers for group in found.groups)
    assert chosen == pytest.approx(round(0.1 * len(case.test)))
    base = sum(group.base.value * group.customers for group in found.groups)
    assert base == pytest.approx(case.test.label.sum())


def test_of_few_customers_no_metric_is_told(case):
    names = ["few" if number < 20 else "many" for number in range(len(case.test))]
    assert split(case, "made up", names).groups[1].metric is None


def test_what_is_said_less_what_is_true_has_the_bounds_of_the_share(case):
    [group] = split(case, "made up", ["all"] * len(case.test)).groups
    assert group.gap.value == pytest.approx(case.answer.mean() - case.test.label.mean())
    assert group.gap.high - group.gap.low == pytest.approx(group.base.high - group.base.low)


def test_more_than_a_dozen_groups_are_others(case):
    names = [f"g{number % 15:02}" for number in range(len(case.test))]
    found = split(case, "made up", names)
    assert len(found.groups) == 13
    assert [one.name for one in found.groups].count(OTHERS) == 1
    assert sum(group.customers for group in found.groups) == len(case.test)


def test_groups_keep_an_order_of_their_own(case):
    names = np.where(np.arange(len(case.test)) < 20, "low", "high").tolist()
    found = split(case, "made up", names, ["low", "high"])
    assert [group.name for group in found.groups] == ["low", "high"]
