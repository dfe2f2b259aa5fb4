"""Which offers worked: measured against a hold-out, or only seen to come with something."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from patron.report.facts import BookFacts
from patron.report.language import say
from patron.report.wording import count, day, money, number, percent

# What an offer did, by the sign of both ends of its interval.
WORKED, HARMED, UNPROVEN = "worked", "did harm", "not proven"
ONLY_MONEY, NO_GAIN = "worked, and pays", "worked, but cost more than it brought"

SHARES = (
    "{offer}: within {days} days {with_offer} of those who were drawn to get it bought, and "
    "{without} of those who were drawn to get nothing (until {until})."
)
AMOUNTS = (
    "{offer}: within {days} days those who were drawn to get it brought on average {with_offer}, "
    "and those who were drawn to get nothing {without} (until {until})."
)


@dataclass(frozen=True)
class Measured:
    """An offer that was drawn at random, worded."""

    offer: str
    drawn: str
    held_out: str
    with_offer: str
    without: str
    effect: str
    pays: str
    verdict: str
    sentence: str


@dataclass(frozen=True)
class Followed:
    """An offer that was not drawn at random, worded: how often it was made, and what followed."""

    offer: str
    where: str
    made: str
    reached: str
    taken: str
    share: str
    amount: str


def measured(facts: BookFacts) -> list[Measured]:
    """Return the offers that were measured against a hold-out, the strongest effect first."""
    rows = facts.effects.sort_by([("effect", "descending"), ("offer", "ascending")]).to_pylist()
    return [_measured(row, facts.currency) for row in rows]


def followed(facts: BookFacts) -> list[Followed]:
    """Return what came with offers that nobody was held out from, the most frequent first."""
    order = [("made", "descending"), ("offer", "ascending"), ("where", "ascending")]
    return [_followed(row, facts.currency) for row in facts.offers.sort_by(order).to_pylist()]


def verdict(row: dict[str, Any]) -> str:
    """Return what the interval of an effect proves, and whether the offer pays by it."""
    if row["low"] is None or row["high"] is None or row["low"] <= 0 <= row["high"]:
        return UNPROVEN
    if row["high"] < 0:
        return HARMED
    if row["worth"] is None or row["cost"] is None:
        return WORKED
    low, high = (row[end] * row["worth"] - row["cost"] for end in ("low", "high"))
    return ONLY_MONEY if low > 0 else NO_GAIN if high < 0 else WORKED


def _measured(row: dict[str, Any], currency: str) -> Measured:
    is_share = row["outcome"] == "purchase"
    moved = _points if is_share else (lambda value: _signed(value, money(abs(value), currency)))
    mean = percent if is_share else (lambda value: money(value, currency))
    effect = _bounds([moved(row[name]) for name in ("effect", "low", "high")])
    found, with_offer, without = verdict(row), mean(row["with_offer"]), mean(row["without"])
    return Measured(
        offer=row["offer"],
        drawn=count(row["drawn"]),
        held_out=count(row["held_out"]),
        with_offer=with_offer,
        without=without,
        effect=effect,
        pays=_pays(row, currency),
        verdict=say(found),
        sentence=say(
            SHARES if is_share else AMOUNTS,
            offer=row["offer"],
            days=number(row["days"], 0),
            with_offer=with_offer,
            without=without,
            until=day(row["until"]),
        ),
    )


def _pays(row: dict[str, Any], currency: str) -> str:
    """Return what a contact leaves after its cost, with the interval; nothing if not known."""
    if row["worth"] is None or row["cost"] is None:
        return ""
    mid, low, high = (row[name] * row["worth"] - row["cost"] for name in ("effect", "low", "high"))
    return _bounds([_signed(value, money(abs(value), currency)) for value in (mid, low, high)])


def _bounds(said: Sequence[str]) -> str:
    return say("{value} ({low} to {high})", value=said[0], low=said[1], high=said[2])


def _followed(row: dict[str, Any], currency: str) -> Followed:
    made, taken = row["made"], row["taken"]
    return Followed(
        offer=row["offer"],
        where=say(row["where"]),
        made=count(made),
        reached="" if row["reached"] is None else count(row["reached"]),
        taken="" if taken is None else count(taken),
        share="" if taken is None or not made else percent(taken / made),
        amount="" if row["amount"] is None else money(row["amount"], currency),
    )


def _points(share: float) -> str:
    return _signed(share, say("{n} points", n=number(100 * abs(share), 1)))


def _signed(value: float, text: str) -> str:
    """Return a number's size with its sign; what is shown as nought has none."""
    if not any(digit in "123456789" for digit in text):
        return text
    return f"+{text}" if value > 0 else f"−{text}"
