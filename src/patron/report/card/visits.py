"""Baskets instead of lines: what a customer bought, visit by visit."""

from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True)
class Visit:
    """One basket, or one day of purchases where no basket is recorded."""

    at: datetime
    amount: float


def purchases(history: pa.Table) -> pa.Table:
    """Return the HISTORY rows that are purchases."""
    return history.filter(pc.equal(history["kind"], "purchase"))


def visits(history: pa.Table) -> list[Visit]:
    """Return the visits with a purchase, oldest first.

    A visit is a basket of a source; purchases without a basket are one visit a day. Its time is
    that of its first purchase.
    """
    found: dict[object, list[tuple[datetime, float]]] = {}
    for row in purchases(history).to_pylist():
        basket = row["basket"] if row["basket"] is not None else row["occurred_at"].date()
        line = (row["occurred_at"], row["amount"] or 0.0)
        found.setdefault((row["source"], basket), []).append(line)
    together = [
        Visit(min(at for at, _ in lines), sum(amount for _, amount in lines))
        for lines in found.values()
    ]
    return sorted(together, key=lambda visit: visit.at)


def spent(history: pa.Table) -> float:
    """Return the sum of purchases less returns; a return counts against, whatever its sign."""
    returns = history.filter(pc.equal(history["kind"], "return"))
    bought = pc.sum(purchases(history)["amount"]).as_py() or 0.0
    returned = pc.sum(pc.abs(returns["amount"])).as_py() or 0.0
    return float(bought - returned)
