"""Decide what to offer at the moment of the call, and remember it for every channel."""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

import pyarrow as pa

from patron.history import micros
from patron.live import LiveCustomer, LiveStore
from patron.live.decisions import Decision
from patron.live.desk import Contact, Desk
from patron.live.line import Line
from patron.live.stitch import Person
from patron.offers import CANDIDATES, NOTHING, OfferFacts, judge
from patron.offers.decide import BETTER
from patron.service.candidates import Candidates
from patron.service.draw import draw
from patron.service.past import facts_of
from patron.service.policy import Policy
from patron.service.receipt import TOLD, as_text, candidate_of, iso

# Decisions whose choice is kept at hand.
MOST_KEPT = 2_000
SUBJECT = "next_best_offer"
TWICE = "contacted already"


@dataclass(frozen=True)
class Inputs:
    """What decisions about some customers are made from.

    Parameters
    ----------
    candidates
        What could be offered.
    about
        What else the receipt of each customer says, by customer_id: inputs, reasons, versions.
    """

    candidates: Candidates
    about: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Decided:
    """A decision, and whether the customer may be contacted by it.

    Parameters
    ----------
    decision
        With its receipt.
    reserved
        Whether a contact was reserved for the one who asked; None where none was asked for.
    refused_by
        What refused the contact.
    """

    decision: Decision
    reserved: bool | None = None
    refused_by: str | None = None


@dataclass(frozen=True)
class Asked:
    """About whom a decision is wanted.

    Parameters
    ----------
    people, customers
        The same people as who they are, and with what is known of them.
    now
        The moment of the call.
    contact
        Whether they are to be contacted.
    inputs
        Returns what decisions about some of them are made from.
    held
        What `Decider.held` returned of them, where they were looked at before.
    """

    people: Sequence[Person]
    customers: Sequence[LiveCustomer]
    now: datetime
    contact: bool
    inputs: Callable[[Sequence[str]], Inputs]
    held: Mapping[str, Decision] | None = None


@dataclass(frozen=True)
class Decider:
    """Makes decisions, one at a time about each customer.

    Parameters
    ----------
    store
        Where they are remembered.
    policy
        By what they are made.
    new_id
        Returns an id that nobody can guess.
    """

    store: LiveStore
    policy: Policy
    new_id: Callable[[], str] = field(default=lambda: "d" + secrets.token_hex(12))

    def decide(self, asked: Asked) -> dict[str, Decided]:
        """Return the decision about each customer, made now if none holds.

        One that holds ends when a rule that is asked at every answer refuses it, as when consent
        is revoked.
        """
        now = micros(asked.now)
        held = asked.held
        if held is None:
            with self.store.looking(asked.people) as desk:
                held = self.held(desk, now)
        names = [one.customer_id for one in asked.people]
        missing = [name for name in names if name not in held]
        if not missing and not asked.contact:
            return {name: Decided(one) for name, one in held.items()}
        while True:
            inputs = asked.inputs(missing) if missing else None
            with self.store.deciding(asked.people) as desk:
                held = self.held(desk, now)
                standing = desk.standing(SUBJECT, now)
                ended = [one for name, one in standing.items() if name not in held]
                desk.end([one.decision_id for one in ended], now)
                late = [name for name in names if name not in held]
                # What held a moment ago may have ended meanwhile.
                if set(late) <= set(missing):
                    # Nothing below changes them, and nobody else does meanwhile.
                    facts = cache(lambda: self._facts(desk, asked))
                    made = self.make(inputs, late, facts(), now) if inputs else {}
                    desk.remember(list(made.values()))
                    held |= made
                    if asked.contact:
                        return self._contact(desk, held, facts, now)
                    return {name: Decided(held[name]) for name in names}
            missing = late

    def preview(self, asked: Asked) -> dict[str, Decided]:
        """Return what would be answered now; nothing is remembered."""
        now = micros(asked.now)
        with self.store.looking(asked.people) as desk:
            held, facts = self.held(desk, now), self._facts(desk, asked)
        names = [one.customer_id for one in asked.people if one.customer_id not in held]
        made = self.make(asked.inputs(names), names, facts, now) if names else {}
        return {name: Decided(one) for name, one in {**held, **made}.items()}

    def make(
        self, inputs: Inputs, names: Sequence[str], facts: OfferFacts, now: int
    ) -> dict[str, Decision]:
        """Return a new decision about each of some customers, with its receipt."""
        found, rules = inputs.candidates, self.policy.rules
        refused_by, verdicts = judge(found.table, rules, facts, found.said(rules))
        rows: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
        for place, row in enumerate(found.table.to_pylist()):
            if row["customer_id"] in rows:
                said = {name: bool(verdict[place]) for name, verdict in verdicts.items()}
                one = candidate_of(row, found.made[place], said, refused_by[place])
                rows[row["customer_id"]].append(one)
        return {name: self._one(name, rows[name], inputs.about[name], now) for name in names}

    def _one(
        self, name: str, rows: list[dict[str, Any]], about: Mapping[str, Any], now: int
    ) -> Decision:
        decision_id, until = self.new_id(), now + micros(self.policy.hold)
        nothing = dict.fromkeys(TOLD) | {"offer": NOTHING, "type": NOTHING, "cost": 0.0}
        nothing |= {"value": 0.0, "gain": None, "made": "now", "verdicts": {}, "refused_by": None}
        rows = [nothing, *rows]
        still_open = [row for row in rows if row["refused_by"] is None]
        values = [row["value"] for row in still_open]
        place, propensity = draw(values, self.policy.explore, decision_id)
        chosen = still_open[place]
        for row in still_open:
            row["refused_by"] = None if row is chosen else BETTER
        receipt = {
            **about,
            "decision_id": decision_id,
            "customer_id": name,
            "subject": SUBJECT,
            "decided_at": iso(now),
            "valid_until": iso(until),
            "candidates": rows,
            "chosen": {key: chosen[key] for key in TOLD},
            "explore": self.policy.explore,
            "propensity": propensity,
        }
        # Why an item was ranked as it was is told only of the one that is offered.
        reasons = receipt.pop("reasons_by_item", {}).get(chosen["item"])
        receipt |= reasons or {"reasons": [], "model": None}
        return Decision(decision_id, name, SUBJECT, now, until, as_text(receipt))

    def held(self, desk: Desk, now: int) -> dict[str, Decision]:
        """Return the decisions that hold: no rule that is asked at every answer refuses them now.

        Parameters
        ----------
        desk
            What is known of the people.
        now
            Microseconds since 1970.
        """
        standing = desk.standing(SUBJECT, now)
        rules, consents = self.policy.asked("answering"), desk.consents(standing)

        def holds(name: str, one: Decision) -> bool:
            offer, said = chosen_of(one), consents[name]
            is_refused = any(rule.refuses_held(offer, said, now) for rule in rules)
            return offer["offer"] == NOTHING or not is_refused

        return {name: one for name, one in standing.items() if holds(name, one)}

    def still_allowed(self, lines: Sequence[Line], now: datetime) -> list[Line]:
        """Return what a scoring chose and no rule that is asked at every answer refuses by now."""
        with self.store.snapshot() as snapshot:
            people = snapshot.people([line.customer_id for line in lines])
            said = snapshot.consents(list(people.values()))
        rules, at = self.policy.asked("answering"), micros(now)

        def is_allowed(line: Line) -> bool:
            one = people.get(line.customer_id)
            consents = {} if one is None else said[one.customer_id]
            return not any(rule.refuses_held(vars(line), consents, at) for rule in rules)

        return [line for line in lines if is_allowed(line)]

    def _contact(
        self, desk: Desk, held: Mapping[str, Decision], facts: Callable[[], OfferFacts], now: int
    ) -> dict[str, Decided]:
        """Return the decisions, a contact counted for each that may be carried out now."""
        refused = self._refused(held, facts, "answering", "contacting")
        twice = desk.contacted([one.decision_id for one in held.values()])
        decided, contacts = {}, []
        for name, one in held.items():
            chosen = chosen_of(one)
            if chosen["channel"] is None:
                decided[name] = Decided(one, reserved=False, refused_by=chosen["offer"])
            elif name in refused or one.decision_id in twice:
                by = TWICE if one.decision_id in twice else refused[name]
                decided[name] = Decided(one, reserved=False, refused_by=by)
            else:
                decided[name] = Decided(one, reserved=True)
                row = (name, chosen["channel"], now, chosen["offer"], one.decision_id)
                contacts.append(Contact(*row))
        desk.count(contacts)
        return decided

    def _facts(self, desk: Desk, asked: Asked) -> OfferFacts:
        now = micros(asked.now)
        facts = facts_of(desk, asked.customers, now, self.policy)
        return replace(facts, contact_at=now if asked.contact else None)

    def _refused(
        self, decisions: Mapping[str, Decision], facts: Callable[[], OfferFacts], *when: str
    ) -> dict[str, str]:
        """Return which decisions' offers are refused now, and by what.

        The facts are looked up only where there is something to refuse.
        """
        rules = self.policy.asked(*when)
        rows = [{**chosen_of(one), "customer_id": name} for name, one in decisions.items()]
        rows = [row for row in rows if row["offer"] != NOTHING]
        if not rows or not rules:
            return {}
        by, _ = judge(pa.Table.from_pylist(rows, CANDIDATES), rules, facts())
        return {row["customer_id"]: str(b) for row, b in zip(rows, by, strict=True) if b}


def chosen_of(decision: Decision) -> dict[str, Any]:
    """Return what a decision chose."""
    return _chosen_of(decision.receipt)


# A decision that holds is looked at by every answer.
@lru_cache(maxsize=MOST_KEPT)
def _chosen_of(receipt: str) -> dict[str, Any]:
    chosen: dict[str, Any] = json.loads(receipt)["chosen"]
    return chosen
