import os

import pytest

from patron.lake import Lake
from patron.lake.copied import copied
from patron.schema import ITEMS


def items(*names):
    return ITEMS.of([{"item": name} for name in names])


@pytest.fixture(params=["linked", "copied"])
def files(request, monkeypatch):
    """Run on a file system that has links, and on one that has none."""
    if request.param == "copied":

        def refuse(*_):
            raise OSError("not here")

        monkeypatch.setattr(os, "link", refuse)


@pytest.mark.usefixtures("files")
def test_what_is_written_to_the_copy_is_not_in_the_lake(tmp_path):
    lake = Lake(tmp_path / "lake", threads=1)
    lake.replace(ITEMS, items("a", "b"), {"from": "1"})
    version = lake.version(ITEMS)
    with copied(lake) as copy:
        assert copy.made_from(ITEMS) == {"from": "1"}
        copy.append(ITEMS, ITEMS.of([{"item": "a", "name": "other"}, {"item": "c"}]))
        copy.replace(ITEMS, items("d"), {"from": "2"})
        assert copy.read(ITEMS)["item"].to_pylist() == ["d"]
    assert lake.read(ITEMS).equals(items("a", "b"))
    assert (lake.version(ITEMS), lake.made_from(ITEMS)) == (version, {"from": "1"})
    assert [path.name for path in tmp_path.iterdir()] == ["lake"]
