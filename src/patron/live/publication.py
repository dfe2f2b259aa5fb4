"""Write a publication beside the one that readers see, and put it in its place in one step.

Nothing is locked while it is written, so that events go on being received. What a publication
that was cut off has left is taken out by the next one.
"""

import json
import shutil
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Table,
    exists,
    func,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.exc import SQLAlchemyError

from patron.errors import StoreUnavailable
from patron.live import tables
from patron.live.customer import Commons, Identifier, LiveCustomer, Published, to_bytes
from patron.live.database import file_of, writing

T = TypeVar("T")

# Customers written at a time; another writer waits no longer than these take.
BATCH = 200
ROWS = 5_000
# A publication leaves so much of the disk, in bytes, or a twentieth of it where that is less.
LEAST_LEFT = 200_000_000
# Tables with a row for each customer that is as large as what is known of them.
WIDE = (tables.CUSTOMERS, tables.CARDS, tables.ANSWERS)


def write_publication(
    engine: Engine,
    customers: Iterable[LiveCustomer],
    commons: Commons,
    as_of: int,
    workspace: str,
    versions: Mapping[str, int],
) -> tuple[Published, int]:
    """Return what was published, and how many customers; nobody else may publish meanwhile."""
    with engine.connect() as connection:
        old = newest(connection)
    generation = 1 + (old or 0)
    clear(engine, but=old)
    try:
        count, answers = _write_all(engine, generation, commons, customers)
    except Exception:
        # What is left of it would only take room, which events need.
        with suppress(SQLAlchemyError):
            clear(engine, but=old)
        raise
    rules = json.loads(commons.rules)
    published = Published(generation, as_of, workspace, dict(versions), answers, rules)
    with writing(engine, durable=True) as connection:
        _settle(connection, commons.included)
        connection.execute(tables.PUBLICATIONS.insert(), published.row())
    clear(engine, but=generation)
    return published, count


def _write_all(
    engine: Engine, generation: int, commons: Commons, customers: Iterable[LiveCustomer]
) -> tuple[int, dict[str, int]]:
    """Return how many customers were written, and how many have each stored answer."""
    for table, rows in _common_rows(commons):
        for part in _parts(rows, ROWS):
            _write(engine, {table: [{"generation": generation, **row} for row in part]})
    count, answers = 0, Counter[str]()
    for batch in _parts(customers, BATCH):
        found = _rows_of(batch)
        rows_of = {t: [{"generation": generation, **r} for r in rows] for t, rows in found.items()}
        _write(engine, rows_of)
        count += len(batch)
        answers.update(name for customer in batch for name in customer.answers)
    return count, dict(answers)


def newest(connection: Connection) -> int | None:
    """Return the number of the newest publication that was finished, None if there is none."""
    return connection.execute(select(func.max(tables.PUBLICATIONS.c.generation))).scalar()


def clear(engine: Engine, but: int | None) -> None:
    """Take out all publications but one, finished or not.

    With SQLite whoever deletes keeps other writers out, so it is done in parts, with pauses as
    long as they took: who waits is let in by one of the first.
    """
    for table in (*tables.PUBLISHED, tables.PUBLICATIONS):
        while (generation := _stale(engine, table, but)) is not None:
            started = time.perf_counter()
            rows = table.c.generation == generation
            if engine.dialect.name == "sqlite":
                row: ColumnElement[int] = literal_column("rowid")
                some = select(row).select_from(table).where(rows)
                rows = row.in_(some.limit(BATCH if table in WIDE else ROWS))
            with writing(engine) as connection:
                connection.execute(table.delete().where(rows))
            if engine.dialect.name == "sqlite":
                time.sleep(time.perf_counter() - started)


def _stale(engine: Engine, table: Table, but: int | None) -> int | None:
    """Return a publication that a table has rows of and is not the one, None if there is none."""
    # Asked for together, SQLite would look through the whole index for them.
    ends_of = (select(end(table.c.generation)).scalar_subquery() for end in (func.min, func.max))
    with engine.connect() as connection:
        [ends] = connection.execute(select(*ends_of)).tuples()
    return next((one for one in ends if one not in (None, but)), None)


def _settle(connection: Connection, included: Mapping[str, int]) -> None:
    """Empty the events that the publication has."""
    if connection.dialect.name == "postgresql":
        # What is received meanwhile must not find its account there and then lose it.
        connection.execute(text("LOCK TABLE events, seen, holdings, grants IN EXCLUSIVE MODE"))
    collections = connection.execute(select(tables.COLLECTIONS)).tuples().all()
    settled = [
        number
        for number, texts in collections
        if all(included.get(name, -1) >= version for name, version in json.loads(texts).items())
    ]
    events = tables.EVENTS
    for part in _parts(settled, 500):
        connection.execute(
            update(events)
            .where(events.c.collected_in.in_(part), ~events.c.settled)
            .values(settled=True, record="")
        )
        kept = tables.COLLECTIONS
        connection.execute(kept.delete().where(kept.c.number.in_(part)))
    if settled:
        _forget_settled(connection)


def _forget_settled(connection: Connection) -> None:
    """Take out what is known of accounts all of whose events are in the publication."""
    events = tables.EVENTS.c
    for table in (tables.SEEN, tables.HOLDINGS, tables.GRANTS):
        waiting = exists().where(
            events.source == table.c.source, events.account == table.c.account, ~events.settled
        )
        connection.execute(table.delete().where(~waiting))


def _write(engine: Engine, rows_of: Mapping[Table, list[dict[str, Any]]]) -> None:
    _leave_room(engine)
    with writing(engine) as connection:
        for table, rows in rows_of.items():
            if rows:
                connection.execute(table.insert(), rows)


def _leave_room(engine: Engine) -> None:
    """Check that what is published does not fill the disk that events need.

    Raises
    ------
    StoreUnavailable
        If there is little left on the disk of SQLite.
    """
    file = file_of(engine.url)
    if file is None:
        return
    disk = shutil.disk_usage(file.parent)
    least = min(LEAST_LEFT, disk.total // 20)
    if disk.free < least:
        raise StoreUnavailable(
            f"The disk of the live store {file} has {disk.free:,} bytes left; publishing stops at "
            f"{least:,}, so that events can be received. What was published before answers on; "
            "make room, and publish again."
        )


def _common_rows(commons: Commons) -> Iterator[tuple[Table, Iterator[dict[str, Any]]]]:
    items = (
        {"item": row["item"], "json": json.dumps(row)}
        for batch in commons.items.to_batches(ROWS)
        for row in batch.to_pylist()
    )
    yield tables.CATALOGUE, items
    yield tables.IDENTIFIERS, (_identifier(one, None) for one in commons.shared)
    yield tables.APART, ({"customer_id": one, "other": other} for one, other in commons.apart)
    figures = commons.figures.items()
    yield tables.FIGURES, ({"name": name, "json": text} for name, text in figures)
    yield tables.WORKLIST, (line.row() for line in commons.worklist)


def _rows_of(batch: list[LiveCustomer]) -> dict[Table, list[dict[str, Any]]]:
    found: dict[Table, list[dict[str, Any]]] = {table: [] for table in tables.PUBLISHED}
    for customer in batch:
        whose = {"customer_id": customer.customer_id}
        rows = {name: to_bytes(getattr(customer, name)) for name in ("history", "items", "facts")}
        found[tables.CUSTOMERS].append({**whose, "number": customer.number, **rows})
        found[tables.ACCOUNTS] += [
            {**whose, "source": source, "account": account} for source, account in customer.accounts
        ]
        found[tables.IDENTIFIERS] += [
            _identifier(Identifier(*one), customer.customer_id) for one in customer.identifiers
        ]
        found[tables.CARDS].append({**whose, "json": customer.card})
        found[tables.CONSENTS] += [{**whose, **one._asdict()} for one in customer.consents]
        found[tables.ANSWERS] += [
            {**whose, "name": name, "json": text} for name, text in customer.answers.items()
        ]
    return found


def _identifier(one: Identifier, customer_id: str | None) -> dict[str, Any]:
    row = {"id_type": one.id_type, "id_value": one.id_value, "customer_id": customer_id}
    return {**row, "holders": json.dumps(one.holders)}


def _parts(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(rows)
    while part := list(islice(rest, size)):
        yield part
