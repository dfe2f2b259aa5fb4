"""The sums that the console's figures are added up from, of customers who are alike."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from patron.live.cells import ACTIVE_DAYS, Cells
from patron.report.scored import Reals, Scored, reals

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FACETS = ("risk", "value", "best", "seen", "why", "contact")
MONTHS = 24
RISK_STEPS = 10
# Values kept of a facet that may have many; the rest is one value more.
MOST_VALUES = 8
OTHER = "other"
# Where curves have points: shares of all customers, those with most first, denser where most is.
SHARES = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, *np.linspace(0.1, 1.0, 19).tolist())

# One row a customer, with what all figures and the list are made from.
ASKED = f"""
CREATE OR REPLACE TEMP TABLE asked AS
WITH newest AS (
    SELECT *, max(cutoff) OVER (PARTITION BY task) AS newest FROM scores
    WHERE item IS NULL AND task IN ('churn', 'lifetime_value')
), risk AS (FROM newest WHERE task = 'churn' AND cutoff = newest),
worth AS (FROM newest WHERE task = 'lifetime_value' AND cutoff = newest),
looked AS (SELECT *, max(cutoff) OVER () AS newest FROM outlook),
past AS (
    SELECT customer_id, max(occurred_at) AS last_at,
           arg_max(coalesce(channel, source), row(occurred_at, source, interaction_id)) AS seen,
           coalesce(sum(amount) FILTER (kind = 'purchase'), 0)::DOUBLE AS spent,
           sum(amount * margin) FILTER (kind = 'purchase')::DOUBLE AS margin
    FROM current_history LEFT JOIN items USING (item) WHERE actor = 'customer' GROUP BY ALL
), done AS (
    SELECT *, max(cutoff) OVER () AS newest FROM decisions
), driven AS (
    SELECT customer_id, arg_max(idea, row(contribution, -rank)) AS why FROM reasons
    WHERE task = 'churn' AND item IS NULL AND contribution > 0
      AND cutoff = (SELECT max(cutoff) FROM reasons WHERE task = 'churn')
    GROUP BY customer_id
), said AS (
    SELECT c.customer_id, n.channel,
           arg_min(n.granted, row(-epoch_us(n.known_at), n.granted)) AS yes
    FROM consents AS n JOIN current_customers AS c USING (source, account) GROUP BY ALL
), reached AS (SELECT customer_id, bool_or(yes) AS yes FROM said GROUP BY customer_id),
found AS (
    SELECT customer_id, r.score AS risk, r.band AS risk_band, w.score AS worth,
           w.band AS worth_band, l.historic, l.high_value, p.spent, p.margin, p.seen, v.why,
           epoch_us(p.last_at) > $as_of - $active AS active, d.value AS offered, g.yes
    FROM past AS p
    FULL JOIN risk AS r USING (customer_id) FULL JOIN worth AS w USING (customer_id)
    LEFT JOIN (SELECT * FROM looked WHERE cutoff = newest) AS l USING (customer_id)
    LEFT JOIN (FROM done WHERE cutoff = newest AND chosen AND offer <> 'nothing') AS d
        USING (customer_id)
    LEFT JOIN driven AS v USING (customer_id) LEFT JOIN reached AS g USING (customer_id)
), places AS (
    SELECT seen, row_number() OVER (ORDER BY count(*) DESC, seen) AS place
    FROM found WHERE seen IS NOT NULL GROUP BY seen
), ideas AS (
    SELECT why, row_number() OVER (ORDER BY count(*) DESC, why) AS place
    FROM found WHERE why IS NOT NULL GROUP BY why
), faceted AS (
    SELECT * EXCLUDE (seen, why, high_value, yes),
           coalesce(risk_band, '') AS facet_risk, coalesce(worth_band, '') AS facet_value,
           CASE WHEN high_value THEN 'yes' WHEN high_value IS NULL THEN '' ELSE 'no' END
               AS facet_best,
           CASE WHEN p.place <= {MOST_VALUES} THEN seen WHEN seen IS NULL THEN ''
                ELSE '{OTHER}' END AS facet_seen,
           CASE WHEN i.place <= {MOST_VALUES} THEN why WHEN why IS NULL THEN ''
                ELSE '{OTHER}' END AS facet_why,
           CASE WHEN yes THEN 'yes' WHEN yes IS NULL THEN '' ELSE 'no' END AS facet_contact
    FROM found LEFT JOIN places AS p USING (seen) LEFT JOIN ideas AS i USING (why)
)
SELECT *, dense_rank() OVER (ORDER BY {", ".join(f"facet_{name}" for name in FACETS)}) - 1 AS cell
FROM faceted
"""
BY_MONTH = f"""
SELECT cell, strftime(date_trunc('month', occurred_at), '%Y-%m') AS month,
       count(DISTINCT customer_id)::DOUBLE AS buyers, coalesce(sum(amount), 0)::DOUBLE AS bought
FROM current_history JOIN asked USING (customer_id)
WHERE kind = 'purchase' AND epoch_us(occurred_at) <= $as_of
  AND occurred_at >= date_trunc('month', make_timestamptz($as_of)) - INTERVAL {MONTHS - 1} MONTH
GROUP BY ALL
"""
NAMES = f"""
SELECT DISTINCT cell, {", ".join(f"facet_{name} AS {name}" for name in FACETS)}
FROM asked ORDER BY cell
"""
# Up to when what was known, by what a figure is made from.
MOMENTS = """
SELECT (SELECT epoch_us(max(cutoff)) FROM scores WHERE task = 'churn') AS churn,
       (SELECT epoch_us(max(cutoff)) FROM scores WHERE task = 'lifetime_value') AS lifetime_value,
       (SELECT epoch_us(max(cutoff)) FROM outlook) AS outlook,
       (SELECT epoch_us(max(cutoff)) FROM decisions) AS decisions
"""


def make_cells(connection: "DuckDBPyConnection", as_of: int) -> Cells:
    """Return the sums of customers in cells; the table ``asked`` has one row a customer.

    Parameters
    ----------
    connection
        To the lake, with current_history and current_customers.
    as_of
        Moment that they are of, in microseconds since 1970.
    """
    active = ACTIVE_DAYS * 86_400_000_000
    connection.execute(ASKED, {"as_of": as_of, "active": active})
    asked = connection.sql("FROM asked ORDER BY customer_id").to_arrow_table()
    names = connection.sql(NAMES).to_arrow_table()
    bought = connection.sql(BY_MONTH, params={"as_of": as_of}).to_arrow_table()
    told = connection.sql(MOMENTS).to_arrow_table().to_pylist()[0]
    months = sorted(set(bought["month"].to_pylist()))
    sums = {**_sums(asked, names.num_rows), **_by_month(bought, months, names.num_rows)}
    return Cells(
        {name: names[name].to_pylist() for name in FACETS},
        sums,
        months,
        {"history": as_of, **{name: at for name, at in told.items() if at is not None}},
    )


def _sums(asked: pa.Table, cells: int) -> dict[str, Reals]:
    of_all = Scored(
        asked["customer_id"], reals(asked["risk"]), reals(asked["worth"]), asked["risk_band"]
    )
    cell = asked["cell"].to_numpy(zero_copy_only=False).astype(np.int64)
    offered, brought = reals(asked["offered"]), reals(asked["historic"])
    known = np.isfinite(of_all.risk)
    step = np.minimum((of_all.risk[known] * RISK_STEPS).astype(np.int64), RISK_STEPS - 1)
    each = {
        "customers": np.ones(len(cell)),
        "active": np.nan_to_num(reals(asked["active"].cast(pa.float64()))),
        "scored": known,
        "leaving": of_all.risk,
        "valued": np.isfinite(of_all.value),
        "value": of_all.value,
        "stake": of_all.stake,
        "known": np.isfinite(brought),
        "brought": brought,
        "spent": reals(asked["spent"]),
        "offers": np.isfinite(offered),
        "offered": offered,
    }
    found: dict[str, Reals] = {
        name: _added(cell, np.asarray(values, np.float64), cells) for name, values in each.items()
    }
    found |= _steps("risks", cell[known], step, RISK_STEPS, of_all.stake[known], cells)
    is_offered = np.isfinite(offered)
    everybody = np.ones(len(cell), dtype=bool)
    for name, amounts, whose in (
        ("spend", np.maximum(np.nan_to_num(reals(asked["spent"])), 0.0), everybody),
        ("margin", np.maximum(np.nan_to_num(reals(asked["margin"])), 0.0), everybody),
        ("contacts", offered, is_offered),
    ):
        step = places_of(amounts[whose])
        found |= _steps(name, cell[whose], step, len(SHARES), amounts[whose], cells)
    return found


def places_of(amounts: Reals) -> npt.NDArray[np.int64]:
    """Return for each amount its place among SHARES of all, 0 for the largest; shape (n,).

    Equal amounts have one place, so that a curve through the places is exact at each.
    """
    if not len(amounts):
        return np.zeros(0, dtype=np.int64)
    ordered = np.sort(-amounts)
    ends = np.ceil(np.array(SHARES) * len(ordered)).astype(np.int64) - 1
    return np.searchsorted(ordered[np.maximum(ends, 0)], -amounts, side="left").astype(np.int64)


def _steps(
    name: str,
    cell: npt.NDArray[np.int64],
    step: npt.NDArray[np.int64],
    steps: int,
    amounts: Reals,
    cells: int,
) -> dict[str, Reals]:
    """Return how many there are of each cell and step, and the sum of their amounts."""
    place, size = cell * steps + step, cells * steps
    return {
        name: _added(place, np.ones(len(place)), size).reshape(cells, steps),
        f"{name}_sum": _added(place, amounts, size).reshape(cells, steps),
    }


def _added(place: npt.NDArray[np.int64], amounts: Reals, places: int) -> Reals:
    """Return the sum of the amounts of each place; what is not known counts as nought."""
    sums = np.bincount(place, weights=np.nan_to_num(amounts), minlength=places)
    return np.asarray(sums, dtype=np.float64)


def _by_month(bought: pa.Table, months: list[str], cells: int) -> dict[str, Reals]:
    place = {month: at for at, month in enumerate(months)}
    at = np.array([place[month] for month in bought["month"].to_pylist()], dtype=np.int64)
    cell = bought["cell"].to_numpy(zero_copy_only=False).astype(np.int64)
    found = {}
    for name in ("buyers", "bought"):
        found[name] = np.zeros((cells, len(months)))
        found[name][cell, at] = bought[name].to_numpy(zero_copy_only=False)
    return found
