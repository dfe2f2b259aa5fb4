"""Gamma-Gamma: how much a customer spends per purchase, from what they spent so far.

References
----------
Fader, Hardie (2013), "The Gamma-Gamma Model of Monetary Value".
"""

from dataclasses import dataclass

import numpy as np

from patron.errors import ModelError
from patron.models.likelihood import maximise

STARTS = ((2.0, 2.0, 1.0), (6.0, 3.0, 0.5), (1.0, 1.0, 3.0))


@dataclass(frozen=True)
class GammaGammaParameters:
    """A fitted Gamma-Gamma.

    Parameters
    ----------
    p
        Shape of the spend per purchase of one customer.
    q, v
        Shape (above 1) and rate of the scale between customers; `v` is in money.
    """

    p: float
    q: float
    v: float

    def expected_spend(self, frequency: np.ndarray, monetary: np.ndarray) -> np.ndarray:
        """Return the expected mean spend per purchase of each customer, shape (n,).

        Parameters
        ----------
        frequency
            Purchases that `monetary` is the mean of; 0 gives the mean of all customers.
        monetary
            Mean spend per purchase so far.
        """
        weight = self.p * frequency
        return np.asarray(self.p * (self.v + frequency * monetary) / (weight + self.q - 1))


def fit_gamma_gamma(frequency: np.ndarray, monetary: np.ndarray) -> GammaGammaParameters:
    """Return the Gamma-Gamma of greatest likelihood among those with a finite mean (q > 1).

    Parameters
    ----------
    frequency
        Purchases of each customer, shape (n,).
    monetary
        Their mean spend, shape (n,). Customers without a purchase or spend are left out.

    Raises
    ------
    ModelError
        If no customer is left, or the likelihood has no maximum that the search finds.
    """
    paying = (frequency > 0) & (monetary > 0)
    if not paying.any():
        raise ModelError(
            f"Gamma-Gamma needs repeat purchases with a value above 0, but none of the "
            f"{len(frequency)} customers has any."
        )
    x, z = frequency[paying], monetary[paying]
    unit = float(z.mean())
    p, above_one, v = maximise(
        lambda values: _log_likelihood(values, x, z / unit), STARTS, "Gamma-Gamma"
    )
    return GammaGammaParameters(p, 1 + above_one, v * unit)


def _log_likelihood(values: np.ndarray, x: np.ndarray, z: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the mean log likelihood of mean spends `z`, and its gradient by p, q - 1 and v."""
    from scipy.special import digamma, gammaln

    p, q, v = values[0], 1 + values[1], values[2]
    shape, total = p * x, v + x * z
    each = (
        gammaln(shape + q) - gammaln(shape) - gammaln(q)
        + q * np.log(v) + (shape - 1) * np.log(z) + shape * np.log(x) - (shape + q) * np.log(total)
    )  # fmt: skip
    slopes = [
        x * (digamma(shape + q) - digamma(shape) + np.log(x * z / total)),
        digamma(shape + q) - digamma(q) + np.log(v / total),
        q / v - (shape + q) / total,
    ]
    return float(each.mean()), np.array([slope.mean() for slope in slopes])
