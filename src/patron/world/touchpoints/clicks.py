"""Web and app: sessions of clicks, anonymous until they log in."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.world.baskets import choose
from patron.world.block import Block, Raw
from patron.world.chain import BUYS
from patron.world.dirt import received
from patron.world.goods import PER_KIND
from patron.world.keys import cookies, registration
from patron.world.moments import SECOND, in_week, instants
from patron.world.words import Array

EVENTS = ("visit", "search", "view", "cart", "checkout", "abandon")
VISIT, SEARCH, VIEW, CART, CHECKOUT, ABANDON = range(6)
NONE = -1
MORE_VIEWS = 1.2
# Share of the visits without an order that log in, search, and leave something in the cart.
LOGS_IN, SEARCHES, ABANDONS = 0.35, 0.35, 0.2


class _Sessions:
    """Sessions in no order: whose, when (start), and place of the basket or `NONE`."""

    def __init__(self, block: Block, draw: np.random.Generator) -> None:
        baskets, life, world = block.baskets, block.life, block.world
        bought = np.flatnonzero(baskets.online & (baskets.at < world.end_at))
        rate = block.nature.visits * BUYS[life.mood[: world.weeks]] * life.present[: world.weeks]
        week, person = np.nonzero(times := draw.poisson(rate))
        times = times[week, person]
        week, person = np.repeat(week, times), np.repeat(person, times)
        start = baskets.at[bought] - draw.integers(300, 1500, len(bought)) * SECOND
        self.person = np.concatenate([baskets.person[bought], person])
        self.week = np.concatenate([baskets.week[bought], week])
        self.at = np.concatenate([start, in_week(world, week, draw, hour=18.5)])
        self.basket = np.concatenate([bought, np.full(len(week), NONE)])
        n = len(self.person)
        buys = self.basket != NONE
        self.app = block.people.app[self.person] & (draw.random(n) < 0.6)
        registered = block.people.registered[self.person]
        self.logs_in = buys | self.app | (registered & (draw.random(n) < LOGS_IN))


def clicks(block: Block) -> Iterator[Raw]:
    """Yield the clicks of a block."""
    draw = block.draw("clicks")
    sessions = _Sessions(block, draw)
    session, event, at, product = _events(block, sessions, draw)
    kept = np.flatnonzero(at < block.world.end_at)
    order = kept[np.lexsort((session[kept], at[kept]))]
    session, event, at, product = session[order], event[order], at[order], product[order]
    person, week = sessions.person[session], sessions.week[session]
    app = sessions.app[session]
    # In the app they are always logged in; on the web from the cart on, or half a minute in.
    since = sessions.at[session] + 30 * SECOND
    known = sessions.logs_in[session] & (app | (event >= CART) | (at > since))
    user = block.keys.customer_no.take(
        pa.array(registration(block.people, person, week), mask=~known)
    )
    texts, place = cookies(block.world, block.people, person, week)
    cookie = texts.take(pa.array(place, mask=app))
    device = block.keys.device.take(pa.array(person, mask=~app))
    rows = pa.table(
        {
            "click": pa.array(block.number * 10_000_000_000 + np.arange(len(order))),
            "at": instants(at),
            "received_at": instants(received(block.world, at, draw)),
            "session": pa.array(block.number * 1_000_000_000 + session),
            "cookie": cookie,
            "device": device,
            "user": user,
            "event": pa.array(EVENTS).take(pa.array(event)),
            "product": block.goods.codes.take(pa.array(product, mask=product == NONE)),
        }
    )
    unknown = pc.coalesce(_tagged("cookie:", cookie), _tagged("device:", device))
    yield Raw("clicks", rows, pc.coalesce(user, unknown), person)


def _tagged(tag: str, values: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(tag, values, "")


def _events(
    block: Block, sessions: _Sessions, draw: np.random.Generator
) -> tuple[Array, Array, Array, Array]:
    """Return session, event, moment and product of each click."""
    n = len(sessions.at)
    everyone = np.arange(n)
    buys = sessions.basket != NONE
    views = np.repeat(everyone, draw.poisson(MORE_VIEWS, n))
    leaves = everyone[~buys & (draw.random(n) < ABANDONS)]
    order_of = np.full(len(block.baskets.at), NONE)
    order_of[sessions.basket[buys]] = everyone[buys]
    lines = np.flatnonzero(order_of[block.baskets.of] != NONE)
    carts = order_of[block.baskets.of[lines]]
    bought = block.baskets.product[lines]
    liked = _liked(block, sessions, np.concatenate([views, leaves]), draw)
    seen, left = liked[: len(views)], liked[len(views) :]
    ends = block.baskets.at[sessions.basket[buys]]
    searching = everyone[draw.random(n) < SEARCHES]

    def later(which: Array, low: int, high: int) -> Array:
        """Return moments between so many seconds after the sessions' starts."""
        return np.asarray(sessions.at[which] + draw.integers(low, high, len(which)) * SECOND)

    nothing = np.full(0, NONE)
    parts: list[tuple[int, Array, Array, Array]] = [
        (VISIT, everyone, sessions.at, nothing),
        (SEARCH, searching, later(searching, 5, 60), nothing),
        (VIEW, views, later(views, 10, 280), seen),
        (VIEW, carts, later(carts, 10, 200), bought),
        (CART, carts, later(carts, 200, 280), bought),
        (CHECKOUT, everyone[buys], ends, nothing),
        (CART, leaves, later(leaves, 200, 280), left),
        (ABANDON, leaves, later(leaves, 3600, 3601), left),
    ]
    session = np.concatenate([of for _, of, _, _ in parts])
    event = np.repeat([kind for kind, _, _, _ in parts], [len(of) for _, of, _, _ in parts])
    at = np.concatenate([when for _, _, when, _ in parts])
    product = np.concatenate(
        [what if len(what) else np.full(len(of), NONE) for _, of, _, what in parts]
    )
    return session, event, at, product


def _liked(block: Block, sessions: _Sessions, which: Array, draw: np.random.Generator) -> Array:
    """Return a product for each look: mostly to their taste."""
    drifted = sessions.week[which] >= block.world.drift_week
    kind = choose(block.nature, sessions.person[which], drifted, draw)
    stray = draw.random(len(which)) < 0.2
    kind = np.where(stray, draw.integers(block.goods.kinds, size=len(which)), kind)
    return kind * PER_KIND + draw.integers(PER_KIND, size=len(which))
