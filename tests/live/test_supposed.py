from datetime import UTC, datetime

from patron.live import NOTHING, Supposed
from patron.schema import HISTORY

DAY = datetime(2024, 5, 1, tzinfo=UTC)
ROWS = HISTORY.of(
    {
        "customer_id": "c1",
        "occurred_at": DAY,
        "known_at": DAY,
        "kind": "visit",
        "actor": "customer",
        "source": source,
        "interaction_id": key,
    }
    for source, key in (("web", "1"), ("web", "2"), ("app", "1"))
)


def test_what_is_taken_away_is_one_row_by_its_source_and_id():
    kept = Supposed(without=[("web", "1")]).kept(ROWS)
    assert kept["interaction_id"].to_pylist() == ["2", "1"]
    assert kept["source"].to_pylist() == ["web", "app"]
    assert NOTHING.kept(ROWS) is ROWS


def test_what_is_not_there_is_told_by_its_place():
    asked = Supposed(without=[("web", "1"), ("web", "3"), ("web", "2"), ("till", "1")])
    assert asked.missing(ROWS) == [1, 3]
    assert NOTHING.missing(ROWS) == []


def test_it_is_true_if_anything_is_supposed():
    assert not NOTHING
    assert Supposed(without=[("web", "1")])
