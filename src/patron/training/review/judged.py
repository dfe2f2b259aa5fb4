"""How good a model is on the judged window: metrics, calibration, groups of customers."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from patron.models.metrics import (
    Interval,
    bootstrap_interval,
    expected_calibration_error,
    mean_interval,
    share_interval,
)
from patron.models.review import Beside, Group, Said, Split
from patron.training.review.case import SAMPLES, Case

Array = np.ndarray[Any, Any]

BINS = 10
# Of fewer customers, or of fewer with either answer, the metric is mostly chance.
FEWEST, FEWEST_OF_EACH = 100, 10
MOST_GROUPS = 12
TENTH = 0.1
OTHERS, UNKNOWN = "others", "not known"


def beside(case: Case) -> Iterator[Beside]:
    """Yield each metric of the model beside the strongest formula's, both with intervals."""
    for row in case.graded.table.to_pylist():
        metric, formula = row["metric"], row["formula"] or ""
        if metric not in case.measures.judge.metrics:
            value = float(row["value"])
            yield Beside(metric, Interval(value, value, value), "", None, None)
            continue
        if formula != case.graded.strongest:
            continue
        found = case.measures.interval(metric, case.answer)
        model = _around(row["value"], found)
        if case.formula_answer is None:
            yield Beside(metric, model, "", None, None)
            continue
        other = case.measures.interval(metric, case.formula_answer)
        difference = Interval(row["difference"], row["low"], row["high"])
        yield Beside(metric, model, formula, _around(row["formula_value"], other), difference)


def _around(value: float, found: Interval) -> Interval:
    """Return the value of all rows, with the bounds that some of them were found to have."""
    shift = value - found.value
    return Interval(value, found.low + shift, found.high + shift)


def calibration(case: Case) -> tuple[Said, ...]:
    """Return what the model said and what came true, of equally many rows in order of the former.

    Shares have Wilson's interval, amounts that of the mean.
    """
    label, answer = case.rows.label, case.answer
    order = np.argsort(answer, kind="stable")
    parts = [part for part in np.array_split(order, BINS) if len(part)]
    return tuple(Said(float(answer[p].mean()), _rate(case, label[p]), len(p)) for p in parts)


def calibration_error(case: Case) -> Interval | None:
    """Return the mean distance of probability and truth, with its interval; None for money."""
    if case.task.metric == "gini":
        return None
    order = np.argsort(case.answer, kind="stable")
    label, answer = case.rows.label[order], case.answer[order]
    owner = case.rows.customer[order] if case.about_items else None
    return bootstrap_interval(
        lambda w: expected_calibration_error(label, answer, w),
        len(answer),
        case.seed,
        SAMPLES if not case.about_items else SAMPLES // 4,
        customers=owner,
    )


def split(case: Case, by: str, names: Sequence[str], given: Sequence[str] = ()) -> Split:
    """Return how good the model is for each group of customers, the largest first.

    Parameters
    ----------
    by
        What the groups differ in.
    names
        Group of each unit of `case.measures`, shape (u,).
    given
        Groups in their own order, where they have one.
    """
    named = np.asarray(names, dtype=object)
    found, counts = np.unique(named.astype(str), return_counts=True)
    order = [str(name) for name in found[np.argsort(-counts, kind="stable")]]
    rest = [name for name in order if name != UNKNOWN][MOST_GROUPS:]
    named = np.where(np.isin(named.astype(str), rest), OTHERS, named.astype(str))
    shown = [name for name in order if name not in rest] + ([OTHERS] if rest else [])
    shown.sort(key=lambda name: given.index(name) if name in given else len(given))
    chosen = None if case.about_items else _first_tenth(case.answer)
    return Split(by, tuple(_group(case, name, named == name, chosen) for name in shown))


def _group(case: Case, name: str, units: Array, chosen: Array | None) -> Group:
    customers = case.measures.customers[units]
    rows = np.isin(case.rows.customer, customers) if case.about_items else units
    label, answer = case.rows.label[rows], case.answer[rows]
    gap = answer - label
    if case.about_items:
        # The rows of one customer hang together, so that customers are what is counted.
        owner = np.unique(case.rows.customer[rows], return_inverse=True)[1]
        many = np.maximum(np.bincount(owner), 1)
        gap = np.bincount(owner, gap) / many if len(gap) else gap
        base = mean_interval(np.bincount(owner, label) / many if len(label) else label)
    else:
        base = _rate(case, label)
    return Group(
        name=name,
        customers=len(customers),
        base=base,
        metric=_metric(case, units, label),
        gap=_gap(case, gap, float(answer.mean()), base),
        chosen=None if chosen is None else share_interval(float(chosen[units].sum()), len(label)),
    )


def _gap(case: Case, gap: Array, said: float, base: Interval) -> Interval:
    """Return the mean of what was said less what came true.

    Of shares what was said is taken as given, and what came true has Wilson's bounds: those of
    the normal distribution are far too narrow where nearly all came true, or nothing did.
    """
    if case.about_items or case.task.metric == "gini":
        return mean_interval(gap)
    return Interval(said - base.value, said - base.high, said - base.low)


def _metric(case: Case, units: Array, label: Array) -> Interval | None:
    positive = int(np.count_nonzero(label > 0))
    few = int(np.count_nonzero(units)) < FEWEST
    if few or min(positive, len(label) - positive) < FEWEST_OF_EACH:
        return None
    return case.measures.interval(case.measures.judge.decisive, case.answer, units)


def _rate(case: Case, label: Array) -> Interval:
    if case.task.metric == "gini":
        return mean_interval(label)
    return share_interval(float(np.count_nonzero(label > 0)), len(label))


def _first_tenth(answer: Array) -> Array:
    """Return whether each is among the tenth with the highest answers."""
    first = np.zeros(len(answer), bool)
    first[np.argsort(-answer, kind="stable")[: round(TENTH * len(answer))]] = True
    return first
