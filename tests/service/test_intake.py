import contextlib
import sqlite3
from datetime import UTC, datetime

import pytest

from patron.errors import StoreUnavailable
from patron.live import LiveStore, Published
from patron.service.intake import Arrived, Inlet, spell, take_in, take_in_all
from patron.service.problems import NotReady

NOW = datetime(2024, 6, 1, tzinfo=UTC)
RULES = {"trusted": ["email", "phone"], "country": "DE"}
SENT = {"source": "web", "account": "v", "occurred_at": "2024-05-01T10:00:00Z", "kind": "visit"}


@pytest.fixture
def store(tmp_path):
    store = LiveStore(f"sqlite:///{tmp_path}/shop.db")
    yield store
    store.close()


def test_a_bad_event_is_refused_alone(store):
    store.publish([], 5, "shop", {})
    one, two = {**SENT, "interaction_id": "1"}, {**SENT, "interaction_id": "2"}
    said = take_in(store, [one, {**two, "kind": 7}, one, two, {**two, "amount": 1}], NOW)
    assert said.model_dump() == {
        "accepted": [0, 3],
        "repeated": [2],
        "corrected": [4],
        "refused": [{"index": 1, "reason": "kind must be a text of 1 to 300 letters."}],
    }
    assert len(store.uncollected(0, 9)) == 2


def test_a_store_that_was_never_published_takes_nothing_in(store):
    store.prepare()
    with pytest.raises(NotReady, match="run `patron score`"):
        take_in(store, [SENT], NOW)


def test_identifiers_are_spelled_as_a_build_spells_them_and_prove_what_they_prove_there():
    written = [
        ("email", "Ann@B.org "),
        ("email", "info@b.org"),
        ("phone", "030 901820"),
        ("phone", "12"),
        ("cookie", "k 1"),
    ]
    assert spell(written, Published(1, 5, "shop", {}, {}, RULES)) == {
        ("email", "Ann@B.org "): ("ann@b.org", True),
        ("email", "info@b.org"): ("info@b.org", False),
        ("phone", "030 901820"): ("+4930901820", True),
        ("phone", "12"): ("12", False),
        ("cookie", "k 1"): ("k 1", False),
    }


def event(number):
    return {**SENT, "interaction_id": str(number)}


def test_requests_that_come_together_are_answered_each_with_its_own(store):
    store.publish([], 5, "shop", {})
    one, bad, two = take_in_all(
        store,
        [
            Arrived([event(1), event(2)], NOW),
            Arrived([{**event(3), "kind": 7}], NOW),
            Arrived([event(2), event(4)], NOW),
        ],
    )
    assert (one.accepted, one.repeated) == ([0, 1], [])
    assert (bad.accepted, [refused.index for refused in bad.refused]) == ([], [0])
    assert (two.accepted, two.repeated) == ([1], [0])
    assert len(store.uncollected(0, 9)) == 3


def test_while_the_store_cannot_be_written_nobody_is_told_it_was_kept(tmp_path):
    file = tmp_path / "shop.db"
    store = LiveStore(f"sqlite:///{file}", patience=0.1)
    store.publish([], 5, "shop", {})
    inlet = Inlet(lambda: store)
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for number in (1, 2):
            with pytest.raises(StoreUnavailable, match="database is locked"):
                inlet.soon([event(number)], NOW).result(20)
        other.execute("ROLLBACK")
    assert inlet.soon([event(1)], NOW).result(20).accepted == [0]
    inlet.close()
    assert len(store.uncollected(0, 9)) == 1
    store.close()
