"""Decisions, contacts and outcomes in a live store: written at once or not at all."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from patron.live.event import EPOCH
from patron.live.opened import OpenStore

if TYPE_CHECKING:
    from patron.live.desk import Desk
    from patron.live.outcomes import Outcome
    from patron.live.stitch import Person


class DecidingStore(OpenStore):
    """The part of `LiveStore` that remembers what was decided and what became of it."""

    @contextmanager
    def looking(self, people: "Sequence[Person]") -> "Iterator[Desk]":
        """Return what was decided about people, to be read for the ``with`` block."""
        from patron.live.desk import Desk

        self.prepare()
        with self.snapshot() as snapshot:
            yield Desk(lambda: snapshot, people)

    @contextmanager
    def deciding(self, people: "Sequence[Person]") -> "Iterator[Desk]":
        """Return the same to be written too; nobody else decides about these people meanwhile."""
        from patron.live.desk import Desk
        from patron.live.snapshot import Snapshot

        with self._writing(durable=True) as connection:
            desk = Desk(lambda: Snapshot(connection, self._kept), people)
            desk.hold()
            yield desk

    def record_outcomes(self, outcomes: "Sequence[Outcome]", now: datetime) -> list[str]:
        """Return of each outcome ``recorded``, ``repeated``, or why it is refused.

        Parameters
        ----------
        outcomes
            In the order in which they came.
        now
            The moment of receipt.

        Raises
        ------
        StoreError
            If the database cannot be written; none of the outcomes is kept then.
        """
        from patron.live.outcomes import record_outcomes

        moment = (now - EPOCH) // timedelta(microseconds=1)
        with self._writing(durable=True) as connection:
            return record_outcomes(connection, outcomes, moment)

    def uncollected_rows(self, name: str, most: int) -> list[dict[str, Any]]:
        """Return rows of ``decisions`` or ``outcomes`` that the lake has not.

        Parameters
        ----------
        most
            How many to return at most.
        """
        from sqlalchemy import select

        from patron.live.tables import METADATA

        table = METADATA.tables[name]
        with self._explained():
            self.prepare()
            with self._engine.connect() as connection:
                rows = (
                    select(table).where(~table.c.collected).order_by(*table.primary_key).limit(most)
                )
                return [dict(row) for row in connection.execute(rows).mappings()]

    def mark_rows(self, name: str, keys: Sequence[str]) -> None:
        """Note that the lake has rows of ``decisions`` or ``outcomes``, by their ids."""
        from sqlalchemy import update

        from patron.live.tables import METADATA

        table = METADATA.tables[name]
        [key] = table.primary_key
        with self._writing() as connection:
            for start in range(0, len(keys), 500):
                part = key.in_(list(keys[start : start + 500]))
                connection.execute(update(table).where(part).values(collected=True))
