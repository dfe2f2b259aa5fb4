"""The live store: published as a whole, read one customer at a time."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

from patron.errors import LakeError
from patron.live.customer import LiveCustomer, Published, to_bytes

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from patron.live.snapshot import Snapshot

log = logging.getLogger(__name__)

# Customers written at a time.
BATCH = 200


class LiveStore:
    """A database with what answers are made from.

    Readers, in this process or another, see the old publication or the new one and never wait;
    a publication that is cut off leaves the old one.

    Parameters
    ----------
    url
        Address of the database as SQLAlchemy writes it, such as
        ``sqlite:///data/live/shop.db`` (three slashes and a path; four if it is absolute).

    Raises
    ------
    ConfigError
        If `url` is not an address, or the driver that it names is not installed.
    """

    def __init__(self, url: str) -> None:
        from patron.live import database

        self._url = database.read_url(url)
        self._engine: Engine = database.open_engine(self._url)

    def __repr__(self) -> str:
        return f"LiveStore({self._url.render_as_string()!r})"

    def publish(
        self,
        customers: Iterable[LiveCustomer],
        as_of: int,
        workspace: str,
        versions: Mapping[str, int],
    ) -> int:
        """Replace everything that the store holds, in one transaction; return how many customers.

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

        Raises
        ------
        LakeError
            If the database cannot be written; it then holds what it held before.
        """
        from patron.live import database, tables

        with database.explained(self._url):
            self._prepare()
            with self._writing() as connection:
                generation = self._generation(connection) + 1
                for table in reversed(tables.METADATA.sorted_tables):
                    connection.execute(table.delete())
                count, answers = 0, Counter[str]()
                for batch in _batches(customers):
                    _insert(connection, batch, generation)
                    count += len(batch)
                    answers.update(name for customer in batch for name in customer.answers)
                meta = Published(generation, as_of, workspace, dict(versions), dict(answers))
                _insert_rows(
                    connection,
                    tables.META,
                    [{"key": key, "value": text} for key, text in meta.texts().items()],
                )
        log.info("live: %s customers, publication %d", f"{count:,}", generation)
        return count

    @contextmanager
    def snapshot(self) -> Iterator["Snapshot"]:
        """Return a view of the store that stays at one publication for the ``with`` block.

        Raises
        ------
        LakeError
            If the store was never published, or cannot be read.
        """
        from patron.live import database
        from patron.live.snapshot import Snapshot

        file = database.file_of(self._url)
        if file is not None and not file.exists():
            raise LakeError(f"The live store {file} does not exist; `patron score` writes it.")
        with database.explained(self._url), self._engine.connect() as connection:
            yield Snapshot(connection)

    def meta(self) -> Published | None:
        """Return what the store holds, None if nothing was ever published."""
        with self.snapshot() as snapshot:
            return snapshot.meta()

    def customer(self, customer_id: str) -> LiveCustomer | None:
        """Return one customer, None if there is nobody of that id."""
        found = self.customers([customer_id])
        return found[0] if found else None

    def customers(self, customer_ids: Sequence[str]) -> list[LiveCustomer]:
        """Return those of the customers that there are; see `Snapshot.customers`."""
        with self.snapshot() as snapshot:
            return snapshot.customers(customer_ids)

    def find(self, id_type: str, id_value: str) -> str | None:
        """Return whom an identifier names, None if nobody or more than one customer."""
        with self.snapshot() as snapshot:
            return snapshot.find(id_type, [id_value]).get(id_value)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def _prepare(self) -> None:
        """Make the database and its tables where they are missing."""
        from patron.live import database, tables

        file = database.file_of(self._url)
        if file is not None:
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise LakeError(f"{file.parent} cannot be made: {error}.") from error
            # WAL stays with the file. It must be set outside a transaction.
            with self._engine.connect() as connection:
                driver: Any = connection.connection.driver_connection
                connection.rollback()
                driver.execute("PRAGMA journal_mode = WAL")
        with self._writing() as connection:
            tables.METADATA.create_all(connection)

    @contextmanager
    def _writing(self) -> Iterator["Connection"]:
        engine = self._engine.execution_options(writes=True)
        with engine.begin() as connection:
            yield connection

    def _generation(self, connection: "Connection") -> int:
        from patron.live.snapshot import Snapshot

        meta = Snapshot(connection).meta()
        return 0 if meta is None else meta.generation


def _batches(customers: Iterable[LiveCustomer]) -> Iterator[list[LiveCustomer]]:
    rest = iter(customers)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _insert(connection: "Connection", batch: list[LiveCustomer], generation: int) -> None:
    from patron.live import tables

    rows: list[dict[str, Any]] = [
        {
            "customer_id": customer.customer_id,
            "generation": generation,
            "history": to_bytes(customer.history),
            "items": to_bytes(customer.items),
            "facts": to_bytes(customer.facts),
        }
        for customer in batch
    ]
    identifiers = [
        {"id_type": id_type, "id_value": id_value, "customer_id": customer.customer_id}
        for customer in batch
        for id_type, id_value in customer.identifiers
    ]
    answers = [
        {"customer_id": customer.customer_id, "name": name, "json": text}
        for customer in batch
        for name, text in customer.answers.items()
    ]
    _insert_rows(connection, tables.CUSTOMERS, rows)
    _insert_rows(connection, tables.IDENTIFIERS, identifiers)
    _insert_rows(connection, tables.ANSWERS, answers)


def _insert_rows(connection: "Connection", table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(table.insert(), rows)
