"""Say why an offer was chosen, and why each other one was not: one sentence each."""

from collections.abc import Mapping, Sequence
from typing import Any

from patron.report.offer import is_nothing, is_open, said
from patron.report.wording import counted, is_known, money, number, percent

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
            return "there was no offer to make"
        return "no offer is both allowed and worth more than it costs"
    at_hand = [row for row in others if is_open(row)]
    if any(row["value"] > chosen["value"] for row in at_hand):
        return f"{terms(chosen, currency)}; drawn at random, by a chance of {_of(propensity)}"
    if not at_hand:
        return f"{terms(chosen, currency)}; no other offer is allowed"
    return f"{terms(chosen, currency)}, the most of {counted(len(at_hand) + 1, 'allowed offer')}"


def why_not(row: Row, chosen: Row, names: Mapping[str, str], currency: str) -> str:
    """Return in a sentence why an offer was not chosen: the rule, or the amount, that decided.

    Parameters
    ----------
    row, chosen
        Rows of DECISIONS, or candidates of a receipt.
    names
        Name by item.
    """
    what = f"{said(row, names)}: "
    if not is_open(row):
        return f"{what}the rule “{row['refused_by']}” refused it ({terms(row, currency)})"
    if row["value"] > chosen["value"]:
        return f"{what}another was drawn at random ({terms(row, currency)})"
    if is_nothing(chosen):
        return f"{what}it would cost more than it brings ({terms(row, currency)})"
    less = money(chosen["value"] - row["value"], currency)
    return f"{what}worth {less} less ({terms(row, currency)})"


def terms(row: Row, currency: str) -> str:
    """Return the value of an offer as it is made up: probability × gain − cost."""
    value, p, cost = row["value"], row["p"], row["cost"]
    if not is_known(p) or not is_known(cost) or p <= 0:
        return f"expected value {money(value, currency)}"
    gain = money((value + cost) / p, currency)
    chance = f"{_of(p)} chance {CHANCES.get(row['type'] or '', TAKEN)}"
    return f"{chance} × {gain} it brings − {money(cost, currency)} cost = {money(value, currency)}"


def _of(share: float | None) -> str:
    """Return a share with three figures, so that a reader can multiply it."""
    if not is_known(share) or share >= 0.9995:
        return percent(share)
    digits = 1 if share >= 0.1 else 2 if share >= 0.01 else 3
    return f"{number(100 * share, digits)} %"
