"""Events at a steady rate, questions beside them: is each answer as new as what was accepted?

Run as ``python -m benchmarks.service.freshness --seconds 300 --rate 200``. The service is a
process of its own behind HTTP, with keys and audit log as by default, once over SQLite and once
over PostgreSQL. Each event is a request of its own, sent when it is due and not when the one
before was answered. Every fifth sender asks about the customer as soon as its event is accepted;
others ask about anybody. Answers tell how many visits they know of, so each is checked: it must
know all that were accepted before it was asked for, and none that was never sent. At the end every
accepted event must be in the store, once.
"""

import argparse
import itertools
import random
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from benchmarks.service import made
from benchmarks.service.databases import KINDS, new_database
from benchmarks.service.served import Client, Served, visits_told

SENDERS = 32
ASKERS = 4
# Every so manieth event is asked for, is sent again, or has a bad one beside it.
PROBED, AGAIN, BAD = 5, 20, 50


@dataclass
class Ledger:
    """What was sent, what was accepted and what was seen.

    Parameters
    ----------
    customers
        How many there are.
    """

    customers: int
    sent: list[int] = field(init=False)
    accepted: list[int] = field(init=False)
    keys: set[str] = field(default_factory=set)
    accepting: list[float] = field(default_factory=list)
    seeing: list[float] = field(default_factory=list)
    asking: list[float] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sent = [0] * self.customers
        self.accepted = [0] * self.customers
        self.lock = threading.Lock()

    def check(self, number: int, told: int, at_least: int) -> None:
        """Note an answer that does not know what it must, or knows what nobody sent."""
        if not made.VISITS + at_least <= told <= made.VISITS + self.sent[number]:
            self.stale.append(f"{number}: {told} visits, not from {at_least}")


def main() -> None:
    """Print a table with a line for each database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--rate", type=float, default=200, help="events a second")
    parser.add_argument("--questions", type=float, default=20, help="further questions a second")
    parser.add_argument("--customers", type=int, default=500)
    parser.add_argument("--database", choices=KINDS, action="append")
    asked = parser.parse_args()
    print(
        "| database | events/s | accepted | lost | twice | answers checked | stale | failed "
        "| accepted ms p50 / p99 | visible ms p50 / p99 | service's CPU "
        "| its memory, MB, after a tenth / at the end |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    )
    for kind in asked.database or KINDS:
        with tempfile.TemporaryDirectory() as folder, new_database(kind, Path(folder)) as url:
            print(measure(kind, Path(folder), url, asked), flush=True)


def measure(kind: str, folder: Path, url: str, asked: argparse.Namespace) -> str:
    """Return a line of the table."""
    made.write_models(folder / "bundle")
    made.publish(url, asked.customers)
    served, ledger = Served(folder, url), Ledger(asked.customers)
    served.start()
    try:
        began, used = time.perf_counter(), served.cpu_seconds()
        early = threading.Timer(asked.seconds / 10, lambda: memory.append(served.memory()))
        memory: list[float] = []
        early.start()
        _run(served, ledger, asked)
        memory.append(served.memory())
        took, used = time.perf_counter() - began, served.cpu_seconds() - used
        lost, twice = _count(url, ledger)
        _ask_everybody(served, ledger)
    finally:
        served.stop()
    for problem in (ledger.stale + ledger.wrong)[:5]:
        print(problem)
    return (
        f"| {kind} | {len(ledger.keys) / took:.0f} | {len(ledger.keys):,} | {lost} | {twice} "
        f"| {len(ledger.seeing) + len(ledger.asking) + asked.customers:,} | {len(ledger.stale)} "
        f"| {len(ledger.wrong)} | {_percentiles(ledger.accepting)} "
        f"| {_percentiles(ledger.seeing)} | {100 * used / took:.0f} % "
        f"| {' / '.join(f'{one:.0f}' for one in memory)} |"
    )


def _run(served: Served, ledger: Ledger, asked: argparse.Namespace) -> None:
    events = _due(asked.rate, asked.seconds)
    questions = _due(asked.questions, asked.seconds)
    threads = [
        *(threading.Thread(target=_send, args=(served, ledger, events)) for _ in range(SENDERS)),
        *(threading.Thread(target=_ask, args=(served, ledger, questions)) for _ in range(ASKERS)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class _due:
    """Numbers of what is to be done, each with the moment at which it is due."""

    def __init__(self, rate: float, seconds: float) -> None:
        self._begin, self._rate, self._last = time.perf_counter(), rate, int(rate * seconds)
        self._numbers, self._lock = itertools.count(), threading.Lock()

    def __iter__(self) -> Iterator[tuple[int, float]]:
        while True:
            with self._lock:
                number = next(self._numbers)
            if number >= self._last:
                return
            at = self._begin + number / self._rate
            time.sleep(max(0.0, at - time.perf_counter()))
            yield number, at


def _send(served: Served, ledger: Ledger, events: "_due") -> None:
    client = served.connect()
    for number, due in events:
        whom = random.Random(number).randrange(ledger.customers)
        event = {
            "source": made.SOURCE,
            "interaction_id": f"e{number}",
            "account": made.account(whom),
            "occurred_at": (made.END + timedelta(seconds=number)).isoformat(),
            "kind": "visit",
        }
        sent: list[Any] = [event] if number % BAD else [event, {"source": made.SOURCE}]
        with ledger.lock:
            ledger.sent[whom] += 1
        status, said = client.ask("POST", "/events", {"events": sent})
        accepted_at = time.perf_counter()
        if status != 200 or said["accepted"] != [0] or len(said["refused"]) != len(sent) - 1:
            ledger.wrong.append(f"event {number}: {status} {said}")
            continue
        with ledger.lock:
            ledger.accepted[whom] += 1
            ledger.keys.add(f"e{number}")
            known = ledger.accepted[whom]
        ledger.accepting.append(accepted_at - due)
        if number % PROBED == 0:
            _see(client, ledger, whom, known, ledger.seeing, accepted_at)
        if number % AGAIN == 0:
            status, said = client.ask("POST", "/events", {"events": [event]})
            if status != 200 or said["repeated"] != [0]:
                ledger.wrong.append(f"event {number} again: {status} {said}")
    client.close()


def _ask(served: Served, ledger: Ledger, questions: "_due") -> None:
    client = served.connect()
    for number, due in questions:
        whom = random.Random(-1 - number).randrange(ledger.customers)
        _see(client, ledger, whom, ledger.accepted[whom], ledger.asking, due)
    client.close()


def _see(
    client: Client, ledger: Ledger, whom: int, known: int, seconds: list[float], since: float
) -> None:
    status, said = client.ask("POST", "/churn", {"customer": made.customer_id(whom)})
    if status != 200:
        ledger.wrong.append(f"customer {whom}: {status} {said}")
        return
    seconds.append(time.perf_counter() - since)
    ledger.check(whom, visits_told(said), known)


def _ask_everybody(served: Served, ledger: Ledger) -> None:
    everybody = [made.customer_id(number) for number in range(ledger.customers)]
    status, said = served.ask("POST", "/churn", {"customers": everybody})
    if status != 200:
        ledger.wrong.append(f"everybody: {status}")
        return
    for number, one in enumerate(said["results"]):
        ledger.check(number, visits_told(one), ledger.accepted[number])


def _count(url: str, ledger: Ledger) -> tuple[int, int]:
    """Return how many accepted events the store lacks, and how many it has more than once."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        stored = connection.execute(text("SELECT interaction_id FROM events")).scalars().all()
    engine.dispose()
    return len(ledger.keys - set(stored)), len(stored) - len(set(stored))


def _percentiles(seconds: Sequence[float]) -> str:
    ordered = sorted(seconds)
    if not ordered:
        return "-"
    middle, late = (ordered[int(share * (len(ordered) - 1))] for share in (0.5, 0.99))
    return f"{1_000 * middle:.1f} / {1_000 * late:.1f}"


if __name__ == "__main__":
    main()
