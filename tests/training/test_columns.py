import numpy as np

from patron.training.columns import Columns, matrix_of, rows_of

# Two groups of rows: the first has two rows, the second one.
COLUMNS = Columns(
    {"pair": np.array([1.0, 2.0, 3.0])}, {"customer": np.array([10.0, 20.0])}, np.array([0, 0, 1])
)


def told(columns):
    return {name: values.tolist() for name, values in columns.items()}


def test_what_is_shared_is_spread_over_the_rows():
    assert told(COLUMNS) == {"customer": [10, 10, 20], "pair": [1, 2, 3]}
    assert len(COLUMNS) == 2


def test_a_matrix_has_a_column_of_each_name():
    found = matrix_of(COLUMNS, ["customer", "pair"], 3)
    assert found.tolist() == [[10, 1], [10, 2], [20, 3]]
    assert found.flags.f_contiguous
    wide = COLUMNS.with_own({"pair": np.array([1, 2, 3], np.float32)})
    assert matrix_of(wide, ["customer", "pair"], 3).dtype == np.float64
    assert matrix_of({"a": np.arange(2)}, [], 2).shape == (2, 0)


def test_some_rows_keep_what_they_share():
    kept = rows_of(COLUMNS, np.array([False, True, True]))
    assert told(kept) == {"customer": [10, 20], "pair": [2, 3]}
    assert kept.shared is COLUMNS.shared


def test_a_slice_shares_memory():
    kept = rows_of(COLUMNS, slice(1, 3))
    assert np.shares_memory(kept["pair"], COLUMNS.own["pair"])
    assert told(rows_of({"a": np.arange(3)}, slice(1, 3))) == {"a": [1, 2]}


def test_others_take_the_place_of_what_was_there():
    more = COLUMNS.with_own({"customer": np.array([7.0, 8.0, 9.0])})
    assert told(more) == {"pair": [1, 2, 3], "customer": [7, 8, 9]}
