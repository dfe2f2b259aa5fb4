"""Choose what to do for each customer; doing nothing is always a candidate."""

import logging
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from patron.offers.base import CANDIDATES, Array, Offer, OfferFacts, Rule, best_first, codes
from patron.schema import DECISIONS, TEXT, TIME

log = logging.getLogger(__name__)

NOTHING = "nothing"
BETTER = "better offer"


def propose(offers: Sequence[Offer], facts: OfferFacts) -> pa.Table:
    """Return the CANDIDATES of all offers."""
    proposed = [offer.propose(facts) for offer in offers]
    return pa.concat_tables([CANDIDATES.empty_table(), *proposed])


def decide(
    candidates: pa.Table, rules: Sequence[Rule], facts: OfferFacts, customers: pa.Array
) -> pa.Table:
    """Return the DECISIONS about all candidates and about doing nothing.

    The first rule that refuses a candidate signs for it in `refused_by`. Of what is left, and of
    doing nothing at a value of 0, each customer's most valuable one is chosen; the others are
    refused by ``better offer``.

    Parameters
    ----------
    candidates
        CANDIDATES, as `propose` returns them.
    rules
        In the order in which they are asked.
    facts
        What is known.
    customers
        Ids of all customers to decide about, those without a candidate too.
    """
    refused_by, _ = judge(candidates, rules, facts)
    still_open = np.asarray(pa.array(refused_by, TEXT).is_null())
    for rule in rules:
        count = refused_by.tolist().count(rule.name)
        log.info("decide: %s refuses %s candidates", rule.name, f"{count:,}")
    table = pa.concat_tables([do_nothing(customers), candidates])
    refused_by = np.concatenate([np.full(len(customers), None, dtype=object), refused_by])
    rows = np.flatnonzero(np.concatenate([np.ones(len(customers), bool), still_open]))
    value = table["value"].to_numpy()
    chosen = np.zeros(table.num_rows, bool)
    chosen[rows[best_first(codes(table["customer_id"])[rows], value[rows]) == 0]] = True
    refused_by[rows[~chosen[rows]]] = BETTER
    return DECISIONS.check(
        table.append_column("cutoff", pa.array(np.full(len(chosen), facts.as_of)).cast(TIME))
        .append_column("refused_by", pa.array(refused_by, TEXT))
        .append_column("chosen", pa.array(chosen))
        .select(list(DECISIONS.columns))
    )


def judge(
    candidates: pa.Table,
    rules: Sequence[Rule],
    facts: OfferFacts,
    said: Mapping[str, Array] | None = None,
) -> tuple[Array, dict[str, Array]]:
    """Return who refuses each candidate, None for nobody, and what each rule says of each.

    Parameters
    ----------
    candidates, rules, facts
        As for `decide`.
    said
        Verdicts that are known already, by the name of the rule; it is not asked again.
    """
    refused_by = np.full(candidates.num_rows, None, dtype=object)
    still_open = np.ones(candidates.num_rows, bool)
    verdicts = {}
    for rule in rules:
        verdict = (said or {}).get(rule.name)
        if verdict is None:
            verdict = rule.refuses(candidates, still_open, facts)
        refused = verdict & still_open
        refused_by[refused] = rule.name
        still_open &= ~refused
        verdicts[rule.name] = verdict
    return refused_by, verdicts


def do_nothing(customers: pa.Array) -> pa.Table:
    """Return the candidate of doing nothing for each customer: it costs and brings nothing."""
    n = len(customers)
    nought = pa.array(np.zeros(n))
    return pa.table(
        {
            "customer_id": customers,
            "offer": pa.array([NOTHING] * n, TEXT),
            "item": pa.nulls(n, TEXT),
            "type": pa.array([NOTHING] * n, TEXT),
            "channel": pa.nulls(n, TEXT),
            "p": pa.nulls(n, pa.float64()),
            "cost": nought,
            "value": nought,
        },
        schema=CANDIDATES,
    )
