from datetime import UTC, datetime, timedelta, timezone

from patron.lake import Written
from patron.schema import FEATURES, INTERACTIONS, ITEMS, Table

TEA = {"item": "tea", "name": "Green tea", "price": 2.0}
RUM = {"item": "rum", "name": "Old rum", "price": 9.0}


def rows_of(table):
    return sorted(table.to_pylist(), key=str)


def test_further_columns_of_an_open_ended_table_are_kept(lake):
    cutoff = datetime(2024, 1, 1, tzinfo=UTC)
    row = {"customer_id": "ann", "cutoff": cutoff, "purchases_90d": 3.0}
    lake.replace(FEATURES, FEATURES.of([row]))
    assert lake.read(FEATURES).equals(FEATURES.of([row]))
    other = {"customer_id": "ann", "cutoff": cutoff, "spend_30d": 5.0}
    assert lake.replace(FEATURES, FEATURES.of([other])) is True
    assert lake.read(FEATURES).equals(FEATURES.of([other]))


def test_a_column_declared_later_is_null_in_old_rows_and_kept_in_new(lake):
    earlier = Table("items", {n: t for n, t in ITEMS.columns.items() if n != "tier"}, ("item",))
    lake.append(earlier, earlier.of([TEA]))
    assert lake.read(ITEMS).equals(ITEMS.of([TEA]))
    written = lake.append(ITEMS, ITEMS.of([TEA, {**RUM, "tier": 2.0}]))
    assert written == Written(added=1, repeated=1)
    assert rows_of(lake.read(ITEMS)) == rows_of(ITEMS.of([TEA, {**RUM, "tier": 2.0}]))
    assert lake.append(ITEMS, ITEMS.of([{**TEA, "tier": 1.0}])) == Written(changed=1)


def test_times_are_utc(lake):
    noon = datetime(2024, 1, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    row = {
        "source": "till",
        "interaction_id": "1",
        "account": "ann",
        "occurred_at": noon,
        "known_at": noon,
        "kind": "purchase",
        "actor": "customer",
    }
    lake.append(INTERACTIONS, INTERACTIONS.of([row]))
    read = lake.read(INTERACTIONS, where="occurred_at = '2024-01-01 10:00'")
    assert read["occurred_at"].to_pylist() == [datetime(2024, 1, 1, 10, tzinfo=UTC)]
