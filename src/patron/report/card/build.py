"""Facts -> the card of one customer."""

from datetime import UTC, datetime

import pyarrow as pa

from patron.report.card.actions import actions
from patron.report.card.activity import current_activity, whole_history
from patron.report.card.flags import flags
from patron.report.card.identity import identity, relationships
from patron.report.card.parts import Card, CardFacts, Change, Reason, Teller, of_task
from patron.report.card.value import value
from patron.report.changed import sentence
from patron.report.language import spoken

# In the order in which a card is read.
PARTS: tuple[Teller, ...] = (
    identity,
    relationships,
    current_activity,
    whole_history,
    value,
    flags,
    actions,
)


def build_card(customer_id: str, facts: CardFacts, as_of: datetime) -> Card:
    """Return the seven-part card of a customer as it could have been written at `as_of`.

    Parameters
    ----------
    customer_id
        The customer; rows about another are left out.
    facts
        Tables of this customer. Rows that occurred or became known after `as_of` are left out.
    as_of
        The moment of the card, with its time zone.

    Raises
    ------
    CutoffError
        If `as_of` carries no time zone.
    """
    known = facts.known(customer_id, as_of)
    moment = as_of.astimezone(UTC)
    sections = tuple(part(customer_id, known, moment) for part in PARTS)
    why, moved = _reasons(known.reasons), _changes(known)
    return Card(customer_id, moment, sections, why, moved, spoken())


def _reasons(reasons: pa.Table) -> tuple[Reason, ...]:
    rows = [
        row
        for task in sorted(set(reasons["task"].to_pylist()))
        for row in of_task(reasons, task).sort_by([("rank", "ascending")]).to_pylist()
    ]
    return tuple(Reason(row["task"], row["sentence"], row["contribution"]) for row in rows)


def _changes(known: CardFacts) -> tuple[Change, ...]:
    """Return why the scores that the card tells moved; none where nothing is told of that."""
    newest = {task: of_task(known.scores, task) for task in known.changes["task"].to_pylist()}
    rows = [
        row
        for row in known.changes.sort_by([("task", "ascending")]).to_pylist()
        if row["cutoff"] in newest[row["task"]]["cutoff"].to_pylist()
    ]
    return tuple(Change(row["task"], sentence(row, known.currency)) for row in rows)
