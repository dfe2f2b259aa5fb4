import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest

from patron.arrays import as_arrow, as_numpy, different, texts


def test_numbers_come_back_as_they_were():
    for values in ([1.5, -2.0], [3, 4, 5]):
        found = as_numpy(pa.array(values))
        assert found.tolist() == values
        assert as_arrow(found, pa.array(values).type).to_pylist() == values


def test_null_is_what_is_said_and_a_slice_is_only_itself():
    column = pa.array([1, None, 3, 4], pa.int32())
    assert as_numpy(column, null=-1).tolist() == [1, -1, 3, 4]
    assert as_numpy(column[1:3], null=-1).tolist() == [-1, 3]
    np.testing.assert_array_equal(as_numpy(pa.array([None, 2.0])), [np.nan, 2.0])


@pytest.mark.parametrize("chunks", [[], [[1]], [[1], [2, 3]]])
def test_chunks_are_one_after_the_other(chunks):
    column = pa.chunked_array(chunks, pa.int64())
    assert as_numpy(column).tolist() == [n for chunk in chunks for n in chunk]


def test_times_are_microseconds():
    column = pa.array([1_000_000], pa.timestamp("us", tz="UTC"))
    assert as_numpy(column).tolist() == [1_000_000]
    assert as_arrow(as_numpy(column), column.type).equals(column)


def test_texts_keep_every_letter():
    wanted = ["", "tea", "Käse", "茶"]
    assert texts(wanted).equals(pa.array(wanted))
    assert texts([]).equals(pa.array([], pa.string()))


def test_nothing_imports_pandas():
    code = (
        "import sys, numpy as np, pyarrow as pa; from patron.arrays import *; "
        "a = as_arrow(np.arange(3), pa.int64()); as_numpy(a); texts(['a']); "
        "sys.exit('pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_different_values_come_once_and_rising():
    assert different(np.array([3, 1, 3, 2])).tolist() == [1, 2, 3]
    assert different(np.zeros(0, np.int64)).tolist() == []
