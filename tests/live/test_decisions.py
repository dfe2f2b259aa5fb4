import pytest

from patron.errors import StoreError
from patron.live import LiveStore
from patron.live.decisions import Decision
from patron.live.stitch import Person


def test_its_receipt_is_given_back_to_the_byte(store):
    store.prepare()
    made = Decision("d1", "ann", "next_best_offer", 100, 110, '{"of":  "d1"}')
    with store.deciding([Person("ann", ("ann",), ())]) as desk:
        desk.remember([made])
    assert store.decision("d1") == made
    assert store.decision("d2") is None


def test_looking_for_a_decision_makes_no_store(tmp_path):
    store = LiveStore(f"sqlite:///{tmp_path}/shop.db")
    with pytest.raises(StoreError, match=r"shop\.db does not exist; `patron score` writes it"):
        store.decision("d1")
    assert not list(tmp_path.iterdir())
    store.close()
