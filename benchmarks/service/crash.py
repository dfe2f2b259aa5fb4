"""Kill the service at random moments under load, and look for what it had promised.

Run as ``python -m benchmarks.service.crash --kills 100``. Clients send events, ask for decisions
with contacts and tell outcomes through HTTP; what gets no answer is sent again, as any sender
would. The serving process is ended by SIGKILL again and again. Afterwards the tables and the
service's own answers are compared with what clients were told. `--whole` kills all of
``bentoml serve`` and not the worker alone, which takes ten times as long to start.
"""

import argparse
import random
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from benchmarks.service import made
from benchmarks.service.databases import KINDS, new_database
from benchmarks.service.served import Client, Respawned, Served, visits_told

CLIENTS = 8
CUSTOMERS = 100
HEAD = (
    "| database | kills | requests cut off | events | lost | twice | decisions | without receipt "
    "| contacts promised | missing | beyond the limit | outcomes | lost | wrong counts |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
)
# Customers with more than one e-mail; the whole run takes less than a week.
BEYOND = """SELECT count(*) FROM (SELECT customer_id FROM contacts WHERE channel = 'email'
GROUP BY customer_id HAVING count(*) > 1) AS many"""


@dataclass
class Told:
    """What clients were told.

    Parameters
    ----------
    events
        Accepted events: customer by interaction_id.
    decisions
        Answers by decision_id.
    reserved
        Decisions whose contact was promised, once for each promise.
    outcomes
        Recorded outcomes.
    answers, cut_off
        Requests that got one, and those that got none.
    wrong
        Answers that cannot be right.
    """

    events: dict[str, int] = field(default_factory=dict)
    decisions: dict[str, Any] = field(default_factory=dict)
    reserved: list[str] = field(default_factory=list)
    outcomes: set[str] = field(default_factory=set)
    answers: int = 0
    cut_off: int = 0
    wrong: list[str] = field(default_factory=list)


def main() -> int:
    """Return 1 if a promise was broken; print a table with a line for each database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=KINDS, action="append")
    asked = parser.parse_args()
    print(HEAD)
    broken = 0
    for kind in asked.database or KINDS:
        with tempfile.TemporaryDirectory() as folder, new_database(kind, Path(folder)) as url:
            told, found = crash(Path(folder), url, asked.kills, asked.seed, asked.whole)
            print(line(kind, asked.kills, told, found), flush=True)
            broken += found.total() + len(told.wrong)
            for problem in told.wrong[:5]:
                print(problem)
    return int(broken > 0)


def line(kind: str, kills: int, told: Told, found: Counter[str]) -> str:
    """Return a line of the table."""
    cells = (
        *(kind, kills, told.cut_off, len(told.events), found["lost events"], found["twice"]),
        *(len(told.decisions), found["without receipt"]),
        *(len(told.reserved), found["missing contacts"], found["beyond the limit"]),
        *(len(told.outcomes), found["lost outcomes"], found["wrong counts"] + len(told.wrong)),
    )
    return (
        "| " + " | ".join(f"{cell:,}" if isinstance(cell, int) else cell for cell in cells) + " |"
    )


def crash(
    folder: Path, url: str, kills: int, seed: int, whole: bool = False
) -> tuple[Told, Counter[str]]:
    """Return what clients were told, and how often it is not what is there.

    Parameters
    ----------
    folder
        For bundle and log.
    url
        An empty database.
    kills
        How often to kill the service.
    seed
        Of the moments, and of what clients do.
    whole
        Whether all of its processes are killed.
    """
    made.write_models(folder / "bundle")
    made.publish(url, CUSTOMERS)
    served = Served(folder, url) if whole else Respawned(folder, url)
    told, done = [Told() for _ in range(CLIENTS)], threading.Event()
    served.start()
    threads = [
        threading.Thread(target=_load, args=(served, told[n], done, random.Random(f"{seed} {n}")))
        for n in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    try:
        _kill(served, kills, told, random.Random(seed))
        done.set()
        for thread in threads:
            thread.join()
        everything = _together(told)
        return everything, _compare(served, url, everything)
    finally:
        done.set()
        served.stop()


def _kill(served: Served, kills: int, told: list[Told], drawn: random.Random) -> None:
    """Kill it whenever it has answered some more requests, in the middle of others."""
    for _ in range(kills):
        enough = sum(one.answers for one in told) + drawn.randrange(100)
        while sum(one.answers for one in told) < enough:
            time.sleep(0.01)
        time.sleep(drawn.uniform(0, 0.05))
        if isinstance(served, Respawned):
            served.kill_worker()
            served.wait()
        else:
            served.kill()
            served.start()
    time.sleep(0.2)


def _load(served: Served, told: Told, done: threading.Event, drawn: random.Random) -> None:
    client, name = served.connect(), f"{drawn.random():.9f}"
    number = 0
    while not done.is_set():
        number += 1
        whom, what = drawn.randrange(CUSTOMERS), drawn.random()
        if what < 0.6:
            _send_event(client, told, done, whom, f"{name}-{number}")
        elif what < 0.85 or not told.decisions:
            _decide(client, told, whom)
        else:
            decision_id = drawn.choice(list(told.decisions))
            _tell_outcome(client, told, done, decision_id, f"{name}-{number}")
    client.close()


def _ask(client: Client, told: Told, path: str, body: Any) -> Any:
    """Return the answer; None where there is none, as when the service is killed meanwhile."""
    status, said = client.ask("POST", path, body)
    told.answers += status is not None
    if status is None:
        told.cut_off += 1
        time.sleep(0.1)
    elif status not in (200, 503):
        told.wrong.append(f"{path}: {status} {said}")
    return said if status == 200 else None


def _send_event(client: Client, told: Told, done: threading.Event, whom: int, name: str) -> None:
    event = {
        "source": made.SOURCE,
        "interaction_id": name,
        "account": made.account(whom),
        "occurred_at": (made.END + timedelta(seconds=1)).isoformat(),
        "kind": "visit",
    }
    while not done.is_set():
        said = _ask(client, told, "/events", {"events": [event]})
        # One that was kept before the answer got lost is there already.
        if said is not None and said["accepted"] + said["repeated"] == [0]:
            told.events[name] = whom
            return


def _decide(client: Client, told: Told, whom: int) -> None:
    body = {"customer": made.customer_id(whom), "contact": True}
    said = _ask(client, told, "/next_best_offer", body)
    if said is not None:
        told.decisions[said["decision_id"]] = said
        if said["contact"]["reserved"]:
            told.reserved.append(said["decision_id"])


def _tell_outcome(
    client: Client, told: Told, done: threading.Event, decision_id: str, name: str
) -> None:
    outcome = {"outcome_id": name, "decision_id": decision_id, "kind": "clicked"}
    while not done.is_set():
        said = _ask(client, told, "/outcomes", {"outcomes": [outcome]})
        if said is not None and said["recorded"] + said["repeated"] == [0]:
            told.outcomes.add(name)
            return


def _together(told: list[Told]) -> Told:
    everything = Told()
    for one in told:
        everything.events |= one.events
        everything.decisions |= one.decisions
        everything.reserved += one.reserved
        everything.outcomes |= one.outcomes
        everything.cut_off += one.cut_off
        everything.wrong += one.wrong
    return everything


def _compare(served: Served, url: str, told: Told) -> Counter[str]:
    """Return how often what is there is not what clients were told."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:

        def column(query: str) -> list[Any]:
            return list(connection.execute(text(query)).scalars())

        events = column("SELECT interaction_id FROM events")
        accounts = Counter(column("SELECT account FROM events"))
        contacts = Counter(column("SELECT decision_id FROM contacts"))
        outcomes = Counter(column("SELECT outcome_id FROM outcomes"))
        decisions = set(column("SELECT decision_id FROM decisions"))
        [beyond] = column(BEYOND)
    engine.dispose()
    promised = Counter(told.reserved)
    found = Counter(
        {
            "lost events": len(set(told.events) - set(events)),
            "twice": len(events) - len(set(events)),
            "lost outcomes": len(told.outcomes - set(outcomes)),
            "missing contacts": sum((promised - contacts).values()),
            "beyond the limit": beyond + len(set(contacts) - decisions),
        }
    )
    client = served.connect()
    for decision_id, answer in told.decisions.items():
        status, receipt = client.ask("GET", f"/decisions/{decision_id}")
        same = status == 200 and all(
            receipt[name] == answer[name] for name in ("customer_id", "decided_at", "chosen")
        )
        found["without receipt"] += not same
    for number in range(CUSTOMERS):
        _, said = client.ask("POST", "/churn", {"customer": made.customer_id(number)})
        told_of = visits_told(said) - made.VISITS
        found["wrong counts"] += told_of != accounts[made.account(number)]
    client.close()
    return found


if __name__ == "__main__":
    raise SystemExit(main())
