"""Who people are: names, birthdays, homes, households, and what they are known by."""

from dataclasses import dataclass

import numpy as np

from patron.world.settings import World
from patron.world.words import CITIES, FIRST_NAMES, LAST_NAMES, STREETS, Array

NEVER = 1 << 20
# Customers who were there before the first week joined up to so many weeks earlier.
OLDEST = 150


@dataclass(frozen=True)
class Home:
    """Places in the lists of streets and cities, and house numbers."""

    street: Array
    house: Array
    city: Array


@dataclass(frozen=True)
class People:
    """A block of people; arrays have one value a person.

    Parameters
    ----------
    number
        True number of the person, from 0 in the whole world.
    household
        Number of the household's first person.
    first_name, last_name, married_name
        Places in the lists of names.
    married, moved
        Weeks from which on they have the married name, and live in the second of `homes`.
    birthday
        Days since 1970.
    homes
        Where they live first and after they moved.
    joined
        Week in which they became a customer; below 0 before the first.
    registered, card
        Whether they have a customer number online, and a loyalty card.
    again
        Week in which they register once more, having forgotten that they had.
    reachable
        Whether messages arrive; otherwise their address is wrong.
    by_letter
        Whether the company writes letters to them instead of e-mails.
    own_computer, app, handle, device, landline
        Whether they have a computer of their own, the app, a name on social media, the connected
        device; and whether they give the household's telephone instead of their own.
    """

    number: Array
    household: Array
    first_name: Array
    last_name: Array
    married_name: Array
    married: Array
    moved: Array
    birthday: Array
    homes: tuple[Home, Home]
    joined: Array
    registered: Array
    card: Array
    again: Array
    reachable: Array
    by_letter: Array
    own_computer: Array
    app: Array
    handle: Array
    device: Array
    landline: Array

    def home_of(self, person: Array, week: Array) -> Home:
        """Return where people, named by their places, live in given weeks."""
        moved = week >= self.moved[person]
        first, second = self.homes
        return Home(
            np.where(moved, second.street[person], first.street[person]),
            np.where(moved, second.house[person], first.house[person]),
            np.where(moved, second.city[person], first.city[person]),
        )

    def name_of(self, person: Array, week: Array) -> Array:
        """Return the last names of people in given weeks."""
        married = week >= self.married[person]
        return np.where(married, self.married_name[person], self.last_name[person])


def draw_people(world: World, block: int) -> People:
    """Return the people of a block; households do not go over its end."""
    draw = world.random(block, "people")
    first = block * world.block
    n = min(world.block, world.customers - first)
    starts = _households(n, draw)
    heads = np.flatnonzero(starts)
    of = np.cumsum(starts) - 1
    shared = draw.integers(len(LAST_NAMES), size=len(heads))[of]
    own = draw.integers(len(LAST_NAMES), size=n)
    registered = draw.random(n) < 0.75
    card = draw.random(n) < np.where(registered, 0.5, 1.0)
    joined = np.where(
        draw.random(n) < 0.6,
        -draw.integers(1, OLDEST, n),
        draw.integers(0, world.weeks, n),
    )
    moves = np.where(
        draw.random(len(heads)) < 0.12, draw.integers(0, world.weeks, len(heads)), NEVER
    )
    again = joined + draw.integers(10, 80, n)
    return People(
        number=first + np.arange(n),
        household=first + heads[of],
        first_name=draw.integers(len(FIRST_NAMES), size=n),
        last_name=np.where(draw.random(n) < 0.8, shared, own),
        married_name=shared,
        married=np.where(draw.random(n) < 0.1, draw.integers(0, world.weeks, n), NEVER),
        moved=moves[of],
        birthday=draw.integers(-12_000, 13_500, n),
        homes=(_homes(len(heads), of, draw), _homes(len(heads), of, draw)),
        joined=joined,
        registered=registered,
        card=card,
        again=np.where(registered & (draw.random(n) < 0.08), again, NEVER),
        reachable=draw.random(n) < 0.97,
        by_letter=draw.random(n) < 0.15,
        own_computer=draw.random(n) < 0.5,
        app=registered & (draw.random(n) < 0.4),
        handle=registered & (draw.random(n) < 0.12),
        device=registered & (draw.random(n) < 0.08),
        landline=draw.random(n) < 0.3,
    )


def _households(n: int, draw: np.random.Generator) -> Array:
    """Return whether each person is the first of a household of one to four."""
    sizes = 1 + draw.choice(4, size=n, p=[0.45, 0.3, 0.15, 0.1])
    ends = np.cumsum(sizes)
    starts = np.zeros(n, bool)
    starts[0] = True
    starts[ends[ends < n]] = True
    return starts


def _homes(households: int, of: Array, draw: np.random.Generator) -> Home:
    return Home(
        draw.integers(len(STREETS), size=households)[of],
        draw.integers(1, 120, households)[of],
        draw.integers(len(CITIES), size=households)[of],
    )
