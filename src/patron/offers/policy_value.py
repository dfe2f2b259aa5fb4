"""What a policy would have brought, from what another one did and its logged probabilities."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from patron.errors import SupportError
from patron.models.metrics import Interval, bootstrap_interval
from patron.offers.base import Array

Method = Literal["ips", "snips", "dr"]
# The value of a policy as a function of how often each row counts.
Measure = Callable[[Array], float]
# Fewer rows than these say next to nothing about a mean.
LEAST_EFFECTIVE = 100.0
# How far beside two standard errors the mean weight may be: simulated chances are not exact.
TOLERANCE = 0.1


@dataclass(frozen=True)
class Logged:
    """What was done at random, with what probability, and what came of it.

    Parameters
    ----------
    action
        Which of the k actions was taken, 0 … k - 1, shape (n,).
    reward
        What came of it, shape (n,).
    propensity
        Probability of the action taken, shape (n,), or of every action, shape (n, k). Only with
        the latter is it certain that the log could have taken what the policy takes.
    customers
        Whose each row is, shape (n,), to be drawn together; None makes each row a customer.
    """

    action: Array
    reward: Array
    propensity: Array
    customers: Array | None = None

    def taken(self) -> Array:
        """Return the probability of the action taken, shape (n,)."""
        if self.propensity.ndim == 1:
            return self.propensity
        return np.asarray(self.propensity[np.arange(len(self.action)), self.action])


@dataclass(frozen=True)
class PolicyValue:
    """The mean reward that a policy would have had.

    Parameters
    ----------
    value
        With its bootstrap interval, in the unit of the reward a row.
    effective
        Effective sample size: how many rows logged by the policy itself say as much.
    method
        How it was estimated.
    """

    value: Interval
    effective: float
    method: Method


def policy_value(
    logged: Logged,
    policy: Array,
    seed: int,
    method: Method = "dr",
    expected: Array | None = None,
    samples: int = 1000,
    least_effective: float = LEAST_EFFECTIVE,
    instead_of: Array | None = None,
) -> PolicyValue:
    """Return the mean reward of a policy that did not choose the logged actions.

    Each logged row counts by its weight w: the policy's probability of the action taken over
    that of the log. ``ips`` is the mean of ``w * reward``, ``snips`` divides by the mean of w
    instead of 1, and ``dr`` is the mean of what the policy is expected to bring plus
    ``w * (reward - expected)``, which is right if either the expectations or the
    probabilities are.

    Parameters
    ----------
    logged
        n rows.
    policy
        Probability of each action in each row, shape (n, k).
    seed, samples
        Of the bootstrap, over customers.
    method
        ``ips``, ``snips`` or ``dr``.
    expected
        Expected reward of each action by models that did not see the row, shape (n, k); for
        ``dr``.
    least_effective
        Least effective sample size, ``sum(w)² / sum(w²)``.
    instead_of
        Another policy, shape (n, k). Where it is given, how much more the first would have brought
        is told instead, on the same samples, and the smaller effective sample size.

    Raises
    ------
    SupportError
        If a policy acts where the log could not, or the effective sample size is too small.
    ValueError
        If shapes do not fit or ``dr`` comes without `expected`.

    References
    ----------
    Horvitz, Thompson (1952), JASA 47: ips. Swaminathan, Joachims (2015), "The Self-Normalized
    Estimator for Counterfactual Learning", NIPS. Dudík, Langford, Li (2011), "Doubly Robust Policy
    Evaluation and Learning", ICML. Kish (1965), "Survey Sampling": effective sample size.
    """
    measure, effective = _estimator(logged, policy, method, expected, least_effective)
    if instead_of is not None:
        other = _estimator(logged, instead_of, method, expected, least_effective)
        measure, effective = _difference(measure, other[0]), min(effective, other[1])
    rows = len(logged.action)
    value = bootstrap_interval(measure, rows, seed, samples, customers=logged.customers)
    return PolicyValue(value, effective, method)


def effective_sample_size(weight: Array) -> float:
    """Return ``sum(w)² / sum(w²)``: n if all weights are equal, 1 if one is all; 0 for none."""
    squares = float(weight @ weight)
    return float(weight.sum()) ** 2 / squares if squares else 0.0


def _difference(one: Measure, other: Measure) -> Measure:
    return lambda drawn: one(drawn) - other(drawn)


def _estimator(
    logged: Logged, policy: Array, method: Method, expected: Array | None, least_effective: float
) -> tuple[Measure, float]:
    """Return the value as a function of how often each row counts, and the effective rows."""
    _check_shapes(logged, policy, expected, method)
    weight = _weights(logged, policy)
    effective = _check_support(weight, least_effective)
    fixed, moved = _parts(logged, policy, expected, weight)

    def measure(drawn: Array) -> float:
        rows = float(drawn.sum())
        scale = float(drawn @ weight) if method == "snips" else rows
        return float(drawn @ fixed) / rows + (float(drawn @ moved) / scale if scale else np.nan)

    return measure, effective


def _parts(
    logged: Logged, policy: Array, expected: Array | None, weight: Array
) -> tuple[Array, Array]:
    """Return what each row brings without weights, and what it adds with its weight."""
    if expected is None:
        return np.zeros(len(weight)), weight * logged.reward
    guessed = expected[np.arange(len(weight)), logged.action]
    return (policy * expected).sum(axis=1), weight * (logged.reward - guessed)


def _check_shapes(logged: Logged, policy: Array, expected: Array | None, method: Method) -> None:
    if (method == "dr") != (expected is not None):
        raise ValueError(f"expected goes with the method 'dr' and no other; method is {method!r}.")
    n, k = len(logged.action), policy.shape[1]
    for name, found, right in (
        ("reward", logged.reward.shape, [(n,)]),
        ("propensity", logged.propensity.shape, [(n,), (n, k)]),
        ("policy", policy.shape, [(n, k)]),
        ("expected", (n, k) if expected is None else expected.shape, [(n, k)]),
    ):
        if found not in right:
            raise ValueError(f"{name} has shape {found}, but must have {right[0]}, k being {k}.")


def _weights(logged: Logged, policy: Array) -> Array:
    """Return how often each row counts, shape (n,)."""
    if logged.propensity.ndim == 2:
        unsupported = (policy > 0) & (logged.propensity <= 0)
        rows = int(unsupported.any(axis=1).sum())
        if rows:
            raise SupportError(
                f"In {rows:,} of {len(policy):,} rows the policy takes an action that the log "
                "never takes there: nothing is known of what it brings."
            )
    taken = logged.taken()
    if (taken <= 0).any():
        raise SupportError(
            f"{int((taken <= 0).sum()):,} logged actions have a propensity of nought or less, but "
            "what was taken must have one above it."
        )
    return np.asarray(policy[np.arange(len(taken)), logged.action] / taken)


def _check_support(weight: Array, least_effective: float) -> float:
    """Return the effective sample size."""
    effective = effective_sample_size(weight)
    if effective < least_effective:
        raise SupportError(
            f"{len(weight):,} logged rows count as {effective:.1f} for this policy, but must as "
            f"{least_effective:g} at least: it is too unlike the policy that was logged."
        )
    error = float(weight.std()) / np.sqrt(len(weight))
    # Weights have a mean of 1 wherever the log could have done all that the policy does.
    mean = float(weight.mean())
    if abs(mean - 1) > 2 * error + TOLERANCE:
        raise SupportError(
            f"The weights of the logged rows have a mean of {mean:.3f}, but must have one near 1: "
            "the policy acts where the log never does, or the propensities are wrong."
        )
    return effective
