from patron.live.decisions import Decision
from patron.live.stitch import Person


def test_its_receipt_is_given_back_to_the_byte(store):
    store.prepare()
    made = Decision("d1", "ann", "next_best_offer", 100, 110, '{"of":  "d1"}')
    with store.deciding([Person("ann", ("ann",), ())]) as desk:
        desk.remember([made])
    assert store.decision("d1") == made
    assert store.decision("d2") is None
