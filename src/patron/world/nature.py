"""What drives people: how often they buy, what they like, how they answer offers, when they go."""

from dataclasses import dataclass

import numpy as np

from patron.world.goods import DISCOUNT, Goods
from patron.world.policy import NAMES, SEGMENTS
from patron.world.settings import World
from patron.world.words import Array

# Pieces of one line beyond the first, on average.
MORE_PIECES = 0.2
# How often a card holder shows the card at the till.
SHOWS_CARD = 0.85


@dataclass(frozen=True)
class Nature:
    """True parameters of each person, which no source knows.

    Parameters
    ----------
    baskets
        Baskets a week in an even mood.
    online, seen
        Share of the baskets that are ordered online; that carry a card or customer number.
    lines
        Lines of a basket beyond the first, on average.
    tier
        0 takes the cheap products, 2 the dear ones.
    price
        Price sensitivity from 0 to 1: it buys at discounts and leaves sooner.
    log_hazard
        Logarithm of the weekly hazard of leaving for a new customer in an even mood.
    drifts
        What the drift adds to `log_hazard`.
    p_late
        Probability that an order comes late.
    calls, bad_calls
        Calls a week that go well, and that go badly.
    returns
        Probability that a line ordered online is sent back.
    visits
        Visits a week to web or app that end without an order.
    opt_out
        Weekly probability of opting out of messages.
    tastes
        Before and after the drift: cumulated probability of each kind of product, person by kind.
    worth
        Before and after the drift: expected margin of a basket before returns.
    extra
        Probability that an offer brings a further basket in its week, person by offer; 0 is none.
    saves
        Share of the week's hazard that an offer takes away; below 0 it drives them away.
    segment
        What the company takes them for when it chooses offers.
    """

    baskets: Array
    online: Array
    seen: Array
    lines: Array
    tier: Array
    price: Array
    log_hazard: Array
    drifts: Array
    p_late: Array
    calls: Array
    bad_calls: Array
    returns: Array
    visits: Array
    opt_out: Array
    tastes: tuple[Array, Array]
    worth: tuple[Array, Array]
    extra: Array
    saves: Array
    segment: Array


def draw_nature(
    world: World, goods: Goods, registered: Array, card: Array, draw: np.random.Generator
) -> Nature:
    """Return the nature of people who are registered online, have a card, or both."""
    n = len(registered)
    price = draw.beta(2, 2, n)
    lines = draw.gamma(2.0, 0.6, n)
    tier = np.clip(draw.binomial(2, 0.55 - 0.4 * (price - 0.5)), 0, 2)
    online = np.where(registered, np.where(card, draw.beta(2, 2, n), 0.9), 0.0)
    tastes = _tastes(goods.kinds, n, draw)
    pieces = (1 + lines) * (1 + MORE_PIECES) * (1 - DISCOUNT * 0.6 * price)
    of_tier = goods.margin_of_line()[tier]
    worth = [pieces * (np.diff(taste, axis=1, prepend=0.0) * of_tier).sum(1) for taste in tastes]
    extra, saves = _answers(price, online, draw)
    return Nature(
        baskets=np.clip(np.exp(draw.normal(np.log(0.15), 0.6, n)), 0.02, 1.5),
        online=online,
        seen=online + (1 - online) * card * SHOWS_CARD,
        lines=lines,
        tier=tier,
        price=price,
        log_hazard=draw.normal(-4.6, 0.5, n) + 1.2 * (price - 0.5),
        drifts=np.where(price > 0.6, 0.7, 0.0),
        p_late=draw.beta(1.5, 12, n),
        calls=draw.gamma(1.0, 0.006, n),
        bad_calls=draw.gamma(1.0, 0.003, n),
        returns=draw.beta(1, 14, n),
        visits=np.exp(draw.normal(np.log(0.1), 0.7, n)),
        opt_out=draw.gamma(1.0, 0.002, n),
        tastes=tastes,
        worth=(worth[0], worth[1]),
        extra=extra,
        saves=saves,
        segment=np.digitize(price + draw.normal(0, 0.15, n), (0.4, 0.6)) % SEGMENTS,
    )


def _tastes(kinds: int, n: int, draw: np.random.Generator) -> tuple[Array, Array]:
    """Return cumulated tastes before and after the drift: part of each is replaced by a new one."""
    popular = np.exp(draw.normal(0, 0.6, kinds))
    before = draw.gamma(0.25, 1.0, (n, kinds)) * popular + 1e-6
    before /= before.sum(1, keepdims=True)
    new = draw.gamma(0.25, 1.0, (n, kinds)) * popular[::-1] + 1e-6
    after = 0.65 * before + 0.35 * new / new.sum(1, keepdims=True)
    return _cumulated(before), _cumulated(after)


def _cumulated(shares: Array) -> Array:
    total = np.cumsum(shares, axis=1)
    total[:, -1] = 1.0
    return total


def _answers(price: Array, online: Array, draw: np.random.Generator) -> tuple[Array, Array]:
    """Return what each offer does to each person: further baskets, and hazard taken away."""
    n = len(price)
    answers = draw.gamma(1.5, 1 / 1.5, (n, len(NAMES)))
    means = np.zeros((n, len(NAMES)))
    means[:, 1] = 0.12 * online
    means[:, 2] = 0.14 * price
    means[:, 3] = 0.07 * (1 - price)
    means[:, 4] = 0.04
    extra = np.where(online[:, None] > 0, np.clip(means * answers, 0, 0.6), 0.0)
    saves = np.clip(draw.normal(0.05, 0.1, (n, len(NAMES))), -0.3, 0.6)
    saves[:, 4] = np.clip(draw.normal(0.35, 0.25, n), -0.3, 0.9)
    saves[:, 0] = 0.0
    return extra, saves
