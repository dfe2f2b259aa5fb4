"""Every touchpoint, and the form of its files."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa

from patron.world.block import Block, Raw
from patron.world.files import write_csv, write_json_lines, write_parquet
from patron.world.touchpoints.calls import calls
from patron.world.touchpoints.clicks import clicks
from patron.world.touchpoints.messages import messages
from patron.world.touchpoints.opinions import opinions
from patron.world.touchpoints.orders import orders
from patron.world.touchpoints.outside import outside
from patron.world.touchpoints.records import records
from patron.world.touchpoints.tills import tills
from patron.world.words import Array

TOUCHPOINTS: tuple[Callable[[Block], Iterator[Raw]], ...] = (
    *(clicks, tills, orders, records, calls, messages, opinions, outside),
)
FORMATS = {
    **dict.fromkeys(("clicks", "assignments", "readings"), "parquet"),
    **dict.fromkeys(("calls", "emails", "reviews", "posts", "partner"), "jsonl"),
}
LATIN = ("crm", "loyalty")


def write_rows(source: str, rows: pa.Table, folder: Path, number: int, cut_off: Array) -> Path:
    """Write a block's rows as the touchpoint does, and return the file."""
    form = FORMATS.get(source, "csv")
    path = folder / f"{source}_{number:04d}.{form}"
    if form == "parquet":
        write_parquet(rows, path, cut_off)
    elif form == "jsonl":
        write_json_lines(rows, path, cut_off)
    elif source in LATIN:
        write_csv(rows, path, cut_off, delimiter=";", encoding="latin-1")
    else:
        write_csv(rows, path, cut_off)
    return path
