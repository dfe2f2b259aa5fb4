import pytest

from patron.errors import LakeError
from patron.schema import ITEMS, SCORES

TEA = {"item": "tea", "name": "Green tea", "price": 2.0}


def test_a_version_that_does_not_exist_is_named_with_those_that_do(lake):
    lake.append(ITEMS, ITEMS.of([TEA]))
    with pytest.raises(LakeError, match="items has no version 9; it has 0 to 1"):
        lake.read(ITEMS, version=9)
    with pytest.raises(LakeError, match="scores has no version 0: the table does not exist"):
        lake.read(SCORES, version=0)


def test_a_damaged_log_is_named_with_what_to_do(lake):
    lake.append(ITEMS, ITEMS.of([TEA]))
    for log in (lake.folder / "items" / "_delta_log").glob("*.json"):
        log.write_text("{torn")
    with pytest.raises(LakeError, match=r"items cannot be read or written: .* build again"):
        lake.read(ITEMS)


def test_a_damaged_file_is_named_with_what_to_do(lake):
    lake.append(ITEMS, ITEMS.of([TEA]))
    for file in (lake.folder / "items").glob("*.parquet"):
        file.write_bytes(b"PAR1 and then nothing")
    with pytest.raises(LakeError, match=r"items cannot be read or written: .* build again"):
        lake.read(ITEMS)
    with pytest.raises(LakeError, match=r"items cannot be read or written: .* build again"):
        lake.append(ITEMS, ITEMS.of([TEA]))
