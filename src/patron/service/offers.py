"""What to offer next: read from what was decided when all customers were scored."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from patron.features.compute import moment
from patron.live import Published
from patron.service.records import Explanation, NextBestOffer, Offer, Reason, RunnerUp

DECISIONS = "decisions"
NEXT_OFFER = "next_offer"


def next_best_offer(
    customer_id: str, answers: Mapping[str, str], published: Published, currency: str
) -> NextBestOffer:
    """Return what was decided for a customer.

    Parameters
    ----------
    answers
        Their stored answers, as JSON by name.
    """
    decisions = _stored(answers, DECISIONS)
    chosen = next((row for row in decisions if row["chosen"]), None)
    ranked = _ranked(answers, chosen["item"]) if chosen and chosen["item"] else None
    return NextBestOffer(
        customer_id=customer_id,
        as_of=moment(published.as_of),
        task=NEXT_OFFER,
        data_version=published.generation,
        decided_at=_decided_at(decisions),
        chosen=None if chosen is None else Offer(**_fields(chosen)),
        runner_ups=[
            RunnerUp(**_fields(row), refused_by=row["refused_by"])
            for row in decisions
            if not row["chosen"]
        ],
        reasons=[] if ranked is None else _reasons(ranked),
        currency=currency,
        model=None if ranked is None else ranked["model"],
    )


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


def _decided_at(decisions: Sequence[Mapping[str, Any]]) -> datetime | None:
    return moment(decisions[0]["cutoff"]) if decisions else None


def _fields(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in Offer.model_fields}
