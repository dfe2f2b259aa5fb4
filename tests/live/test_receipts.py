from patron.live.receipts import Receipts


class Database:
    """Receipts by id, and which of them were read."""

    def __init__(self, monkeypatch):
        self.asked = []
        monkeypatch.setattr("patron.live.receipts.RECEIPTS", self)

    def rows(self, connection, names):
        self.asked.append(list(names))
        return [(name, f"receipt of {name}") for name in names]


def test_a_receipt_is_read_once_while_it_is_kept(monkeypatch):
    database, receipts = Database(monkeypatch), Receipts(most=2)
    assert receipts.read(None, ["d1"]) == {"d1": "receipt of d1"}
    assert receipts.read(None, ["d2", "d1"]) == {n: f"receipt of {n}" for n in ("d1", "d2")}
    receipts.read(None, ["d3"])
    # d2 was asked for before d1, and so is let go of.
    receipts.read(None, ["d1", "d2"])
    assert database.asked == [["d1"], ["d2"], ["d3"], ["d2"]]
