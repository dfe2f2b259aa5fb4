"""When it happens, of those to whom it happens: steps of time, each with its own hazard.

A probability that something happens within a horizon says nothing of sooner or later. Here the
time until then is learnt of those to whom it happened, step by step: the chance that it happens
in a step if it has not happened before. Multiplied with the probability, the chances of shorter
horizons follow. They never cross, since more time never takes a chance away.

References
----------
Singer, Willett (1993), "It's About Time: Using Discrete-Time Survival Analysis to Study Duration
and the Timing of Events", Journal of Educational Statistics 18.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from patron.errors import ModelError
from patron.models.calibration import sigmoid
from patron.models.trees import Rows, Trees, grow

Array = np.ndarray[Any, Any]

FACTS, TREES = "timing.json", "timing.txt"
# The horizon is cut into so many equal steps, and at the shorter horizons.
STEPS = 10
# Rows of features that all steps are asked about at once.
AT_A_TIME = 2_000
# Few and small trees: what is left to learn once it is known that it happens.
PARAMETERS = {
    "objective": "binary",
    "num_iterations": 150,
    "num_leaves": 8,
    "learning_rate": 0.05,
    "min_data_in_leaf": 100,
    "lambda_l2": 5.0,
    "feature_fraction": 0.8,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}


@dataclass(frozen=True)
class Timing:
    """How soon an event comes within the horizon, given that it does.

    Parameters
    ----------
    edges
        Ends of the steps in days after the horizon's start, rising; the last is its end.
    horizons
        Shorter horizons to tell of, in days, each one of the `edges`.
    is_leaving
        Whether the event is the leaving that the model's answer is the probability of; else it
        is the purchase by which a customer stays.
    trees
        Log odds that it happens in a step if not before, of the features and the step's number.
    """

    edges: tuple[float, ...]
    horizons: tuple[float, ...]
    is_leaving: bool
    trees: Trees

    def happened(self, X: Array) -> Array:
        """Return the chance that it happened by each edge, if it does at all, (n, edges)."""
        found = np.ones((len(X), len(self.edges)))
        steps = len(self.edges) - 1
        for start in range(0, len(X) if steps else 0, AT_A_TIME):
            part = X[start : start + AT_A_TIME]
            rows = np.tile(part, (steps, 1))
            number = np.repeat(np.arange(float(steps)), len(part))
            hazard = sigmoid(self.trees.raw(np.column_stack([rows, number])))
            left = np.cumprod(1 - hazard.reshape(steps, len(part)), axis=0)
            found[start : start + len(part), :steps] = 1 - left.T
        return found

    def event(self, answer: Array, X: Array) -> Array:
        """Return the probability that it happens by each edge, shape (n, edges), never falling.

        Parameters
        ----------
        answer
            Probabilities to leave within the whole horizon, shape (n,).
        X
            Features, shape (n, k).
        """
        whole = answer if self.is_leaving else 1 - answer
        return np.asarray(whole[:, None] * self.happened(X))

    def leaves(self, event: Array) -> dict[float, Array]:
        """Return the probability to leave within each of the `horizons`, from `event`'s."""
        places = [self.edges.index(days) for days in self.horizons]
        leaving = event if self.is_leaving else 1 - event
        return {days: leaving[:, at] for days, at in zip(self.horizons, places, strict=True)}

    def mean_days(self, event: Array) -> Array:
        """Return the expected days until it happens, at most the horizon, shape (n,).

        It is the mean restricted to the horizon: who has not done it by then counts with all of
        it (Royston and Parmar, 2013).
        """
        times, waiting = self._waiting(event)
        return np.asarray(np.trapezoid(waiting, times, axis=1))

    def median_days(self, event: Array) -> Array:
        """Return the days after which it happened to half of such customers, shape (n,).

        NaN where it does not happen to half of them within the horizon.
        """
        times, waiting = self._waiting(event)
        place = np.argmax(waiting <= 0.5, axis=1)
        row = np.arange(len(waiting))
        before = np.maximum(place - 1, 0)
        high, low = waiting[row, before], waiting[row, place]
        share = np.divide(high - 0.5, high - low, out=np.zeros(len(row)), where=high > low)
        found = times[before] + share * (times[place] - times[before])
        return np.where(waiting[:, -1] <= 0.5, found, np.nan)

    def files(self) -> dict[str, str]:
        """Return it as plain text, by file name."""
        facts = {
            "edges": self.edges,
            "horizons": self.horizons,
            "is_leaving": self.is_leaving,
            "sha256": _checksum(self.trees.text),
        }
        return {FACTS: json.dumps(facts, indent=1) + "\n", TREES: self.trees.text}

    @classmethod
    def from_files(cls, files: Mapping[str, str]) -> Self:
        """Return what `files` returned.

        Raises
        ------
        ModelError
            If a file is missing or damaged.
        """
        try:
            facts, text = json.loads(files[FACTS]), files[TREES]
            if _checksum(text) != facts["sha256"]:
                raise ModelError(f"The file {TREES} is not what was stored: its checksum differs.")
            edges, horizons = tuple(facts["edges"]), tuple(facts["horizons"])
            return cls(edges, horizons, bool(facts["is_leaving"]), Trees.read(text, 1))
        except (KeyError, TypeError, ValueError) as error:
            raise ModelError(f"{FACTS} is damaged: {error!r}.") from error

    def _waiting(self, event: Array) -> tuple[Array, Array]:
        """Return the times and the probability that it has not happened by each of them."""
        nothing_yet = np.ones((len(event), 1))
        return np.append(0.0, self.edges), np.column_stack([nothing_yet, 1 - event])


def steps(horizon: float, horizons: tuple[float, ...]) -> tuple[float, ...]:
    """Return the ends of the steps of a horizon (days), the shorter horizons among them."""
    return tuple(np.union1d(np.linspace(0, horizon, STEPS + 1)[1:], horizons).tolist())


def fit_timing(
    X: Array, wait: Array, edges: tuple[float, ...], horizons: tuple[float, ...], is_leaving: bool
) -> Timing:
    """Return how soon it happens, learnt from those to whom it happened.

    Parameters
    ----------
    X
        Features, shape (n, k).
    wait
        Days until it happened, in ``(0, edges[-1]]``, shape (n,).
    edges, horizons, is_leaving
        See `Timing`.
    """
    begins = (0.0, *edges[:-1])
    parts, labels = [], []
    for step, end in enumerate(edges[:-1]):
        waiting = wait > begins[step]
        parts.append(_with_step(X[waiting], step))
        labels.append(wait[waiting] <= end)
    label = np.concatenate(labels).astype(np.float64)
    trees = grow(PARAMETERS, Rows(np.concatenate(parts), label))
    return Timing(edges, horizons, is_leaving, trees)


def _with_step(X: Array, step: int) -> Array:
    return np.column_stack([X, np.full(len(X), float(step))])


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
