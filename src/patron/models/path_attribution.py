"""From contributions to raw scores to contributions to what is asked.

Trees add up in log odds or log money; a reader thinks in probabilities and money. The change of
the answer along the straight line from the base to the row is shared out among the features: the
method of Aumann and Shapley.

References
----------
Sundararajan, Taly, Yan (2017), "Axiomatic Attribution for Deep Networks", ICML.
"""

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from patron.models.calibration import sigmoid

NODES = 16
# Below this distance in log odds the difference quotient loses digits; the slope serves instead.
CLOSE = 1e-6


@dataclass(frozen=True)
class Parts:
    """A number as a sum: a base and what each feature adds.

    Parameters
    ----------
    base
        What the features add to.
    steps
        What each feature adds, shape (n, k).
    """

    base: float
    steps: np.ndarray

    def at(self, t: float | np.ndarray) -> np.ndarray:
        """Return the number after the share `t` of the way from the base, shape (n,).

        Of several shares, shape (m, 1), shape (m, n).
        """
        return np.asarray(self.base + t * self.total)

    @cached_property
    def total(self) -> np.ndarray:
        """What all features add, shape (n,)."""
        return np.asarray(self.steps.sum(axis=1))


def attribute_probability(logit: Parts) -> tuple[np.ndarray, float]:
    """Return each feature's contribution to ``sigmoid(logit)``, shape (n, k), and the base."""
    base = float(sigmoid(np.array(logit.base)))
    end = logit.at(1.0)
    distance = end - logit.base
    middle = sigmoid(logit.at(0.5))
    far = np.abs(distance) > CLOSE
    quotient = (sigmoid(end) - base) / np.where(far, distance, 1.0)
    slope = np.where(far, quotient, middle * (1 - middle))
    return logit.steps * slope[:, None], base


def attribute_product(logit: Parts, log_amount: Parts, scale: float) -> tuple[np.ndarray, float]:
    """Return each feature's contribution to ``scale * sigmoid(logit) * exp(log_amount)``.

    The integrals along the line are by Gauss and Legendre with 16 points; what they miss is
    shared out in proportion to the contributions' size, so that the sum is exact.

    Returns
    -------
    tuple
        Contributions, shape (n, k), and the base.
    """
    nodes, weights = _rule()
    t = (nodes + 1) / 2
    p = sigmoid(logit.at(t))
    here = scale * p * np.exp(log_amount.at(t)) * weights / 2
    # Added up one after the other, so that a row is answered alone as among many.
    by_amount = np.cumsum(here, axis=0)[-1]
    by_logit = np.cumsum(here * (1 - p), axis=0)[-1]
    shares = logit.steps * by_logit[:, None] + log_amount.steps * by_amount[:, None]
    base = scale * float(sigmoid(np.array(logit.base)) * np.exp(log_amount.base))
    value = scale * sigmoid(logit.at(1.0)) * np.exp(log_amount.at(1.0))
    return _made_exact(shares, value - base), base


def _made_exact(shares: np.ndarray, total: np.ndarray) -> np.ndarray:
    size = np.abs(shares)
    whole = size.sum(axis=1)
    missed = (total - shares.sum(axis=1)) / np.where(whole > 0, whole, 1.0)
    return np.asarray(shares + size * missed[:, None])


@cache
def _rule() -> tuple[np.ndarray, np.ndarray]:
    """Return nodes and weights of the quadrature, which take longer to find than to use.

    Shape (nodes, 1) each.
    """
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    return nodes[:, None], weights[:, None]
