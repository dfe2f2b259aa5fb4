"""How good each model is against its naive formula, in words."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from patron.report.charts import Chart, calibration_chart, gains_chart
from patron.report.facts import BookFacts, Curves, Gain
from patron.report.language import say
from patron.report.measures import Better, measure
from patron.report.wording import day, is_known, label, of_hundred

TASKS = {
    "churn": "Who will leave",
    "lifetime_value": "What customers will be worth",
    "next_offer": "What to offer next",
}
GRADES = {
    "A": "better than every naive formula, by more than chance explains",
    "B": "better than every naive formula, but chance could explain it",
    "C": "no better than the best naive formula, though chance could explain it",
    "D": "worse than the best naive formula: use the formula instead",
}
FIRST_TENTH = 0.1


@dataclass(frozen=True)
class Comparison:
    """One metric of the model beside a naive formula, worded."""

    words: str
    value: str
    formula: str
    formula_value: str
    interval: str
    verdict: str


@dataclass(frozen=True)
class Graded:
    """How good the model of one task is."""

    task: str
    title: str
    model: str
    tested_on: str
    grade: str
    meaning: str
    sentences: tuple[str, ...]
    comparisons: tuple[Comparison, ...]
    charts: tuple[Chart, ...]


def graded(facts: BookFacts) -> list[Graded]:
    """Return the grade of each task's model, the known tasks first."""
    rows = [row for row in facts.grades.to_pylist() if row["cutoff"] <= facts.as_of]
    rows.sort(key=lambda row: place_of(row["task"]))
    groups = groupby(rows, key=lambda row: str(row["task"]))
    return [_graded(task, list(of_task), facts) for task, of_task in groups]


def title_of(task: str) -> str:
    """Return a task's name as a heading."""
    return say(TASKS[task]) if task in TASKS else label(task)


def place_of(task: str) -> tuple[int, str]:
    """Return where a task comes in the report: the known ones first, in the order of `TASKS`."""
    return (list(TASKS).index(task) if task in TASKS else len(TASKS), task)


def first_tenth(curves: Curves) -> str:
    """Return how many left among the tenth ranked first, of 100; nothing if not measured."""
    groups = sum(group.n for group in curves.calibration)
    caught = _caught(curves.gains, FIRST_TENTH)
    if not groups or caught is None:
        return ""
    share = sum(group.observed * group.n for group in curves.calibration) / groups
    left = of_hundred(caught * share / FIRST_TENTH)
    said = say("Of 100 customers the model ranks as likeliest to leave, {left} left", left=left)
    by_formula = _caught(curves.formula_gains, FIRST_TENTH)
    if by_formula is not None:
        found = of_hundred(by_formula * share / FIRST_TENTH)
        formula = curves.formula or say("Naive formula")
        said += say("; ranked by the formula “{formula}”, {left}", formula=formula, left=found)
    return said + say("; picked blindly, {left}.", left=of_hundred(share))


def verdict(better: Better, low: float | None, high: float | None) -> str:
    """Return what the interval of ``model - formula`` proves."""
    if better == "neither" or not is_known(low) or not is_known(high):
        return "for information"
    if low <= 0 <= high:
        return "not proven different"
    return "better" if (low > 0) == (better == "higher") else "worse"


def _graded(task: str, rows: list[dict[str, Any]], facts: BookFacts) -> Graded:
    decisive = next((row for row in rows if row["decisive"]), rows[0])
    curves = facts.curves.get(task, Curves())
    tenth = first_tenth(curves) if task == "churn" else ""
    sentences = (tenth, _sentence(decisive, facts), _difference(decisive, facts.currency))
    grade = decisive["grade"] or "–"
    return Graded(
        task=task,
        title=title_of(task),
        model=decisive["model"],
        tested_on=day(decisive["cutoff"]),
        grade=grade,
        meaning=say(GRADES.get(grade, "not graded")),
        sentences=tuple(sentence for sentence in sentences if sentence),
        comparisons=tuple(_compared(row, facts.currency) for row in rows),
        charts=_charts(task, curves, facts.currency),
    )


def _sentence(row: dict[str, Any], facts: BookFacts) -> str:
    how = measure(row["metric"])
    said = how.told(row["value"], facts.currency)
    if not (row["formula"] and is_known(row["formula_value"])):
        return f"{said}."
    value = how.said(row["formula_value"], facts.currency)
    return said + say("; the formula “{formula}”: {value}.", formula=row["formula"], value=value)


def _difference(row: dict[str, Any], currency: str) -> str:
    if not (row["formula"] and is_known(row["low"]) and is_known(row["high"])):
        return ""
    how = measure(row["metric"])
    found = verdict(how.better, row["low"], row["high"])
    return say(
        "The difference is {difference}; of 100 such comparisons with other customers, 95 would "
        "lie between {low} and {high}: the model is {verdict}.",
        difference=how.difference(row["difference"], currency),
        low=how.bare(row["low"]),
        high=how.difference(row["high"], currency),
        verdict=say(found),
    )


def _compared(row: dict[str, Any], currency: str) -> Comparison:
    how = measure(row["metric"])
    has_interval = is_known(row["low"]) and is_known(row["high"])
    interval = _interval(row, currency) if has_interval else ""
    return Comparison(
        words=how.title,
        value=how.said(row["value"], currency),
        formula=row["formula"] or "",
        formula_value=how.said(row["formula_value"], currency) if row["formula"] else "",
        interval=interval,
        verdict=say(verdict(how.better, row["low"], row["high"])) if row["formula"] else "",
    )


def _interval(row: dict[str, Any], currency: str) -> str:
    how = measure(row["metric"])
    low, high = how.bare(row["low"]), how.difference(row["high"], currency)
    return say("{low} to {high}", low=low, high=high)


def _charts(task: str, curves: Curves, currency: str) -> tuple[Chart, ...]:
    charts = []
    if curves.gains:
        charts.append(gains_chart(task, curves))
    if curves.calibration:
        charts.append(calibration_chart(task, curves, currency))
    return tuple(charts)


def _caught(gains: tuple[Gain, ...], customers: float) -> float | None:
    """Return the share caught among the first customers, on the line between two points."""
    before = Gain(0.0, 0.0)
    for point in gains:
        if point.customers >= customers:
            width = point.customers - before.customers
            part = (customers - before.customers) / width if width else 1.0
            return before.caught + part * (point.caught - before.caught)
        before = point
    return None
