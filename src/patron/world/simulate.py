"""Make the raw files of a world and, in a folder of its own, its truth."""

import json
import logging
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pyarrow as pa

from patron.errors import SourceError
from patron.world.block import Raw, make_block
from patron.world.dirt import soil
from patron.world.files import write_csv
from patron.world.goods import make_goods
from patron.world.policy import NAMES
from patron.world.settings import World
from patron.world.touches import TOUCHPOINTS, write_rows
from patron.world.truth import accounts_of, truth_of, write_truth

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Made:
    """What a source's files hold.

    Parameters
    ----------
    rows
        Rows written, the repeated ones included.
    cut_off, repeated
        How many of them cannot be read, and how many are the same as another.
    """

    rows: int = 0
    cut_off: int = 0
    repeated: int = 0

    def __add__(self, other: "Made") -> "Made":
        return Made(
            self.rows + other.rows, self.cut_off + other.cut_off, self.repeated + other.repeated
        )


def simulate(world: World, raw: Path, truth: Path, workers: int = 1) -> dict[str, Made]:
    """Return what was written, by source; the files are the same whatever the number of workers.

    Parameters
    ----------
    world
        What to simulate.
    raw
        Folder for the raw files; must be empty or not there.
    truth
        Folder for the truth, outside of `raw`, likewise.
    workers
        Processes that each take a block of people at a time.

    Raises
    ------
    SourceError
        If a folder holds files already: a world is never written over another.
    """
    for folder in (raw, truth):
        if folder.exists() and any(folder.iterdir()):
            raise SourceError(
                f"{folder} holds files already; delete it to make a world anew in its place."
            )
        folder.mkdir(parents=True, exist_ok=True)
    _write_lists(world, raw)
    total: dict[str, Made] = {}
    for done, made in enumerate(_all_blocks(world, raw, truth, workers), start=1):
        for source, one in made.items():
            total[source] = total.get(source, Made()) + one
        rows = sum(one.rows for one in total.values())
        log.info(
            "world: %d of %d blocks, %s rows", done, world.blocks, f"{rows:,}",
            extra={"done": done, "of": world.blocks},
        )  # fmt: skip
    planted = {
        source: {"cut_off": m.cut_off, "repeated": m.repeated} for source, m in total.items()
    }
    about = {"world": world.model_dump(mode="json"), "planted": planted}
    (truth / "world.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    return total


def _all_blocks(world: World, raw: Path, truth: Path, workers: int) -> Iterator[dict[str, Made]]:
    blocks = range(world.blocks)
    if min(workers, world.blocks) <= 1:
        yield from (make(world, number, raw, truth) for number in blocks)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        n = world.blocks
        yield from pool.map(make, [world] * n, blocks, [raw] * n, [truth] * n)


def make(world: World, number: int, raw: Path, truth: Path) -> dict[str, Made]:
    """Return what was written of one block of people."""
    block = make_block(world, number)
    made, owners = {}, []
    for touchpoint in TOUCHPOINTS:
        for found in touchpoint(block):
            owners.append(accounts_of([found], block.people.number))
            made[found.source] = _write(world, found, raw, number)
    tables = {**truth_of(block), "accounts": pa.concat_tables(owners)}
    write_truth(tables, truth, number)
    return made


def _write(world: World, found: Raw, raw: Path, number: int) -> Made:
    soiled = soil(world, found.source, found.rows, world.random(number, f"dirt {found.source}"))
    write_rows(found.source, soiled.rows, raw, number, soiled.cut_off)
    return Made(soiled.rows.num_rows, int(soiled.cut_off.sum()), soiled.repeated)


def _write_lists(world: World, raw: Path) -> None:
    """Write the files that are not about people: products, and which products each offer is for."""
    goods = make_goods(world)
    products = goods.table()
    write_csv(products, raw / "products.csv", np.zeros(products.num_rows, bool))
    start, end = (
        datetime.fromtimestamp(at / 1e6, UTC).date().isoformat()
        for at in (world.start_at, world.end_at)
    )
    n = len(goods.price)
    offers = pa.table(
        {
            "offer": [name for name in NAMES[1:] for _ in range(n)],
            "product": pa.concat_arrays([goods.codes] * (len(NAMES) - 1)),
            "starts_on": [start] * n * (len(NAMES) - 1),
            "ends_on": [end] * n * (len(NAMES) - 1),
        }
    )
    write_csv(offers, raw / "offers.csv", np.zeros(offers.num_rows, bool))
