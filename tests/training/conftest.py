"""Customers of whom some come back, and what is asked of them."""

from datetime import timedelta

import numpy as np
import pytest

from patron.features.count import Count
from patron.features.recency import Recency
from patron.history import MICROSECONDS_A_DAY as DAY
from patron.models import ModelSpec
from patron.models.column import Column
from patron.tasks.churn import Churn

START = 19_000 * DAY
PURCHASE = {"kind": "purchase"}


@pytest.fixture
def task():
    return Churn(name="churn", horizon=timedelta(days=20), cutoffs=3)


@pytest.fixture
def features():
    return [
        Recency(name="days", idea="how recently they bought", **PURCHASE),
        Count(name="purchases", idea="how often they buy", **PURCHASE),
    ]


@pytest.fixture
def spec():
    return ModelSpec(
        task="churn",
        estimator="boosted_classifier",
        params={"trees": 40, "leaves": 3, "smallest_leaf": 5, "learning_rate": 0.1},
        against=(Column(name="recency rule", column="days", missing=999),),
    )


@pytest.fixture
def history(history_of):
    """Return the history of 120 customers, who buy every few days until they stop."""
    random = np.random.default_rng(0)
    rows = []
    for number in range(120):
        at, stops = random.uniform(0, 30), random.uniform(40, 260)
        while at < min(stops, 200):
            moment = np.datetime64(START + int(at * DAY), "us").item()
            rows.append({"who": f"c{number:03}", "at": moment, "amount": 2.0})
            at += random.exponential(3 + number % 9)
    return history_of(*rows)
