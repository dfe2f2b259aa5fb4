"""What each offer changes on average: what came with it, less what came without."""

from typing import NamedTuple

import numpy as np

from patron.models.metrics import Interval, bootstrap_interval
from patron.models.uplift.experiment import Experiment


class AverageEffect(NamedTuple):
    """The mean outcome of those drawn to get an offer, and to get none, and the difference.

    Parameters
    ----------
    drawn, held_out
        How many rows got the offer, and how many none.
    with_offer, without
        Mean outcome of all, had they got the offer, and had they got none.
    effect
        The difference, with its interval over samples of customers.
    """

    drawn: int
    held_out: int
    with_offer: float
    without: float
    effect: Interval


def average_effects(
    experiment: Experiment, seed: int, samples: int = 1000
) -> tuple[AverageEffect, ...]:
    """Return the average effect of each of the offers 1 … k against no offer.

    A row weighs one over the probability of what it got, so that offers drawn more often for some
    customers than for others are compared on the same ones; weights are brought to a sum of 1.

    Parameters
    ----------
    experiment
        With some rows without an offer.
    seed, samples
        Of the bootstrap.

    References
    ----------
    Hájek (1971), "Comment on a paper by D. Basu", in "Foundations of Statistical Inference".
    """
    experiment = experiment.check()
    none = experiment.treatment == 0
    owner = np.arange(len(none)) if experiment.customers is None else experiment.customers
    found = []
    for arm in range(1, experiment.treatments + 1):
        asked = none | (experiment.treatment == arm)
        means = _Means(
            experiment.treatment[asked] == arm, experiment.y[asked], 1 / experiment.taken()[asked]
        )
        n = int(asked.sum())
        effect = bootstrap_interval(means.difference, n, seed, samples, customers=owner[asked])
        drawn = int(means.got.sum())
        found.append(AverageEffect(drawn, n - drawn, *means.of(np.ones(n)), effect))
    return tuple(found)


class _Means(NamedTuple):
    """Who got the offer, what came of it, and what each row weighs, shape (n,) each."""

    got: np.ndarray
    y: np.ndarray
    weight: np.ndarray

    def of(self, counts: np.ndarray) -> tuple[float, float]:
        """Return the mean with the offer and without, each row counted so often; NaN of none."""
        weights = self.weight * counts
        sums, of = np.bincount(self.got, weights * self.y, 2), np.bincount(self.got, weights, 2)
        without, with_offer = np.where(of > 0, sums / np.where(of > 0, of, 1.0), np.nan).tolist()
        return with_offer, without

    def difference(self, counts: np.ndarray) -> float:
        """Return how much more it is with the offer."""
        with_offer, without = self.of(counts)
        return with_offer - without
