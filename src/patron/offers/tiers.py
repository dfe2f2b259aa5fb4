"""Which items would be a step up for whom: same category, higher tier than they usually take."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.history import History
from patron.offers.base import STEPS, OfferFacts
from patron.schema import REAL, TEXT

Array = np.ndarray[Any, Any]


def steps_up(past: History, kind: str, facts: OfferFacts) -> pa.Table:
    """Return the STEPS: scored items that would be a step up, and what is paid otherwise.

    The usual tier and price of a customer in a category are the means over the lines that they
    took in it. Items without a tier or category are no step, and neither is what was taken before.

    Parameters
    ----------
    past
        ``history.upto(as_of)``.
    kind
        Kind of interaction that counts as buying.
    facts
        What was scored, which single items were taken before, and what items cost.
    """
    tier, names = past.tiers, past.names["item"]
    scores = facts.scores.filter(pc.is_valid(facts.scores["item"]))
    if np.isnan(tier).all() or not scores.num_rows:
        return STEPS.empty_table()
    category, item = past.levels["category"], past.codes["item"].astype(np.int64)
    price = _looked_up(names, facts.prices["item"], facts.prices["price"].to_numpy())
    rows = past.is_any("kind", (kind,)) & (item >= 0)
    rows[rows] &= (category[item[rows]] >= 0) & ~np.isnan(tier[item[rows]])
    item, owner = item[rows], past.owner[rows].astype(np.int64)
    width = np.int64(len(past.names["category"]) + 1)
    shelf, place = np.unique(owner * width + category[item], return_inverse=True)
    usual_tier = _mean(place, tier[item], len(shelf))
    usual_price = _mean(place, price[item], len(shelf))
    taken = np.unique(owner * np.int64(len(names)) + item)
    who = _places(past.customers, scores["customer_id"])
    what = _places(names, scores["item"])
    known = (who >= 0) & (what >= 0)
    key = who * width + np.where(known, category[what], -1)
    at = np.minimum(np.searchsorted(shelf, key), max(len(shelf) - 1, 0))
    step = known & (np.append(shelf, -1)[at] == key) & (np.append(category, -1)[what] >= 0)
    step &= np.append(tier, np.nan)[what] > np.append(usual_tier, np.nan)[at]
    step &= ~np.isin(who * np.int64(len(names)) + what, taken)
    return pa.table(
        {
            "customer_id": scores["customer_id"].filter(pa.array(step)),
            "item": scores["item"].filter(pa.array(step)),
            "usual_price": pa.array(usual_price[at[step]], REAL),
        },
        schema=STEPS,
    )


def _mean(place: Array, values: Array, many: int) -> Array:
    """Return the mean of the known values at each place; NaN where none is known."""
    known = ~np.isnan(values)
    total = np.bincount(place[known], values[known], minlength=many)
    number = np.bincount(place[known], minlength=many)
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)


def _places(names: Array, wanted: pa.ChunkedArray) -> Array:
    found = pc.index_in(wanted.combine_chunks(), value_set=pa.array(names, TEXT)).fill_null(-1)
    return np.asarray(found.to_numpy(zero_copy_only=False), np.int64)


def _looked_up(names: Array, keys: pa.ChunkedArray, values: Array) -> Array:
    place = pc.index_in(pa.array(names, TEXT), value_set=keys.combine_chunks()).fill_null(-1)
    return np.asarray(np.append(values, np.nan)[place.to_numpy(zero_copy_only=False)])
