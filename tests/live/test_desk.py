import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from patron.live.decisions import Decision
from patron.live.desk import Contact
from patron.live.event import own_id
from patron.live.outcomes import Outcome
from patron.live.stitch import Person

DAY = 86_400_000_000
NOW = 100 * DAY
ANN = Person("ann", ("ann",), ())
RECEIPT = json.dumps({"chosen": {"offer": "tea", "channel": "email"}})

# Contacts each of twenty customers as often as two contacts a customer let it; prints how often.
GREEDY = """
import sys
from patron.live import LiveStore
from patron.live.desk import Contact
from patron.live.stitch import Person

store, contacts = LiveStore(sys.argv[1]), 0
for name in [f"c{number}" for number in range(20)] * 3:
    with store.deciding([Person(name, (name,), ())]) as desk:
        if len(desk.contacts(0)) < 2:
            desk.count([Contact(name, "email", 1)])
            contacts += 1
print(contacts)
"""


def decision(decision_id="d1", customer_id="ann", at=NOW, days=1):
    return Decision(decision_id, customer_id, "offer", at, at + days * DAY, RECEIPT)


@pytest.fixture
def remember(store, customer_of):
    store.publish([customer_of("ann", accounts=(("web", "7"),))], NOW, "shop", {})

    def run(*decisions):
        with store.deciding([ANN]) as desk:
            desk.remember(decisions)

    return run


def test_what_holds_holds_until_it_ends(store, remember):
    remember(decision())
    with store.deciding([ANN]) as desk:
        assert desk.standing("offer", NOW + DAY - 1) == {"ann": decision()}
        assert desk.standing("offer", NOW + DAY) == {}
        assert desk.standing("retention", NOW) == {}
        desk.end(["d1"], NOW + 5)
    with store.looking([ANN]) as desk:
        assert list(desk.standing("offer", NOW + 4)) == ["ann"]
        assert desk.standing("offer", NOW + 5) == {}


def test_what_was_decided_of_an_account_before_it_was_known_whose_it_is_counts(store, remember):
    visitor = own_id("web", "7")
    remember(decision(customer_id=visitor))
    with store.deciding([ANN]) as desk:
        desk.count([Contact(visitor, "email", NOW, "tea", "d1")])
    with store.looking([ANN]) as desk:
        assert desk.standing("offer", NOW)["ann"].decision_id == "d1"
        assert desk.contacts(NOW - 1) == [Contact("ann", "email", NOW, "tea", "d1")]
        assert desk.contacts(NOW) == []
        assert desk.contacted(["d1", "d2"]) == {"d1"}


def test_an_answer_ends_a_decision_and_what_was_sent_is_one_contact(store, remember):
    remember(decision())
    now = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=100, hours=1)
    sent = Outcome("o1", "d1", "sent", NOW)
    again = Outcome("o2", "d1", "sent", NOW + 1)
    assert store.record_outcomes([sent, sent, again], now) == ["recorded", "repeated", "recorded"]
    assert store.record_outcomes([sent], now) == ["repeated"]
    with store.looking([ANN]) as desk:
        assert desk.contacts(0) == [Contact("ann", "email", NOW, "tea", "d1")]
        assert list(desk.standing("offer", NOW + DAY // 2)) == ["ann"]
    # It was answered long ago, which is told only now.
    assert store.record_outcomes([Outcome("o3", "d1", "rejected", NOW)], now) == ["recorded"]
    with store.looking([ANN]) as desk:
        assert desk.standing("offer", NOW + DAY // 2) == {}


def test_an_outcome_of_no_decision_and_another_one_under_the_same_id_are_refused(store, remember):
    remember(decision())
    now = datetime(2024, 5, 1, tzinfo=UTC)
    told = [Outcome("o1", "d2", "seen", NOW), Outcome("o2", "d1", "seen", NOW)]
    assert store.record_outcomes(told, now) == ["there is no decision of that id.", "recorded"]
    [said] = store.record_outcomes([Outcome("o2", "d1", "bought", NOW, 9.0)], now)
    assert said == "another outcome was told under that outcome_id."


def test_what_the_lake_has_is_not_collected_again(store, remember):
    remember(decision("d1"), decision("d2", at=NOW - 9 * DAY))
    assert [row["decision_id"] for row in store.uncollected_rows("decisions", 9)] == ["d1", "d2"]
    store.mark_rows("decisions", ["d1"])
    assert [row["decision_id"] for row in store.uncollected_rows("decisions", 9)] == ["d2"]
    assert store.uncollected_rows("outcomes", 9) == []


def test_threads_that_ask_at_once_are_told_the_same_and_contact_once(store, remember):
    def ask(number):
        with store.deciding([ANN]) as desk:
            if not desk.standing("offer", NOW):
                desk.remember([decision(f"d{number}")])
            if not desk.contacts(0):
                desk.count([Contact("ann", "email", NOW)])
            return desk.standing("offer", NOW)["ann"].decision_id

    with ThreadPoolExecutor(8) as pool:
        told = set(pool.map(ask, range(16)))
    assert len(told) == 1
    with store.looking([ANN]) as desk:
        assert len(desk.contacts(0)) == 1


def test_processes_that_ask_at_once_contact_as_often_as_there_is_room(store, url):
    store.prepare()
    command = [sys.executable, "-c", GREEDY, url]
    asking = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    assert sum(int(one.communicate()[0]) for one in asking) == 2 * 20
