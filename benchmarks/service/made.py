"""A made-up shop for the service to answer about: its answers tell how many visits it knows of."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from patron.features.count import Count
from patron.live import LiveCustomer, LiveStore
from patron.live.event import own_id
from patron.models import Model, write_bundle
from patron.models.boosted_classifier import BoostedClassifier
from patron.schema import HISTORY, ITEMS, TEXT, TIME
from patron.training.train import declared

SOURCE = "shop"
BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
END = datetime(2024, 6, 1, tzinfo=UTC)
# How many visits of each customer are published.
VISITS = 20
LIMIT = {"type": "contact_limit", "name": "too often", "channel": "email", "within": "P7D"}
POLICY = {"rules": [LIMIT], "decisions_hold": "PT1S"}
FACTS = pa.schema({"customer_id": TEXT, "name": TEXT, "value": TEXT, "known_at": TIME})


def account(number: int) -> str:
    """Return the account of a customer."""
    return f"k{number}"


def customer_id(number: int) -> str:
    """Return the id of a customer."""
    return own_id(SOURCE, account(number))


def write_models(folder: Path, seed: int = 1) -> str:
    """Write a bundle whose one model tells in its first reason how many visits there were.

    Parameters
    ----------
    folder
        Home of the bundles; what is written becomes the current one.
    seed
        Another seed gives another model, and so another version, which is returned.
    """
    visits = Count(name="visits", kind="visit", idea="how often they come")
    random = np.random.default_rng(seed)
    counts = np.concatenate([np.zeros(500), random.integers(1, 5_000, 500)]).astype(float)
    # Who came at all stays, so that any number of visits moves the answer by a lot.
    y = ((counts == 0) ^ (random.random(1_000) < 0.02)).astype(float)
    estimator = BoostedClassifier(trees=20, leaves=4, threads=1)
    estimator.fit(counts[:, None], y).calibrate(counts[:, None], y)
    model = Model(
        task="churn",
        kind="churn",
        estimator_kind="boosted_classifier",
        estimator=estimator,
        columns=("visits",),
        features=(declared(visits),),
        horizon_days=28.0,
        trained_until=END,
        reference=tuple(np.sort(estimator.answer(counts[:, None])).tolist()),
    )
    about = {"currency": "EUR", "policy": POLICY}
    return write_bundle(folder, {"churn": model}, {"workspace.json": json.dumps(about)})


def publish(url: str, customers: int) -> None:
    """Publish customers, each with `VISITS` visits and two offers to be made."""
    store = LiveStore(url)
    store.publish(_customers(customers), int(END.timestamp()) * 1_000_000, SOURCE, {})
    store.close()


def _customers(customers: int) -> Iterator[LiveCustomer]:
    offers = [
        {"cutoff": int(END.timestamp()) * 1_000_000, "offer": name, "item": None, "type": "made"}
        | {"channel": channel, "p": 0.5, "cost": 0.1, "value": value}
        | {"refused_by": None, "chosen": chosen}
        for name, channel, value, chosen in (
            ("letter", "email", 2.0, True),
            ("note", "app", 1.0, False),
        )
    ]
    answers = {"decisions": json.dumps(offers)}
    for number in range(customers):
        rows = [
            {
                "source": SOURCE,
                "interaction_id": f"p{number}-{visit}",
                "customer_id": customer_id(number),
                "occurred_at": BEGIN + timedelta(days=visit),
                "known_at": BEGIN + timedelta(days=visit),
                "kind": "visit",
                "actor": "customer",
            }
            for visit in range(VISITS)
        ]
        yield LiveCustomer(
            customer_id(number),
            HISTORY.of(rows),
            ITEMS.empty(),
            FACTS.empty_table(),
            answers=answers,
            number=number,
            accounts=((SOURCE, account(number)),),
        )
