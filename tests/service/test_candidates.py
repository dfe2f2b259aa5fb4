import json

from patron.service.candidates import find_candidates
from patron.service.policy import Policy

GIFT = {"type": "retain", "name": "gift", "channel": "app", "saves": 0.5, "cost": 1.0}
BUDGET = {"type": "budget", "name": "money", "offer": "gift", "at_most": 1}
RULES = [BUDGET, {"type": "floor", "name": "low", "at_least": 0}]
POLICY = Policy.of({"offers": [GIFT], "rules": RULES})
FRESH = {"churn": {"ann": 0.5, "bob": 0.2}, "lifetime_value": {"ann": 40.0, "bob": 40.0}}


def row(offer, value, refused_by=None, item=None):
    told = {"offer": offer, "item": item, "type": "t", "channel": "app", "p": 0.5, "cost": 0.0}
    return {**told, "value": value, "refused_by": refused_by, "cutoff": 7}


STORED = {
    "ann": [row("gift", 1.0), row("tea", 3.0, item="t"), row("nothing", 0.0)],
    "bob": [row("gift", 2.0, "money")],
}
STORED = {name: {"decisions": json.dumps(rows)} for name, rows in STORED.items()}


def told(found):
    rows = found.table.to_pylist()
    return [(r["customer_id"], r["offer"], r["value"]) for r in rows], list(found.made)


def test_offers_made_from_answers_are_valued_anew_and_others_are_as_they_were():
    found = find_candidates(["ann", "bob"], STORED, POLICY, FRESH, 9)
    rows, made = told(found)
    assert rows == [("ann", "tea", 3.0), ("ann", "gift", 9.0), ("bob", "gift", 3.0)]
    assert made == ["last scoring", "now", "now"]


def test_without_fresh_answers_the_last_scoring_holds():
    rows, made = told(find_candidates(["bob"], STORED, POLICY, {}, 9))
    assert (rows, made) == ([("bob", "gift", 2.0)], ["last scoring"])


def test_a_budget_is_spent_on_those_whom_the_last_scoring_gave_it():
    fresh = {task: {**said, "cem": 0.5} for task, said in FRESH.items()}
    found = find_candidates(["ann", "bob", "cem"], STORED, POLICY, fresh, 9)
    names = found.table["customer_id"].to_pylist()
    assert names == ["ann", "ann", "bob", "cem"]
    assert found.said(POLICY.rules)["money"].tolist() == [False, False, True, True]
