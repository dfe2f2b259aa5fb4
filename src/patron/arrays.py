"""Columns between Arrow and numpy: without a copy where there is no null.

pyarrow's own conversions import pandas, which takes longer than many of the things that a short
command does.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Array = np.ndarray[Any, Any]

WHOLE = {1: np.int8, 2: np.int16, 4: np.int32, 8: np.int64}


def as_numpy(column: pa.Array | pa.ChunkedArray, null: float = np.nan) -> Array:
    """Return numbers or times (as microseconds since 1970) as a numpy array, shape (n,).

    Parameters
    ----------
    column
        Numbers or times.
    null
        What stands for null.
    """
    if isinstance(column, pa.ChunkedArray):
        chunks = column.chunks
        if len(chunks) != 1:
            parts = [as_numpy(chunk, null) for chunk in chunks]
            return np.concatenate(parts) if parts else np.zeros(0, _dtype(column.type))
        column = chunks[0]
    dtype = _dtype(column.type)
    if not len(column):
        return np.zeros(0, dtype)
    values = np.frombuffer(column.buffers()[1], dtype)[column.offset : column.offset + len(column)]
    if not column.null_count:
        return values
    is_null = pc.is_null(column).cast(pa.int8())
    return np.where(as_numpy(is_null).astype(bool), dtype.type(null), values)


def different(values: Array) -> Array:
    """Return the different values, rising, shape (m,); numbers that can be compared, not NaN.

    For millions of values: ``np.unique`` looks each up in a table that fits no cache, and then
    takes a hundred times as long as to sort them.
    """
    ordered = np.sort(values)
    return np.asarray(ordered[np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]])


def _dtype(type_: pa.DataType) -> np.dtype[Any]:
    width = type_.bit_width // 8
    if pa.types.is_floating(type_):
        return np.dtype(f"f{width}")
    return np.dtype(WHOLE[width])


def as_arrow(values: Array, type_: pa.DataType) -> pa.Array:
    """Return numbers as an Arrow array of a type of the same width; NaN stays NaN."""
    held = np.ascontiguousarray(values, _dtype(type_))
    return pa.Array.from_buffers(type_, len(held), [None, pa.py_buffer(held)])


def texts(values: Sequence[str]) -> pa.Array:
    """Return texts as an Arrow array."""
    encoded = [value.encode() for value in values]
    ends = np.cumsum([0, *map(len, encoded)]).astype(np.int64)
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(b"".join(encoded))]
    return pa.Array.from_buffers(pa.large_string(), len(encoded), buffers).cast(pa.string())
