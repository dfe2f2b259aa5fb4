"""The figures that a reader with one minute takes along."""

from dataclasses import dataclass

import numpy as np

from patron.report.advice import Advice
from patron.report.concentration import HIGH_VALUE_SHARE, Concentration, fewest_bringing
from patron.report.facts import BookFacts
from patron.report.language import say
from patron.report.scored import Scored
from patron.report.totals import Totals, totals_of
from patron.report.wording import NOT_KNOWN, count, counted, day, percent, round_money


@dataclass(frozen=True)
class Figure:
    """One figure, what it is, what it rests on, and whether it is known at all."""

    value: str
    words: str
    rests_on: str
    is_known: bool = True


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
        return [say("No interactions have been read yet.")]
    said = [
        say(
            "This report rests on {interactions} of {customers} with {items}, from {first} to "
            "{last}.",
            interactions=counted(counts.interactions, "interaction"),
            customers=counted(counts.customers, "customer"),
            items=counted(counts.items, "item"),
            first=day(counts.first),
            last=day(counts.last),
        )
    ]
    return [*said, concentration.sentence] if concentration else said


def high_value(scored: Scored) -> list[str]:
    """Return in a sentence how few customers bring most of what is expected, if anything is."""
    few = int(fewest_bringing(scored.value, HIGH_VALUE_SHARE).sum())
    if not few:
        return []
    asked = int(np.isfinite(scored.value).sum())
    return [
        say(
            "{customers} of {all} ({share}) {are} expected to bring {most} of all that is "
            "expected.",
            customers=counted(few, "customer"),
            all=count(asked),
            share=percent(few / asked),
            are=say("is" if few == 1 else "are"),
            most=percent(HIGH_VALUE_SHARE),
        )
    ]


def _leaving(facts: BookFacts, totals: Totals) -> Figure:
    words = say("customers expected to leave") + facts.within("churn")
    if not totals.asked_risk:
        return _unknown(words, say("no churn scores"))
    share, asked = percent(totals.leaving / totals.asked_risk), count(totals.asked_risk)
    rests_on = say("{share} of {customers} customers scored", share=share, customers=asked)
    return Figure(count(round(totals.leaving)), words, rests_on)


def _stake(facts: BookFacts, totals: Totals) -> Figure:
    words = say("value at stake with them")
    if not (totals.asked_risk and totals.asked_value):
        return _unknown(words, say("needs churn and lifetime value scores"))
    total = round_money(totals.stake, facts.currency)
    return Figure(total, words, say("each customer's risk of leaving × expected value"))


def _value(facts: BookFacts, totals: Totals) -> Figure:
    words = say("expected from all customers") + facts.within("lifetime_value")
    if not totals.asked_value:
        return _unknown(words, say("no lifetime value scores"))
    total = round_money(totals.value, facts.currency)
    each = round_money(totals.value / totals.asked_value, facts.currency)
    asked = count(totals.asked_value)
    rests_on = say("{each} each, {customers} customers scored", each=each, customers=asked)
    return Figure(total, words, rests_on)


def _offers(facts: BookFacts, totals: Totals) -> Figure:
    words = say("expected from the suggested offers")
    if not totals.offers + totals.nothing:
        return _unknown(words, say("no decisions"))
    value = round_money(totals.offered, facts.currency)
    return Figure(value, words, say("{offers} after cost", offers=counted(totals.offers, "offer")))


def _unknown(words: str, why: str) -> Figure:
    return Figure(say(NOT_KNOWN), words, why, False)
