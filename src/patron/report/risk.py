"""Who is at risk, and how much money goes with them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from patron.report.advice import chosen
from patron.report.facts import BookFacts
from patron.report.language import say
from patron.report.offer import said
from patron.report.scored import Reals, Scored, last_of
from patron.report.wording import NOT_KNOWN, count, label, percent, round_money

RISK_EDGES = (0.0, 0.2, 0.4, 0.6, 0.8)
RISK_NAMES = ("0–20 %", "20–40 %", "40–60 %", "60–80 %", "80–100 %")
VALUE_NAMES = ("Most valuable quarter", "Second quarter", "Third quarter", "Last quarter")


@dataclass(frozen=True)
class AtRisk:
    """One customer of the table of those at risk, worded."""

    customer_id: str
    risk: str
    value: str
    stake: str
    reason: str
    action: str


@dataclass(frozen=True)
class Group:
    """Some customers together, worded; `share` of the whole value at stake is 0 to 1."""

    name: str
    customers: str
    mean_risk: str
    stake: str
    share: float


def at_risk(scored: Scored, facts: BookFacts) -> list[AtRisk]:
    """Return the customers with the most value at stake, or the likeliest to leave without values.

    Ties are in the order of the ids. Who has no churn score is not among them.
    """
    weight = scored.stake if scored.has_value else scored.risk
    rank = np.where(np.isfinite(weight), -weight, np.inf)
    first = np.argsort(rank, kind="stable")[: facts.top]
    first = first[np.isfinite(rank[first])]
    ids = scored.customers.take(first).to_pylist()
    reasons, actions = _main_reasons(facts, ids), _actions(facts, ids)
    return [
        AtRisk(
            customer_id=customer_id,
            risk=percent(float(scored.risk[number])),
            value=round_money(float(scored.value[number]), facts.currency),
            stake=round_money(float(scored.stake[number]), facts.currency),
            reason=reasons.get(customer_id, say(NOT_KNOWN)),
            action=actions.get(customer_id, say(NOT_KNOWN)),
        )
        for customer_id, number in zip(ids, first.tolist(), strict=True)
    ]


def by_band(scored: Scored, currency: str) -> list[Group]:
    """Return the risk bands, the riskiest first; nothing where no band is named."""
    names = sorted(set(scored.bands.drop_null().unique().to_pylist()))
    of_band = [scored_in_band(scored, name) for name in names]
    order = sorted(range(len(names)), key=lambda n: -float(np.nanmean(scored.risk[of_band[n]])))
    return [_group(label(names[n]), scored, of_band[n], currency) for n in order]


def scored_in_band(scored: Scored, name: str) -> npt.NDArray[np.bool_]:
    """Return True for each customer whose risk band has this name."""
    is_in = pc.fill_null(pc.equal(scored.bands, name), False)
    return np.asarray(is_in.to_numpy(zero_copy_only=False), dtype=bool)


def risk_by_value(scored: Scored, currency: str) -> list[tuple[str, list[Group]]]:
    """Return for each quarter of customers by value the groups by risk, as rows of cells."""
    has_both = np.isfinite(scored.risk) & np.isfinite(scored.value)
    quarter = _quarters(np.where(has_both, scored.value, -np.inf), int(has_both.sum()))
    band = np.digitize(np.nan_to_num(scored.risk), RISK_EDGES) - 1
    return [
        (
            say(name),
            [
                _group(risk, scored, has_both & (quarter == row) & (band == column), currency)
                for column, risk in enumerate(RISK_NAMES)
            ],
        )
        for row, name in enumerate(VALUE_NAMES)
    ]


def _quarters(value: Reals, n: int) -> npt.NDArray[np.int64]:
    """Return 0 for the quarter of the `n` highest values, … 3 for the last; by rank."""
    place = np.empty(len(value), dtype=np.int64)
    place[np.argsort(-value, kind="stable")] = np.arange(len(value))
    return np.minimum(place * 4 // max(n, 1), 3)


def _group(name: str, scored: Scored, mask: npt.NDArray[np.bool_], currency: str) -> Group:
    stake, everything = np.nansum(scored.stake[mask]), np.nansum(scored.stake)
    risk = scored.risk[mask]
    return Group(
        name=name,
        customers=count(int(mask.sum())),
        mean_risk=percent(float(np.nanmean(risk))) if np.isfinite(risk).any() else say(NOT_KNOWN),
        stake=round_money(float(stake), currency) if scored.has_value else say(NOT_KNOWN),
        share=float(stake / everything) if everything > 0 else 0.0,
    )


def _main_reasons(facts: BookFacts, ids: list[str]) -> dict[str, str]:
    """Return by customer the strongest reason that raises the risk, or else the strongest."""
    rows = last_of(facts.reasons, "churn", facts.as_of)
    rows = rows.filter(pc.is_in(rows["customer_id"], pa.array(ids, pa.string())))
    found: dict[str, str] = {}
    for row in sorted(rows.to_pylist(), key=lambda row: (row["contribution"] <= 0, row["rank"])):
        found.setdefault(row["customer_id"], row["sentence"])
    return found


def _actions(facts: BookFacts, ids: list[str]) -> dict[str, str]:
    rows = chosen(facts)
    rows = rows.filter(pc.is_in(rows["customer_id"], pa.array(ids, pa.string())))
    return {row["customer_id"]: said(row, {}) for row in rows.to_pylist()}
