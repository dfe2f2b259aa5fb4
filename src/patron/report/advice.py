"""What to do: the chosen offers, by type."""

from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from patron.report.facts import BookFacts
from patron.report.language import say
from patron.report.offer import NOTHING
from patron.report.wording import count, counted, label, percent, round_money


@dataclass(frozen=True)
class OfferType:
    """All chosen offers of one type, worded; `share` of the whole expected value is 0 to 1."""

    name: str
    customers: str
    value: str
    each: str
    share: float


@dataclass(frozen=True)
class Advice:
    """What is to be done for how many, and what it is expected to bring."""

    types: tuple[OfferType, ...]
    offers: int
    nothing: int
    value: float

    @property
    def sentence(self) -> str:
        """How many get an offer and how many are left in peace."""
        decided = self.offers + self.nothing
        if not decided:
            return ""
        return say(
            "Of {customers} decided about, {offers} {get} an offer ({share}) and {others} {are} "
            "left in peace.",
            customers=counted(decided, "customer"),
            offers=count(self.offers),
            get=say("gets" if self.offers == 1 else "get"),
            share=percent(self.offers / decided),
            others=count(self.nothing),
            are=say("is" if self.nothing == 1 else "are"),
        )


def chosen(facts: BookFacts) -> pa.Table:
    """Return the chosen DECISIONS of the last cutoff by the report's moment."""
    rows = facts.decisions.filter(pc.field("chosen") & (pc.field("cutoff") <= facts.as_of))
    return rows.filter(pc.equal(rows["cutoff"], pc.max(rows["cutoff"])))


def advice(facts: BookFacts) -> Advice:
    """Return the chosen offers by type, the most valuable type first."""
    rows = chosen(facts)
    types = pc.fill_null(rows["type"], "other")
    kinds = pc.if_else(pc.equal(rows["offer"], NOTHING), NOTHING, types)
    sums = pa.table({"type": kinds, "value": rows["value"]}).group_by("type")
    groups = sums.aggregate([("value", "sum"), ("value", "count")]).to_pylist()
    offers = [group for group in groups if group["type"] != NOTHING]
    offers.sort(key=lambda group: (-group["value_sum"], group["type"]))
    total = sum(group["value_sum"] for group in offers)
    return Advice(
        types=tuple(_worded(group, total, facts.currency) for group in offers),
        offers=sum(group["value_count"] for group in offers),
        nothing=sum(group["value_count"] for group in groups if group["type"] == NOTHING),
        value=float(total),
    )


def _worded(group: dict[str, Any], total: float, currency: str) -> OfferType:
    value, customers = group["value_sum"], group["value_count"]
    return OfferType(
        name=label(str(group["type"])),
        customers=count(customers),
        value=round_money(value, currency),
        each=round_money(value / customers, currency),
        share=max(value, 0.0) / total if total > 0 else 0.0,
    )
