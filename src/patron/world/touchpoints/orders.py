"""The order system: order lines, parcels and coupons, and what is sent back."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from patron.world.block import Block, Raw
from patron.world.keys import registration
from patron.world.moments import SECOND, days, iso
from patron.world.policy import NAMES
from patron.world.settings import DAY
from patron.world.texts import BAD, MIXED, write
from patron.world.touchpoints.tills import place_in_basket
from patron.world.words import Array

PROMISED = 3 * DAY


def orders(block: Block) -> Iterator[Raw]:
    """Yield order lines, parcels and returns of a block."""
    baskets, end = block.baskets, block.world.end_at
    line = np.flatnonzero(baskets.online[baskets.of] & (baskets.at[baskets.of] < end))
    of = baskets.of[line]
    who = registration(block.people, baskets.person[of], baskets.week[of])
    account = block.keys.customer_no.take(pa.array(who))
    number = place_in_basket(of)
    rows = pa.table(
        {
            "order": block.ids("O", of),
            "line": pa.array(number),
            "placed_at": iso(baskets.at[of]),
            "customer_no": account,
            "email": block.keys.email.take(pa.array(who)),
            "product": block.goods.codes.take(pa.array(baskets.product[line])),
            "quantity": pa.array(baskets.pieces[line]),
            "paid": pa.array(baskets.paid[line]),
            "saved": pa.array(baskets.saved[line]),
            "coupon": _coupon(baskets.offer[of]),
        }
    )
    yield Raw("orders", rows, account, baskets.person[of])
    yield _parcels(block)
    yield _returns(block, line, number)


def _coupon(offer: Array) -> pa.Array:
    return pa.array(NAMES).take(pa.array(offer, mask=offer == 0))


def _parcels(block: Block) -> Raw:
    """Return what became of each order: placed, a coupon used, delivered."""
    baskets, end = block.baskets, block.world.end_at
    draw = block.draw("parcels")
    order = np.flatnonzero(baskets.online)
    hours = draw.integers(20, 70, len(order)) + baskets.late[order] * draw.integers(
        72, 160, len(order)
    )
    delivered_at = baskets.at[order] + hours.astype(np.int64) * 3600 * SECOND
    used = order[baskets.offer[order] > 0]
    of = np.concatenate([order, used, order])
    event = np.repeat([0, 1, 2], [len(order), len(used), len(order)])
    at = np.concatenate([baskets.at[order], baskets.at[used], delivered_at])
    kept = np.flatnonzero(at < end)
    kept = kept[np.argsort(at[kept], kind="stable")]
    of, event, at = of[kept], event[kept], at[kept]
    person = baskets.person[of]
    who = registration(block.people, person, baskets.week[of])
    account = block.keys.customer_no.take(pa.array(who))
    rows = pa.table(
        {
            "order": block.ids("O", of),
            "event": pa.array(["placed", "coupon", "delivered"]).take(pa.array(event)),
            "at": iso(at),
            "customer_no": account,
            "promised_on": days(baskets.at[of] + PROMISED),
            "coupon": _coupon(np.where(event == 1, baskets.offer[of], 0)),
        }
    )
    return Raw("parcels", rows, account, person)


def _returns(block: Block, line: Array, number: Array) -> Raw:
    baskets = block.baskets
    draw = block.draw("returns")
    back = np.flatnonzero(
        (baskets.sent_back_at[line] > 0) & (baskets.sent_back_at[line] < block.world.end_at)
    )
    back = back[np.argsort(baskets.sent_back_at[line[back]], kind="stable")]
    line, number = line[back], number[back]
    of = baskets.of[line]
    person = baskets.person[of]
    account = block.keys.customer_no.take(
        pa.array(registration(block.people, person, baskets.week[of]))
    )
    tone = np.where(draw.random(len(line)) < 0.5, BAD, MIXED)
    rows = pa.table(
        {
            "order": block.ids("O", of),
            "line": pa.array(number),
            "returned_at": iso(baskets.sent_back_at[line]),
            "customer_no": account,
            "product": block.goods.codes.take(pa.array(baskets.product[line])),
            "quantity": pa.array(baskets.pieces[line]),
            "refund": pa.array(baskets.paid[line]),
            "reason": write("goods", tone, draw),
        }
    )
    return Raw("returns", rows, account, person)
