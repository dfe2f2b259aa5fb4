from datetime import timedelta

import pyarrow as pa

from patron.offers import CANDIDATES, OfferFacts, decide
from patron.offers.base import CONTACTS, GRANTS
from patron.offers.budget import Budget
from patron.offers.consent import Consent
from patron.offers.floor import Floor
from patron.offers.once import Once
from patron.schema import TIME

DAY = 86_400_000_000
NOW = 1_000 * DAY


def candidates(*rows):
    """Return CANDIDATES of (customer, offer, value) or (customer, offer, value, cost)."""
    full = [(*row, 1.0)[:4] for row in rows]
    names = [field.name for field in CANDIDATES]
    table = {name: [None] * len(rows) for name in names}
    table["customer_id"] = [row[0] for row in full]
    table["offer"] = [row[1] for row in full]
    table["value"] = [row[2] for row in full]
    table["cost"] = [row[3] for row in full]
    table["channel"] = ["mail"] * len(rows)
    table["p"] = [0.5] * len(rows)
    return pa.table(table, schema=CANDIDATES)


def verdicts(table, rules, facts=None, customers=("ann", "bob")):
    decided = decide(table, rules, facts or OfferFacts(NOW), pa.array(customers))
    rows = decided.select(["customer_id", "offer", "refused_by", "chosen"]).to_pylist()
    return {
        (r["customer_id"], r["offer"]): "chosen" if r["chosen"] else r["refused_by"] for r in rows
    }


def test_first_refusing_rule_signs_and_best_open_offer_wins():
    contacts = pa.table(
        {"customer_id": ["ann"], "offer": ["tea"], "last_at": pa.array([NOW - 3 * DAY]).cast(TIME)},
        schema=CONTACTS,
    )
    table = candidates(
        ("ann", "tea", 9.0), ("ann", "milk", 5.0), ("ann", "salt", 4.0), ("bob", "tea", 0.5)
    )
    rules = [
        Floor(name="not worth it", at_least=1.0),
        Once(name="made lately", within=timedelta(days=30)),
    ]
    assert verdicts(table, rules, OfferFacts(NOW, contacts=contacts)) == {
        ("ann", "nothing"): "better offer",
        ("ann", "tea"): "made lately",
        ("ann", "milk"): "chosen",
        ("ann", "salt"): "better offer",
        ("bob", "nothing"): "chosen",
        ("bob", "tea"): "not worth it",
    }


def test_doing_nothing_beats_an_offer_that_loses_money():
    assert verdicts(candidates(("ann", "tea", -1.0)), [], customers=("ann",)) == {
        ("ann", "nothing"): "chosen",
        ("ann", "tea"): "better offer",
    }


def test_consent_revoked_refuses_and_silence_means_what_the_rule_says():
    said = pa.table(
        {"customer_id": ["ann"], "channel": ["mail"], "granted": [False]}, schema=GRANTS
    )
    table = candidates(("ann", "tea", 9.0), ("bob", "tea", 9.0))
    facts = OfferFacts(NOW, consents=said)
    opt_out = verdicts(table, [Consent(name="no consent", unless_said="granted")], facts)
    assert (opt_out["ann", "tea"], opt_out["bob", "tea"]) == ("no consent", "chosen")
    opt_in = verdicts(table, [Consent(name="no consent")], facts)
    assert (opt_in["ann", "tea"], opt_in["bob", "tea"]) == ("no consent", "no consent")


def test_an_offer_made_exactly_the_pause_ago_may_be_made_again():
    contacts = pa.table(
        {
            "customer_id": ["ann"],
            "offer": ["tea"],
            "last_at": pa.array([NOW - 30 * DAY]).cast(TIME),
        },
        schema=CONTACTS,
    )
    rule = Once(name="made lately", within=timedelta(days=30))
    found = verdicts(candidates(("ann", "tea", 9.0)), [rule], OfferFacts(NOW, contacts=contacts))
    assert found["ann", "tea"] == "chosen"


def test_a_budget_goes_to_those_worth_most_and_the_others_get_their_next_best():
    table = candidates(
        ("ann", "voucher", 9.0, 5.0),
        ("bob", "voucher", 8.0, 5.0),
        ("bob", "milk", 2.0),
        ("cem", "voucher", 7.0, 5.0),
        ("cem", "milk", 7.5),
    )
    rule = Budget(name="budget", offer="voucher", at_most=9.0)
    found = verdicts(table, [rule], customers=("ann", "bob", "cem"))
    assert found["ann", "voucher"] == "chosen"
    assert (found["bob", "voucher"], found["bob", "milk"]) == ("budget", "chosen")
    # cem prefers milk, so no voucher is spent on cem.
    assert found["cem", "milk"] == "chosen"


def test_without_candidates_everybody_gets_nothing():
    assert verdicts(candidates(), [Floor(name="f", at_least=1.0)], customers=("ann",)) == {
        ("ann", "nothing"): "chosen"
    }
