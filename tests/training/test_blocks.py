import numpy as np

from patron.training import Frame, blocks
from patron.training.blocks import Blocks, parts_of
from patron.training.columns import Columns


def frame():
    customer, item = np.array([0, 0, 1, 1, 1]), np.array([3, 4, 3, 5, 6])
    shared, own = {"age": np.array([30.0, 40.0])}, {"price": np.arange(5.0)}
    none = np.zeros(0, np.int64)
    columns = Columns(own, shared, np.array([0, 0, 1, 1, 1], np.int32))
    return Frame(customer, item, np.zeros(5, np.int64), columns, np.zeros(5), (none, none))


def test_a_part_of_the_matrix_is_that_part_of_the_whole():
    whole = frame().matrix(("age", "price"))
    part = Blocks(frame(), ("age", "price"), np.arange(5))
    assert len(part) == 5
    assert part[1:4].tolist() == whole[1:4].tolist() == [[30, 1], [40, 2], [40, 3]]
    assert part[1:4].flags.f_contiguous
    some = Blocks(frame(), ("price",), np.array([4, 0]))
    assert some[0:2].tolist() == [[4], [0]]


def test_without_columns_a_part_has_rows_all_the_same():
    assert Blocks(frame(), (), np.arange(5))[0:2].shape == (2, 0)


def test_rows_are_taken_some_at_a_time_and_each_once(monkeypatch):
    monkeypatch.setattr(blocks, "ROWS_AT_A_TIME", 2)
    assert list(parts_of(5)) == [slice(0, 2), slice(2, 4), slice(4, 5)]
    assert list(parts_of(0)) == [slice(0, 0)]
