"""Decisions about one customer, on each database that there may be."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pyarrow as pa
import pytest

from patron.history import micros
from patron.live import Event, Grant, LiveCustomer, LiveStore
from patron.live.line import Line
from patron.live.outcomes import Outcome
from patron.offers import CANDIDATES
from patron.schema import HISTORY, ITEMS, TEXT, TIME
from patron.service.candidates import Candidates
from patron.service.decider import Asked, Decider, Inputs
from patron.service.found import Wanted, find_in_blocks
from patron.service.policy import Policy
from patron.service.receipt import why_not

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
FACTS = pa.schema({"customer_id": TEXT, "name": TEXT, "value": TEXT, "known_at": TIME})
NIGHT = {"name": "night", "channel": "email", "begins": "21:00", "ends": "08:00"}
RULES = [
    {"type": "consent", "name": "no consent", "unless_said": "granted"},
    {"type": "quiet_hours", **NIGHT},
    {"type": "floor", "name": "not worth it", "at_least": 0.5},
]
POLICY = Policy.of({"rules": RULES, "decisions_hold": "P1D"})


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request, tmp_path):
    url = f"sqlite:///{tmp_path}/shop.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres").clean_database()
    row = {"occurred_at": NOW - 99 * DAY, "known_at": NOW - 99 * DAY, "kind": "purchase"}
    row |= {"actor": "customer", "source": "till", "interaction_id": "1", "customer_id": "ann"}
    history, facts = HISTORY.of([row]), FACTS.empty_table()
    ann = LiveCustomer("ann", history, ITEMS.empty(), facts, accounts=(("till", "1"),))
    store = LiveStore(url)
    store.publish([replace(ann, consents=(Grant("email", True, 0),))], 0, "shop", {})
    yield store
    store.close()


def inputs(names):
    offers = [("tea", "email", 2.0), ("rum", "sms", 1.0), ("ham", "app", 0.75), ("egg", "app", 0.1)]
    rows = [
        {"customer_id": name, "offer": o, "type": "retain", "channel": c, "p": 0.5, "value": v}
        for name in names
        for o, c, v in offers
    ]
    table = pa.Table.from_pylist([{**row, "cost": 0.25} for row in rows], CANDIDATES)
    about = {"as_of": "2024-05-01T00:00:00Z", "currency": "EUR", "versions": {"data_version": 1}}
    candidates = Candidates(table, ["now"] * len(rows), {name: [] for name in names})
    return Inputs(candidates, dict.fromkeys(names, about))


@pytest.fixture
def decide(store):
    def run(now=NOW, contact=False, policy=POLICY, kind="decide"):
        with store.snapshot() as snapshot:
            people = list(snapshot.people(["ann"]).values())
            customers = snapshot.customers(people)
        asked = Asked(people[:1], customers, now, contact, inputs)
        return getattr(Decider(store, policy), kind)(asked)["ann"]

    return run


def chosen(decided):
    return json.loads(decided.decision.receipt)["chosen"]["offer"]


def test_every_channel_is_told_the_same_until_the_decision_ends(decide):
    first = decide()
    assert chosen(first) == "tea"
    assert decide(NOW + DAY - timedelta(seconds=1)).decision == first.decision
    assert decide(NOW + DAY).decision.decision_id != first.decision.decision_id


def test_a_revocation_acts_on_the_next_call(store, decide):
    assert chosen(decide()) == "tea"
    row = {"source": "till", "interaction_id": "9", "account": "1", "kind": "visit"}
    row |= {"actor": "customer", "occurred_at": int(NOW.timestamp()) * 1_000_000}
    store.receive([Event(row, consents={"email": False})], NOW)
    assert chosen(decide(NOW + timedelta(hours=1))) == "rum"


def test_what_a_scoring_chose_may_be_carried_out_until_somebody_says_no(store):
    lines = [
        Line("ann", 0, offer, None, None, None, channel, 0.5, 0.0, 1.0)
        for offer, channel in [("tea", "email"), ("rum", "sms")]
    ]
    decider = Decider(store, POLICY)
    assert decider.still_allowed(lines, NOW) == lines
    row = {"source": "till", "interaction_id": "9", "account": "1", "kind": "visit"}
    row |= {"actor": "customer", "occurred_at": int(NOW.timestamp()) * 1_000_000}
    store.receive([Event(row, consents={"email": False})], NOW)
    assert decider.still_allowed(lines, NOW) == lines[1:]


def held_by_now(store, at):
    """Return the decisions that hold, and whose stored answers were read, as an answer does."""
    wanted = Wanted(answers=True, held=partial(Decider(store, POLICY).held, now=micros(at)))
    [found] = find_in_blocks(store, ["ann"], wanted, 1)
    return found.held, set(found.answers)


def test_what_another_worker_does_is_seen_by_the_very_next_answer(store, decide):
    other = LiveStore(store._url.render_as_string(hide_password=False))
    assert held_by_now(store, NOW) == ({}, {"ann"})
    with other.snapshot() as snapshot:
        people = list(snapshot.people(["ann"]).values())
    asked = Asked(people, other.customers(["ann"]), NOW, False, inputs)
    made = Decider(other, POLICY).decide(asked)["ann"].decision
    # Who is told a decision that holds needs nothing of the last scoring.
    assert held_by_now(store, NOW) == ({"ann": made}, set())
    row = {"source": "till", "interaction_id": "9", "account": "1", "kind": "visit"}
    row |= {"actor": "customer", "occurred_at": int(NOW.timestamp()) * 1_000_000}
    other.receive([Event(row, consents={"email": False})], NOW)
    assert held_by_now(store, NOW) == ({}, {"ann"})
    [found] = find_in_blocks(store, ["ann"], Wanted(), 1)
    assert found.as_of == row["occurred_at"]
    assert [one.history.num_rows for one in found.customers] == [2]
    other.close()


def test_what_was_found_to_hold_is_told_without_another_look(store, decide):
    first = decide().decision
    asked = Asked((), (), NOW, False, inputs, {"ann": first})
    assert Decider(store, POLICY).decide(asked)["ann"].decision == first


def test_a_contact_is_reserved_once_and_counts_for_a_week(decide):
    first = decide(contact=True)
    assert (chosen(first), first.reserved) == ("tea", True)
    again = decide(contact=True)
    assert (again.decision, again.reserved) == (first.decision, False)
    assert again.refused_by == "contacted already"
    second = decide(NOW + DAY, contact=True)
    assert (chosen(second), second.reserved) == ("rum", True)
    third = decide(NOW + 2 * DAY, contact=True)
    assert (chosen(third), third.reserved) == ("ham", True)
    assert chosen(decide(NOW + 7 * DAY)) == "tea"


def test_asking_what_to_offer_uses_up_nothing(decide):
    assert [chosen(decide(NOW + n * DAY)) for n in range(3)] == ["tea"] * 3


def test_a_clock_that_is_set_back_promises_no_contact_again(decide):
    first = decide(NOW + 400 * DAY, contact=True)
    assert first.reserved
    later = decide(contact=True)
    assert later.decision == first.decision
    assert (later.reserved, later.refused_by) == (False, "contacted already")
    assert decide(NOW - 400 * DAY, contact=True).reserved is False


def test_a_clock_that_is_set_forward_forgets_no_revocation(store, decide):
    row = {"source": "till", "interaction_id": "9", "account": "1", "kind": "visit"}
    row |= {"actor": "customer", "occurred_at": int(NOW.timestamp()) * 1_000_000}
    store.receive([Event(row, consents={"email": False})], NOW)
    for moment in (NOW - 400 * DAY, NOW, NOW + 400 * DAY):
        assert chosen(decide(moment)) == "rum"


def test_what_was_sent_counts_and_an_answer_ends_the_decision(store, decide):
    first = decide().decision
    store.record_outcomes([Outcome("o1", first.decision_id, "sent", first.made_at)], NOW)
    assert decide(NOW).decision == first
    store.record_outcomes([Outcome("o2", first.decision_id, "rejected", first.made_at)], NOW)
    assert chosen(decide(NOW + timedelta(seconds=1))) == "rum"


def test_at_night_the_decision_holds_but_nobody_is_contacted(decide):
    first = decide()
    late = decide(NOW.replace(hour=22), contact=True)
    assert (late.decision, late.reserved, late.refused_by) == (first.decision, False, "night")


def test_all_who_ask_at_once_are_told_the_same_and_one_may_contact(decide):
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: decide(contact=True), range(16)))
    assert len({one.decision.decision_id for one in told}) == 1
    assert [one.reserved for one in told].count(True) == 1


def test_the_receipt_tells_each_term_and_each_verdict_and_stays_the_same(store, decide):
    decision = decide().decision
    assert store.decision(decision.decision_id) == decision
    receipt = json.loads(decision.receipt)
    [egg] = [row for row in receipt["candidates"] if row["offer"] == "egg"]
    assert (egg["p"], egg["gain"], egg["cost"], egg["value"]) == (0.5, 0.7, 0.25, 0.1)
    assert egg["verdicts"] == {
        "email limit": "allows",
        "sms limit": "allows",
        "no consent": "allows",
        "night": "allows",
        "not worth it": "refuses",
    }
    assert why_not(receipt, "egg") == (
        "egg was not offered because the rule 'not worth it' refused it."
    )
    assert why_not(receipt, "rum") == (
        "rum was not offered because it was expected to be worth 1.00 EUR, and tea 2.00 EUR."
    )
    assert why_not(receipt, "tea") == "tea was offered."
    assert "nothing made it a candidate" in why_not(receipt, "gin")


def test_a_share_of_decisions_is_drawn_at_random_with_a_known_chance(decide):
    policy = replace(POLICY, explore=0.5, hold=timedelta(seconds=1))
    found = [decide(NOW + timedelta(seconds=n), policy=policy) for n in range(30)]
    receipts = [json.loads(one.decision.receipt) for one in found]
    # Allowed are tea, rum, ham and nothing; tea is the best.
    chances = {(one["chosen"]["offer"], one["propensity"]) for one in receipts}
    assert chances <= {("tea", 0.625), ("rum", 0.125), ("ham", 0.125), ("nothing", 0.125)}
    assert len(chances) > 1


def test_a_preview_is_remembered_by_nobody(store, decide):
    seen = decide(kind="preview")
    assert chosen(seen) == "tea"
    assert store.decision(seen.decision.decision_id) is None
