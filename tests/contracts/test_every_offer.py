"""What every kind of offer and of rule promises, on any facts, none included."""

import numpy as np
import pyarrow as pa
import pytest

from patron.catalog import kinds
from patron.config import build
from patron.errors import ConfigError
from patron.offers import CANDIDATES, Offer, OfferFacts, Rule, decide
from patron.offers.base import CONTACTS, GRANTS, OWNED, PRICES, STEPS
from patron.schema import EFFECTS, SCORES, TIME

OFFERS = kinds(Offer, "patron.offers")
RULES = kinds(Rule, "patron.offers")
# Fields that have no default; a kind that is not here needs none beside name and channel.
FIELDS = {
    "retain": {"saves": 0.5},
    "uplift": {"experiment": "trial"},
    "budget": {"offer": "tea", "at_most": 1.0},
    "floor": {"at_least": 0.5},
    "once": {"within": "P30D"},
    "contact_limit": {"channel": "mail"},
    "expiry": {"offer": "tea", "valid_until": "1970-01-01T00:00:00Z"},
    "quiet_hours": {"channel": "mail", "begins": "21:00", "ends": "08:00"},
}
NOW = 1_000 * 86_400_000_000

every_offer = pytest.mark.parametrize("kind", sorted(OFFERS))
every_rule = pytest.mark.parametrize("kind", sorted(RULES))


def offer(kind, **fields):
    entry = {"type": kind, "name": "offered", "channel": "mail", **FIELDS.get(kind, {}), **fields}
    return build(entry, OFFERS, kind)


def rule(kind):
    return build({"type": kind, "name": "rule", **FIELDS.get(kind, {})}, RULES, kind)


def facts(customers):
    """Return scores, prices and pasts of some customers, with gaps in each."""
    rows = [
        {"customer_id": who, "item": item, "task": task, "score": (n + k + 1) / 40}
        for n, who in enumerate(customers)
        for k, (task, item) in enumerate(
            [
                ("churn", None),
                ("lifetime_value", None),
                ("next_offer", "tea"),
                ("next_offer", "rum"),
            ]
        )
        if n % 4 < 3 or task == "churn"
    ]
    scores = SCORES.of([{"cutoff": NOW, "model": "m", **row} for row in rows])
    prices = pa.table({"item": ["tea"], "price": [9.0]}, schema=PRICES)
    some = customers[::2]
    owned = pa.table({"customer_id": some, "item": ["tea"] * len(some)}, schema=OWNED)
    made = {"customer_id": some, "offer": ["offered"] * len(some)}
    contacts = pa.table(
        {**made, "last_at": pa.array([NOW - 1] * len(some)).cast(TIME)}, schema=CONTACTS
    )
    grants = pa.table(
        {"customer_id": some, "channel": ["mail"] * len(some), "granted": [True] * len(some)},
        schema=GRANTS,
    )
    few = customers[1::4]
    dearer = {"customer_id": few, "item": ["rum"] * len(few), "usual_price": [1.0] * len(few)}
    steps = pa.table(dearer, schema=STEPS)
    moved = [{"customer_id": who, "effect": 0.1 * n - 0.2} for n, who in enumerate(some)]
    effects = EFFECTS.of(
        [{"cutoff": NOW, "experiment": "trial", "offer": "offered", **row} for row in moved]
    )
    return OfferFacts(NOW, scores, prices, owned, contacts, grants, effects, steps)


NOBODY, SEVERAL = [], [f"c{n}" for n in range(12)]
FACTS = {"no facts": OfferFacts(NOW), "nobody": facts(NOBODY), "several": facts(SEVERAL)}
any_facts = pytest.mark.parametrize("known", FACTS.values(), ids=FACTS)


def candidates(customers=SEVERAL):
    """Return candidates with and without an item, one of each customer twice the same value."""
    n = len(customers)
    table = {name: pa.nulls(2 * n, CANDIDATES.field(name).type) for name in CANDIDATES.names}
    table |= {
        "customer_id": pa.array([*customers, *customers], pa.string()),
        "offer": pa.array(["tea"] * n + ["rum"] * n, pa.string()),
        "item": pa.array([None] * n + ["i"] * n, pa.string()),
        "channel": pa.array(["mail"] * 2 * n, pa.string()),
        "cost": pa.array([0.4] * 2 * n, pa.float64()),
        "value": pa.array([float(k % 3) for k in range(2 * n)], pa.float64()),
    }
    return pa.table(table, schema=CANDIDATES)


def test_the_kinds_are_found():
    assert set(OFFERS) >= {"cross_sell", "replenish", "retain"}
    assert set(RULES) >= {"budget", "consent", "floor", "once"}


@every_offer
@any_facts
def test_an_offer_proposes_candidates_of_known_customers(kind, known):
    found = offer(kind, cost=0.5).propose(known)
    assert found.schema.equals(CANDIDATES)
    assert set(found["customer_id"].to_pylist()) <= set(known.scores["customer_id"].to_pylist())
    assert set(found["type"].to_pylist()) <= {kind}
    assert all(np.isfinite(value) for value in found["value"].to_pylist())
    assert all(0 <= p <= 1 for p in found["p"].to_pylist())


@every_offer
def test_somebody_is_offered_something_and_its_cost_is_taken_off(kind):
    free, dear = (offer(kind, cost=cost).propose(FACTS["several"]) for cost in (0.0, 2.0))
    assert free.num_rows == dear.num_rows > 0
    np.testing.assert_allclose(dear["value"].to_numpy(), free["value"].to_numpy() - 2.0, atol=1e-12)


@every_offer
def test_what_a_customer_is_offered_does_not_depend_on_the_order(kind):
    known = FACTS["several"]
    mixed = OfferFacts(
        NOW, known.scores.take(pa.array(np.arange(known.scores.num_rows)[::-1])),
        known.prices, known.owned, known.contacts, known.consents, known.effects, known.steps,
    )  # fmt: skip
    told = [sorted(map(str, offer(kind).propose(f).to_pylist())) for f in (known, mixed)]
    assert told[0] == told[1]


@every_rule
@pytest.mark.parametrize("channel", ["mail", "app", None])
@pytest.mark.parametrize("said", [{}, {"mail": True}, {"mail": False, "app": True}])
def test_a_rule_says_the_same_of_an_offer_that_holds_as_of_a_candidate(kind, channel, said):
    asked = rule(kind)
    row = {**candidates(["ann"]).to_pylist()[0], "channel": channel}
    if asked.asked != "answering":
        with pytest.raises(NotImplementedError, match=type(asked).__name__):
            asked.refuses_held(row, said, NOW)
        return
    told = [{"customer_id": "ann", "channel": one, "granted": yes} for one, yes in said.items()]
    for at in (-1, 0, NOW):
        known = OfferFacts(at, consents=pa.Table.from_pylist(told, GRANTS))
        table = pa.Table.from_pylist([row], CANDIDATES)
        [refused] = asked.refuses(table, np.ones(1, bool), known).tolist()
        assert asked.refuses_held(row, said, at) is refused


@every_rule
@any_facts
@pytest.mark.parametrize("customers", [NOBODY, SEVERAL], ids=["nobody", "several"])
def test_a_rule_gives_a_verdict_for_each_candidate(kind, known, customers):
    table = candidates(customers)
    for still_open in (np.ones(table.num_rows, bool), np.zeros(table.num_rows, bool)):
        refused = rule(kind).refuses(table, still_open, known)
        assert refused.shape == (table.num_rows,)
        assert refused.dtype == bool


@every_rule
@any_facts
def test_under_any_rule_everybody_gets_one_decision(kind, known):
    table = candidates()
    decided = decide(table, [rule(kind)], known, pa.array([*SEVERAL, "without"]))
    chosen = decided.filter(decided["chosen"])
    assert sorted(chosen["customer_id"].to_pylist()) == sorted([*SEVERAL, "without"])
    assert chosen["refused_by"].null_count == chosen.num_rows
    rest = decided.filter(pa.array([not one for one in decided["chosen"].to_pylist()]))
    assert rest["refused_by"].null_count == 0


@pytest.mark.parametrize("cls", [*OFFERS.values(), *RULES.values()], ids=lambda c: c.__name__)
def test_is_documented(cls):
    assert cls.__doc__ not in (None, Offer.__doc__, Rule.__doc__)


@every_offer
def test_what_an_offer_needs_are_names_of_tasks(kind):
    assert all(isinstance(name, str) for name in offer(kind).needs())


@every_rule
def test_a_rule_needs_a_name(kind):
    with pytest.raises(ConfigError, match=rf"{kind}\.name: Field required"):
        build({"type": kind, **FIELDS.get(kind, {})}, RULES, kind)
