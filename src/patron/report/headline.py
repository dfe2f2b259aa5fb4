"""The figures that a reader with one minute takes along."""

from dataclasses import dataclass

import numpy as np

from patron.report.advice import Advice
from patron.report.concentration import HIGH_VALUE_SHARE, Concentration, fewest_bringing
from patron.report.facts import BookFacts
from patron.report.scored import Scored
from patron.report.totals import Totals, totals_of
from patron.report.wording import NOT_KNOWN, count, counted, day, percent, round_money


@dataclass(frozen=True)
class Figure:
    """One figure, what it is, and what it rests on."""

    value: str
    words: str
    rests_on: str


def figures(facts: BookFacts, scored: Scored, advice: Advice) -> list[Figure]:
    """Return the four headline figures; what cannot be said is said to be not known."""
    totals = totals_of(scored, advice)
    return [
        _leaving(facts, totals),
        _stake(facts, totals),
        _value(facts, totals),
        _offers(facts, totals),
    ]


def sentences(facts: BookFacts, concentration: Concentration | None) -> list[str]:
    """Return what the report rests on, in sentences."""
    counts = facts.counts
    if not counts.interactions:
        return ["No interactions have been read yet."]
    said = [
        f"This report rests on {counted(counts.interactions, 'interaction')} of "
        f"{counted(counts.customers, 'customer')} with {counted(counts.items, 'item')}, "
        f"from {day(counts.first)} to {day(counts.last)}."
    ]
    return [*said, concentration.sentence] if concentration else said


def high_value(scored: Scored) -> list[str]:
    """Return in a sentence how few customers bring most of what is expected, if anything is."""
    few = int(fewest_bringing(scored.value, HIGH_VALUE_SHARE).sum())
    if not few:
        return []
    asked = int(np.isfinite(scored.value).sum())
    return [
        f"{counted(few, 'customer')} of {count(asked)} ({percent(few / asked)}) "
        f"{'is' if few == 1 else 'are'} expected to bring {percent(HIGH_VALUE_SHARE)} of all that "
        "is expected."
    ]


def _leaving(facts: BookFacts, totals: Totals) -> Figure:
    words = f"customers expected to leave{facts.within('churn')}"
    if not totals.asked_risk:
        return Figure(NOT_KNOWN, words, "no churn scores")
    share, asked = totals.leaving / totals.asked_risk, totals.asked_risk
    rests_on = f"{percent(share)} of {count(asked)} customers scored"
    return Figure(count(round(totals.leaving)), words, rests_on)


def _stake(facts: BookFacts, totals: Totals) -> Figure:
    words = "value at stake with them"
    if not (totals.asked_risk and totals.asked_value):
        return Figure(NOT_KNOWN, words, "needs churn and lifetime value scores")
    total = round_money(totals.stake, facts.currency)
    return Figure(total, words, "each customer's risk of leaving × expected value")


def _value(facts: BookFacts, totals: Totals) -> Figure:
    words = f"expected from all customers{facts.within('lifetime_value')}"
    if not totals.asked_value:
        return Figure(NOT_KNOWN, words, "no lifetime value scores")
    total = round_money(totals.value, facts.currency)
    each = round_money(totals.value / totals.asked_value, facts.currency)
    return Figure(total, words, f"{each} each, {count(totals.asked_value)} customers scored")


def _offers(facts: BookFacts, totals: Totals) -> Figure:
    words = "expected from the suggested offers"
    if not totals.offers + totals.nothing:
        return Figure(NOT_KNOWN, words, "no decisions")
    value = round_money(totals.offered, facts.currency)
    return Figure(value, words, f"{counted(totals.offers, 'offer')} after cost")
