"""How much each answer of a stack counts, none of them less than nothing."""

from typing import Any

import numpy as np

from patron.models.calibration import sigmoid
from patron.models.threads import one_thread

ROUNDS = 500
# How strongly weights are drawn towards counting all alike, beside the mean loss: the members say
# nearly the same, and few rows cannot tell whose word is better. Those of money are shares of its
# mean.
PULL, PULL_OF_MONEY = 0.001, 0.1


def fit_logit_weights(said: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the intercept and the weights of a logistic regression, drawn slightly together.

    Parameters
    ----------
    said
        Log odds by each, shape (n, k); the weights, shape (k,), are not below 0.
    y
        Whether the label is positive, shape (n,), of both kinds.
    """
    centre, spread = said.mean(axis=0), np.maximum(said.std(axis=0), 1e-12)
    z, yes = (said - centre) / spread, np.asarray(y, dtype=np.float64)
    rate, alike = yes.mean(), 1 / said.shape[1]

    def loss(values: np.ndarray) -> tuple[float, np.ndarray]:
        logit = values[0] + np.einsum("nk,k->n", z, values[1:])
        off = sigmoid(logit) - yes
        far = values[1:] / spread - alike
        slope = np.r_[off.mean(), _sums(z, off) / len(yes) + 2 * PULL * far / spread]
        mean_loss = np.mean(np.logaddexp(0.0, logit) - yes * logit)
        return float(mean_loss + PULL * far @ far), slope

    start = np.r_[np.log(rate / (1 - rate)), alike * spread]
    found = _least(loss, start, [(None, None), *[(0.0, None)] * said.shape[1]])
    weights = found[1:] / spread
    return float(found[0] - weights @ centre), weights


def fit_money_weights(said: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the weights, shape (k,), none below 0, drawn together from the best ones.

    The best have the greatest Poisson quasi-likelihood, which weighs an error by the size of the
    answer: least squares would follow the few who spend most, and ratios those who spend next to
    nothing.

    Parameters
    ----------
    said
        Money by each, shape (n, k), 0 or more.
    y
        Amounts, shape (n,), some of them above 0.

    References
    ----------
    Wedderburn (1974), "Quasi-likelihood Functions, Generalized Linear Models, and the Gauss-Newton
    Method", Biometrika 61.
    """
    amounts = np.maximum(y, 0.0)
    mean = amounts.mean()
    size = said.mean(axis=0)
    some = size > 0
    z = said[:, some] / size[some]
    members = z.shape[1]

    def loss(values: np.ndarray) -> tuple[float, np.ndarray]:
        expected = np.einsum("nk,k->n", z, values) + 1e-6
        share = amounts / mean / expected
        far = values - 1 / members
        value = np.mean(expected - amounts / mean * np.log(expected))
        slope = _sums(z, 1 - share) / len(amounts) + 2 * PULL_OF_MONEY * far
        return float(value + PULL_OF_MONEY * far @ far), slope

    found = _least(loss, np.full(members, 1 / members), [(0.0, None)] * members)
    weights = np.zeros(said.shape[1])
    weights[some] = found * mean / size[some]
    return weights


def _sums(z: np.ndarray, by: np.ndarray) -> np.ndarray:
    """Return the sum of each column of `z`, its rows multiplied by `by`, shape (k,).

    Not by a product of matrices: BLAS adds up in parts, as many as it has threads, so that the last
    digits of a model would depend on the machine.
    """
    return np.asarray(np.einsum("nk,n->k", z, by))


def _least(loss: Any, start: np.ndarray, bounds: Any) -> np.ndarray:
    from scipy.optimize import minimize

    options = {"ftol": 1e-12, "gtol": 1e-8, "maxiter": ROUNDS}
    with one_thread():
        found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    return np.asarray(found.x)
