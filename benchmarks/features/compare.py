"""Whether two contenders gave the same answer."""

import numpy as np
import pyarrow as pa

# Sums of the same numbers in another order differ by this much of their size, and no more.
TOLERANCE = 1e-9


def first_difference(found: pa.Table, right: pa.Table) -> str | None:
    """Return where `found` is not what is `right`, None if it is.

    Both are in order of customer and cutoff. Only the columns that `found` has are compared;
    whole numbers must be the same, and unknown must be unknown. A spread is compared as the mean
    of squares that it is a part of, in which it is as exact as the sums it is made from.
    """
    if found.num_rows != right.num_rows:
        return f"there are {found.num_rows:,} rows, but should be {right.num_rows:,}"
    for key in ("customer_id", "cutoff"):
        if not found[key].cast(right[key].type).equals(right[key]):
            return f"{key} is of other rows, or in another order"
    for name in found.column_names[2:]:
        numbers, wanted = _comparable(found, name), _comparable(right, name)
        differs = ~_same(numbers, wanted)
        if differs.any():
            at = int(np.flatnonzero(differs)[0])
            return (
                f"{name} of {right['customer_id'][at]} at {right['cutoff'][at]} "
                f"is {numbers[at]!r}, but should be {wanted[at]!r} ({differs.sum():,} such rows)"
            )
    return None


def _comparable(answer: pa.Table, name: str) -> np.ndarray:
    numbers = answer[name].to_numpy()
    if name.startswith("spend_spread_"):
        mean = answer[name.replace("spread", "mean")].to_numpy()
        return np.asarray(numbers**2 + mean**2)
    return np.asarray(numbers, np.float64)


def _same(numbers: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    is_whole = bool(np.all((wanted == np.floor(wanted)) | np.isnan(wanted)))
    allowed = 0.0 if is_whole else TOLERANCE * np.abs(wanted)
    return np.asarray(
        (np.abs(numbers - wanted) <= allowed) | (np.isnan(numbers) & np.isnan(wanted))
    )
