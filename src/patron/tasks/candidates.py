"""Which items come into question for each customer, before anything is ranked."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from patron.catalog import kinds
from patron.config import did_you_mean
from patron.errors import ConfigError
from patron.history import History
from patron.tasks.generators import Generator, look_back
from patron.tasks.next_offer import NextOffer

# So many scores of customers and items are held at a time.
CELLS = 4_000_000
DIGITS = 5


class Candidates(NamedTuple):
    """Customer number and item code of each candidate, grouped by customer.

    `scores` holds what each generator asked about says of each candidate, shape (n,).
    """

    customer: np.ndarray
    item: np.ndarray
    scores: Mapping[str, np.ndarray]


def find_candidates(
    past: History,
    task: NextOffer,
    customers: np.ndarray,
    cutoff: int,
    scored_by: Iterable[str] = (),
) -> Candidates:
    """Return what the generators propose to each customer, each pair once.

    Customers are asked about some at a time, so that memory is bounded by the candidates.

    Parameters
    ----------
    past
        ``history.upto(cutoff)``.
    customers
        Numbers of the customers asked about, rising.
    cutoff
        Microseconds since 1970; popular is what most customers took in the last horizon.
    scored_by
        Generators whose scores are wanted, whether they propose candidates or not.

    Raises
    ------
    ConfigError
        If there is no generator of a name.
    """
    taken = look_back(past, task, cutoff, customers)
    if not len(customers) or not taken.items:
        nothing = np.zeros(0, np.int64)
        return Candidates(nothing, nothing, {name: np.zeros(0) for name in scored_by})
    most = {"own": task.own, "popular": task.popular, **task.also}
    wanted = tuple(dict.fromkeys(scored_by))
    made = {name: find_generator(name)(taken) for name in dict.fromkeys([*most, *wanted])}
    size = max(1, CELLS // max(taken.items, 1))
    asked = np.searchsorted(taken.who, customers)
    parts = [
        _piece(asked[start : start + size], made, most, wanted)
        for start in range(0, len(asked), size)
    ]
    customer, item = (np.concatenate([part[n] for part in parts]) for n in range(2))
    scores = {name: np.concatenate([part.scores[name] for part in parts]) for name in wanted}
    return Candidates(taken.who[customer], taken.what[item], scores)


def find_generator(name: str) -> type[Generator]:
    """Return the generator of a name.

    Raises
    ------
    ConfigError
        If there is none.
    """
    known = kinds(Generator, "patron.tasks.generators")
    if name not in known:
        raise ConfigError(
            f"There is no generator of candidates called {name!r}, but: "
            f"{', '.join(sorted(known))}{did_you_mean(name, known)}."
        )
    return known[name]


def _piece(
    customers: np.ndarray,
    made: Mapping[str, Generator],
    most: Mapping[str, int],
    wanted: tuple[str, ...],
) -> Candidates:
    """Return the candidates of some customers, by their places and those of the items."""
    # Rounded, so that the last digits, which differ between machines, decide nothing.
    told = {name: np.round(one.score(customers), DIGITS) for name, one in made.items()}
    ever = next(iter(made.values())).taken.ever[customers].toarray() > 0
    proposed = np.zeros(ever.shape, bool)
    for name, number in most.items():
        fits = {"taken": ever, "new": ~ever, "any": np.True_}[made[name].proposes]
        _propose(proposed, np.where(fits & (told[name] > 0), told[name], 0.0), number)
    row, item = np.nonzero(proposed)
    scores = {name: told[name][row, item].astype(np.float64) for name in wanted}
    return Candidates(customers[row], item, scores)


def _propose(proposed: np.ndarray, score: np.ndarray, most: int) -> None:
    """Mark at most `most` items of each row, those of the highest score above 0.

    A tie goes to the smaller code.
    """
    if most < 1:
        return
    if most >= score.shape[1]:
        proposed |= score > 0
        return
    last = -np.partition(-score, most - 1, axis=1)[:, most - 1 : most]
    above = score > last
    level = (score == last) & (last > 0)
    room = most - above.sum(axis=1, keepdims=True)
    proposed |= above | (level & (np.cumsum(level, axis=1) <= room))
