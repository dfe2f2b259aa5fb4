"""Groups of customers by their reasons, worded."""

from dataclasses import dataclass

from patron.report.changed import MONEY
from patron.report.facts import BookFacts, Grouped
from patron.report.graded import place_of, title_of
from patron.report.language import say
from patron.report.wording import count, of_hundred, percent, round_money

# What the mean score of a group is called.
MEANS = {MONEY: "Mean value", "churn": "Mean risk"}


@dataclass(frozen=True)
class Row:
    """One group, worded; `stake` is empty where no value is at stake."""

    rule: str
    fit: str
    customers: str
    score: str
    stake: str
    ideas: tuple[str, ...]


def segments(facts: BookFacts) -> list[tuple[str, str, list[Row]]]:
    """Return for each task its title, what its score is called, and its groups."""
    tasks = sorted({one.task for one in facts.segments}, key=lambda task: (place_of(task), task))
    return [
        (
            title_of(task),
            say(MEANS.get(task, "Mean score")),
            [_row(one, facts.currency) for one in facts.segments if one.task == task],
        )
        for task in tasks
    ]


def _row(one: Grouped, currency: str) -> Row:
    return Row(
        rule=one.rule,
        fit=say(
            "Holds for {caught} of 100 of them; of 100 whom it holds for, {within} are.",
            caught=of_hundred(one.caught),
            within=of_hundred(one.within),
        ),
        customers=count(one.customers),
        score=round_money(one.mean, currency) if one.task == MONEY else percent(one.mean),
        stake="" if one.stake is None else round_money(one.stake, currency),
        ideas=tuple(f"{idea}: {move}" for idea, move in one.ideas),
    )
