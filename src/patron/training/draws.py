"""What the company drew at random in the past, as an experiment to learn from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

import numpy as np
import pyarrow as pa
from pydantic import Field

from patron.config import Described
from patron.errors import ModelError
from patron.features import Feature, feature_columns
from patron.history import MICROSECONDS_A_DAY, History, micros
from patron.models.uplift import Experiment
from patron.schema import REAL, TEXT, TIME
from patron.tasks import Task, true_answers
from patron.tasks.churn import Churn
from patron.tasks.lifetime_value import LifetimeValue

Array = np.ndarray[Any, Any]

DRAWN = pa.schema(
    [("customer_id", TEXT), ("occurred_at", TIME), ("offer", TEXT), ("propensity", REAL)]
)


class Draws(Described):
    """Offers that the company drew at random, with the probability of each draw.

    The draws are the interactions of `kind` that have a ``propensity``; those who were drawn to
    get nothing, the hold-out, have a row of their own.

    Parameters
    ----------
    name
        Name of the experiment.
    kind
        Kind of interaction that is a draw.
    none
        What ``offer`` says of those who were to get nothing; a blank offer says the same.
    outcome
        What an offer is to bring: a ``purchase`` (1 or 0), or ``margin`` in money, net of returns.
    horizon
        How long after the midnight before the draw it counts.
    bought
        Kind of interaction that is a purchase.
    days
        At most so many days of draws are learnt from and judged by, the newest.
    later
        Share of these days, the newest, that judge.
    """

    name: str
    kind: str = "assignment"
    none: str = "none"
    outcome: Literal["purchase", "margin"] = "purchase"
    horizon: timedelta = Field(gt=timedelta(0))
    bought: str = "purchase"
    days: int = Field(default=12, ge=4)
    later: float = Field(default=0.25, gt=0, lt=1)

    def task(self) -> Task:
        """Return the question whose answer is the outcome, or the lack of one."""
        kind = Churn if self.outcome == "purchase" else LifetimeValue
        return kind(name=self.name, horizon=self.horizon, kind=self.bought)

    def outcome_of(self, answer: Array) -> Array:
        """Return the outcome from the answer to `task`."""
        return 1 - answer if self.outcome == "purchase" else answer


@dataclass(frozen=True)
class Drawn:
    """An experiment, and what its numbers stand for.

    Parameters
    ----------
    experiment
        Of n rows; 0 is no offer.
    offers
        Names of the offers 1 … k.
    columns
        Names of the features.
    cutoff
        Midnight before each draw, microseconds since 1970, shape (n,).
    """

    experiment: Experiment
    offers: tuple[str, ...]
    columns: tuple[str, ...]
    cutoff: Array

    def newest(self, share: float) -> Array:
        """Return which rows are of the newest share of the days, at least one, shape (n,)."""
        days = np.unique(self.cutoff)
        first = days[-max(1, round(share * len(days)))]
        return np.asarray(self.cutoff >= first)

    def rows(self, wanted: Array) -> "Drawn":
        """Return the wanted rows."""
        kept = self.experiment.rows(wanted)
        return Drawn(kept, self.offers, self.columns, self.cutoff[wanted])


def make_drawn(
    history: History, draws: Draws, drawn: pa.Table, features: Sequence[Feature]
) -> Drawn:
    """Return the experiment that the draws of the past are.

    Features are what was known at the midnight before a draw. Draws whose horizon is not over, and
    customers drawn twice on a day, are left out.

    Parameters
    ----------
    history
        All interactions.
    drawn
        DRAWN, of customers of the history.
    features
        Those of customers are used.

    Raises
    ------
    ModelError
        If no draw is over, or nobody was drawn to get nothing.
    """
    customer = np.searchsorted(history.customers, drawn["customer_id"].to_numpy())
    at = drawn["occurred_at"].cast(pa.int64()).to_numpy()
    cutoff = (at - 1) // MICROSECONDS_A_DAY * MICROSECONDS_A_DAY
    offer = drawn["offer"].fill_null(draws.none).to_numpy(zero_copy_only=False)
    is_over = cutoff + micros(draws.horizon) <= history.end
    days = np.unique(cutoff[is_over])[-draws.days :]
    kept = _once(customer, cutoff) & is_over & np.isin(cutoff, days)
    offers = tuple(str(name) for name in np.unique(offer[kept]) if name != draws.none)
    if not kept.any() or not offers or not (offer[kept] == draws.none).any():
        raise ModelError(
            f"{draws.name}: {int(kept.sum()):,} draws of kind {draws.kind!r} with a propensity "
            f"are over, of {len(offers)} offer(s); there must be some with an offer and some with "
            f"{draws.none!r}."
        )
    customer, cutoff = customer[kept], cutoff[kept]
    arm = np.searchsorted(np.array(offers, dtype=object), offer[kept]) + 1
    arm = np.where(offer[kept] == draws.none, 0, arm)
    own = [feature for feature in features if feature.entity == "customer"]
    experiment = Experiment(
        features_at(history, own, customer, cutoff),
        arm,
        _outcomes(history, draws, customer, cutoff),
        drawn["propensity"].to_numpy()[kept],
        customer,
    )
    return Drawn(experiment.check(), offers, tuple(one.name for one in own), cutoff)


def features_at(
    history: History, features: Sequence[Feature], customer: Array, cutoff: Array
) -> Array:
    """Return the features of customers (numbers) at cutoffs, shape (n, k); NaN for no past."""
    days = np.unique(cutoff)
    who, _, when, columns = feature_columns(
        history, features, [int(day) for day in days], "customer"
    )
    place = np.full((len(history.customers), len(days)), -1)
    place[who, np.searchsorted(days, when)] = np.arange(len(who))
    row = place[customer, np.searchsorted(days, cutoff)]
    return np.column_stack([np.append(columns[one.name], np.nan)[row] for one in features])


def _once(customer: Array, cutoff: Array) -> Array:
    """Return which rows are the only one of their customer and day."""
    pairs = np.stack([customer, cutoff])
    _, place, count = np.unique(pairs, axis=1, return_inverse=True, return_counts=True)
    return np.asarray(count[place.ravel()] == 1)


def _outcomes(history: History, draws: Draws, customer: Array, cutoff: Array) -> Array:
    task, found = draws.task(), np.empty(len(customer))
    for day in np.unique(cutoff):
        mine = np.flatnonzero(cutoff == day)
        mine = mine[np.argsort(customer[mine])]
        found[mine] = true_answers(history, task, customer[mine], int(day)).label
    return draws.outcome_of(found)
