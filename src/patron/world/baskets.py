"""What people buy: baskets with their lines, from the counts of each week."""

from dataclasses import dataclass

import numpy as np

from patron.world.goods import BY_TIER, DISCOUNT, PER_KIND, Goods
from patron.world.life import Life
from patron.world.moments import IN_STORE, in_week
from patron.world.nature import MORE_PIECES, SHOWS_CARD, Nature
from patron.world.people import People
from patron.world.settings import DAY, World
from patron.world.words import Array

STORES = 24


@dataclass(frozen=True)
class Baskets:
    """Baskets in order of time, and their lines in order of baskets.

    Parameters
    ----------
    person, week, at
        Whose it is, and when it was bought.
    online, late, shown
        Whether it was ordered online, came late, and carries the loyalty card.
    offer
        Offer whose coupon was used; 0 is none.
    of
        Place of each line's basket.
    product, pieces, paid, saved
        Of each line: place of the product, pieces, and money.
    sent_back_at
        When a line was sent back; 0 if it was kept.
    """

    person: Array
    week: Array
    at: Array
    online: Array
    late: Array
    shown: Array
    offer: Array
    of: Array
    product: Array
    pieces: Array
    paid: Array
    saved: Array
    sent_back_at: Array


def fill_baskets(
    world: World, goods: Goods, people: People, nature: Nature, life: Life,
    draw: np.random.Generator,
) -> Baskets:  # fmt: skip
    """Return all baskets of a block, those beyond the raw files included."""
    week, person, online, late, offer = _counted(people, life, draw)
    at = in_week(world, week, draw, hour=18.0)
    at[~online] = in_week(world, week[~online], draw, IN_STORE, hour=14.0)
    order = np.argsort(at, kind="stable")
    week, person, online, late = week[order], person[order], online[order], late[order]
    lines = 1 + draw.poisson(nature.lines[person])
    of = np.repeat(np.arange(len(order)), lines)
    kind = choose(nature, person[of], week[of] >= world.drift_week, draw)
    sort = (draw.random(len(of))[:, None] > BY_TIER.cumsum(1)[nature.tier[person[of]], :-1]).sum(1)
    product = kind * PER_KIND + sort
    pieces = 1 + draw.poisson(MORE_PIECES, len(of))
    full = goods.price[product] * pieces
    cheaper = draw.random(len(of)) < 0.6 * nature.price[person[of]]
    saved = np.round(np.where(cheaper, DISCOUNT * full, 0.0), 2)
    back = online[of] & (draw.random(len(of)) < nature.returns[person[of]])
    days = 5 * DAY + (draw.random(len(of)) * 9 * DAY).astype(np.int64)
    return Baskets(
        person=person,
        week=week,
        at=at[order],
        online=online,
        late=late,
        shown=~online & people.card[person] & (draw.random(len(order)) < SHOWS_CARD),
        offer=offer[order],
        of=of,
        product=product,
        pieces=pieces,
        paid=np.round(full - saved, 2),
        saved=saved,
        sent_back_at=np.where(back, at[order][of] + days, 0),
    )


def choose(nature: Nature, person: Array, drifted: Array, draw: np.random.Generator) -> Array:
    """Return a kind of product for each person named, by their tastes before or after the drift."""
    kinds = nature.tastes[0].shape[1]
    chance = draw.random(len(person))
    found = np.zeros(len(person), np.int64)
    for number, taste in enumerate(nature.tastes):
        now = np.flatnonzero(drifted == bool(number))
        # One rising row: each person's cumulated shares lie between their place and the next.
        rising = (taste + np.arange(len(taste))[:, None]).ravel()
        place = np.searchsorted(rising, person[now] + chance[now], side="right")
        found[now] = np.minimum(place - person[now] * kinds, kinds - 1)
    return found


def _counted(
    people: People, life: Life, draw: np.random.Generator
) -> tuple[Array, Array, Array, Array, Array]:
    """Return week, person, online, late and offer of each basket."""
    found = []
    for counts, online, is_extra in (
        (life.store, False, False),
        (life.online, True, False),
        (life.extra, True, True),
    ):
        week, person = np.nonzero(counts)
        times = counts[week, person].astype(np.int64)
        place = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
        week, person = np.repeat(week, times), np.repeat(person, times)
        late = (place < life.late[week, person]) & online & (not is_extra)
        coupon = np.maximum(life.offer[week, person], 0)
        # Who buys anyway uses the coupon half of the time.
        used = online & (is_extra | (draw.random(len(week)) < 0.5))
        found.append((week, person, np.full(len(week), online), late, np.where(used, coupon, 0)))
    week, person, online_, late_, offer = (
        np.concatenate(parts) for parts in zip(*found, strict=True)
    )
    return week, person, online_, late_, offer
