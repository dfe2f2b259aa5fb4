"""What people go through, week by week: moods, baskets, calls, offers, and when they leave."""

from dataclasses import dataclass

import numpy as np

from patron.world.chain import BUYS, EVEN, LEAVES, hazard, next_mood
from patron.world.nature import Nature
from patron.world.people import People
from patron.world.policy import assign
from patron.world.settings import World
from patron.world.words import Array

NOT_ASKED = -1


@dataclass(frozen=True)
class Life:
    """Counts of each week (rows) and person (columns).

    Parameters
    ----------
    mood
        Mood at the week's start.
    present
        Whether they are a customer in the week.
    store, online, late
        Baskets bought in a store and online, and how many of the latter came late.
    extra
        Whether an offer brought a further basket, which is ordered online and never late.
    calls, bad_calls
        Calls that went well and badly.
    offer
        What the week's campaign assigned; `NOT_ASKED` where it did not ask about them.
    reached
        Whether offers reach them at the week's start.
    left
        Week from which on they are no customer any more; beyond the last week if they stay.
    cancelled
        Whether they said so when they left.
    """

    mood: Array
    present: Array
    store: Array
    online: Array
    late: Array
    extra: Array
    calls: Array
    bad_calls: Array
    offer: Array
    reached: Array
    left: Array
    cancelled: Array


def live(world: World, people: People, nature: Nature, draw: np.random.Generator) -> Life:
    """Return the lives of people over all weeks, those beyond the raw files included."""
    weeks, n = world.all_weeks, len(people.number)
    counts = {name: np.zeros((weeks, n), np.int8) for name in ("store", "online", "late")}
    counts |= {name: np.zeros((weeks, n), np.int8) for name in ("extra", "calls", "bad_calls")}
    moods, present = np.zeros((weeks, n), np.int8), np.zeros((weeks, n), bool)
    offers, reach = np.full((weeks, n), NOT_ASKED, np.int8), np.zeros((weeks, n), bool)
    mood, left = np.full(n, EVEN), np.full(n, weeks + 1)
    subscribed = people.registered & people.reachable
    cancelled = draw.random(n) < 0.3
    for week in range(weeks):
        here = (people.joined <= week) & (left > week)
        known = (people.joined <= week) & ~(cancelled & (left <= week))
        moods[week], present[week], reach[week] = mood, here, subscribed
        if world.is_campaign(week):
            drawn = assign(world, nature.segment, draw)
            offers[week] = np.where(subscribed & known, drawn, NOT_ASKED)
        offer = np.maximum(offers[week], 0)
        bought = _buy(nature, mood, offer, draw)
        for name, count in bought.items():
            counts[name][week] = count * here
        bad = (counts["late"][week] > 0) | (counts["bad_calls"][week] > 0)
        p_leave = hazard(world, nature, week - people.joined, week) * LEAVES[mood]
        p_leave = p_leave * (1 - nature.saves[np.arange(n), offer])
        leaves = here & (draw.random(n) < p_leave)
        left = np.where(leaves, week + 1, left)
        mood = np.where(here, next_mood(mood, bad, draw), mood)
        subscribed = subscribed & ~((people.joined <= week) & (draw.random(n) < nature.opt_out))
    return Life(moods, present, **counts, offer=offers, reached=reach, left=left,
                cancelled=cancelled & (left <= weeks))  # fmt: skip


def _buy(nature: Nature, mood: Array, offer: Array, draw: np.random.Generator) -> dict[str, Array]:
    n = len(mood)
    baskets = np.minimum(draw.poisson(nature.baskets * BUYS[mood]), 100)
    online = draw.binomial(baskets, nature.online)
    return {
        "store": baskets - online,
        "online": online,
        "late": draw.binomial(online, nature.p_late),
        "extra": draw.random(n) < nature.extra[np.arange(n), offer],
        "calls": draw.poisson(nature.calls),
        "bad_calls": draw.poisson(nature.bad_calls),
    }
