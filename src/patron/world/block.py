"""A block of people with all that happened to them: what every touchpoint tells a part of."""

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.world.baskets import Baskets, fill_baskets
from patron.world.goods import Goods, make_goods
from patron.world.keys import Keys, make_keys
from patron.world.life import Life, live
from patron.world.nature import Nature, draw_nature
from patron.world.people import NEVER, People, draw_people
from patron.world.settings import World
from patron.world.words import Array


@dataclass(frozen=True)
class Block:
    """People of a block, numbered from 0 within it, and their lives."""

    world: World
    number: int
    goods: Goods
    people: People
    keys: Keys
    nature: Nature
    life: Life
    baskets: Baskets

    def draw(self, part: str) -> np.random.Generator:
        """Return the random numbers of a part of this block."""
        return self.world.random(self.number, part)

    def ids(self, prefix: str, places: Array) -> pa.Array:
        """Return an id for each of the places, which no other block has."""
        whole = pa.array(self.number * 1_000_000_000 + places.astype(np.int64))
        return pc.binary_join_element_wise(prefix, whole.cast(pa.string()), "")


@dataclass(frozen=True)
class Raw:
    """The rows of one file, and whose they truly are.

    Parameters
    ----------
    source
        Name of the touchpoint.
    rows
        The file's columns.
    account
        Account of each row, as the source's mapping forms it.
    person
        Place of the true person in the block.
    """

    source: str
    rows: pa.Table
    account: pa.Array
    person: Array


def make_block(world: World, number: int) -> Block:
    """Return the people of a block, having lived."""
    goods = make_goods(world)
    people = draw_people(world, number)
    nature = draw_nature(
        world, goods, people.registered, people.card, world.random(number, "nature")
    )
    life = live(world, people, nature, world.random(number, "life"))
    # Who has left does not register again.
    people = replace(people, again=np.where(people.again < life.left, people.again, NEVER))
    baskets = fill_baskets(world, goods, people, nature, life, world.random(number, "baskets"))
    return Block(world, number, goods, people, make_keys(world, people), nature, life, baskets)
