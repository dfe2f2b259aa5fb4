"""Decisions that hold for a while, so that every channel says the same."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from patron.live.tables import DECISIONS


@dataclass(frozen=True)
class Decision:
    """What was decided about a customer, and until when that holds.

    Parameters
    ----------
    decision_id
        A name of its own.
    customer_id
        About whom.
    subject
        On what, such as ``next_best_offer``.
    made_at, valid_until
        It holds in ``[made_at, valid_until)``; microseconds since 1970.
    receipt
        All that it was made from, as JSON; it is given back to the byte.
    """

    decision_id: str
    customer_id: str
    subject: str
    made_at: int
    valid_until: int
    receipt: str


COLUMNS = tuple(DECISIONS.c[name] for name in Decision.__dataclass_fields__)


def read(connection: Connection, decision_id: str) -> Decision | None:
    """Return a decision, None if there is none of that id."""
    found = select(*COLUMNS).where(DECISIONS.c.decision_id == decision_id)
    row = connection.execute(found).mappings().first()
    return None if row is None else Decision(**row)
