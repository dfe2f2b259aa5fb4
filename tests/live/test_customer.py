import pytest

from patron.errors import StoreError
from patron.live import Published
from patron.live.customer import from_bytes, to_bytes


def test_rows_come_back_as_they_were(customer_of):
    history = customer_of("ann").history
    assert from_bytes(to_bytes(history)).equals(history)


def test_a_slice_is_stored_alone(customer_of):
    history = customer_of("ann").history
    empty = to_bytes(history.slice(0, 0))
    assert from_bytes(empty).num_rows == 0


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_damaged_rows_are_refused(customer_of, damage):
    content = to_bytes(customer_of("ann").history)
    with pytest.raises(StoreError, match="rows in the live store are damaged"):
        from_bytes(content[: len(content) // 2] if damage is None else damage)


def test_a_publication_comes_back_from_its_row():
    said = Published(2, 1_700_000_000_000_000, "shop", {"history": 3}, {"decisions": 7}, {"a": [1]})
    assert Published.of_row(said.row()) == said


@pytest.mark.parametrize("row", [{"generation": 1}, {"versions": "{"}])
def test_a_damaged_publication_is_refused(row):
    with pytest.raises(StoreError, match="description is damaged"):
        Published.of_row(row)
