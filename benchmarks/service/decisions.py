"""Random decisions from concurrent clients, and a search for what broke consent or a limit.

Run as ``python -m benchmarks.service.decisions --decisions 20000 [--url postgresql://…]``. Each
client is a process that goes through the code of the service: it finds the customer, decides,
reserves contacts, tells outcomes, and gives and revokes consent. Time passes a thousand times as
fast as on the wall, so that weeks go by. Afterwards the tables alone are looked at.
"""

import argparse
import multiprocessing
import random
import tempfile
import time
from datetime import UTC, datetime, timedelta

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
# What two clients do within so much of their own time may have come in either order.
SLACK = 2 * 3_600_000_000


def main() -> None:
    """Print how many decisions were made, and how many broke a rule."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, default=1_000_000)
    parser.add_argument("--customers", type=int, default=200)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--url", help="an empty database; a file of SQLite if left out")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = asked.url or f"sqlite:///{folder}/shop.db"
        _publish(url, asked.customers)
        each = asked.decisions // asked.clients
        begun = time.time()
        jobs = [(url, n, each, asked.customers, begun) for n in range(asked.clients)]
        context = multiprocessing.get_context("spawn")
        with context.Pool(asked.clients) as pool:
            reserved = sum(pool.starmap(client, jobs))
        _tell(url, each * asked.clients, reserved)


def client(url: str, number: int, decisions: int, customers: int, begun: float) -> int:
    """Return how many contacts one client was told to make."""
    store, drawn, reserved = LiveStore(url), random.Random(number), 0
    decider = Decider(store, POLICY)
    for step in range(decisions):
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
    return reserved


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


def _tell(url: str, decisions: int, reserved: int) -> None:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        made = connection.execute(text("SELECT count(*) FROM contacts WHERE channel <> 'app'"))
        contacts = connection.execute(text("SELECT count(*) FROM contacts")).scalar_one()
        limited = text(TOO_MANY.replace("FROM contacts", "FROM contacts WHERE channel <> 'app'"))
        many = connection.execute(limited, {"week": WEEK}).scalar_one()
        without = connection.execute(text(WITHOUT_CONSENT), {"slack": SLACK}).scalar_one()
        receipts = connection.execute(text("SELECT count(*) FROM decisions")).scalar_one()
        print("| asked | decisions | contacts | limited | reserved | too many | without consent |")
        print("| --- | --- | --- | --- | --- | --- | --- |")
        print(
            f"| {decisions:,} | {receipts:,} | {contacts:,} | {made.scalar_one():,} | {reserved:,} "
            f"| {many:,} | {without:,} |"
        )
    engine.dispose()


if __name__ == "__main__":
    main()
