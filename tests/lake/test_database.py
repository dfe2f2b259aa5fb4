import pytest

from patron.errors import LakeError
from patron.lake import Lake, Written
from patron.lake.database import database, literal, quoted
from patron.schema import ITEMS

TEA = {"item": "tea", "name": "Green tea", "price": 2.0}
RUM = {"item": "rum", "name": "Old rum", "price": 9.0}


def rows_of(table):
    return sorted(table.to_pylist(), key=str)


def test_memory_that_cannot_be_meant_is_named(tmp_path):
    with pytest.raises(LakeError, match=r"memory 'much' and threads None are refused"):
        Lake(tmp_path, memory="much").append(ITEMS, ITEMS.of([TEA]))


def test_a_folder_name_may_hold_any_character(tmp_path):
    lake = Lake(tmp_path / "a [lake]* of 100% 'söme' kind?")
    lake.append(ITEMS, ITEMS.of([TEA]))
    lake.append(ITEMS, ITEMS.of([RUM]))
    assert rows_of(lake.read(ITEMS)) == rows_of(ITEMS.of([TEA, RUM]))
    assert lake.append(ITEMS, ITEMS.of([{**TEA, "price": 3.0}])) == Written(changed=1)


def test_names_and_texts_are_quoted():
    with database() as connection:
        query = "SELECT " + literal("it's") + " AS " + quoted('a "b"')
        assert connection.sql(query).to_arrow_table().to_pylist() == [{'a "b"': "it's"}]


def test_nothing_is_left_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with database():
        assert len(list(tmp_path.iterdir())) == 1
    assert list(tmp_path.iterdir()) == []
