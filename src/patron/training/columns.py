"""The values of features by row; what many rows share is held once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Columns(Mapping[str, Array]):
    """Values by feature, shape (n,) each.

    All candidates of a customer at a cutoff have the customer's features: these are held once,
    and spread over the rows when they are asked for.

    Parameters
    ----------
    own
        Values of each row, shape (n,).
    shared
        Values of each group of rows, shape (m,).
    place
        Group of each row, shape (n,); not looked at where nothing is shared.
    """

    own: Mapping[str, Array]
    shared: Mapping[str, Array]
    place: Array

    def __getitem__(self, name: str) -> Array:
        return self.shared[name][self.place] if name in self.shared else self.own[name]

    def __iter__(self) -> Iterator[str]:
        yield from self.shared
        yield from self.own

    def __len__(self) -> int:
        return len(self.shared) + len(self.own)

    def with_own(self, more: Mapping[str, Array]) -> "Columns":
        """Return the columns and more of them, or others in their place."""
        shared = {name: values for name, values in self.shared.items() if name not in more}
        return replace(self, own={**self.own, **more}, shared=shared)


def matrix_of(columns: Mapping[str, Array], names: Sequence[str], rows: int) -> Array:
    """Return the named columns as a matrix, shape (rows, k), column after column in memory."""
    held = {**columns.shared, **columns.own} if isinstance(columns, Columns) else columns
    dtype = np.result_type(*(held[name] for name in names)) if names else np.float64
    found = np.empty((len(names), rows), dtype)
    for out, name in zip(found, names, strict=True):
        if isinstance(columns, Columns) and name in columns.shared and held[name].dtype == dtype:
            # Each place is one of the shared values', so that nothing is clipped, and nothing held
            # in between.
            np.take(held[name], columns.place, out=out, mode="clip")
        else:
            out[:] = columns[name]
    return found.T


def rows_of(columns: Mapping[str, Array], kept: Any) -> Mapping[str, Array]:
    """Return some of the rows, told by mask or slice; a slice shares the memory."""
    if isinstance(columns, Columns):
        place = columns.place[kept] if columns.shared else columns.place
        return Columns(dict(rows_of(columns.own, kept)), columns.shared, place)
    return {name: values[kept] for name, values in columns.items()}
