import pytest

from patron.lake import Written
from patron.schema import ITEMS, REJECTED

TEA = {"item": "tea", "name": "Green tea", "price": 2.0}
RUM = {"item": "rum", "name": "Old rum", "price": 9.0}


def rows_of(table):
    return sorted(table.to_pylist(), key=str)


def test_the_same_rows_again_change_nothing(lake):
    lake.append(ITEMS, ITEMS.of([TEA, RUM]))
    before = lake.version(ITEMS)
    assert lake.append(ITEMS, ITEMS.of([RUM, TEA])) == Written(repeated=2)
    assert lake.version(ITEMS) == before


def test_a_row_with_other_content_replaces_the_old(lake):
    lake.append(ITEMS, ITEMS.of([TEA, RUM]))
    dearer, ale = {**RUM, "price": 10.0}, {"item": "ale"}
    written = lake.append(ITEMS, ITEMS.of([TEA, dearer, ale]))
    assert written == Written(added=1, changed=1, repeated=1)
    assert rows_of(lake.read(ITEMS)) == rows_of(ITEMS.of([TEA, dearer, ale]))


def test_a_value_that_becomes_null_and_back_is_a_change(lake):
    lake.append(ITEMS, ITEMS.of([TEA]))
    assert lake.append(ITEMS, ITEMS.of([{"item": "tea"}])) == Written(changed=1)
    assert lake.read(ITEMS)["price"].to_pylist() == [None]
    assert lake.append(ITEMS, ITEMS.of([TEA])) == Written(changed=1)


def test_keys_are_compared_with_their_nulls(lake):
    row = {"source": "till", "into": "records", "line": None, "reason": "torn", "record": None}
    assert lake.append(REJECTED, REJECTED.of([row])) == Written(added=1)
    assert lake.append(REJECTED, REJECTED.of([row])) == Written(repeated=1)
    assert lake.append(REJECTED, REJECTED.of([{**row, "line": 3}])) == Written(added=1)


def test_no_rows_write_nothing(lake):
    assert lake.append(ITEMS, ITEMS.empty()) == Written()
    assert lake.version(ITEMS) is None


def test_replacing_with_the_same_rows_in_another_order_keeps_the_version(lake):
    assert lake.replace(ITEMS, ITEMS.of([TEA, RUM])) is True
    before = lake.version(ITEMS)
    assert lake.replace(ITEMS, ITEMS.of([RUM, TEA])) is False
    assert lake.version(ITEMS) == before


@pytest.mark.parametrize(
    "rows",
    [[TEA], [], [TEA, {**RUM, "price": None}], [TEA, {**RUM, "name": "Old Rum"}]],
    ids=["fewer", "none", "a null", "a letter"],
)
def test_replacing_with_other_rows_writes_them(lake, rows):
    lake.replace(ITEMS, ITEMS.of([TEA, RUM]))
    assert lake.replace(ITEMS, ITEMS.of(rows)) is True
    assert lake.read(ITEMS).equals(ITEMS.of(rows))


def test_rows_of_other_sources_may_stay(lake):
    def row(source, reason):
        return {"source": source, "into": "records", "reason": reason}

    lake.append(REJECTED, REJECTED.of([row("till", "old"), row("web", "old")]))
    lake.replace(REJECTED, REJECTED.of([row("till", "new")]), of_source="till")
    expected = REJECTED.of([row("till", "new"), row("web", "old")])
    assert rows_of(lake.read(REJECTED)) == rows_of(expected)
