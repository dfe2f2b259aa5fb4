"""All customers with what is said of each: risk, expected value, and the value at stake."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Reals = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Scored:
    """One element per customer who has a churn or a lifetime value score.

    Parameters
    ----------
    customers
        Customer ids, ascending.
    risk
        Probability of leaving, NaN where there is no churn score.
    value
        Money expected within the horizon of lifetime_value, NaN where there is no score.
    bands
        Names of the risk bands, null where there is none.
    """

    customers: pa.ChunkedArray
    risk: Reals
    value: Reals
    bands: pa.ChunkedArray

    @property
    def stake(self) -> Reals:
        """Money that is lost if those leave who are likely to: risk × expected value.

        An expected loss (negative value) cannot be at stake and counts as nought.
        """
        return self.risk * np.maximum(self.value, 0.0)

    @property
    def has_risk(self) -> bool:
        """Whether any customer has a churn score."""
        return bool(np.isfinite(self.risk).any())

    @property
    def has_value(self) -> bool:
        """Whether any customer has a lifetime value score."""
        return bool(np.isfinite(self.value).any())


def scored(scores: pa.Table, as_of: datetime) -> Scored:
    """Return the latest churn and lifetime value of each customer in SCORES by `as_of`.

    Latest means of the last cutoff of each task, so that all customers are compared at one moment.
    """
    churn = last_of(scores, "churn", as_of).select(["customer_id", "score", "band"])
    value = last_of(scores, "lifetime_value", as_of).select(["customer_id", "score"])
    churn = churn.rename_columns(["customer_id", "risk", "band"])
    value = value.rename_columns(["customer_id", "value"])
    both = churn.join(value, "customer_id", join_type="full outer").sort_by("customer_id")
    return Scored(both["customer_id"], reals(both["risk"]), reals(both["value"]), both["band"])


def last_of(scores: pa.Table, task: str, as_of: datetime) -> pa.Table:
    """Return the rows of one task at its last cutoff by `as_of`, none of them about an item."""
    rows = scores.filter(
        (pc.field("task") == task) & pc.field("item").is_null() & (pc.field("cutoff") <= as_of)
    )
    return rows.filter(pc.equal(rows["cutoff"], pc.max(rows["cutoff"])))


def reals(column: pa.ChunkedArray) -> Reals:
    """Return a column as float64 with NaN for null."""
    return np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.float64)
