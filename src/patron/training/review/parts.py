"""How customers are split: by what moves answers most, and by attributes that are protected."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from patron.features.spoken import spoken
from patron.models.review import Split, Strength
from patron.training.review.case import Case
from patron.training.review.judged import MOST_GROUPS, UNKNOWN, split

Array = np.ndarray[Any, Any]

MOST_SEGMENTS = 3
QUARTERS = (0.25, 0.5, 0.75)


def segments(case: Case, strengths: Sequence[Strength]) -> Iterator[Split]:
    """Yield the judged customers in quarters of the strongest feature of each strongest idea."""
    by_name = {feature.name: feature for feature in case.used}
    seen: set[str] = set()
    for strength in strengths:
        feature = by_name[strength.feature]
        if feature.entity != "customer" or feature.idea in seen or len(seen) == MOST_SEGMENTS:
            continue
        values = _of_units(case, case.rows.columns[feature.name])
        if len(np.unique(values[~np.isnan(values)])) < 2:
            continue
        seen.add(feature.idea)
        yield split(case, feature.name, *_quarters(values))


def protected(case: Case, attributes: Sequence[str]) -> Iterator[Split]:
    """Yield the judged customers by each protected attribute, as it was known at the cutoff.

    Numbers of more than a dozen different values are cut into quarters. An attribute of which
    nothing is known of anybody is left out.
    """
    known = case.history.attributes
    customers = case.measures.customers
    cutoffs = np.full(len(customers), int(case.rows.cutoff[0]))
    texts = np.array([*known.values, None], dtype=object)
    for attribute in attributes:
        values = texts[known.known(attribute, customers, cutoffs)]
        some = [value for value in values if value is not None]
        if not some:
            continue
        if len(set(some)) > MOST_GROUPS and all(_is_number(value) for value in set(some)):
            numbers = np.array([np.nan if value is None else float(value) for value in values])
            yield split(case, attribute, *_quarters(numbers))
        else:
            names = [UNKNOWN if value is None else str(value) for value in values]
            yield split(case, attribute, names)


def _of_units(case: Case, values: Array) -> Array:
    """Return the value of each unit: that of any of its rows, for it is the customer's."""
    if not case.about_items:
        return values
    customers, first = np.unique(case.rows.customer, return_index=True)
    found = np.full(len(case.measures.customers), np.nan)
    found[np.searchsorted(case.measures.customers, customers)] = values[first]
    return found


def _quarters(values: Array) -> tuple[list[str], list[str]]:
    """Return the name of each value's quarter, and the names in order; ties lie in one."""
    known = values[~np.isnan(values)]
    edges = np.unique(np.quantile(known, QUARTERS, method="inverted_cdf"))
    edges = edges[edges < known.max()]
    bounds = [spoken(float(edge)) for edge in edges]
    names = [f"up to {bounds[0]}"] if bounds else ["all"]
    names += [f"above {low}, up to {high}" for low, high in pairwise(bounds)]
    names += [f"above {bounds[-1]}"] if bounds else []
    place = np.searchsorted(edges, np.nan_to_num(values), side="left")
    found = [UNKNOWN if np.isnan(v) else names[p] for v, p in zip(values, place, strict=True)]
    return found, names


def _is_number(text: str) -> bool:
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False
