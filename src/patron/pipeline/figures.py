"""What the console's overview and its list are made from, for everybody and for each band."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from patron.live.line import Line
from patron.report.changed import BANDS
from patron.report.concentration import Concentration, concentration
from patron.report.scored import Scored, reals

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Lines kept of the list for each offer and channel; nobody calls more in a week.
MOST_LINES = 5_000
ACTIVE_DAYS = 90
MONTHS = 24
RISK_STEPS = 10
POINTS = 40
EVERYBODY = ""

ASKED = """
CREATE OR REPLACE TEMP TABLE asked AS
WITH newest AS (
    SELECT *, max(cutoff) OVER (PARTITION BY task) AS newest FROM scores
    WHERE item IS NULL AND task IN ('churn', 'lifetime_value')
), risk AS (FROM newest WHERE task = 'churn' AND cutoff = newest),
worth AS (FROM newest WHERE task = 'lifetime_value' AND cutoff = newest),
looked AS (SELECT *, max(cutoff) OVER () AS newest FROM outlook),
past AS (
    SELECT customer_id, max(occurred_at) AS last_at,
           coalesce(sum(amount) FILTER (kind = 'purchase'), 0)::DOUBLE AS spent,
           sum(amount * margin) FILTER (kind = 'purchase')::DOUBLE AS margin
    FROM current_history LEFT JOIN items USING (item) WHERE actor = 'customer' GROUP BY ALL
), done AS (
    SELECT *, max(cutoff) OVER () AS newest FROM decisions
)
SELECT customer_id, r.score AS risk, r.band AS risk_band, w.score AS worth, w.band AS worth_band,
       l.historic, p.spent, p.margin,
       epoch_us(p.last_at) > $as_of - $active AS active,
       d.value AS offered
FROM past AS p
FULL JOIN risk AS r USING (customer_id) FULL JOIN worth AS w USING (customer_id)
LEFT JOIN (SELECT * FROM looked WHERE cutoff = newest) AS l USING (customer_id)
LEFT JOIN (FROM done WHERE cutoff = newest AND chosen AND offer <> 'nothing') AS d
    USING (customer_id)
"""
BY_MONTH = f"""
SELECT CASE GROUPING(risk_band, worth_band) WHEN 3 THEN '' WHEN 1 THEN 'risk:' || risk_band
       ELSE 'value:' || worth_band END AS name,
       strftime(month, '%Y-%m') AS month, count(DISTINCT customer_id) AS customers,
       coalesce(sum(amount), 0)::DOUBLE AS spent
FROM (
    SELECT customer_id, date_trunc('month', occurred_at) AS month, amount
    FROM current_history WHERE kind = 'purchase'
      AND epoch_us(occurred_at) <= $as_of
      AND occurred_at >= date_trunc('month', make_timestamptz($as_of)) - INTERVAL {MONTHS - 1} MONTH
) JOIN asked USING (customer_id)
GROUP BY GROUPING SETS ((month), (month, risk_band), (month, worth_band)) ORDER BY month
"""
LINES = f"""
WITH newest AS (SELECT *, max(cutoff) OVER () AS newest FROM decisions),
done AS (
    FROM newest WHERE cutoff = newest AND chosen AND offer <> 'nothing'
    QUALIFY row_number() OVER (
        PARTITION BY offer, channel ORDER BY value DESC, customer_id) <= {MOST_LINES}
), told AS (
    SELECT customer_id, item, arg_max(sentence, (cutoff, contribution > 0, -rank)) AS sentence
    FROM reasons WHERE item IS NOT NULL OR task = 'churn' GROUP BY customer_id, item
)
SELECT d.customer_id, epoch_us(d.cutoff) AS cutoff, d.offer, d.item, i.name AS item_name, d.type,
       d.channel, d.p, d.cost, d.value, a.risk, a.risk_band AS band, a.worth AS expected,
       coalesce(own.sentence, leaves.sentence) AS why
FROM done AS d LEFT JOIN asked AS a USING (customer_id) LEFT JOIN items AS i USING (item)
LEFT JOIN told AS own ON own.customer_id = d.customer_id AND own.item = d.item
LEFT JOIN told AS leaves ON leaves.customer_id = d.customer_id AND leaves.item IS NULL
ORDER BY d.value DESC, d.customer_id
"""


def make_figures(
    connection: "DuckDBPyConnection", as_of: int
) -> tuple[dict[str, str], tuple[Line, ...]]:
    """Return figures about all customers as JSON by group, and the list of whom to offer what.

    Parameters
    ----------
    connection
        To the lake, with current_history.
    as_of
        Moment that they are of, in microseconds since 1970.
    """
    active = ACTIVE_DAYS * 86_400_000_000
    connection.execute(ASKED, {"as_of": as_of, "active": active})
    asked = connection.sql("FROM asked ORDER BY customer_id").to_arrow_table()
    months: dict[str, list[dict[str, Any]]] = {}
    for row in connection.sql(BY_MONTH, params={"as_of": as_of}).to_arrow_table().to_pylist():
        if row["name"] is not None:
            one = {name: row[name] for name in ("month", "customers", "spent")}
            months.setdefault(row["name"], []).append(one)
    figures = {
        name: json.dumps({**_figures(asked.filter(mask)), "months": months.get(name, [])})
        for name, mask in _groups(asked).items()
    }
    rows = connection.sql(LINES).to_arrow_table().to_pylist()
    return figures, tuple(Line(**row) for row in rows)


def _groups(asked: pa.Table) -> Mapping[str, pa.Array]:
    """Return by name of a group whether each customer is of it."""
    groups = {EVERYBODY: np.ones(asked.num_rows, bool)}
    for kind, column in (("risk", "risk_band"), ("value", "worth_band")):
        bands = asked[column].to_numpy(zero_copy_only=False)
        groups |= {f"{kind}:{band}": bands == band for band in BANDS}
    return {name: pa.array(mask) for name, mask in groups.items() if mask.any() or not name}


def _figures(asked: pa.Table) -> dict[str, Any]:
    of_all = Scored(
        asked["customer_id"], reals(asked["risk"]), reals(asked["worth"]), asked["risk_band"]
    )
    offered = reals(asked["offered"])
    return {
        "customers": asked.num_rows,
        "active": int(pc.sum(asked["active"]).as_py() or 0),
        "active_days": ACTIVE_DAYS,
        "scored": int(np.isfinite(of_all.risk).sum()),
        "leaving": float(np.nansum(of_all.risk)),
        "valued": int(np.isfinite(of_all.value).sum()),
        "value": float(np.nansum(of_all.value)),
        "stake": float(np.nansum(of_all.stake)),
        "brought": _sum(reals(asked["historic"])),
        "spent": float(np.nansum(reals(asked["spent"]))),
        "offers": int(np.isfinite(offered).sum()),
        "offered": float(np.nansum(offered)),
        "risks": _risks(of_all),
        "bands": _bands(of_all),
        "pareto": _pareto(concentration(asked.select(["spent", "margin"]))),
        "contacts": _contacts(offered),
    }


def _sum(amounts: npt.NDArray[np.float64]) -> float | None:
    return float(np.nansum(amounts)) if np.isfinite(amounts).any() else None


def _risks(of_all: Scored) -> list[dict[str, Any]]:
    """Return how many customers and how much stake there are in each tenth of risk."""
    known = np.isfinite(of_all.risk)
    step = np.minimum((of_all.risk[known] * RISK_STEPS).astype(int), RISK_STEPS - 1)
    stake = np.nan_to_num(of_all.stake[known])
    customers = np.bincount(step, minlength=RISK_STEPS)
    money = np.bincount(step, weights=stake, minlength=RISK_STEPS)
    return [{"customers": int(n), "stake": float(m)} for n, m in zip(customers, money, strict=True)]


def _bands(of_all: Scored) -> list[dict[str, Any]]:
    """Return customers, mean risk and stake of each band of risk, the riskiest first."""
    names = of_all.bands.to_numpy(zero_copy_only=False)
    return [
        {
            "band": band,
            "customers": int((names == band).sum()),
            "risk": float(np.nanmean(of_all.risk[names == band])),
            "stake": float(np.nansum(of_all.stake[names == band])),
        }
        for band in BANDS
        if (names == band).any()
    ]


def _pareto(found: Concentration | None) -> dict[str, list[list[float]]]:
    if found is None:
        return {"spend": [], "margin": []}
    return {
        "spend": [list(point) for point in found.points[::5]],
        "margin": [list(point) for point in found.margin[::5]],
    }


def _contacts(offered: npt.NDArray[np.float64]) -> list[list[float]]:
    """Return pairs of contacts and the profit expected of the best so many."""
    ordered = np.sort(offered[np.isfinite(offered)])[::-1]
    if not len(ordered):
        return []
    sums = np.cumsum(ordered)
    places = np.unique(np.linspace(1, len(ordered), min(POINTS, len(ordered))).astype(int))
    return [[0, 0.0], *([int(n), float(sums[n - 1])] for n in places)]
