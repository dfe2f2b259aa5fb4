"""What could be offered to customers now: of the last scoring, and of the fresh answers."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from patron.offers import CANDIDATES, NOTHING, OfferFacts, Rule, propose
from patron.offers.base import Array
from patron.offers.decide import BETTER
from patron.schema import SCORES
from patron.service.policy import Policy

DECISIONS = "decisions"
# How a candidate came to be.
STORED, FRESH = "last scoring", "now"


@dataclass(frozen=True)
class Candidates:
    """What could be offered.

    Parameters
    ----------
    table
        CANDIDATES.
    made
        Of each, whether its value is of the last scoring or of now.
    stored
        Rows of the last scoring's DECISIONS by customer_id.
    """

    table: pa.Table
    made: Sequence[str]
    stored: Mapping[str, Sequence[Mapping[str, Any]]]

    def said(self, rules: Sequence[Rule]) -> dict[str, Array]:
        """Return the verdicts of rules that depend on all customers, as of the last scoring.

        Whom it did not ask about such an offer does not get it.
        """
        return {rule.name: self._said(rule, rules) for rule in rules if rule.is_about_all}

    def _said(self, rule: Rule, rules: Sequence[Rule]) -> Array:
        names = [one.name for one in rules]
        passed = {None, BETTER, *names[names.index(rule.name) + 1 :]}
        about = getattr(rule, "offer", None)
        allowed = {
            (name, row["offer"], row["item"])
            for name, rows in self.stored.items()
            for row in rows
            if row["refused_by"] in passed
        }
        keys = zip(*(self.table[name].to_pylist() for name in CANDIDATES.names[:3]), strict=True)
        return np.array([key[1] == about and key not in allowed for key in keys], bool)


def find_candidates(
    customers: Sequence[str],
    answers: Mapping[str, Mapping[str, str]],
    policy: Policy,
    scores: Mapping[str, Mapping[str, float]],
    as_of: int,
) -> Candidates:
    """Return what could be offered to customers.

    Offers that are made from answers about customers alone are made anew from the fresh answers;
    of the others the last scoring's candidates are taken.

    Parameters
    ----------
    customers
        customer_ids, each once.
    answers
        Stored answers of each customer, as JSON by name.
    policy
        What offers there are.
    scores
        Fresh answers by task and customer_id.
    as_of
        Moment that is answered for, in microseconds since 1970.
    """
    offers = [one for one in policy.offers if one.needs() and set(one.needs()) <= set(scores)]
    rows = [
        {"customer_id": name, "cutoff": as_of, "task": task, "score": said[name], "model": "now"}
        for task, said in scores.items()
        for name in customers
    ]
    fresh = propose(offers, OfferFacts(as_of, SCORES.of(rows)))
    again = {NOTHING, *(one.name for one in offers)}
    stored = {name: json.loads(answers.get(name, {}).get(DECISIONS, "[]")) for name in customers}
    kept = [
        {"customer_id": name, **{key: row.get(key) for key in CANDIDATES.names[1:]}}
        for name, found in stored.items()
        for row in found
        if row["offer"] not in again
    ]
    table = pa.concat_tables([pa.Table.from_pylist(kept, CANDIDATES), fresh])
    made = [STORED] * len(kept) + [FRESH] * fresh.num_rows
    return Candidates(table, made, stored)
