"""Decisions afterwards: what became of them, their receipts, and why not something else."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from patron.live import LiveStore
from patron.live.outcomes import RECORDED, REPEATED, read_outcome
from patron.service.intake import read_each
from patron.service.receipt import why_not
from patron.service.records import Noted, Refused, WhyNot

DECISION_ID = re.compile(r"d[0-9a-f]{24}")


def note_outcomes(store: LiveStore, sent: Sequence[Any], now: datetime) -> Noted:
    """Return what became of each outcome, by its place in what was sent.

    Parameters
    ----------
    store
        Where they go; when this returns, they are there for good.
    sent
        Outcomes as the sender's JSON says them.
    now
        The moment of receipt.

    Raises
    ------
    StoreError
        If the store cannot be written; nothing is kept then.
    """
    outcomes, refused = read_each(sent, read_outcome, now)
    said = store.record_outcomes(list(outcomes.values()), now) if outcomes else []
    became = dict(zip(outcomes, said, strict=True))
    refused += [
        Refused(index=index, reason=what)
        for index, what in became.items()
        if what not in (RECORDED, REPEATED)
    ]
    return Noted(
        recorded=[index for index, what in became.items() if what == RECORDED],
        repeated=[index for index, what in became.items() if what == REPEATED],
        refused=sorted(refused, key=lambda one: one.index),
    )


def receipt_of(store: LiveStore, decision_id: str) -> str | None:
    """Return the receipt of a decision as it was written, None if there is no such decision."""
    if not DECISION_ID.fullmatch(decision_id):
        return None
    decision = store.decision(decision_id)
    return None if decision is None else decision.receipt


def explain_choice(receipt: str, offer: str) -> WhyNot:
    """Return why an offer was chosen or was not, in a sentence."""
    said = json.loads(receipt)
    return WhyNot(
        decision_id=said["decision_id"],
        customer_id=said["customer_id"],
        offer=offer,
        chosen=said["chosen"]["offer"] == offer,
        sentence=why_not(said, offer),
    )
