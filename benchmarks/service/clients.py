"""A client that decides, contacts, tells outcomes and changes consents at random, and keeps a log.

It goes through the code of the service, in a process of its own as each worker is.
"""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from benchmarks.service.promises import TABLES, rows_of
from patron.errors import StoreUnavailable
from patron.live import Event, LiveStore
from patron.live.outcomes import Outcome
from patron.offers import CANDIDATES
from patron.schema import TEXT, TIME
from patron.service.candidates import Candidates
from patron.service.decider import Asked, Decider, Inputs, chosen_of
from patron.service.policy import Policy

START = datetime(2024, 1, 1, tzinfo=UTC)
FACTS = pa.schema({"customer_id": TEXT, "name": TEXT, "value": TEXT, "known_at": TIME})
CONSENT = {"type": "consent", "name": "no consent", "unless_said": "granted"}
POLICY = Policy.of({"rules": [CONSENT], "decisions_hold": "PT6H", "explore": 0.2})
ABOUT = {"as_of": "2024-01-01T00:00:00Z", "currency": "EUR", "versions": {"data_version": 1}}
OFFERS = (("tea", "email", 2.0), ("rum", "sms", 1.5), ("ham", "app", 1.0))
CHANNELS = [channel for _, channel, _ in OFFERS]
# How many customers a request names, and how often that is so.
SIZES = {(1, 1): 0.5, (2, 20): 0.3, (50, 300): 0.15, (1_000, 1_000): 0.05}
# A log is handed over so often, in seconds.
TOLD = 2.0


@dataclass(frozen=True)
class Run:
    """What all clients have in common.

    Parameters
    ----------
    url
        Of the live store.
    customers
        How many there are.
    begun, until
        When it began and is to end, in seconds of the clock that all processes share.
    speed
        How many seconds go by in one.
    """

    url: str
    customers: int
    begun: float
    until: float
    speed: float

    def now(self) -> datetime:
        """Return the moment of a call."""
        return START + timedelta(seconds=self.speed * (time.monotonic() - self.begun))


@dataclass
class News:
    """What a client did since it told last.

    Parameters
    ----------
    made, answered, put_off
        See `benchmarks.service.decisions.Counts`.
    cpu
        Seconds of its process by now.
    until
        The moment by now: all that it asked before is in what it told.
    log
        Rows of `benchmarks.service.promises.TABLES`, by name of table.
    """

    made: int = 0
    answered: int = 0
    put_off: int = 0
    cpu: float = 0.0
    until: int = 0
    log: dict[str, pa.Table] = field(default_factory=dict)


class Client:
    """Does something again and again until it is time to stop.

    Parameters
    ----------
    run
        Of which it is part.
    number
        Which client; also the seed of what it does.
    """

    def __init__(self, run: Run, number: int) -> None:
        self.run, self.number = run, number
        self._store, self._drawn = LiveStore(run.url), random.Random(number)
        self._decider = Decider(self._store, POLICY)
        self._log: dict[str, list[tuple[Any, ...]]] = {name: [] for name in TABLES}
        self._step, self._news = 0, News()
        self._last: list[tuple[str, str, str | None]] = []

    def go(self, tell: Callable[[News | None], Any], is_enough: Callable[[], bool]) -> None:
        """Work until it is enough, and tell of it now and then, and of the end by None."""
        told_at = time.monotonic()
        while not is_enough() and time.monotonic() < self.run.until:
            self._step += 1
            [act] = self._drawn.choices(
                [self._decide, self._say, self._tell_outcomes, self._tell_contacts], [12, 4, 3, 1]
            )
            try:
                act()
            except StoreUnavailable:
                self._news.put_off += 1
            if time.monotonic() - told_at > TOLD:
                tell(self._told())
                told_at = time.monotonic()
        tell(self._told())
        tell(None)
        self._store.close()

    def _told(self) -> News:
        news, self._news = self._news, News()
        news.cpu, news.until = time.process_time(), time.monotonic_ns()
        news.log = rows_of(self._log)
        for rows in self._log.values():
            rows.clear()
        return news

    def _some(self, least: int, most: int) -> list[str]:
        size = min(self._drawn.randint(least, most), self.run.customers)
        # Half of the time among a few, so that many ask about the same.
        few = self.run.customers if self._drawn.random() < 0.5 else max(size, 20)
        return [f"c{n}" for n in self._drawn.sample(range(few), size)]

    def _decide(self) -> None:
        [size] = self._drawn.choices([*SIZES], [*SIZES.values()])
        names, contact, asked = self._some(*size), self._drawn.random() < 0.7, time.monotonic_ns()
        now = self.run.now()
        with self._store.snapshot() as snapshot:
            people = [*dict.fromkeys(snapshot.people(names).values())]
            found = snapshot.customers(people)
        said = self._decider.decide(Asked(people, found, now, contact, inputs))
        answered, self._last = time.monotonic_ns(), []
        self._news.answered += len(said)
        at = (now - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
        for name, one in said.items():
            chosen, decision = chosen_of(one.decision), one.decision
            self._news.made += decision.made_at == at
            self._last.append((name, decision.decision_id, chosen["channel"]))
            if one.reserved:
                row = (name, chosen["channel"], at, decision.decision_id, asked, answered)
                self._log["promises"].append(row)

    def _say(self) -> None:
        """Give or revoke consent, of which some was given a while ago."""
        now, asked = self.run.now(), time.monotonic_ns()
        events, rows = [], []
        for place, name in enumerate(self._some(1, 20)):
            at = now - timedelta(hours=self._drawn.choice([0, 0, 0, 48]))
            channel, granted = self._drawn.choice(CHANNELS), self._drawn.random() < 0.6
            events.append(self._event(name, f"say {place}", at, "consent", {channel: granted}))
            rows.append((name, channel, events[-1].row["occurred_at"], granted, asked))
        self._store.receive(events, now)
        self._log["words"] += [(*row, time.monotonic_ns()) for row in rows]

    def _tell_contacts(self) -> None:
        """Tell that somebody was contacted without asking."""
        now, asked = self.run.now(), time.monotonic_ns()
        events, rows = [], []
        for place, name in enumerate(self._some(1, 3)):
            channel = self._drawn.choice(CHANNELS)
            events.append(self._event(name, f"contact {place}", now, "contact", channel=channel))
            events[-1].row["actor"] = "company"
            rows.append((name, channel, events[-1].row["occurred_at"], None, asked))
        self._store.receive(events, now)
        self._log["made"] += [(*row, time.monotonic_ns()) for row in rows]

    def _tell_outcomes(self) -> None:
        """Tell what became of the last decisions, or that they led to a contact after all."""
        now, asked = self.run.now(), time.monotonic_ns()
        at = (now - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
        some = self._drawn.sample(self._last, min(len(self._last), 10))
        kinds = [self._drawn.choice(["sent", "rejected", "bought", "ignored"]) for _ in some]
        outcomes = [
            Outcome(f"{self.number}-{self._step}-{place}", decision_id, kind, at)
            for place, ((_, decision_id, _), kind) in enumerate(zip(some, kinds, strict=True))
        ]
        said = self._store.record_outcomes(outcomes, now)
        if set(said) - {"recorded"}:
            raise AssertionError(f"An outcome was not taken: {sorted(set(said))}.")
        answered = time.monotonic_ns()
        self._log["made"] += [
            (name, channel, at, decision_id, asked, answered)
            for (name, decision_id, channel), kind in zip(some, kinds, strict=True)
            if kind == "sent" and channel is not None
        ]

    def _event(
        self,
        account: str,
        name: str,
        at: datetime,
        kind: str,
        consents: dict[str, bool] | None = None,
        channel: str | None = None,
    ) -> Event:
        row = {"source": "web", "interaction_id": f"{self.number}-{self._step} {name}"}
        row |= {"account": account, "kind": kind, "actor": "customer", "channel": channel}
        moment = (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
        return Event({**row, "occurred_at": moment}, consents=consents or {})


def inputs(names: Sequence[str]) -> Inputs:
    """Return the same three candidates for each customer."""
    rows = [
        {"customer_id": name, "offer": offer, "type": "t", "channel": channel}
        | {"p": 0.5, "cost": 0.1, "value": value}
        for name in names
        for offer, channel, value in OFFERS
    ]
    table = pa.Table.from_pylist(rows, CANDIDATES)
    found = Candidates(table, ["now"] * len(rows), {name: [] for name in names})
    return Inputs(found, dict.fromkeys(names, ABOUT))
