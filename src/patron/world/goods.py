"""What the retailer sells: kinds of product, four products of each, with prices and margins."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from patron.world.settings import World
from patron.world.words import BRANDS, KINDS, SORTS, Array

# Which of a kind's products people of each price tier take: cheap, usual, dear, own brand.
BY_TIER = np.array([[0.35, 0.15, 0.05, 0.45], [0.2, 0.5, 0.15, 0.15], [0.05, 0.3, 0.6, 0.05]])
PRICE_OF_SORT = np.array([0.7, 1.0, 1.6, 0.6])
PER_KIND = len(PRICE_OF_SORT)
# A discounted line costs that much less.
DISCOUNT = 0.2


@dataclass(frozen=True)
class Goods:
    """The products, numbered by kind and sort.

    Parameters
    ----------
    price, margin
        Of each product: what it costs, and the share of it that stays with the retailer.
    codes
        What the files call each product.
    """

    price: Array
    margin: Array
    codes: pa.Array

    @property
    def kinds(self) -> int:
        """Number of kinds of product."""
        return len(self.price) // PER_KIND

    def margin_of_line(self) -> Array:
        """Return the expected margin of one piece without discount, by price tier and kind."""
        worth = (self.price * self.margin).reshape(self.kinds, PER_KIND)
        return np.asarray(BY_TIER @ worth.T)

    def table(self) -> pa.Table:
        """Return the file of products."""
        named = [(department, category, kind) for department, category, kind in KINDS]
        kind_of = np.repeat(np.arange(self.kinds), PER_KIND)
        sort_of = np.tile(np.arange(PER_KIND), self.kinds)
        return pa.table(
            {
                "product": self.codes,
                "name": [
                    f"{SORTS[s]} {named[k][2]}" for k, s in zip(kind_of, sort_of, strict=True)
                ],
                "department": [named[k][0] for k in kind_of],
                "category": [named[k][1] for k in kind_of],
                "subcategory": [named[k][2] for k in kind_of],
                "brand": [
                    BRANDS[0] if s == PER_KIND - 1 else BRANDS[1 + (k + s) % (len(BRANDS) - 1)]
                    for k, s in zip(kind_of, sort_of, strict=True)
                ],
                "price": pa.array(self.price),
                "margin": pa.array(self.margin),
                "tier": pa.array(np.array([1, 2, 3, 1])[sort_of]),
            }
        )


def make_goods(world: World) -> Goods:
    """Return the products of a world, which depend on its seed alone."""
    draw = world.random(0, "goods")
    kinds = len(KINDS)
    usual = np.exp(draw.normal(2.2, 0.7, kinds))
    price = np.round(usual[:, None] * PRICE_OF_SORT, 2).ravel()
    margin = np.round(np.clip(draw.normal(0.35, 0.1, kinds), 0.1, 0.6), 3)
    codes = pa.array([f"P{number:05d}" for number in range(100, 100 + len(price))])
    return Goods(price, np.repeat(margin, PER_KIND), codes)
