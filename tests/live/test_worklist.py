from datetime import UTC, datetime

import numpy as np
import pytest

from patron.live import Commons
from patron.live.cells import Cells
from patron.live.console import ConsoleStore
from patron.live.line import Line
from patron.live.outcomes import Outcome
from patron.live.tables import DECISIONS
from patron.live.worklist import Assignment


def line(customer_id, value, offer="call", channel="phone", cutoff=5):
    return Line(customer_id, cutoff, offer, None, None, "retain", channel, 0.5, 3.0, value)


LINES = (line("c1", 1.0), line("c2", 3.0), line("c3", 2.0, "letter", "mail"), line("c4", 2.0))
CELLS = Cells({"risk": ["high"]}, {"customers": np.array([4.0])})
MANY = Commons(figures={"cells": CELLS.as_json()}, worklist=LINES)


@pytest.fixture
def console(url, store):
    store.publish([], 5, "shop", {}, MANY)
    console = ConsoleStore(url)
    yield console
    console.close()


def test_the_list_is_of_the_newest_publication_the_best_first(console, store):
    assert [one.customer_id for one in console.lines(9)] == ["c2", "c3", "c4", "c1"]
    assert [one.customer_id for one in console.lines(2, "call")] == ["c2", "c4"]
    assert [one.customer_id for one in console.lines(9, channel="mail")] == ["c3"]
    assert console.kinds() == [("call", "phone", 3), ("letter", "mail", 1)]
    found = console.cells()
    assert found is not None
    assert found.values("risk") == {"high": 4}
    assert console.line("c3") == LINES[2]
    assert console.line("nobody") is None
    store.publish([], 6, "shop", {}, Commons(worklist=(line("c9", 1.0, cutoff=6),)))
    assert [one.customer_id for one in console.lines(9)] == ["c9"]
    assert console.cells() is None


def test_an_assignment_takes_the_place_of_the_one_before_and_outlives_the_list(console, store):
    assert console.assign(Assignment(LINES[0], "d1", "Eve", "2026-05-01"), "k1", now=1)
    assert console.assign(Assignment(LINES[0], "d2", "Bob", "2026-05-02"), "k1", now=2, seen=1)
    console.assign(Assignment(LINES[1], "d3", "Eve", "2026-05-03"), "k1", now=3)
    store.publish([], 6, "shop", {}, Commons())
    assert [(one.decision_id, one.owner) for one in console.assignments(9)] == [
        ("d3", "Eve"),
        ("d2", "Bob"),
    ]
    assert console.assignments(1)[0].line == LINES[1]


def test_an_assignment_says_what_became_of_its_decision_in_order(console, store):
    console.assign(Assignment(LINES[0], "d1", "Eve", "2026-05-01"), "k1", now=1)
    made = {"customer_id": "c1", "subject": "next_best_offer", "made_at": 1, "valid_until": 9}
    with store._writing() as connection:
        connection.execute(DECISIONS.insert(), {**made, "decision_id": "d1", "receipt": "{}"})
    told = [Outcome("b", "d1", "accepted", 20), Outcome("a", "d1", "sent", 10)]
    store.record_outcomes(told, datetime(2026, 5, 1, tzinfo=UTC))
    assert console.assignments(9)[0].outcomes == ("sent", "accepted")


def test_what_was_received_counts_until_a_publication_has_it(console, store, event_of):
    assert console.received() == (0, None)
    store.receive([event_of(1, "a"), event_of(2, "b")], datetime(2026, 5, 1, tzinfo=UTC))
    assert console.received() == (2, 1_777_593_600_000_000)
    [(number, digest), *_] = [(row[0], row[1]) for row in store.uncollected(0, 1)]
    store.mark_collected([(number, digest)], {"interactions": 3})
    assert console.received()[0] == 2
    store.publish([], 6, "shop", {}, Commons(included={"interactions": 3}))
    assert console.received()[0] == 1


def test_of_two_who_assign_the_same_line_the_first_has_it(console):
    eve, bob = (Assignment(LINES[0], "d1", owner, "2026-05-01") for owner in ("Eve", "Bob"))
    assert console.assign(eve, "k1", now=1)
    assert not console.assign(bob, "k2", now=2)
    assert not console.assign(bob, "k2", now=3, seen=2)
    [there] = console.assignments(9)
    assert (there.owner, there.at) == ("Eve", 1)
    # Who has seen that it is Eve's may take it over.
    assert console.assign(bob, "k2", now=4, seen=there.at)
    assert console.assignments(9)[0].owner == "Bob"
