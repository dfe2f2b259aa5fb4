"""Random decisions from concurrent clients, and a search for what broke consent or a limit.

Run as ``python -m benchmarks.service.decisions --decisions 1000000 [--database postgresql]``; with
``--minutes 5`` it ends after so long, however many decisions were made. Each client is a process
that goes through the code of the service, as each worker is (`benchmarks.service.clients`): it asks
about 1 to 1,000 customers at once, often about the same as others do, reserves contacts, tells
outcomes and contacts, and gives and revokes consent. Time passes faster than on the wall, so that
weeks go by. What clients were told is searched while they work and afterwards
(`benchmarks.service.promises`), and compared with the store at the end; the exit code is 1 if
anything is broken. SQLite's file lies in memory where there is ``/dev/shm``: what is tried is who
may do what at the same time, and a disk would only be waited for.
"""

import argparse
import multiprocessing
import queue
import tempfile
import time
from dataclasses import dataclass
from multiprocessing.synchronize import Event as Signal
from pathlib import Path
from typing import Any

import pyarrow as pa
from sqlalchemy import create_engine, text

from benchmarks.service.clients import FACTS, START, Client, Run
from benchmarks.service.databases import KINDS, new_database
from benchmarks.service.promises import FOREVER, Promises
from patron.live import LiveCustomer, LiveStore
from patron.schema import HISTORY, ITEMS

# The log is searched whenever so many more decisions were made.
SEARCHED = 100_000
DECISIONS = "SELECT count(*) FROM decisions"
CONTACTS = "SELECT customer_id AS customer, channel, decision_id FROM contacts"
# Contacts by a channel, or with a customer, that the receipt does not name.
STRAY = """
SELECT count(*) FROM contacts AS c LEFT JOIN decisions AS d ON d.decision_id = c.decision_id
WHERE d.decision_id IS NULL OR d.customer_id <> c.customer_id
OR d.receipt NOT LIKE '%"chosen":{"channel":"' || c.channel || '"%'
"""


@dataclass
class Counts:
    """What clients did.

    Parameters
    ----------
    made, answered
        New decisions, and decisions that were answered, about each customer of each request.
    put_off
        Requests that had to wait for others too long, and of which nothing was kept.
    cpu
        Seconds of all clients.
    """

    made: int = 0
    answered: int = 0
    put_off: int = 0
    cpu: float = 0.0


def main() -> int:
    """Return 1 if a rule was broken; print how many decisions were made, and how many broke one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, default=1_000_000, help="new ones")
    parser.add_argument("--customers", type=int, default=5_000)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--minutes", type=float, default=600.0, help="end after so many")
    parser.add_argument("--speed", type=float, default=20_000, help="seconds that go by in one")
    parser.add_argument("--database", choices=KINDS, default=KINDS[0])
    asked = parser.parse_args()
    memory = Path("/dev/shm")
    with (
        tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder,
        new_database(asked.database, Path(folder)) as url,
    ):
        begun = time.monotonic()
        run = Run(url, asked.customers, begun, begun + 60 * asked.minutes, asked.speed)
        counts, promises, found = decisions(run, asked.clients, asked.decisions)
        return _tell(asked.database, time.monotonic() - begun, counts, promises, found)


def decisions(run: Run, clients: int, most: int) -> tuple[Counts, Promises, dict[str, int]]:
    """Return what clients did, what they were told, and how often that broke a rule.

    Parameters
    ----------
    run
        What clients have in common; its database must be empty.
    clients
        How many processes.
    most
        New decisions after which it is enough.
    """
    _publish(run.url, run.customers)
    context = multiprocessing.get_context("spawn")
    told: multiprocessing.Queue[Any] = context.Queue()
    enough = context.Event()
    processes = [context.Process(target=work, args=(run, n, told, enough)) for n in range(clients)]
    for process in processes:
        process.start()
    try:
        counts, promises = _listen(processes, told, enough, most)
    finally:
        enough.set()
        for process in processes:
            process.join()
    found = {**promises.broken(), **_compare(run.url, promises)}
    return counts, promises, found


def work(run: Run, number: int, told: "multiprocessing.Queue[Any]", enough: Signal) -> None:
    """Be one client."""
    Client(run, number).go(lambda news: told.put((number, news)), enough.is_set)


def _listen(
    processes: list[Any], told: "multiprocessing.Queue[Any]", enough: Signal, most: int
) -> tuple[Counts, Promises]:
    counts, promises, searched, cpu = Counts(), Promises(), SEARCHED, dict[int, float]()
    until = dict.fromkeys(range(len(processes)), 0)
    working = set(until)
    while working:
        try:
            number, news = told.get(timeout=10)
        except queue.Empty:
            if any(process.exitcode for process in processes):
                raise SystemExit("A client has failed; what it said is above.") from None
            continue
        if news is None:
            working.remove(number)
            until[number] = FOREVER
            continue
        counts.made += news.made
        counts.answered += news.answered
        counts.put_off += news.put_off
        cpu[number], until[number] = news.cpu, news.until
        promises.add(news.log)
        if counts.made >= searched:
            searched += SEARCHED
            found = promises.broken(min(until.values()))
            broken = {name: many for name, many in found.items() if many}
            print(f"{counts.made:,} decisions: {broken or 'nothing broken'}", flush=True)
        if counts.made >= most:
            enough.set()
    counts.cpu = sum(cpu.values())
    return counts, promises


def _publish(url: str, customers: int) -> None:
    row = {"occurred_at": START, "known_at": START, "kind": "visit", "actor": "customer"}
    row["source"] = "web"
    store = LiveStore(url)
    store.publish(
        (
            LiveCustomer(
                f"c{n}",
                HISTORY.of([{**row, "interaction_id": f"{n}", "customer_id": f"c{n}"}]),
                ITEMS.empty(),
                FACTS.empty_table(),
                accounts=(("web", f"c{n}"),),
            )
            for n in range(customers)
        ),
        0,
        "shop",
        {},
    )
    store.close()


def _compare(url: str, promises: Promises) -> dict[str, int]:
    """Return how often the store does not say what clients were told."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        rows = connection.execute(text(CONTACTS)).mappings().all()
        stray = int(connection.execute(text(STRAY)).scalar_one())
    engine.dispose()
    columns = ("customer", "channel", "decision_id")
    stored = pa.table({name: [row[name] for row in rows] for name in columns})
    return {"other in the store": promises.different(stored), "stray": stray}


def _tell(
    kind: str, seconds: float, counts: Counts, promises: Promises, found: dict[str, int]
) -> int:
    """Return 1 if a rule was broken, and print the table."""
    limited = "channel <> 'app'"
    row = {
        "answered": counts.answered,
        "decisions": counts.made,
        "put off": counts.put_off,
        "contacts promised": promises.count("promises"),
        "of limited channels": promises.count("promises", limited),
        "contacts told": promises.count("made"),
        "consents": promises.count("words", "granted"),
        "revocations": promises.count("words", "NOT granted"),
        **found,
    }
    cells = [kind, *(f"{value:,}" for value in row.values())]
    cells += [f"{1_000 * counts.cpu / max(counts.made, 1):.2f} ms", f"{seconds / 60:.1f}"]
    names = ["store", *row, "CPU a decision", "minutes"]
    print(f"\n| {' | '.join(names)} |\n|{' --- |' * len(names)}\n| {' | '.join(cells)} |")
    return int(any(found.values()))


if __name__ == "__main__":
    raise SystemExit(main())
