from dataclasses import replace

import numpy as np
import pytest

from patron.explain.changes import PARTS, make_changes, split, told_until
from patron.features.count import Count
from patron.features.online import OnlineFeatures
from patron.features.recency import Recency
from patron.history import current_history

FEATURES = (
    Count(name="purchases", idea="how often they buy", kind="purchase"),
    Recency(name="days", idea="how recently they bought", kind="purchase"),
)
ONLINE = OnlineFeatures(FEATURES)
SINCE, NOW = "2024-03-01", "2024-03-11"
ROWS = (
    {"who": "ann", "at": "2024-02-20"},
    # It came late.
    {"who": "ann", "at": "2024-02-25", "known": "2024-03-05"},
    {"who": "ann", "at": "2024-03-09"},
    {"who": "bob", "at": "2024-02-10"},
)


class Linear:
    """An estimator that says 1 for each purchase and as much as it is told for each day."""

    def __init__(self, day):
        self.day = day

    def answer(self, X):
        return X[:, 0] + self.day * np.nan_to_num(X[:, 1])


def test_a_move_is_split_into_what_was_learnt_time_deeds_and_the_model(history_of, day, model):
    history = history_of(*ROWS)
    since, now = day(SINCE), day(NOW)
    old, new = (replace(model, estimator=Linear(weight)) for weight in (0.1, 0.2))
    before = old.estimator.answer(ONLINE.compute(history, since))
    today = ONLINE.compute(history, now)
    score = new.estimator.answer(today)
    past = told_until(history, since, now)
    X = [ONLINE.compute(past, at) for at in (since, now)]
    parts = split(before, score, old, *X, today)
    # Ann: one purchase ten days ago was 2.0. A second one that came late, five days ago: 2.5.
    # Ten days pass: 3.5. She bought again two days ago: 3.2. The new model counts days double.
    assert before.tolist() == pytest.approx([2.0, 3.0])
    told = {name: values.tolist() for name, values in parts.items()}
    assert told["learnt"] == pytest.approx([0.5, 0.0])
    assert told["passed"] == pytest.approx([1.0, 1.0])
    assert told["did"] == pytest.approx([-0.3, 0.0])
    assert told["model"] == pytest.approx([0.2, 3.0])
    assert before + sum(parts.values()) == pytest.approx(score, abs=1e-12)
    assert list(parts) == list(PARTS)


def test_what_a_link_brought_was_learnt(history_of, day, model):
    # On 5 March it is known that bob was ann all along.
    linked = {"known": "2024-03-05"}
    rows = [ROWS[0], ROWS[3], {**ROWS[3], "who": "ann", **linked}]
    history = history_of(*rows, former=(("bob", "ann", "2024-03-05"),))
    since, now = day(SINCE), day(NOW)
    before = ONLINE.compute(history, since)[0, 0]
    current = current_history(history, now)
    past = told_until(current, since, now)
    assert (before, ONLINE.compute(past, since)[0, 0]) == (1.0, 2.0)
    assert ONLINE.compute(past, now)[0].tolist() == [2.0, 20.0]


def test_facts_told_since_are_not_of_the_time_before(history_of, day):
    facts = (("ann", "plan", "gold", "2024-03-05"), ("ann", "plan", "tin", "2024-02-01"))
    history = history_of(*ROWS, facts=facts)
    past = told_until(history, day(SINCE), day(NOW))
    assert [past.attributes.values[value] for value in past.attributes.value] == ["tin"]


def test_what_becomes_known_only_later_is_not_known_now(history_of, day):
    history = history_of({**ROWS[1], "known": "2024-03-20"})
    assert len(told_until(history, day(SINCE), day(NOW))) == 0


def test_the_table_says_then_parts_and_now(day):
    parts = dict(zip(PARTS, np.array([[0.1], [0.2], [-0.1], [0.0]]), strict=True))
    who, then, now = np.array(["ann"]), np.array([0.3]), np.array([0.5])
    [row] = make_changes("churn", who, day(SINCE), day(NOW), then, now, parts).to_pylist()
    assert (row["before"], row["passed"], row["did"], row["score"]) == (0.3, 0.2, -0.1, 0.5)
    assert (row["cutoff"] - row["since"]).days == 10
