from patron.live.receipts import Receipts


def test_a_receipt_is_read_once_while_it_is_kept():
    asked, receipts = [], Receipts(most=2)

    def rows(names):
        asked.append(list(names))
        return [(name, f"receipt of {name}") for name in names]

    assert receipts.read(["d1"], rows) == {"d1": "receipt of d1"}
    assert receipts.read(["d2", "d1"], rows) == {n: f"receipt of {n}" for n in ("d1", "d2")}
    receipts.read(["d3"], rows)
    # d1 was found before d2 was read, and so is let go of.
    receipts.read(["d2", "d1"], rows)
    assert asked == [["d1"], ["d2"], ["d3"], ["d1"]]


def test_of_a_decision_that_is_gone_there_is_no_receipt():
    assert Receipts().read(["gone"], lambda names: []) == {}
