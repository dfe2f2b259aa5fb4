import pytest

from patron.errors import LakeError
from patron.schema import ITEMS

TEA = {"item": "tea", "name": "Green tea", "price": 2.0}
RUM = {"item": "rum", "name": "Old rum", "price": 9.0}


def test_what_a_table_was_made_from_is_told(lake):
    assert lake.made_from(ITEMS) == {}
    lake.replace(ITEMS, ITEMS.of([TEA]), made_from={"interactions": "3"})
    assert lake.made_from(ITEMS) == {"interactions": "3"}


def test_the_same_content_from_other_inputs_keeps_the_version_but_tells_the_inputs(lake):
    lake.replace(ITEMS, ITEMS.of([TEA]), made_from={"interactions": "3"})
    assert lake.replace(ITEMS, ITEMS.of([TEA]), made_from={"interactions": "4"}) is False
    assert lake.made_from(ITEMS) == {"interactions": "4"}


def test_a_write_that_does_not_tell_makes_the_telling_void(lake):
    lake.replace(ITEMS, ITEMS.of([TEA]), made_from={"interactions": "3"})
    lake.append(ITEMS, ITEMS.of([RUM]))
    assert lake.made_from(ITEMS) == {}


def test_a_damaged_file_is_named(lake):
    lake.replace(ITEMS, ITEMS.of([TEA]), made_from={"interactions": "3"})
    (lake.folder / "items.made_from.json").write_text("{torn")
    with pytest.raises(LakeError, match=r"items\.made_from\.json is damaged .* build again"):
        lake.made_from(ITEMS)
