"""Say why an offer was chosen, and why each other one was not: one sentence each."""

from collections.abc import Mapping, Sequence
from typing import Any

from patron.report.language import say
from patron.report.offer import is_nothing, is_open, said
from patron.report.wording import count, is_known, money, number, percent

Row = Mapping[str, Any]

# What the probability of an offer is the probability of, by its type.
CHANCES = {
    "replenish": "that they take it",
    "cross_sell": "that they take it",
    "up_sell": "that they take it",
    "retain": "that they would leave and it keeps them",
    "uplift": "that it brings what would not have come by itself",
}
TAKEN = "that it is taken"


def why(chosen: Row, others: Sequence[Row], currency: str, propensity: float | None = None) -> str:
    """Return why an offer, or nothing, was chosen, with the terms of its value.

    Parameters
    ----------
    chosen
        Row of DECISIONS, or a candidate of a receipt.
    others
        What else could have been chosen, nothing left out.
    propensity
        How likely the choice was among what was allowed; None is certain.
    """
    if is_nothing(chosen):
        if not others:
            return say("there was no offer to make")
        return say("no offer is both allowed and worth more than it costs")
    at_hand, made_of = [row for row in others if is_open(row)], terms(chosen, currency)
    if any(row["value"] > chosen["value"] for row in at_hand):
        chance = _of(propensity)
        return say(
            "{terms}; drawn at random, by a chance of {chance}", terms=made_of, chance=chance
        )
    if not at_hand:
        return say("{terms}; no other offer is allowed", terms=made_of)
    return say("{terms}, the most of {n} allowed offers", terms=made_of, n=count(len(at_hand) + 1))


def why_not(row: Row, chosen: Row, names: Mapping[str, str], currency: str) -> str:
    """Return in a sentence why an offer was not chosen: the rule, or the amount, that decided.

    Parameters
    ----------
    row, chosen
        Rows of DECISIONS, or candidates of a receipt.
    names
        Name by item.
    """
    return f"{said(row, names)}: {_decisive(row, chosen, currency)} ({terms(row, currency)})"


def _decisive(row: Row, chosen: Row, currency: str) -> str:
    """Return the rule, or the amount, that decided against an offer."""
    if not is_open(row):
        return say("the rule “{rule}” refused it", rule=row["refused_by"])
    if row["value"] > chosen["value"]:
        return say("another was drawn at random")
    if is_nothing(chosen):
        return say("it would cost more than it brings")
    return say("worth {less} less", less=money(chosen["value"] - row["value"], currency))


def terms(row: Row, currency: str) -> str:
    """Return the value of an offer as it is made up: probability × gain − cost."""
    value, p, cost = row["value"], row["p"], row["cost"]
    if not is_known(p) or not is_known(cost) or p <= 0:
        return say("expected value {value}", value=money(value, currency))
    return say(
        "{p} chance {that} × {gain} it brings − {cost} cost = {value}",
        p=_of(p),
        that=say(CHANCES.get(row["type"] or "", TAKEN)),
        gain=money((value + cost) / p, currency),
        cost=money(cost, currency),
        value=money(value, currency),
    )


def _of(share: float | None) -> str:
    """Return a share with three figures, so that a reader can multiply it."""
    if not is_known(share) or share >= 0.9995:
        return percent(share)
    digits = 1 if share >= 0.1 else 2 if share >= 0.01 else 3
    return f"{number(100 * share, digits)} %"
