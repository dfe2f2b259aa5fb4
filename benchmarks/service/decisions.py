"""Random decisions from concurrent clients, and a search for what broke consent or a limit.

Run as ``python -m benchmarks.service.decisions --decisions 20000 [--url postgresql://…]``; with
``--minutes 5`` it ends after so long, however many decisions were made. Each client is a process
that goes through the code of the service: it finds the customer, decides, reserves contacts, tells
outcomes, and gives and revokes consent. Time passes a thousand times as fast as on the wall, so
that weeks go by. Afterwards the tables alone are looked at; the exit code is 1 if a rule was
broken. SQLite's file lies in memory where there is ``/dev/shm``: what is tried is who may do what
at the same time, and a disk would only be waited for.
"""

import argparse
import json
import multiprocessing
import random
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
from sqlalchemy import create_engine, text

from patron.live import Event, LiveCustomer, LiveStore
from patron.live.outcomes import Outcome
from patron.offers import CANDIDATES
from patron.schema import HISTORY, ITEMS, TEXT, TIME
from patron.service.candidates import Candidates
from patron.service.decider import Asked, Decider, Inputs
from patron.service.policy import Policy

START = datetime(2024, 1, 1, tzinfo=UTC)
WEEK = 7 * 86_400_000_000
FACTS = pa.schema({"customer_id": TEXT, "name": TEXT, "value": TEXT, "known_at": TIME})
CONSENT = {"type": "consent", "name": "no consent", "unless_said": "granted"}
POLICY = Policy.of({"rules": [CONSENT], "decisions_hold": "PT6H", "explore": 0.2})
ABOUT = {"as_of": "2024-01-01T00:00:00Z", "currency": "EUR", "versions": {"data_version": 1}}
# Contacts on a channel less than a week after another with the same customer.
TOO_MANY = """
SELECT count(*) FROM (
    SELECT at - lag(at) OVER (PARTITION BY customer_id, channel ORDER BY at) AS pause FROM contacts
) AS paused WHERE pause < :week
"""
# Contacts after the latest word on the channel was a no.
WITHOUT_CONSENT = """
SELECT count(*) FROM contacts AS c JOIN accounts AS a ON a.customer_id = c.customer_id
WHERE NOT coalesce((SELECT g.granted FROM grants AS g
    WHERE g.source = a.source AND g.account = a.account AND g.channel = c.channel
      AND g.known_at < c.at - :slack
    ORDER BY g.known_at DESC LIMIT 1), true)
AND NOT EXISTS (SELECT 1 FROM grants AS g WHERE g.source = a.source AND g.account = a.account
    AND g.channel = c.channel AND g.known_at BETWEEN c.at - :slack AND c.at + :slack)
"""
# Contacts beyond the one that a decision may lead to, and those that no decision led to.
TWICE = "SELECT count(*) - count(DISTINCT decision_id) FROM contacts"
# Contacts with somebody else than the decision is about, before it, or by no decision.
STRAY = """
SELECT count(*) FROM contacts AS c LEFT JOIN decisions AS d ON d.decision_id = c.decision_id
WHERE d.decision_id IS NULL OR d.customer_id <> c.customer_id OR c.at < d.made_at - :slack
"""
BOTH = """
SELECT c.channel, d.receipt FROM contacts AS c JOIN decisions AS d ON d.decision_id = c.decision_id
"""
# What two clients do within so much of their own time may have come in either order.
SLACK = 2 * 3_600_000_000


def main() -> int:
    """Return 1 if a rule was broken; print how many decisions were made, and how many broke one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, default=1_000_000)
    parser.add_argument("--customers", type=int, default=200)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--minutes", type=float, default=600.0, help="end after so many")
    parser.add_argument("--url", help="an empty database; a file of SQLite if left out")
    asked = parser.parse_args()
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        url = asked.url or f"sqlite:///{folder}/shop.db"
        _publish(url, asked.customers)
        each = asked.decisions // asked.clients
        begun = time.time()
        until = begun + 60 * asked.minutes
        jobs = [(url, n, each, asked.customers, begun, until) for n in range(asked.clients)]
        context = multiprocessing.get_context("spawn")
        with context.Pool(asked.clients) as pool:
            said = pool.starmap(client, jobs)
        made, reserved, seconds = (sum(part) for part in zip(*said, strict=True))
        print(f"{asked.clients} clients, {time.time() - begun:,.0f} s, ", end="")
        print(f"{1_000 * seconds / max(made, 1):.1f} ms of CPU time a decision\n")
        return _tell(url, int(made), int(reserved))


def client(
    url: str, number: int, decisions: int, customers: int, begun: float, until: float = 1e12
) -> tuple[int, int, float]:
    """Return how often one client asked, was told to make a contact, and its seconds of CPU."""
    store, drawn, reserved = LiveStore(url), random.Random(number), 0
    decider = Decider(store, POLICY)
    asked_for = 0
    for step in range(decisions):
        if time.time() > until:
            break
        asked_for += 1
        now = START + timedelta(seconds=1_000 * (time.time() - begun))
        name = f"c{drawn.randrange(customers)}"
        if drawn.random() < 0.1:
            _consent(store, name, f"{number}-{step}", drawn, now)
        with store.snapshot() as snapshot:
            [person] = set(snapshot.people([name]).values())
            found = snapshot.customers([person])
        asked = Asked([person], found, now, drawn.random() < 0.7, inputs)
        [decided] = decider.decide(asked).values()
        reserved += bool(decided.reserved)
        if drawn.random() < 0.3:
            kind = drawn.choice(["rejected", "bought", "ignored"])
            one = Outcome(f"{number}-{step}", decided.decision.decision_id, kind, 0)
            store.record_outcomes([one], now)
    store.close()
    return asked_for, reserved, time.process_time()


def inputs(names: list[str]) -> Inputs:
    """Return the same three candidates for each customer."""
    offers = (("tea", "email", 2.0), ("rum", "sms", 1.5), ("ham", "app", 1.0))
    rows = [
        {"customer_id": name, "offer": o, "type": "t", "channel": c, "p": 0.5, "cost": 0.1}
        | {"value": value}
        for name in names
        for o, c, value in offers
    ]
    table = pa.Table.from_pylist(rows, CANDIDATES)
    found = Candidates(table, ["now"] * len(rows), {name: [] for name in names})
    return Inputs(found, dict.fromkeys(names, ABOUT))


def _consent(store: LiveStore, name: str, number: str, drawn: random.Random, now: datetime) -> None:
    row = {"source": "web", "interaction_id": number, "account": name, "kind": "consent"}
    at = (now - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    row |= {"actor": "customer", "occurred_at": at}
    channel = drawn.choice(["email", "sms"])
    store.receive([Event(row, consents={channel: drawn.random() < 0.5})], now)


def _publish(url: str, customers: int) -> None:
    row = {"occurred_at": START, "known_at": START, "kind": "visit", "actor": "customer"}
    row["source"] = "web"
    store = LiveStore(url)
    store.publish(
        (
            LiveCustomer(
                f"c{n}",
                HISTORY.of(
                    [{**row, "source": "web", "interaction_id": f"{n}", "customer_id": f"c{n}"}]
                ),
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


def _tell(url: str, asked: int, reserved: int) -> int:
    """Return 1 if the tables show a broken rule, and print what they show."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    # The channel app has no limit.
    limited = TOO_MANY.replace("FROM contacts", "FROM contacts WHERE channel <> 'app'")
    queries = {
        "decisions": "SELECT count(*) FROM decisions",
        "contacts": "SELECT count(*) FROM contacts",
        "limited": "SELECT count(*) FROM contacts WHERE channel <> 'app'",
        "too many": limited,
        "without consent": WITHOUT_CONSENT,
        "twice": TWICE,
        "stray": STRAY,
    }
    given = {"week": WEEK, "slack": SLACK}
    with engine.connect() as connection:
        found = {
            name: connection.execute(
                text(query), {key: value for key, value in given.items() if f":{key}" in query}
            ).scalar_one()
            for name, query in queries.items()
        }
        # By another channel than the receipt says was chosen.
        for channel, receipt in connection.execute(text(BOTH)):
            found["stray"] += json.loads(receipt)["chosen"]["channel"] != channel
    engine.dispose()
    row = {"asked": asked, "reserved": reserved, **found}
    print(f"| {' | '.join(row)} |\n|{' --- |' * len(row)}")
    print(f"| {' | '.join(f'{value:,}' for value in row.values())} |")
    broken = sum(found[name] for name in ("too many", "without consent", "twice", "stray"))
    return int(broken > 0 or reserved != found["contacts"])


if __name__ == "__main__":
    raise SystemExit(main())
