"""BG/NBD: when customers buy, and when they silently stop.

While alive, a customer buys at random at a rate of their own; after each purchase they drop out
with a probability of their own. Rates are gamma, probabilities beta distributed.

References
----------
[FHL] Fader, Hardie, Lee (2005), '"Counting Your Customers" the Easy Way: An Alternative to the
Pareto/NBD Model', Marketing Science 24(2).
"""

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from patron.errors import ModelError
from patron.models.likelihood import maximise

STARTS = ((1.0, 1.0, 1.0, 1.0), (0.3, 0.3, 0.5, 3.0), (3.0, 3.0, 0.1, 1.0))
# Stands for a probability to drop out of 0, by which nothing can be divided.
LEAST_P = 1e-250
# Numbers of purchases whose quantiles are kept: in a shop they are few, and come again and again.
MOST_KEPT = 1_000
ROWS_AT_ONCE = 20_000


@dataclass(frozen=True)
class BetaGeoParameters:
    """A fitted BG/NBD.

    Parameters
    ----------
    r, alpha
        Shape and rate of the gamma distribution of purchase rates; `alpha` has the unit of time.
    a, b
        Of the beta distribution of the probability to drop out after a purchase.
    log_likelihood
        Of the customers it was fitted on.
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float

    def p_alive(self, frequency: np.ndarray, recency: np.ndarray, age: np.ndarray) -> np.ndarray:
        """Return the probability that each customer may still buy, shape (n,).

        Who bought only once has not had a chance to drop out: the probability is 1.

        References
        ----------
        Fader, Hardie, Lee (2008), "Computing P(alive) Using the BG/NBD Model".
        """
        x = np.maximum(frequency, 1.0)
        log_silence = (self.r + x) * np.log((self.alpha + age) / (self.alpha + recency))
        log_odds_of_dropout = np.log(self.a / (self.b + x - 1)) + log_silence
        return np.where(frequency > 0, np.exp(-np.logaddexp(0.0, log_odds_of_dropout)), 1.0)

    def p_no_purchase(
        self, horizon: float, frequency: np.ndarray, recency: np.ndarray, age: np.ndarray
    ) -> np.ndarray:
        """Return the probability of no purchase in ``(age, age + horizon]``, shape (n,).

        Of who is alive, the purchase rate is gamma distributed with shape ``r + x`` and rate
        ``alpha + T``, and the next purchase is exponential whether they drop out after it or not.
        So they do not buy with probability ``((alpha + T) / (alpha + T + t)) ** (r + x)``, and
        whoever has dropped out never does.
        """
        silent = np.exp(-(self.r + frequency) * np.log1p(horizon / (self.alpha + age)))
        return 1.0 - self.p_alive(frequency, recency, age) * (1.0 - silent)

    def expected_purchases(
        self, horizon: float, frequency: np.ndarray, recency: np.ndarray, age: np.ndarray
    ) -> np.ndarray:
        """Return the expected number of purchases in ``(age, age + horizon]``, shape (n,).

        What equation 10 of [FHL] gives. Its hypergeometric function overflows for frequent buyers
        and for customers who are all alike, so the mean over the probability to drop out is
        integrated instead: who is alive and drops out with probability p after each purchase is
        expected to buy ``(1 - (1 + p t / (alpha + T)) ** -(r + x)) / p`` times.
        """
        # The integral is of purchases and age only, which many rows of a game have alike.
        pairs = np.empty(len(frequency), np.complex128)
        pairs.real, pairs.imag = frequency, age
        pairs, of_pair = np.unique(pairs, return_inverse=True)
        often, old = pairs.real, pairs.imag
        # They are sorted by purchases first.
        is_new = np.append(True, often[1:] != often[:-1])[: len(often)]
        bought, of_bought = often[is_new], np.cumsum(is_new) - 1
        expected = np.zeros(len(pairs))
        for start in range(0, len(pairs), ROWS_AT_ONCE):
            rows = slice(start, start + ROWS_AT_ONCE)
            p = self._dropout(bought)[:, of_bought[rows]]
            silent = -(self.r + often[rows]) * np.log1p(p * horizon / (self.alpha + old[rows]))
            shares = _nodes()[1][:, None] * np.expm1(silent) / p
            # Added up one after the other, so that a row is answered alone as among many.
            expected[rows] = -np.cumsum(shares, axis=0)[-1]
        return np.asarray(expected[of_pair] * self.p_alive(frequency, recency, age))

    def _dropout(self, bought: np.ndarray) -> np.ndarray:
        """Return quantiles of the probability to drop out by purchases, shape (nodes, n)."""
        if len(bought) > MOST_KEPT:
            return _quantiles(self.a, self.b + bought[None, :])
        return np.column_stack([_kept_quantiles(self.a, self.b + x) for x in bought.tolist()])


def fit_beta_geo(frequency: np.ndarray, recency: np.ndarray, age: np.ndarray) -> BetaGeoParameters:
    """Return the BG/NBD of greatest likelihood (equation 3 of [FHL]).

    Parameters
    ----------
    frequency
        Repeat purchases of each customer, shape (n,).
    recency
        Time from the first to the last purchase, shape (n,); 0 without a repeat purchase.
    age
        Time from the first purchase to the end of the observation, in the same unit.

    Raises
    ------
    ModelError
        If nobody bought twice, or the likelihood has no maximum that the search finds.
    """
    if not np.any(frequency > 0):
        raise ModelError(
            f"BG/NBD needs repeat purchases, but none of the {len(frequency)} customers has any."
        )
    # In units of the longest age the four parameters are of one size.
    unit = float(np.max(age)) or 1.0
    behaviour, counts = np.unique(
        np.column_stack([frequency, recency / unit, age / unit]), axis=0, return_counts=True
    )
    r, alpha, a, b = maximise(
        lambda values: _log_likelihood(values, behaviour, counts), STARTS, "BG/NBD"
    )
    mean, _ = _log_likelihood(np.array([r, alpha, a, b]), behaviour, counts)
    # The likelihood of x purchases is a density of their x times.
    change_of_unit = float(np.sum(frequency) * np.log(unit))
    return BetaGeoParameters(r, alpha * unit, a, b, len(frequency) * mean - change_of_unit)


def _quantiles(a: float, b: np.ndarray) -> np.ndarray:
    from scipy.special import betaincinv

    return np.asarray(np.maximum(betaincinv(a, b, _nodes()[0][:, None]), LEAST_P))


@lru_cache(maxsize=MOST_KEPT)
def _kept_quantiles(a: float, b: float) -> np.ndarray:
    """Return the quantiles for one number of purchases, which takes longer than all the rest."""
    return _quantiles(a, np.array([[b]]))[:, 0]


@cache
def _nodes() -> tuple[np.ndarray, np.ndarray]:
    """Return where to evaluate an integral over (0, 1), and the weights.

    References
    ----------
    Takahasi, Mori (1974), "Double Exponential Formulas for Numerical Integration": a quantile
    function may be singular at both ends.
    """
    s = np.linspace(-3.0, 3.0, 49)
    width = np.pi / 2 * np.sinh(s)
    density = np.cosh(s) / np.cosh(width) ** 2
    return 1 / (1 + np.exp(-2 * width)), density / density.sum()


def _log_likelihood(
    values: np.ndarray, behaviour: np.ndarray, counts: np.ndarray
) -> tuple[float, np.ndarray]:
    """Return the mean log likelihood and its gradient by r, alpha, a and b."""
    r, alpha, a, b = values
    x, recency, age = behaviour.T
    later = np.maximum(b + x - 1, b)  # b + x - 1 where it is used, and above 0 where it is not
    log_alpha_age, log_alpha_recency = np.log(alpha + age), np.log(alpha + recency)
    log_alive = -(r + x) * log_alpha_age
    log_dropped = np.log(a / later) - (r + x) * log_alpha_recency
    log_dropped = np.where(x > 0, log_dropped, -np.inf)
    log_either = np.logaddexp(log_alive, log_dropped)
    alive, dropped = np.exp(log_alive - log_either), np.exp(log_dropped - log_either)
    of_counts, by_r, by_a, by_b = _of_counts(values, x)
    each = of_counts + r * np.log(alpha) + log_either
    rate = alive / (alpha + age) + dropped / (alpha + recency)
    mean_log = alive * log_alpha_age + dropped * log_alpha_recency
    slopes = [
        by_r + np.log(alpha) - mean_log,
        r / alpha - (r + x) * rate,
        by_a + dropped / a,
        by_b - dropped / later,
    ]
    share = counts / counts.sum()
    return float(share @ each), np.array([share @ slope for slope in slopes])


def _of_counts(values: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Return what the number of purchases alone adds to log likelihood and slopes, shape (4, n).

    The slopes are those by r, a and b. `x` is rising, so each number is looked at once.
    """
    from scipy.special import digamma, gammaln

    r, _, a, b = values
    first = np.append(True, x[1:] != x[:-1])
    of = np.cumsum(first) - 1
    x = x[first]
    both = digamma(a + b) - digamma(a + b + x)
    log_gamma = gammaln(r + x) - gammaln(r)
    log_beta = gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
    found = [
        log_gamma + log_beta,
        digamma(r + x) - digamma(r),
        both,
        both + digamma(b + x) - digamma(b),
    ]
    return np.asarray(np.stack(found)[:, of])
