"""What to offer next, as it is answered."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from patron.service.decider import MOST_KEPT, Decided
from patron.service.receipt import runners_up
from patron.service.records import Contact, Explanation, NextBestOffer, Offer, Reason, RunnerUp

DECISIONS = "decisions"
NEXT_OFFER = "next_offer"


def next_best_offer(customer_id: str, decided: Decided) -> NextBestOffer:
    """Return a decision as an answer.

    Parameters
    ----------
    customer_id
        Who the customer is by now.
    decided
        The decision, and whether they may be contacted by it.
    """
    told = _told(decided.decision.receipt)
    if decided.reserved is None and customer_id == told.customer_id:
        return told
    contact = None
    if decided.reserved is not None:
        contact = Contact(reserved=decided.reserved, refused_by=decided.refused_by)
    told = told.model_copy(update={"customer_id": customer_id, "contact": contact})
    told._text = None
    return told


# A decision that holds is told again and again.
@lru_cache(maxsize=MOST_KEPT)
def _told(text: str) -> NextBestOffer:
    """Return the decision of a receipt as an answer, without a contact."""
    receipt = json.loads(text)
    return NextBestOffer(
        customer_id=receipt["customer_id"],
        as_of=receipt["as_of"],
        task=NEXT_OFFER,
        data_version=receipt["versions"]["data_version"],
        decision_id=receipt["decision_id"],
        decided_at=receipt["decided_at"],
        valid_until=receipt["valid_until"],
        chosen=Offer(**_fields(receipt["chosen"])),
        propensity=receipt["propensity"],
        contact=None,
        runner_ups=[
            RunnerUp(**_fields(row), refused_by=row["refused_by"]) for row in runners_up(receipt)
        ],
        reasons=[Reason(**reason) for reason in receipt["reasons"]],
        currency=receipt["currency"],
        model=receipt["model"],
    )


def told_items(answers: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Return the reasons and the model of each ranked item."""
    return {
        row["item"]: {"reasons": row["reasons"], "model": row["model"]}
        for row in _stored(answers, NEXT_OFFER)
    }


def explain_offer(answers: Mapping[str, str]) -> list[Explanation]:
    """Return why the chosen item, or the likeliest one, was ranked as it was; nothing if none."""
    chosen = next((row for row in _stored(answers, DECISIONS) if row["chosen"]), None)
    item = chosen["item"] if chosen else None
    ranked = _ranked(answers, item) or _ranked(answers, None)
    if ranked is None:
        return []
    return [
        Explanation(
            task=NEXT_OFFER,
            item=ranked["item"],
            unit="probability",
            answer=ranked["score"],
            base=None,
            contributions=_reasons(ranked),
            rest=None,
            model=ranked["model"],
        )
    ]


def _stored(answers: Mapping[str, str], name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(answers.get(name, "[]"))
    return rows


def _ranked(answers: Mapping[str, str], item: str | None) -> dict[str, Any] | None:
    """Return the ranking's row of an item, or of the likeliest one if `item` is None."""
    rows = _stored(answers, NEXT_OFFER)
    return next((row for row in rows if item is None or row["item"] == item), None)


def _reasons(ranked: Mapping[str, Any]) -> list[Reason]:
    return [Reason(**reason) for reason in ranked["reasons"]]


def _fields(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in Offer.model_fields}
