"""The live store: published as a whole out of the lake, and added to by what is received."""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from patron.live.customer import Commons, LiveCustomer, Published
from patron.live.deciding import DecidingStore
from patron.live.event import EPOCH, Event

if TYPE_CHECKING:
    from patron.live.decisions import Decision
    from patron.live.inbox import Sent, Spelled

log = logging.getLogger(__name__)


class LiveStore(DecidingStore):
    """A database with what answers are made from.

    Readers, in this process or another, see the old publication or the new one and never wait;
    a publication that is cut off leaves the old one. Whatever is received is there for good
    before the call returns, and in the next answer.

    Parameters
    ----------
    url
        Address of the database as SQLAlchemy writes it, such as
        ``sqlite:///data/live/shop.db`` (three slashes and a path; four if it is absolute) or
        ``postgresql://user:password@host/database``.
    patience
        How long a writer waits for another, and anybody for a server that does not answer, in
        seconds; half a minute if left out.

    Raises
    ------
    ConfigError
        If `url` is not an address, or the driver that it names is not installed.
    """

    def publish(
        self,
        customers: Iterable[LiveCustomer],
        as_of: int,
        workspace: str,
        versions: Mapping[str, int],
        commons: Commons | None = None,
    ) -> int:
        """Replace what was published before; return how many customers.

        What was received stays, but for the events that the publication has.

        Parameters
        ----------
        customers
            All customers, each once; no more than a few hundred are held at a time.
        as_of
            Moment up to which everything is known, in microseconds since 1970.
        workspace
            Name of the workspace.
        versions
            Version in the lake of each table that the customers were made from.
        commons
            What is published beside the customers.

        Raises
        ------
        StoreError
            If the database cannot be written; readers then see what they saw before.
        """
        from patron.live.lock import alone
        from patron.live.publication import write_publication

        with self._explained():
            self.prepare()
            with alone(self._url, self._engine, "publish"):
                published, count = write_publication(
                    self._engine, customers, commons or Commons(), as_of, workspace, versions
                )
        log.info("live: %s customers, publication %d", f"{count:,}", published.generation)
        return count

    def meta(self) -> Published | None:
        """Return what the store holds, None if nothing was ever published."""
        with self.snapshot() as snapshot:
            return snapshot.published

    def customer(self, customer_id: str) -> LiveCustomer | None:
        """Return one customer, None if there is nobody of that id."""
        found = self.customers([customer_id])
        return found[0] if found else None

    def customers(self, customer_ids: Sequence[str]) -> list[LiveCustomer]:
        """Return those of the customers that there are; see `Snapshot.customers`."""
        with self.snapshot() as snapshot:
            return snapshot.customers(customer_ids)

    def find(self, id_type: str, id_value: str) -> str | None:
        """Return whom a published identifier names, None if nobody or more than one customer."""
        with self.snapshot() as snapshot:
            return snapshot.find(id_type, [id_value]).get(id_value)

    def receive(
        self, events: Sequence[Event], now: datetime, spelled: "Spelled | None" = None
    ) -> list[str]:
        """Return of each event what became of it; when this returns, none of them can be lost.

        Parameters
        ----------
        events
            In the order in which they came.
        now
            The moment of receipt.
        spelled
            The one spelling of each identifier that the events name, by type and value as
            written, and whether it proves identity.

        Returns
        -------
        list of str
            ``accepted``, ``repeated`` (it is there already) or ``corrected`` (it replaces what
            was there under its source and interaction_id).

        Raises
        ------
        StoreError
            If the database cannot be written; none of the events is kept then.
        """
        from patron.live.inbox import Sent

        [said] = self.receive_all([Sent(events, _micros(now), spelled or {})])
        return said

    def receive_all(self, sent: "Sequence[Sent]") -> list[list[str]]:
        """Return the same of several who sent events, all of which are written in one go.

        Raises
        ------
        StoreError
            If the database cannot be written; none of the events is kept then.
        """
        from patron.live.inbox import take_in

        with self._writing(durable=True) as connection:
            return take_in(connection, sent)

    @contextmanager
    def collecting(self) -> Iterator[None]:
        """Keep other processes from collecting for the ``with`` block, having waited for them."""
        from patron.live.lock import alone

        with self._explained():
            self.prepare()
            with alone(self._url, self._engine, "collect"):
                yield

    def uncollected(self, after: int, most: int) -> list[tuple[int, str, int, Event]]:
        """Return number, digest, time of receipt and event of those that the lake has not.

        Parameters
        ----------
        after
            Number of the last event that was returned before; 0 at first.
        most
            How many to return at most.
        """
        from patron.live.inbox import uncollected

        self._look_at_file()
        with self._explained(), self._engine.connect() as connection:
            rows = uncollected(connection, after, most)
        return [(number, one, at, Event.of_record(record)) for number, one, at, record in rows]

    def mark_collected(
        self, numbers: Sequence[tuple[int, str]], versions: Mapping[str, int]
    ) -> None:
        """Note that the lake has events since some versions of its tables.

        Parameters
        ----------
        numbers
            Number and digest of each.
        versions
            Version by table.
        """
        from sqlalchemy import func, select

        from patron.live.inbox import mark_collected
        from patron.live.tables import COLLECTIONS

        with self._writing() as connection:
            last = connection.execute(select(func.max(COLLECTIONS.c.number))).scalar()
            collection = 1 + (last or 0)
            row = {"number": collection, "versions": json.dumps(dict(versions))}
            connection.execute(COLLECTIONS.insert(), row)
            mark_collected(connection, numbers, collection)

    def decision(self, decision_id: str) -> "Decision | None":
        """Return a decision with its receipt, None if there is none of that id."""
        from patron.live.decisions import read

        self._must_be_there()
        with self._explained(), self._engine.connect() as connection:
            return read(connection, decision_id)


def _micros(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)
