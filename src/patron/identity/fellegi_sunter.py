"""What agreement and disagreement prove, learned from pairs without labels.

Fellegi and Sunter's model: at each level of a field, `m` is how often two accounts of one person
are there, `u` how often two strangers are, and log2(m/u) bits is what being there proves. `u` is
counted on random pairs, less the few of them that are one person; `m` comes from expectation
maximisation (Winkler, 1988, "Using the EM algorithm for weight computation"), one round for each
blocking rule with its pairs and the fields that it does not fix.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Reals = np.ndarray[tuple[int], np.dtype[np.float64]]
Wholes = np.ndarray[tuple[int, ...], np.dtype[np.int64]]

# A level that was never seen counts as seen half a time.
UNSEEN = 0.5
ENOUGH = 1e-5
MOST_ROUNDS = 200
# Of what random pairs agree in, at least this much is left to strangers.
STRANGERS_LEAST = 0.05
CORRECTIONS = 3


@dataclass(frozen=True)
class Patterns:
    """How many proposed pairs stand at each combination of levels.

    Parameters
    ----------
    levels
        One row a combination, one column a field; 0 is different, -1 unknown.
    pairs
        Pairs in each combination: one column for each blocking rule that proposes them, and a
        last one for those that any proposes.
    """

    levels: Wholes
    pairs: Reals


@dataclass(frozen=True)
class Learned:
    """What was learned: `m` and `u` of each field's levels, and how often two are one person."""

    m: list[Reals]
    u: list[Reals]
    prior: float


def learn(
    patterns: Patterns, at_random: list[Reals], fixed: Sequence[set[int]], scale: float
) -> Learned:
    """Return what the levels prove.

    Parameters
    ----------
    patterns
        Of the proposed pairs, or of a sample of them.
    at_random
        Shares of random pairs at each level of each field; see `shares`.
    fixed
        Fields that each blocking rule fixes, and of which its pairs tell nothing.
    scale
        Share of all pairs that each pair in `patterns` stands for.
    """
    u, prior = at_random, 0.0
    for _ in range(CORRECTIONS):
        m = _average(patterns, u, fixed)
        prior = _prior(patterns, m, u, scale)
        u = [
            _normal(np.maximum(mixed - prior * own, STRANGERS_LEAST * mixed))
            for mixed, own in zip(at_random, m, strict=True)
        ]
    return Learned(m, u, _prior(patterns, m, u, scale))


def shares(levels: Wholes, pairs: Reals, sizes: Sequence[int]) -> list[Reals]:
    """Return the share of pairs at each level of each field, among those where it is known."""
    found = []
    for field, size in enumerate(sizes):
        known = levels[:, field] >= 0
        found.append(_normal(_count(levels[known, field], pairs[known], size)))
    return found


def _count(levels: Wholes, pairs: Reals, size: int) -> Reals:
    return np.asarray(np.bincount(levels, weights=pairs, minlength=size) + UNSEEN)


def _normal(values: Reals) -> Reals:
    return np.asarray(values / values.sum())


def _start(size: int) -> Reals:
    """Return where learning begins: the liker, the likelier."""
    return _normal(np.arange(1.0, size + 1) ** 2)


def _average(patterns: Patterns, u: list[Reals], fixed: Sequence[set[int]]) -> list[Reals]:
    """Return `m` of each field, the mean of what each rule's pairs tell, by their matches."""
    logs = [np.zeros(len(own)) for own in u]
    matches = np.zeros(len(u))
    for rule, held in enumerate(fixed):
        free = [field for field in range(len(u)) if field not in held]
        pairs = patterns.pairs[:, rule]
        if free and pairs.sum():
            m, share = _maximise(patterns.levels, pairs, u, free)
            for field in free:
                logs[field] += share * pairs.sum() * np.log(m[field])
                matches[field] += share * pairs.sum()
    return [
        _normal(np.exp(log / told)) if told > 0 else _start(len(log))
        for log, told in zip(logs, matches, strict=True)
    ]


def _maximise(
    levels: Wholes, pairs: Reals, u: list[Reals], free: list[int]
) -> tuple[dict[int, Reals], float]:
    """Return `m` of the free fields, and which share of the pairs is one person."""
    seen = pairs > 0
    levels, pairs = levels[seen], pairs[seen]
    m = {field: _start(len(u[field])) for field in free}
    share = 0.5
    for _ in range(MOST_ROUNDS):
        weight = sum(_weight(levels[:, field], m[field], u[field]) for field in free)
        p = _probability(np.asarray(weight), share)
        before, share = share, float(np.clip(p @ pairs / pairs.sum(), 1e-9, 1 - 1e-9))
        change = abs(share - before)
        for field in free:
            known = levels[:, field] >= 0
            new = _normal(_count(levels[known, field], (p * pairs)[known], len(m[field])))
            change = max(change, float(np.abs(new - m[field]).max()))
            m[field] = new
        if change < ENOUGH:
            break
    return m, share


def _prior(patterns: Patterns, m: list[Reals], u: list[Reals], scale: float) -> float:
    """Return the share of all pairs that is one person, such that the evidence agrees with it."""
    fields = range(len(u))
    weight = sum(_weight(patterns.levels[:, field], m[field], u[field]) for field in fields)
    pairs = patterns.pairs[:, -1]
    prior = 1e-4
    for _ in range(MOST_ROUNDS):
        p = _probability(np.asarray(weight), prior)
        before, prior = prior, float(np.clip(p @ pairs * scale, 1e-12, 0.5))
        if abs(prior - before) < ENOUGH * prior:
            break
    return prior


def _weight(levels: Wholes, m: Reals, u: Reals) -> Reals:
    """Return what each level proves, as a natural logarithm; nothing where it is unknown."""
    return np.asarray(np.where(levels >= 0, np.log(m / u)[np.maximum(levels, 0)], 0.0))


def _probability(weight: Reals, prior: float) -> Reals:
    return np.asarray(1 / (1 + np.exp(-(weight + np.log(prior / (1 - prior))))))
