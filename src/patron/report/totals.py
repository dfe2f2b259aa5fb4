"""The sums that the report rests on, as numbers: they are added up twice before it is written."""

from typing import NamedTuple

import numpy as np

from patron.report.advice import Advice
from patron.report.scored import Scored


class Totals(NamedTuple):
    """Sums over all customers.

    Parameters
    ----------
    asked_risk, leaving
        How many have a risk of leaving, and the sum of it.
    asked_value, value
        How many have an expected value, and the sum of it.
    stake
        Sum of risk × expected value.
    offers, nothing, offered
        How many get an offer, how many are left in peace, and what the offers are worth.
    """

    asked_risk: int
    leaving: float
    asked_value: int
    value: float
    stake: float
    offers: int
    nothing: int
    offered: float


def totals_of(scored: Scored, advice: Advice) -> Totals:
    """Return the sums of all customers' scores and of what is to be done."""
    return Totals(
        asked_risk=int(np.isfinite(scored.risk).sum()),
        leaving=float(np.nansum(scored.risk)),
        asked_value=int(np.isfinite(scored.value).sum()),
        value=float(np.nansum(scored.value)),
        stake=float(np.nansum(scored.stake)),
        offers=advice.offers,
        nothing=advice.nothing,
        offered=advice.value,
    )
