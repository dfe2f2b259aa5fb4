import json
from datetime import UTC, datetime

import pytest

from patron.lake import Lake, Written
from patron.live import LiveStore
from patron.live.decisions import Decision
from patron.live.outcomes import Outcome
from patron.live.stitch import Person
from patron.pipeline.aftermath import collect_rows
from patron.schema import OUTCOMES, RECEIPTS

DAY = datetime(2024, 5, 1, tzinfo=UTC)
LATER = datetime(2024, 5, 2, tzinfo=UTC)
MICROS = int(DAY.timestamp()) * 1_000_000
CHOSEN = {"offer": "tea", "item": None, "type": "retain", "channel": "email"}
CHOSEN |= {"p": 0.5, "cost": 1.0, "value": 2.0}
SAID = {"valid_until": "2024-05-02T00:00:00Z", "chosen": CHOSEN, "propensity": 0.9}


@pytest.fixture
def store(tmp_path):
    store = LiveStore(f"sqlite:///{tmp_path}/shop.db")
    store.prepare()
    yield store
    store.close()


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake", threads=1)


def test_decisions_and_outcomes_are_in_the_lake_once(store, lake, monkeypatch):
    text = json.dumps(SAID)
    with store.deciding([Person("ann", ("ann",), ())]) as desk:
        desk.remember([Decision("d1", "ann", "offer", MICROS, MICROS + 9, text)])
    store.record_outcomes([Outcome("o1", "d1", "bought", MICROS, 9.0)], LATER)
    with monkeypatch.context() as patch:
        # Killed before it was noted.
        patch.setattr(LiveStore, "mark_rows", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            collect_rows(store, lake, RECEIPTS)
    assert collect_rows(store, lake, RECEIPTS) == (1, Written(repeated=1))
    assert collect_rows(store, lake, RECEIPTS) == (0, Written())
    assert collect_rows(store, lake, OUTCOMES)[0] == 1
    decided = {"decided_at": DAY, "valid_until": LATER, "propensity": 0.9, "receipt": text}
    whose = {"decision_id": "d1", "customer_id": "ann"}
    assert lake.read(RECEIPTS).to_pylist() == [{**whose, **CHOSEN, **decided}]
    told = {"outcome_id": "o1", "decision_id": "d1", "kind": "bought", "amount": 9.0}
    assert lake.read(OUTCOMES).to_pylist() == [{**told, "occurred_at": DAY, "known_at": LATER}]
