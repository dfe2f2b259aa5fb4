"""Dirt at set rates: rows repeated, cut off, late, out of order, and words mistyped."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.world.settings import DAY, World
from patron.world.words import Array

# In which files which dirt is found; late rows are in the files with `received_at`.
REPEATED = ("clicks", "tills", "emails", "readings")
CUT_OFF = ("clicks", "tills", "orders", "calls")
DISORDERED = ("clicks", "tills", "emails")


@dataclass(frozen=True)
class Soiled:
    """Rows of a file with dirt among them.

    Parameters
    ----------
    rows
        In the order of the file.
    cut_off
        Which of them cannot be read.
    repeated
        How many rows are the same as an earlier one.
    """

    rows: pa.Table
    cut_off: Array
    repeated: int


def soil(world: World, source: str, rows: pa.Table, draw: np.random.Generator) -> Soiled:
    """Return rows, given in order of time, with a source's dirt among them."""
    n = rows.num_rows
    chance = draw.random(n)
    cut = (chance < world.malformed) & (source in CUT_OFF)
    twice = (chance > 1 - world.duplicates) & (source in REPEATED)
    # A repeated row comes soon after the first, a disordered one up to a tenth of the file off.
    place = np.arange(n, dtype=np.float64)
    again = place[twice] + draw.integers(1, 50, twice.sum())
    if source in DISORDERED:
        place += (draw.random(n) < world.disordered) * draw.normal(0, max(n / 20, 2), n)
    index = np.concatenate([np.arange(n), np.flatnonzero(twice)])
    order = np.argsort(np.concatenate([place, again]), kind="stable")
    if not (twice.any() or source in DISORDERED):
        return Soiled(rows, cut, 0)
    is_copy = np.arange(len(index)) >= n
    return Soiled(
        rows.take(pa.array(index[order])), (cut[index] & ~is_copy)[order], int(twice.sum())
    )


def received(world: World, at: Array, draw: np.random.Generator) -> Array:
    """Return when each row came in: within a minute, or days late at the set rate."""
    late = draw.random(len(at)) < world.late
    delay = np.where(late, draw.uniform(1, 6, len(at)) * DAY, draw.uniform(1, 60, len(at)) * 1e6)
    return np.asarray(at + delay.astype(np.int64))


def mistyped(words: pa.Array, rate: float, draw: np.random.Generator) -> pa.Array:
    """Return words, of which a share has a letter left out, doubled or changed with its neighbour.

    The first letter stays; words too short for the mistake stay as they are.
    """
    chance, form = draw.random(len(words)), draw.integers(12, size=len(words))
    found = words
    for number in range(12):
        at = 1 + number // 3
        hit = (chance < rate) & (form == number)
        if not hit.any():
            continue
        parts = _mistake(words, at, number % 3)
        long = pc.greater(pc.utf8_length(words), at + 1)
        found = pc.if_else(pc.and_(pa.array(hit), long), parts, found)
    return found


def _mistake(words: pa.Array, at: int, kind: int) -> pa.Array:
    head, rest = pc.utf8_slice_codeunits(words, 0, at), pc.utf8_slice_codeunits(words, at + 2)
    one = pc.utf8_slice_codeunits(words, at, at + 1)
    two = pc.utf8_slice_codeunits(words, at + 1, at + 2)
    middle = ((two,), (one, one, two), (two, one))[kind]
    return pc.binary_join_element_wise(head, *middle, rest, "")
