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
    ever = next(iter(made.values())).taken.ever[customers].toarray() > 0
    proposed = np.zeros(ever.shape, bool)
    scores = {}
    for name in dict.fromkeys([*most, *wanted]):
        one = made[name]
        fits = {"taken": ever, "new": ~ever, "any": np.True_}[one.proposes]
        same = one.everybody()
        if same is not None and name not in wanted:
            _propose_in_order(proposed, _rounded(same), fits, most[name])
            continue
        told = _rounded(one.score(customers))
        if name in wanted:
            scores[name] = told
        if name in most:
            _propose(proposed, np.where(fits & (told > 0), told, 0), most[name])
    row, item = np.nonzero(proposed)
    of_rows = {name: scores[name][row, item].astype(np.float64) for name in wanted}
    return Candidates(customers[row], item, of_rows)


def _rounded(scores: np.ndarray) -> np.ndarray:
    """Return the scores without the last digits, which differ between machines."""
    return np.round(scores, DIGITS)


def _propose_in_order(proposed: np.ndarray, score: np.ndarray, fits: np.ndarray, most: int) -> None:
    """Mark at most `most` items of each row, by a score above 0 that is the same for all rows.

    A tie goes to the smaller code.
    """
    order = np.argsort(-score, kind="stable")
    order = order[score[order] > 0]
    if fits.ndim:
        # Nobody has more than so many that do not fit.
        order = order[: most + int((~fits).sum(axis=1).max(initial=0))]
        free = fits[:, order]
        proposed[:, order] |= free & (np.cumsum(free, axis=1, dtype=np.int32) <= most)
    else:
        proposed[:, order[:most]] = True


def _propose(proposed: np.ndarray, score: np.ndarray, most: int) -> None:
    """Mark at most `most` items of each row, those of the highest score above 0.

    A tie goes to the smaller code.
    """
    if most < 1:
        return
    speaks = score > 0
    many = np.count_nonzero(speaks, axis=1) > most
    if not many.any():
        proposed |= speaks
        return
    if not many.all():
        proposed[~many] |= speaks[~many]
        score = score[many]
    last = np.partition(score, score.shape[1] - most, axis=1)[:, -most, None]
    best = score >= last
    tied = np.flatnonzero(np.count_nonzero(best, axis=1) > most)
    if len(tied):
        above, level = score[tied] > last[tied], score[tied] == last[tied]
        room = most - np.count_nonzero(above, axis=1)[:, None]
        best[tied] = above | (level & (np.cumsum(level, axis=1, dtype=np.int32) <= room))
    proposed[many] |= best
