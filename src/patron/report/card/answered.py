"""What the service decided at a call, why, why not the others, and what became of it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from patron.report.card.parts import CardFacts, Field
from patron.report.language import say
from patron.report.offer import is_nothing, said
from patron.report.why import why, why_not
from patron.report.wording import day, listed, money

RUNNER_UPS = 3
SERVICE = "the service"


def answered(facts: CardFacts, names: Mapping[str, str]) -> list[Field]:
    """Return the last decision that the service made about the customer; nothing if none.

    Parameters
    ----------
    names
        Name by item.
    """
    rows = facts.receipts.sort_by([("decided_at", "descending"), ("decision_id", "ascending")])
    for row in rows.slice(0, 1).to_pylist():
        receipt, at = json.loads(row["receipt"]), row["decided_at"]
        others = _others(receipt)
        texts = [
            (
                "Answered at a call",
                say(
                    "{offer}, held until {day}", offer=said(row, names), day=day(row["valid_until"])
                ),
            ),
            ("Why", why(row, others, facts.currency, row["propensity"])),
            *(("Why not", why_not(o, row, names, facts.currency)) for o in others[:RUNNER_UPS]),
            ("What became of it", _became(facts, row["decision_id"])),
        ]
        return [Field(say(label), text, say(SERVICE), at) for label, text in texts]
    return []


def _others(receipt: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Return the candidates that were not chosen, doing nothing left out, best first."""
    others = [row for row in receipt["candidates"] if row["refused_by"] and not is_nothing(row)]
    return sorted(others, key=lambda row: -row["value"])


def _became(facts: CardFacts, decision_id: str) -> str:
    rows = facts.outcomes.sort_by([("occurred_at", "ascending"), ("outcome_id", "ascending")])
    told = [_outcome(row, facts.currency) for row in rows.to_pylist()]
    mine = [words for words, of in told if of == decision_id]
    return listed(mine) or say("nothing was told")


def _outcome(row: Mapping[str, Any], currency: str) -> tuple[str, str]:
    told = say("{what} on {day}", what=say(row["kind"]), day=day(row["occurred_at"]))
    if row["amount"] is not None:
        told += say(" for {money}", money=money(row["amount"], currency))
    return told, row["decision_id"]
