"""What an offer is: something worth money with a probability; and a rule: a reason against it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field

from patron.config import Described
from patron.schema import DECISIONS, EFFECTS, REAL, SCORES, TEXT, TIME

Array = np.ndarray[Any, Any]

CANDIDATES = pa.schema(
    [(name, DECISIONS.columns[name]) for name in ("customer_id", "offer", "item", "type")]
    + [(name, DECISIONS.columns[name]) for name in ("channel", "p", "cost", "value")]
)
PRICES = pa.schema([("item", TEXT), ("price", REAL)])
OWNED = pa.schema([("customer_id", TEXT), ("item", TEXT)])
STEPS = pa.schema([("customer_id", TEXT), ("item", TEXT), ("usual_price", REAL)])
CONTACTS = pa.schema([("customer_id", TEXT), ("offer", TEXT), ("last_at", TIME)])
REACHED = pa.schema([("customer_id", TEXT), ("channel", TEXT), ("at", TIME)])
GRANTS = pa.schema([("customer_id", TEXT), ("channel", TEXT), ("granted", pa.bool_())])


@dataclass(frozen=True)
class OfferFacts:
    """What offers and rules look at, all as known at one moment.

    Parameters
    ----------
    as_of
        The moment, in microseconds since 1970.
    scores
        SCORES of all customers and tasks.
    prices
        What a customer pays for an item in a horizon, where they take it.
    owned
        Which items each customer took before.
    contacts
        When the company last made each customer each offer.
    consents
        The newest word of each customer about each channel.
    effects
        EFFECTS of the offers that were drawn at random.
    steps
        Which items would be a step up for whom, and what the customer usually pays instead.
    reached
        When the company contacted each customer on each channel, once for each contact.
    contact_at
        Moment at which the customer is to be contacted, in microseconds since 1970; None where
        that is open.
    time_zone
        Name of the zone of the workspace's clocks, such as ``Europe/Berlin``.
    """

    as_of: int
    scores: pa.Table = field(default_factory=SCORES.empty)
    prices: pa.Table = field(default_factory=PRICES.empty_table)
    owned: pa.Table = field(default_factory=OWNED.empty_table)
    contacts: pa.Table = field(default_factory=CONTACTS.empty_table)
    consents: pa.Table = field(default_factory=GRANTS.empty_table)
    effects: pa.Table = field(default_factory=EFFECTS.empty)
    steps: pa.Table = field(default_factory=STEPS.empty_table)
    reached: pa.Table = field(default_factory=REACHED.empty_table)
    contact_at: int | None = None
    time_zone: str = "UTC"


class Offer(Described, ABC):
    """Something that can be offered.

    Parameters
    ----------
    name
        How DECISIONS calls it.
    channel
        On which channel it goes out; consent is asked for this channel.
    cost
        What making it costs, in the currency of the sources.
    margin
        Share of what the customer pays that stays with us, where ITEMS says none.
    """

    name: str
    channel: str
    cost: float = Field(default=0.0, ge=0)
    margin: float = Field(default=1.0, gt=0, le=1)

    def needs(self) -> tuple[str, ...]:
        """Return the names of the tasks whose scores the offer is made from."""
        return ()

    @abstractmethod
    def propose(self, facts: OfferFacts) -> pa.Table:
        """Return the CANDIDATES of this offer: at most a few for each customer."""

    def candidates(
        self, customer: pa.Array, item: pa.Array | None, p: Array, gain: Array
    ) -> pa.Table:
        """Return CANDIDATES whose value is ``p * gain - cost``.

        Parameters
        ----------
        customer, item
            Ids, shape (n,); item is None for an offer that is about no item.
        p
            Probability that the gain comes, shape (n,).
        gain
            Money, shape (n,).
        """
        n = len(customer)
        return pa.table(
            {
                "customer_id": customer,
                "offer": pa.array([self.name] * n, TEXT),
                "item": pa.nulls(n, TEXT) if item is None else item,
                "type": pa.array([type(self).__module__.rpartition(".")[2]] * n, TEXT),
                "channel": pa.array([self.channel] * n, TEXT),
                "p": pa.array(p, REAL),
                "cost": pa.array(np.full(n, self.cost), REAL),
                "value": pa.array(p * gain - self.cost, REAL),
            },
            schema=CANDIDATES,
        )


class Rule(Described, ABC):
    """A reason not to make an offer.

    Parameters
    ----------
    name
        How DECISIONS calls the rule in `refused_by`.
    """

    # When it is asked: as a decision is made; also whenever that is answered again; or also when
    # the customer is contacted.
    asked: ClassVar[Literal["deciding", "answering", "contacting"]] = "deciding"
    # Whether its verdict depends on all customers, so that only the last scoring can say it.
    is_about_all: ClassVar[bool] = False

    name: str

    @abstractmethod
    def refuses(self, candidates: pa.Table, still_open: Array, facts: OfferFacts) -> Array:
        """Return True for each candidate that must not be, shape (n,).

        Parameters
        ----------
        candidates
            CANDIDATES of all customers, "nothing" left out.
        still_open
            True where no earlier rule has refused, shape (n,).
        facts
            What is known.
        """

    def refuses_held(self, offer: Mapping[str, Any], consents: Mapping[str, bool], at: int) -> bool:
        """Return the same of an offer that was decided on, where that is asked at every answer.

        Parameters
        ----------
        offer
            Its row of CANDIDATES.
        consents
            What its customer said of being contacted, by channel.
        at
            The moment, in microseconds since 1970.
        """
        raise NotImplementedError(f"{type(self).__name__} is not asked at every answer.")


def codes(column: pa.ChunkedArray) -> Array:
    """Return a number for each different text of a column, shape (n,)."""
    coded = column.combine_chunks().dictionary_encode()
    return np.asarray(coded.indices.fill_null(-1).to_numpy(zero_copy_only=False), np.int64)


def pairs(table: pa.Table, left: str, right: str) -> pa.Array:
    """Return two text columns as one, to look pairs up; null where either is."""
    joined = pc.binary_join_element_wise(table[left], table[right], "\x1f")
    return joined.combine_chunks()


def places(wanted: pa.Array, among: pa.Array) -> Array:
    """Return the place of each of `wanted` in `among` (each once), -1 where it is not."""
    found = pc.index_in(wanted, value_set=among).fill_null(-1)
    return np.asarray(found.to_numpy(zero_copy_only=False), np.int64)


def best_first(owner: Array, value: Array) -> Array:
    """Return each row's rank among its owner's rows, 0 for the highest value; ties by place."""
    order = np.lexsort((np.arange(len(value)), -value, owner))
    grouped = owner[order]
    starts = np.flatnonzero(np.append(True, grouped[1:] != grouped[:-1])) if len(order) else order
    rank = np.empty(len(value), np.int64)
    rank[order] = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    return rank
