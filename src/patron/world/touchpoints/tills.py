"""Tills in stores: a line for each product of a receipt, with a loyalty card or nothing."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.world.baskets import STORES
from patron.world.block import Block, Raw
from patron.world.moments import local
from patron.world.settings import WEEK
from patron.world.words import Array


def tills(block: Block) -> Iterator[Raw]:
    """Yield the till lines of a block; for some weeks the tills wrote UTC."""
    baskets, world = block.baskets, block.world
    line = np.flatnonzero(~baskets.online[baskets.of] & (baskets.at[baskets.of] < world.end_at))
    of = baskets.of[line]
    person, at = baskets.person[of], baskets.at[of]
    receipt = block.ids("R", of)
    card = block.keys.card.take(pa.array(person, mask=~baskets.shown[of]))
    first, weeks = world.wrong_zone
    wrong = (at - world.start_at) // WEEK
    rows = pa.table(
        {
            "receipt": receipt,
            "line": pa.array(place_in_basket(of)),
            "store": pa.array(1 + block.people.household[person] % STORES),
            "sold_at": local(at, (wrong >= first) & (wrong < first + weeks)),
            "card": card,
            "product": block.goods.codes.take(pa.array(baskets.product[line])),
            "quantity": pa.array(baskets.pieces[line]),
            "paid": pa.array(baskets.paid[line]),
            "saved": pa.array(baskets.saved[line]),
        }
    )
    nobody = pc.binary_join_element_wise("receipt:", receipt, "")
    yield Raw("tills", rows, pc.coalesce(card, nobody), person)


def place_in_basket(of: Array) -> Array:
    """Return the number from 1 of each line within its basket; lines lie side by side."""
    starts = np.flatnonzero(np.append(True, of[1:] != of[:-1])) if len(of) else of
    sizes = np.diff(np.append(starts, len(of)))
    return np.asarray(np.arange(len(of)) - np.repeat(starts, sizes) + 1)
