"""Read the lake's HISTORY into columns of numbers."""

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.arrays import as_numpy
from patron.errors import LakeError
from patron.history.attributes import Attributes
from patron.history.facts import FACTS
from patron.history.former import FORMER, STILL, Former, read_former
from patron.history.history import History
from patron.lake import Lake
from patron.schema import HISTORY, ITEMS

if TYPE_CHECKING:
    import pyarrow.parquet as pq

TEXTS = ("kind", "channel", "actor", "item", "offer", "basket")
NUMBERS = ("quantity", "amount", "discount", "sentiment")
LEVELS = ("department", "category", "subcategory", "brand")
COLUMNS = ("customer_id", "occurred_at", "known_at", *TEXTS, *NUMBERS)


def read_history(lake: Lake, version: int | None = None) -> History:
    """Return the one history of all customers, at a version of HISTORY or the newest."""
    rows = _rows(lake, version)
    with lake.connection(_versions(version)) as connection:
        facts, former = (connection.sql(query).to_arrow_table() for query in (FACTS, FORMER))
    return make_history(rows, lake.read(ITEMS), facts, former)


def _rows(lake: Lake, version: int | None) -> pa.Table:
    """Return the rows of HISTORY, texts as codes from the start: most of them come often."""
    return lake.read_coded(HISTORY, COLUMNS, ("customer_id", *TEXTS), version)


def _versions(version: int | None) -> dict[str, int]:
    """Return which version of HISTORY is wanted; the newest if it is None."""
    return {} if version is None else {HISTORY.name: version}


def read_parts(
    lake: Lake, columns: Collection[str], rows: int = 2_000_000, version: int | None = None
) -> Iterator[History]:
    """Yield the one history some customers at a time, each customer whole, in order of their ids.

    The next part is read while the last one is worked on, so about twice `rows` are in memory.

    Parameters
    ----------
    columns
        Columns of HISTORY that are needed beside customer and times; levels of ITEMS and
        ``attributes`` may be named too.
    rows
        About how many rows to yield at a time.
    version
        Version of HISTORY; None is the newest.

    Raises
    ------
    LakeError
        If the table's rows are not in order of customer and time.
    """
    needed = needed_of(columns)
    items = lake.read(ITEMS) if "item" in needed else ITEMS.empty()
    former = read_former(lake, version)
    last = ""
    for table in whole_customers(_slices(lake.files(HISTORY, version), needed, rows)):
        part = make_history(table, items, None, former)
        if not len(part.customers) or part.customers[0] <= last:
            raise LakeError(
                f"{lake.folder}: HISTORY is not in order of customers; run `patron build` again."
            )
        first, last = str(part.customers[0]), str(part.customers[-1])
        if "attributes" in columns:
            part = replace(part, attributes=_facts_between(lake, first, last, part.customers))
        yield part


def needed_of(columns: Collection[str]) -> list[str]:
    """Return the columns of HISTORY that some columns are made from; levels of ITEMS need items."""
    needed = [name for name in (*TEXTS, *NUMBERS) if name in columns]
    if "item" not in needed and not set(columns).isdisjoint(LEVELS):
        needed.append("item")
    return needed


def _facts_between(lake: Lake, first: str, last: str, customers: np.ndarray) -> Attributes:
    query = f"SELECT * FROM ({FACTS}) WHERE customer_id BETWEEN $first AND $last"
    with lake.connection() as connection:
        found = connection.sql(query, params={"first": first, "last": last}).to_arrow_table()
    return _attributes(found, customers)


def _slices(files: Sequence[Path], needed: Sequence[str], rows: int) -> Iterator[pa.Table]:
    """Yield the row groups of the files, several at a time, the next read ahead."""
    import pyarrow.parquet as pq

    texts = ["customer_id", *(name for name in needed if name in TEXTS)]
    wanted = ["customer_id", "occurred_at", "known_at", *needed]
    with ThreadPoolExecutor(1) as ahead:
        pending = None
        for file in files:
            parquet = pq.ParquetFile(file, read_dictionary=texts)
            for groups in _runs(parquet.metadata, rows):
                task = ahead.submit(parquet.read_row_groups, groups, wanted)
                if pending is not None:
                    yield pending.result()
                pending = task
        if pending is not None:
            yield pending.result()


def _runs(metadata: "pq.FileMetaData", rows: int) -> Iterator[list[int]]:
    """Yield the numbers of row groups that together have about so many rows."""
    run: list[int] = []
    held = 0
    for number in range(metadata.num_row_groups):
        run.append(number)
        held += metadata.row_group(number).num_rows
        if held >= rows:
            yield run
            run, held = [], 0
    if run:
        yield run


def whole_customers(slices: Iterator[pa.Table], by: str = "customer_id") -> Iterator[pa.Table]:
    """Yield the rows of the slices, cut anew such that no customer is cut in two.

    Parameters
    ----------
    slices
        Rows in order of customer.
    by
        Column that names whose rows belong together; it is dictionary-encoded.
    """
    rest: pa.Table | None = None
    for table in slices:
        whole = table if rest is None else pa.concat_tables([rest, table])
        end = _start_of_last(whole[by])
        rest = whole.slice(end)
        if end:
            yield whole.slice(0, end)
    if rest is not None and rest.num_rows:
        yield rest


def _start_of_last(customer: pa.ChunkedArray) -> int:
    """Return the row at which the last customer of the ordered column begins."""
    last = customer[-1]
    start = len(customer)
    for chunk in reversed(customer.chunks):
        same = pc.equal(chunk.dictionary_decode(), last)
        count = int(pc.sum(same).as_py() or 0)
        start -= count
        if count < len(chunk):
            break
    return start


def make_history(
    rows: pa.Table,
    items: pa.Table,
    facts: pa.Table | None = None,
    former: pa.Table | None = None,
) -> History:
    """Return the history that HISTORY rows tell.

    Parameters
    ----------
    rows
        HISTORY, at least the columns that features use, in any order.
    items
        ITEMS; items that it lacks have no category, brand or margin.
    facts
        customer_id, name, value and known_at of what else is known of customers, and
        known_until of what ended.
    former
        customer_id, ended_at and becomes of those who became part of another customer.
    """
    rows = rows.unify_dictionaries()
    customer = _codes(rows["customer_id"])
    customers, rank = sorted_names(customer)
    owner = as_numpy(customer.indices)
    if rank is not None:
        owner = rank[owner]
    occurred_at = as_numpy(rows["occurred_at"])
    if not _in_order(owner, occurred_at):
        order = np.lexsort((occurred_at, owner))
        rows, owner, occurred_at = rows.take(pa.array(order)), owner[order], occurred_at[order]
    customers, owner = _present(customers, owner)
    codes, names = {}, {}
    for column in TEXTS:
        if column in rows.column_names:
            codes[column], names[column] = _numbered(rows[column])
    levels = _item_levels(items, names) if "item" in names else {}
    return History(
        customers=customers,
        owner=owner,
        occurred_at=occurred_at,
        known_at=as_numpy(rows["known_at"]),
        codes=codes,
        names=names,
        numbers={
            column: as_numpy(rows[column]) for column in NUMBERS if column in rows.column_names
        },
        levels=levels,
        attributes=_attributes(facts, customers),
        margins=_of_items(items, "margin", names["item"]) if "item" in names else np.zeros(0),
        tiers=_of_items(items, "tier", names["item"]) if "item" in names else np.zeros(0),
        former=Former.among(customers, former),
    )


def _codes(column: pa.ChunkedArray) -> pa.DictionaryArray:
    combined = column.combine_chunks()
    if isinstance(combined, pa.ChunkedArray):
        chunks = combined.chunks or [pa.array([], pa.string())]
        combined = pa.concat_arrays(chunks)
    return combined if pa.types.is_dictionary(combined.type) else combined.dictionary_encode()


def _numbered(column: pa.ChunkedArray) -> tuple[np.ndarray, np.ndarray]:
    """Return each row's place among the sorted names (-1 is null), and the names.

    Sorted, because ties are broken by code: the order of codes must not depend on which rows,
    of the future even, happen to come first.
    """
    coded = _codes(column)
    names, rank = sorted_names(coded)
    codes = as_numpy(coded.indices, null=-1)
    return (codes if rank is None else np.append(rank, -1).astype(codes.dtype)[codes]), names


def _names(coded: pa.DictionaryArray) -> np.ndarray:
    return np.array(coded.dictionary.to_pylist(), dtype=object)


def sorted_names(coded: pa.DictionaryArray) -> tuple[np.ndarray, np.ndarray | None]:
    """Return the names in order, and the place of each code in that order if it is another."""
    names = _names(coded)
    order = np.argsort(names)
    if np.array_equal(order, np.arange(len(order))):
        return names, None
    rank = np.empty(len(names), np.int64)
    rank[order] = np.arange(len(names))
    return names[order], rank


def _in_order(owner: np.ndarray, occurred_at: np.ndarray) -> bool:
    later_customer = owner[1:] > owner[:-1]
    same_customer = owner[1:] == owner[:-1]
    return bool(np.all(later_customer | (same_customer & (occurred_at[1:] >= occurred_at[:-1]))))


def _present(customers: np.ndarray, owner: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the customers that have rows, and each row's place among them; rows are in order."""
    first = np.append(True, owner[1:] != owner[:-1]) if len(owner) else np.zeros(0, bool)
    return customers[owner[first]], np.cumsum(first) - 1


def _rows_of_items(items: pa.Table, item_names: Sequence[str] | np.ndarray) -> np.ndarray:
    """Return the row of ITEMS of each item of the history, -1 where it is not listed."""
    wanted = pa.array(item_names, pa.string())
    at = pc.index_in(wanted, value_set=items["item"].combine_chunks())
    return np.asarray(at.fill_null(-1).to_numpy(zero_copy_only=False), np.int64)


def _of_items(items: pa.Table, column: str, item_names: np.ndarray) -> np.ndarray:
    at = _rows_of_items(items, item_names)
    values = np.append(items[column].to_numpy(), np.nan)
    return np.asarray(values[at])


def _item_levels(items: pa.Table, names: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    at = _rows_of_items(items, names["item"])
    levels = {}
    for level in LEVELS:
        codes, names[level] = _numbered(items[level])
        levels[level] = np.append(codes, -1)[at]
    return levels


def _attributes(facts: pa.Table | None, customers: np.ndarray) -> Attributes:
    if facts is None or not facts.num_rows or not len(customers):
        return Attributes.none()
    text = facts["customer_id"].to_numpy(zero_copy_only=False)
    owner = np.searchsorted(customers, text.astype(object))
    # Customers of whom there are only facts have no history to attach them to.
    known = (owner < len(customers)) & (customers[np.minimum(owner, len(customers) - 1)] == text)
    (name, names), (value, values) = _numbered(facts["name"]), _numbered(facts["value"])
    known_at = as_numpy(facts["known_at"])
    kept = np.flatnonzero(known)
    kept = kept[np.lexsort((value[kept], known_at[kept], owner[kept]))]
    known_until = None
    if "known_until" in facts.column_names and facts["known_until"].null_count < facts.num_rows:
        known_until = as_numpy(facts["known_until"], null=STILL)[kept]
    return Attributes(
        owner[kept],
        name[kept],
        value[kept],
        known_at[kept],
        tuple(names),
        tuple(values),
        known_until,
    )
