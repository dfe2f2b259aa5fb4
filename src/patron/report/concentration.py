"""How much of the money comes from how few customers."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from patron.report.charts import Chart, share_chart
from patron.report.scored import Reals, reals
from patron.report.wording import percent

FIRST_FIFTH = 0.2
# The fewest customers who bring this share of the money that is expected are of high value.
HIGH_VALUE_SHARE = 0.8


@dataclass(frozen=True)
class Concentration:
    """The Pareto curve of spend; `points` are (share of customers, share of spend)."""

    points: tuple[tuple[float, float], ...]

    def share_of_first(self, customers: float) -> float:
        """Return the share of spend of the customers who spent most, given their share."""
        x, y = zip(*self.points, strict=True)
        return float(np.interp(customers, x, y))

    @property
    def sentence(self) -> str:
        """What the fifth of customers who spent most bring."""
        share = percent(self.share_of_first(FIRST_FIFTH))
        return f"The fifth of customers who spent most brought {share} of all that was spent."

    @property
    def chart(self) -> Chart:
        """The curve as a chart."""
        return share_chart(
            "Few customers, much money",
            "Customers in order of what they spent, the highest first.",
            "Share of customers",
            "Share of spend",
            [
                ("Spend", "model", list(self.points)),
                ("If all spent the same", "chance", [(0.0, 0.0), (1.0, 1.0)]),
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
    """Return the Pareto curve at every hundredth of customers, or None where nobody spent.

    Customers whose returns exceed their purchases count as having spent nought.
    """
    amounts = np.nan_to_num(reals(spend["spent"]))
    amounts = np.sort(np.maximum(amounts, 0.0))[::-1]
    if not amounts.sum() > 0:
        return None
    sums = np.concatenate([[0.0], np.cumsum(amounts)]) / amounts.sum()
    shares = np.linspace(0.0, 1.0, 101)
    caught = np.interp(shares, np.linspace(0.0, 1.0, len(sums)), sums)
    return Concentration(tuple(zip(shares.tolist(), caught.tolist(), strict=True)))
