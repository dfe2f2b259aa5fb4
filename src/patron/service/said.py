"""What a champion says of each customer, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from patron.explain import reasons_of
from patron.models.model import band_of
from patron.service.champions import Champion
from patron.service.known import Known
from patron.service.records import Reason

REASONS = 3


@dataclass(frozen=True)
class Said:
    """One answer of a model.

    Parameters
    ----------
    answer, low, high
        In the unit of the task; the interval is None where the model gives none.
    percentile, band
        Where the answer stands; None where there is nothing to compare with.
    base
        The answer where nothing is known.
    reasons
        Contributions by idea, strongest first.
    """

    answer: float
    low: float | None
    high: float | None
    percentile: float | None
    band: str | None
    base: float
    reasons: Sequence[Reason]


def say(champion: Champion, known: Known, most: int = REASONS) -> Mapping[str, Said]:
    """Return what a champion says of each customer, by customer_id.

    Parameters
    ----------
    champion
        Who is asked.
    known
        Features of `Champions`, of all champions.
    most
        Reasons a customer.
    """
    model, X = champion.model, known.X[:, champion.columns]
    model.check_width(X)
    answer, contributions, base = model.estimator.explain(X)
    interval = model.estimator.interval(X, answer)
    percentile = model.percentile(answer)
    told = reasons_of(champion.phrasing, X, contributions, most)
    said = {}
    for row, customer_id in enumerate(known.customers):
        low, high = (None, None) if interval is None else map(float, interval[row])
        at = float(percentile[row])
        said[customer_id] = Said(
            answer=float(answer[row]),
            low=low,
            high=high,
            percentile=None if np.isnan(at) else at,
            band=band_of(at),
            base=base,
            reasons=[Reason(**reason._asdict()) for reason in told[row]],
        )
    return said
