"""What a champion says of each customer, and why."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from patron.explain import Reason, reasons_of
from patron.models.model import band_of
from patron.service.champions import Champion
from patron.service.known import Known

REASONS = 3


class Said(NamedTuple):
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
    ends = [(None, None)] * len(X) if interval is None else interval.tolist()
    percentile = model.percentile(answer).tolist()
    told = reasons_of(champion.phrasing, X, contributions, most)
    rows = zip(known.customers, answer.tolist(), ends, percentile, told, strict=True)
    return {
        customer_id: Said(
            answer=said,
            low=low,
            high=high,
            percentile=None if math.isnan(at) else at,
            band=band_of(at),
            base=base,
            reasons=reasons,
        )
        for customer_id, said, (low, high), at, reasons in rows
    }
