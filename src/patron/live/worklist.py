"""The list for the week, who does what of it, and the figures beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from patron.live.cells import Cells
from patron.live.line import Line
from patron.live.opened import OpenStore

AT_A_TIME = 500
# The name of the sums among what is published of all customers.
CELLS = "cells"


@dataclass(frozen=True)
class Assignment:
    """Who does something of the list until when, and what became of it.

    Parameters
    ----------
    line
        What is to be done.
    decision_id
        The decision that it is done by.
    owner
        Who does it.
    due_on
        Until when, as ISO 8601.
    outcomes
        What became of the decision, the earliest first.
    at
        When it was written down, in microseconds since 1970.
    """

    line: Line
    decision_id: str
    owner: str
    due_on: str
    outcomes: tuple[str, ...] = ()
    at: int = 0


class Worklist(OpenStore):
    """The published figures and the list of a live store, and the assignments."""

    def cells(self) -> Cells | None:
        """Return the published sums about all customers; None where there are none."""
        from sqlalchemy import select

        from patron.live.publication import newest
        from patron.live.tables import FIGURES

        with self._reading() as connection:
            found = select(FIGURES.c.json).where(
                FIGURES.c.generation == newest(connection), FIGURES.c.name == CELLS
            )
            text = connection.execute(found).scalar()
        return None if text is None else Cells.of_json(text)

    def received(self) -> tuple[int, int | None]:
        """Return how many events were received that the publication has not, and when the last.

        The time is in microseconds since 1970, None where there are none.
        """
        from sqlalchemy import func, select

        from patron.live.tables import COLLECTIONS, EVENTS

        # A collection that a publication has is taken out; so this needs no look at old events.
        waiting = EVENTS.c.collected_in.is_(None) | EVENTS.c.collected_in.in_(
            select(COLLECTIONS.c.number)
        )
        found = select(func.count(), func.max(EVENTS.c.known_at)).where(waiting)
        with self._reading() as connection:
            [(events, last)] = connection.execute(found).tuples()
        return events, last

    def kinds(self) -> list[tuple[str, str | None, int]]:
        """Return offer, channel and number of lines of the list, the most frequent first."""
        from sqlalchemy import func, select

        from patron.live.publication import newest
        from patron.live.tables import WORKLIST

        n = func.count()
        with self._reading() as connection:
            found = select(WORKLIST.c.offer, WORKLIST.c.channel, n)
            found = found.where(WORKLIST.c.generation == newest(connection))
            found = found.group_by(WORKLIST.c.offer, WORKLIST.c.channel)
            order = (n.desc(), WORKLIST.c.offer, WORKLIST.c.channel)
            rows = connection.execute(found.order_by(*order)).tuples()
            return [(offer, channel, number) for offer, channel, number in rows]

    def lines(self, most: int, offer: str | None = None, channel: str | None = None) -> list[Line]:
        """Return the lines of the list that are expected to bring most, the best first."""
        from sqlalchemy import select

        from patron.live.publication import newest
        from patron.live.tables import WORKLIST

        with self._reading() as connection:
            found = select(WORKLIST.c.json).where(WORKLIST.c.generation == newest(connection))
            for column, wanted in ((WORKLIST.c.offer, offer), (WORKLIST.c.channel, channel)):
                found = found if wanted is None else found.where(column == wanted)
            found = found.order_by(WORKLIST.c.value.desc(), WORKLIST.c.customer_id).limit(most)
            return [Line.of_json(text) for text in connection.execute(found).scalars()]

    def line(self, customer_id: str) -> Line | None:
        """Return a customer's line of the list, None if they have none."""
        from sqlalchemy import select

        from patron.live.publication import newest
        from patron.live.tables import WORKLIST

        with self._reading() as connection:
            found = select(WORKLIST.c.json).where(
                WORKLIST.c.generation == newest(connection), WORKLIST.c.customer_id == customer_id
            )
            text = connection.execute(found).scalar()
        return None if text is None else Line.of_json(text)

    def assign(self, one: Assignment, key_id: str, now: int, seen: int | None = None) -> bool:
        """Write down who does a line until when; return whether that holds now.

        It does not if somebody has said otherwise since the one who says it looked.

        Parameters
        ----------
        key_id
            Who says so.
        now
            Microseconds since 1970.
        seen
            When what it takes the place of was written down, as they saw it; None for nothing.
        """
        from patron.live import database
        from patron.live.tables import ASSIGNMENTS

        told = {name: getattr(one, name) for name in ("decision_id", "owner", "due_on")}
        told |= {"key_id": key_id, "at": now, "json": one.line.as_json()}
        row = {**told, "cutoff": one.line.cutoff, "customer_id": one.line.customer_id}
        keys, known = ["cutoff", "customer_id"], ASSIGNMENTS.c.at == seen
        with self._writing(durable=True) as connection:
            new = database.insert(connection.dialect.name, ASSIGNMENTS)
            if seen is None:
                change = new.on_conflict_do_nothing(index_elements=keys)
            else:
                change = new.on_conflict_do_update(index_elements=keys, set_=told, where=known)
            written = connection.execute(change.returning(ASSIGNMENTS.c.at), row)
            return written.first() is not None

    def assignments(self, most: int) -> list[Assignment]:
        """Return the newest assignments with what became of each, the newest scoring first."""
        from sqlalchemy import select

        from patron.live.tables import ASSIGNMENTS

        names = ("json", "decision_id", "owner", "due_on", "at")
        columns = (ASSIGNMENTS.c[name] for name in names)
        order = (ASSIGNMENTS.c.cutoff.desc(), ASSIGNMENTS.c.at.desc(), ASSIGNMENTS.c.customer_id)
        found = select(*columns).order_by(*order)
        with self._reading() as connection:
            rows = connection.execute(found.limit(most)).tuples().all()
            became = _outcomes(connection, [row[1] for row in rows])
        return [
            Assignment(Line.of_json(text), name, owner, due_on, tuple(became.get(name, ())), at)
            for text, name, owner, due_on, at in rows
        ]

    def became(self, decision_id: str) -> tuple[str, ...]:
        """Return what became of a decision, the earliest first."""
        with self._reading() as connection:
            return tuple(_outcomes(connection, [decision_id]).get(decision_id, ()))


def _outcomes(connection: Any, decision_ids: Sequence[str]) -> dict[str, list[str]]:
    from sqlalchemy import select

    from patron.live.tables import OUTCOMES

    found: dict[str, list[str]] = {}
    for start in range(0, len(decision_ids), AT_A_TIME):
        part = OUTCOMES.c.decision_id.in_(decision_ids[start : start + AT_A_TIME])
        rows = select(OUTCOMES.c.decision_id, OUTCOMES.c.kind).where(part)
        order = (OUTCOMES.c.occurred_at, OUTCOMES.c.known_at, OUTCOMES.c.outcome_id)
        for decision_id, kind in connection.execute(rows.order_by(*order)).tuples():
            found.setdefault(decision_id, []).append(kind)
    return found
