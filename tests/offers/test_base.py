import numpy as np
import pyarrow as pa

from patron.offers.base import best_first, codes, pairs, places


def test_ranks_are_within_the_owner_and_ties_keep_their_place():
    owner = np.array([1, 0, 1, 0, 1])
    assert best_first(owner, np.array([2.0, 5.0, 9.0, 5.0, 2.0])).tolist() == [1, 0, 0, 1, 2]
    assert best_first(owner[:0], np.zeros(0)).tolist() == []


def test_texts_are_numbered_and_null_is_minus_one():
    assert codes(pa.chunked_array([["b", None], ["a", "b"]])).tolist() == [0, -1, 1, 0]
    assert codes(pa.chunked_array([], pa.string())).tolist() == []


def test_pairs_are_looked_up_and_a_null_is_in_no_pair():
    table = pa.table({"a": ["x", "x", None], "b": ["1", "2", "1"]})
    among = pairs(table.slice(1, 1), "a", "b")
    assert places(pairs(table, "a", "b"), among).tolist() == [-1, 0, -1]


def test_two_texts_are_never_taken_for_one():
    table = pa.table({"a": ["x", "xy"], "b": ["yz", "z"]})
    left, right = pairs(table, "a", "b").to_pylist()
    assert left != right
