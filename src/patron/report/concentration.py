"""How much of the money comes from how few customers: the Pareto curve."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from patron.report.charts import Chart, share_chart
from patron.report.language import say
from patron.report.scored import Reals, reals
from patron.report.wording import percent

FIRST_FIFTH = 0.2
# The fewest customers who bring this share of the money that is expected are of high value.
HIGH_VALUE_SHARE = 0.8


@dataclass(frozen=True)
class Concentration:
    """The Pareto curves of spend and margin.

    `points` are (share of customers, share of spend); `margin` those of the margin, empty where
    no margin is known.
    """

    points: tuple[tuple[float, float], ...]
    margin: tuple[tuple[float, float], ...] = ()

    def share_of_first(self, customers: float) -> float:
        """Return the share of spend of the customers who spent most, given their share."""
        return _share_of_first(self.points, customers)

    @property
    def sentence(self) -> str:
        """What the fifth of customers who bring most bring."""
        share = percent(self.share_of_first(FIRST_FIFTH))
        if not self.margin:
            return say(
                "The fifth of customers who spent most brought {share} of all that was spent.",
                share=share,
            )
        return say(
            "The fifth of customers who spent most brought {share} of all that was spent; the "
            "fifth with the highest margin brought {margin} of the margin.",
            share=share,
            margin=percent(_share_of_first(self.margin, FIRST_FIFTH)),
        )

    @property
    def chart(self) -> Chart:
        """The curves as a chart."""
        margin = [(say("Margin"), "formula", list(self.margin))] if self.margin else []
        return share_chart(
            say("Few customers, much money"),
            say("Customers in order of what they brought, the highest first."),
            say("Share of {asked}", asked=say("customers")),
            say("Share of money"),
            [
                (say("Spend"), "model", list(self.points)),
                *margin,
                (say("If all brought the same"), "chance", [(0.0, 0.0), (1.0, 1.0)]),
            ],
        )


def fewest_bringing(amounts: Reals, share: float) -> npt.NDArray[np.bool_]:
    """Return True for the fewest that together bring at least a share of all money, shape (n,).

    Parameters
    ----------
    amounts
        Money of each, shape (n,); less than nought and NaN count as nought.
    share
        In (0, 1]. Where there is no money at all, nobody brings any of it.
    """
    money = np.maximum(np.nan_to_num(amounts), 0.0)
    order = np.argsort(-money, kind="stable")
    before = np.cumsum(money[order]) - money[order]
    found = np.zeros(len(money), dtype=bool)
    found[order] = (before < share * money.sum()) & (money[order] > 0)
    return found


def concentration(spend: pa.Table) -> Concentration | None:
    """Return the Pareto curves at every hundredth of customers, or None where nobody spent.

    Customers whose returns exceed their purchases count as having spent nought.
    """
    points = _curve(spend["spent"])
    return Concentration(points, _curve(spend["margin"])) if points else None


def _curve(amounts: pa.ChunkedArray) -> tuple[tuple[float, float], ...]:
    """Return share of customers and of the sum, the highest first; empty where the sum is 0."""
    ordered = np.sort(np.maximum(np.nan_to_num(reals(amounts)), 0.0))[::-1]
    if not ordered.sum() > 0:
        return ()
    sums = np.concatenate([[0.0], np.cumsum(ordered)]) / ordered.sum()
    shares = np.linspace(0.0, 1.0, 101)
    caught = np.interp(shares, np.linspace(0.0, 1.0, len(sums)), sums)
    return tuple(zip(shares.tolist(), caught.tolist(), strict=True))


def _share_of_first(points: tuple[tuple[float, float], ...], customers: float) -> float:
    x, y = zip(*points, strict=True)
    return float(np.interp(customers, x, y))
