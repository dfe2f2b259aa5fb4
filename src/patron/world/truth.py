"""The truth of a block: who is who, who left when, what to expect, what each offer does."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.world.block import Block, Raw
from patron.world.chain import EVEN, expect, hazard
from patron.world.moments import instants
from patron.world.policy import COSTS, NAMES
from patron.world.settings import WEEK
from patron.world.words import Array

# The weeks after the moment of truth that are told of: as the tasks ask, and a year.
SOON, YEAR = 8, 52


def truth_of(block: Block) -> dict[str, pa.Table]:
    """Return the truth tables of a block by name; `accounts_of` has the accounts."""
    return {
        "people": _people(block),
        "expected": _expected(block),
        "offers": _offers(block),
        "tastes": _tastes(block),
    }


def accounts_of(raws: list[Raw], numbers: Array) -> pa.Table:
    """Return whose each account is (source, account, person); shared ones have several rows."""
    found = []
    for raw in raws:
        pairs = pa.table({"account": raw.account, "person": pa.array(numbers[raw.person])})
        distinct = pairs.group_by(["account", "person"], use_threads=False).aggregate([])
        source = pa.array([raw.source]).take(pa.array(np.zeros(distinct.num_rows, np.int64)))
        found.append(distinct.add_column(0, "source", source))
    return pa.concat_tables(found).combine_chunks()


def _people(block: Block) -> pa.Table:
    people, life, world = block.people, block.life, block.world
    left_at = world.start_at + life.left.astype(np.int64) * WEEK
    stays = life.left > world.all_weeks
    return pa.table(
        {
            "person": pa.array(people.number),
            "household": pa.array(people.household),
            "joined_at": instants(world.start_at + people.joined.astype(np.int64) * WEEK),
            "left_at": pc.if_else(
                pa.array(stays), pa.scalar(None, instants(left_at).type), instants(left_at)
            ),
            "cancelled": pa.array(life.cancelled),
            "price_sensitivity": pa.array(block.nature.price),
            "baskets_a_week": pa.array(block.nature.baskets),
        }
    )


def _expected(block: Block) -> pa.Table:
    """Return what was to be expected at the end of the raw files, and half a year before.

    Of those who had left, all is certain. What came of it in the weeks that follow stands beside.
    """
    world = block.world
    return pa.concat_tables([_expected_at(block, week) for week in (world.weeks - 26, world.weeks)])


def _expected_at(block: Block, week: int) -> pa.Table:
    world, people, life = block.world, block.people, block.life
    state = (life.mood[week].astype(np.int64), life.reached[week])
    soon = expect(world, block.nature, people.joined, state, week, SOON)
    year = expect(world, block.nature, people.joined, state, week, YEAR)
    here = life.present[week]
    came = _came(block, week, week + SOON)
    known = people.joined < week
    columns = {
        "person": people.number,
        "is_customer": here,
        "p_leaves_8w": np.where(here, soon.p_leaves, 1.0),
        "p_stays_away_8w": np.where(here, soon.p_stays_away, 1.0),
        "margin_8w": soon.margin * here,
        "margin_seen_8w": soon.margin_seen * here,
        "margin_52w": year.margin * here,
        "margin_seen_52w": year.margin_seen * here,
        "came_margin_seen_8w": came[0],
        "came_purchase_8w": came[1],
        "came_left_8w": life.left <= week + SOON,
    }
    at = instants(np.full(len(people.number), world.start_at + week * WEEK))
    table = pa.table({"at": at, **{name: pa.array(values) for name, values in columns.items()}})
    return table.filter(pa.array(known))


def _came(block: Block, first: int, last: int) -> tuple[Array, Array]:
    """Return the margin seen of purchases in the weeks, and whether there was one."""
    baskets, n = block.baskets, len(block.people.number)
    some = (baskets.week >= first) & (baskets.week < last) & (baskets.online | baskets.shown)
    line = some[baskets.of] & (baskets.sent_back_at == 0)
    worth = baskets.paid * block.goods.margin[baskets.product] * line
    return (
        np.bincount(baskets.person[baskets.of], worth, minlength=n),
        np.bincount(baskets.person[some], minlength=n) > 0,
    )


def _offers(block: Block) -> pa.Table:
    """Return the effect of each offer on each registered person in an even mood, at the end.

    `purchase` is what it adds to the probability of buying in its week; `saves` the share of the
    week's hazard that it takes away; `basket_value` the margin of the baskets that it adds, less
    its cost; `stay_value` the margin of the next year that it saves by keeping them.
    """
    nature, world, people = block.nature, block.world, block.people
    person = np.flatnonzero(people.registered & (people.joined < world.weeks))
    number = pa.array(people.number[person])
    silent = np.exp(-nature.baskets[person])
    worth = nature.worth[1][person] * (1 - nature.returns[person])
    even = (np.full(len(people.number), EVEN), np.zeros(len(people.number), bool))
    year = expect(world, nature, people.joined, even, world.weeks, YEAR).margin_seen[person]
    at_risk = hazard(world, nature, world.weeks - people.joined, world.weeks)[person] * year
    found = [
        pa.table(
            {
                "person": number,
                "offer": pa.array([name]).take(pa.array(np.zeros(len(person), np.int64))),
                "purchase": pa.array(silent * nature.extra[person, offer]),
                "saves": pa.array(nature.saves[person, offer]),
                "basket_value": pa.array(nature.extra[person, offer] * (worth - COSTS[offer])),
                "stay_value": pa.array(nature.saves[person, offer] * at_risk),
            }
        )
        for offer, name in enumerate(NAMES[1:], start=1)
    ]
    return pa.concat_tables(found)


def _tastes(block: Block) -> pa.Table:
    """Return with which probability a line is of each kind of product, at the end."""
    shares = np.diff(block.nature.tastes[1], axis=1, prepend=0.0).astype(np.float32)
    values = pa.FixedSizeListArray.from_arrays(pa.array(shares.ravel()), block.goods.kinds)
    return pa.table({"person": pa.array(block.people.number), "kinds": values})


def write_truth(tables: dict[str, pa.Table], folder: Path, number: int) -> None:
    """Write the truth of a block."""
    import pyarrow.parquet as pq

    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}_{number:04d}.parquet", compression="zstd")
