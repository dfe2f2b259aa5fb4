"""The matrix of a frame, part after part: what many candidates need is never held at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from patron.training.columns import rows_of
from patron.training.frame import Frame

Array = np.ndarray[Any, Any]

# Rows that are scored and explained at a time.
ROWS_AT_A_TIME = 100_000


@dataclass(frozen=True)
class Blocks:
    """Some rows of a frame's matrix; a slice of it is made when it is asked for.

    Parameters
    ----------
    frame
        Of whose rows.
    names
        The columns, in their order.
    rows
        Numbers of the rows, shape (n,).
    """

    frame: Frame
    names: Sequence[str]
    rows: Array

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, part: slice) -> Array:
        """Return a part of the matrix, shape (rows of it, k), column after column in memory."""
        kept = self.rows[part]
        columns = rows_of(self.frame.columns, kept)
        found = [np.asarray(columns[name]) for name in self.names]
        if not found:
            return np.empty((len(kept), 0))
        return np.array(found, np.result_type(*found)).T


def parts_of(rows: int) -> Iterator[slice]:
    """Yield slices of so many rows, one after another; one empty slice of none."""
    for start in range(0, max(rows, 1), ROWS_AT_A_TIME):
        yield slice(start, min(start + ROWS_AT_A_TIME, rows))
