"""The chain of moods that people live through, and what it lets expect, exactly.

A person is in one of five moods, subscribed or not, until they leave. What happens in a week
depends on the mood at its start alone, so that the future is an absorbing Markov chain and its
expectations follow by backward recursion (Kemeny and Snell, 1960, "Finite Markov Chains").
"""

from typing import NamedTuple

import numpy as np

from patron.world.nature import Nature
from patron.world.policy import propensities
from patron.world.settings import World
from patron.world.words import Array

MOODS = 5
EVEN = 2
# How much more they buy, and how much sooner they leave, in each mood from worst to best.
BUYS = np.array([0.65, 0.85, 1.0, 1.08, 1.15])
LEAVES = np.exp(-0.6 * (np.arange(MOODS) - EVEN))
# Weekly probability of coming back to an even mood, and of getting into a good one for nothing.
RECOVERS, BRIGHTENS = 0.15, 0.05


class Expected(NamedTuple):
    """What the chain lets expect of each person over some weeks.

    Parameters
    ----------
    p_leaves
        Probability of leaving.
    p_stays_away
        Probability of no purchase that carries a card or customer number.
    margin, margin_seen
        Expected margin net of returns: of all purchases, and of those that carry one.
    """

    p_leaves: Array
    p_stays_away: Array
    margin: Array
    margin_seen: Array


def hazard(world: World, nature: Nature, tenure: Array, week: int) -> Array:
    """Return the probability of leaving at the end of a week in an even mood.

    Parameters
    ----------
    tenure
        Weeks as a customer so far.
    """
    drifted = nature.drifts if week >= world.drift_week else 0.0
    logarithm = nature.log_hazard + drifted - 0.3 * np.log1p(np.maximum(tenure, 0) / 26)
    return np.minimum(np.exp(logarithm), 0.1)


def p_bad(nature: Nature, mood: Array) -> Array:
    """Return the probability that a week spoils the mood: a late order or a bad call."""
    late = nature.baskets * BUYS[mood] * nature.online * nature.p_late
    return np.asarray(1 - np.exp(-late - nature.bad_calls))


def expect(
    world: World, nature: Nature, joined: Array, state: tuple[Array, Array], week: int, weeks: int
) -> Expected:
    """Return what is expected of people who are customers at the start of `week`.

    Parameters
    ----------
    joined
        Week in which each became a customer.
    state
        Mood of each, and whether offers reach them.
    week, weeks
        First week, and how many.
    """
    n = len(joined)
    shape = (n, MOODS)
    # By whether offers reach them: leaves, stays away, margin, margin seen.
    values = [[np.zeros(shape), np.ones(shape), np.zeros(shape), np.zeros(shape)] for _ in range(2)]
    bad = np.stack([p_bad(nature, np.full(n, mood)) for mood in range(MOODS)], axis=1)
    only_calls = np.repeat((1 - np.exp(-nature.bad_calls))[:, None], MOODS, axis=1)
    for now in range(week + weeks - 1, week - 1, -1):
        leaving = hazard(world, nature, now - joined, now)[:, None] * LEAVES
        worth = nature.worth[int(now >= world.drift_week)]
        stay = [_mixed(values, nature.opt_out, number) for number in range(4)]
        values = []
        for reached in (False, True):
            campaign = reached and world.is_campaign(now)
            answer = _answer(world, nature, campaign)
            rows = [stay[number][int(reached)] for number in range(4)]
            values.append(_week(nature, worth, leaving, answer, rows, (bad, only_calls)))
    mood, reached_now = state
    rows = [np.where(reached_now[:, None], values[1][i], values[0][i]) for i in range(4)]
    return Expected(*(row[np.arange(n), mood] for row in rows))


def _mixed(values: list[list[Array]], opt_out: Array, number: int) -> list[Array]:
    """Return next week's values for those not reached now, and for those reached now."""
    gone, reached = values[0][number], values[1][number]
    return [gone, reached + opt_out[:, None] * (gone - reached)]


def _answer(world: World, nature: Nature, campaign: bool) -> tuple[Array, Array, Array, Array]:
    """Return further baskets, hazard kept, and both for those without a further basket."""
    n = len(nature.segment)
    if not campaign:
        return np.zeros(n), np.ones(n), np.ones(n), np.ones(n)
    share = propensities(world)[nature.segment]
    keeps = 1 - nature.saves
    none = 1 - nature.extra
    return (
        (share * nature.extra).sum(1),
        (share * keeps).sum(1),
        (share * none).sum(1),
        (share * none * keeps).sum(1),
    )


def _week(
    nature: Nature,
    worth: Array,
    leaving: Array,
    answer: tuple[Array, Array, Array, Array],
    rows: list[Array],
    bad: tuple[Array, Array],
) -> list[Array]:
    """Return the values at a week's start, given those at its end for those who stay."""
    extra, keeps, without, without_keeps = (part[:, None] for part in answer)
    leaves, away, margin, seen = rows
    baskets = nature.baskets[:, None] * BUYS
    p_leave = leaving * keeps
    kept_online = 1 - nature.returns
    mixed = (worth * (1 - nature.online * nature.returns))[:, None]
    online = (worth * kept_online)[:, None]
    share_seen = nature.seen - nature.online
    mixed_seen = (worth * (nature.online * kept_online + share_seen))[:, None]
    silent = np.exp(-baskets * nature.seen[:, None])
    return [
        p_leave + (1 - p_leave) * _next(leaves, bad[0]),
        silent
        * (leaving * without_keeps + (without - leaving * without_keeps) * _next(away, bad[1])),
        baskets * mixed + extra * online + (1 - p_leave) * _next(margin, bad[0]),
        baskets * mixed_seen + extra * online + (1 - p_leave) * _next(seen, bad[0]),
    ]


def _next(values: Array, bad: Array) -> Array:
    """Return the mean of next week's values by this week's mood."""
    worse = values[:, [0, 0, 1, 2, 3]]
    drawn = values[:, [1, 2, 3, 2, 3]]
    p_drawn = np.array([RECOVERS, RECOVERS, BRIGHTENS, RECOVERS, RECOVERS])
    calm = values + p_drawn * (drawn - values)
    return np.asarray(calm + bad * (worse - calm))


def next_mood(mood: Array, bad: Array, draw: np.random.Generator) -> Array:
    """Return the mood after a week in which something bad happened or not."""
    chance = draw.random(len(mood))
    p_drawn = np.where(mood == EVEN, BRIGHTENS, RECOVERS)
    step = np.where(mood <= EVEN, 1, -1)
    calm = np.where(chance < p_drawn, mood + step, mood)
    return np.where(bad, np.maximum(mood - 1, 0), calm)
