"""Read the lake's HISTORY into columns of numbers."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.history.attributes import Attributes
from patron.history.history import History
from patron.lake import Lake
from patron.schema import HISTORY, ITEMS, utc

TEXTS = ("kind", "channel", "actor", "item", "offer", "basket")
NUMBERS = ("quantity", "amount", "discount")
LEVELS = ("department", "category", "subcategory", "brand")
COLUMNS = ("customer_id", "occurred_at", "known_at", *TEXTS, *NUMBERS)

# Facts of accounts become facts of customers, known when both fact and link were. Of those known
# by then the one told last holds: what a link brings along does not undo what was told since.
FACTS = """
SELECT c.customer_id, a.name, a.value, greatest(a.known_at, c.known_at) AS known_at
FROM attributes AS a JOIN customers AS c USING (source, account)
WHERE a.value IS NOT NULL
QUALIFY row(a.known_at, source, account) = max(row(a.known_at, source, account)) OVER (
    PARTITION BY c.customer_id, a.name ORDER BY greatest(a.known_at, c.known_at))
"""


def read_history(lake: Lake, version: int | None = None) -> History:
    """Return the one history of all customers, at a version of HISTORY or the newest."""
    rows = lake.read(HISTORY, version, columns=list(COLUMNS))
    with lake.connection() as connection:
        facts = connection.sql(FACTS).to_arrow_table()
    return make_history(rows, lake.read(ITEMS), facts)


def make_history(rows: pa.Table, items: pa.Table, facts: pa.Table | None = None) -> History:
    """Return the history that HISTORY rows tell.

    Parameters
    ----------
    rows
        HISTORY, at least the columns that features use, in any order.
    items
        ITEMS; items that it lacks have no category, brand or margin.
    facts
        customer_id, name, value and known_at of what else is known of customers.
    """
    customer = _codes(rows["customer_id"])
    customers, rank = _sorted_names(customer)
    owner = rank[customer.indices.to_numpy()].astype(np.int64)
    occurred_at = utc(rows["occurred_at"]).to_numpy()
    if not _in_order(owner, occurred_at):
        order = np.lexsort((occurred_at, owner))
        rows, owner, occurred_at = rows.take(pa.array(order)), owner[order], occurred_at[order]
    codes, names = {}, {}
    for column in TEXTS:
        codes[column], names[column] = _numbered(rows[column])
    levels = _item_levels(items, names)
    return History(
        customers=customers,
        owner=owner,
        occurred_at=occurred_at,
        known_at=utc(rows["known_at"]).to_numpy(),
        codes=codes,
        names=names,
        numbers={column: rows[column].to_numpy() for column in NUMBERS},
        levels=levels,
        attributes=_attributes(facts, customers),
        margins=_of_items(items, "margin", names["item"]),
    )


def _codes(column: pa.ChunkedArray) -> pa.DictionaryArray:
    combined = column.combine_chunks()
    if isinstance(combined, pa.ChunkedArray):
        combined = (
            pa.concat_arrays(combined.chunks) if combined.num_chunks else pa.array([], pa.string())
        )
    return combined.dictionary_encode()


def _numbered(column: pa.ChunkedArray) -> tuple[np.ndarray, np.ndarray]:
    """Return each row's place among the sorted names (-1 is null), and the names.

    Sorted, because ties are broken by code: the order of codes must not depend on which rows,
    of the future even, happen to come first.
    """
    coded = _codes(column)
    names, rank = _sorted_names(coded)
    codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return np.append(rank.astype(codes.dtype), -1)[codes], names


def _names(coded: pa.DictionaryArray) -> np.ndarray:
    return np.array(coded.dictionary.to_pylist(), dtype=object)


def _sorted_names(coded: pa.DictionaryArray) -> tuple[np.ndarray, np.ndarray]:
    """Return the names in order, and the place of each code in that order."""
    names = _names(coded)
    order = np.argsort(names)
    rank = np.empty(len(names), np.int64)
    rank[order] = np.arange(len(names))
    return names[order], rank


def _in_order(owner: np.ndarray, occurred_at: np.ndarray) -> bool:
    step = np.diff(owner)
    return bool(np.all((step > 0) | ((step == 0) & (np.diff(occurred_at) >= 0))))


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
    known_at = utc(facts["known_at"]).to_numpy()
    kept = np.flatnonzero(known)
    kept = kept[np.lexsort((value[kept], known_at[kept], owner[kept]))]
    return Attributes(
        owner[kept], name[kept], value[kept], known_at[kept], tuple(names), tuple(values)
    )
