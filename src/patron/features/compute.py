"""Compute every feature at every cutoff."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa

from patron.errors import ConfigError
from patron.features.base import Entity, Feature
from patron.features.plan import Layout
from patron.features.tally import tally
from patron.history import History
from patron.schema import FEATURES, TEXT, TIME

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def compute_features(
    history: History | Iterable[History],
    features: Sequence[Feature],
    cutoffs: Sequence[int],
    threads: int | None = None,
) -> pa.Table:
    """Return the FEATURES table: one row per customer known at each cutoff.

    No feature sees a row that lies after the cutoff or became known after it: features are
    finished from tallies, and the kernel that makes the tallies leaves such rows out.

    Parameters
    ----------
    history
        All interactions, the future included; or parts of them, each with whole customers, as
        `read_parts` yields them, so that memory is bounded by a part and not by the data.
    features
        What to compute; those of items and pairs are left out here.
    cutoffs
        Microseconds since 1970.
    threads
        Number of threads; None takes all cores.
    """
    own = [feature for feature in features if feature.entity == "customer"]
    parts = [history] if isinstance(history, History) else history
    layout = layout_of(own)
    tables = []
    for part in parts:
        customer, _, at, columns = _columns(part, own, layout, cutoffs, "customer", "item", threads)
        ids = pa.array(part.customers, TEXT).take(pa.array(customer))
        # One row a customer and cutoff by construction, so the key needs no check.
        tables.append(pa.table({"customer_id": ids, "cutoff": pa.array(at).cast(TIME), **columns}))
    return pa.concat_tables(tables) if tables else FEATURES.empty()


def needed_columns(features: Sequence[Feature]) -> set[str]:
    """Return the columns of the history that features look at, for `read_parts`."""
    layout = layout_of(features)
    found = {*layout.filter_columns, *layout.number_columns, *layout.text_columns}
    return found.union(*(feature.columns() for feature in features))


def layout_of(features: Sequence[Feature]) -> Layout:
    """Return the layout of all tallies that features need, each once."""
    return Layout(tuple(dict.fromkeys(one for feature in features for one in feature.needed)))


Columns = tuple[np.ndarray, np.ndarray, np.ndarray, dict[str, np.ndarray]]


def feature_columns(
    history: History,
    features: Sequence[Feature],
    cutoffs: Sequence[int],
    entity: Entity,
    level: str = "item",
    threads: int | None = None,
) -> Columns:
    """Return the features of one entity as columns of numbers.

    Parameters
    ----------
    history, features, cutoffs, threads
        As in `compute_features`, but of one entity.
    entity
        ``customer``, ``item`` or ``pair``.
    level
        What counts as one item: ``item`` itself or a level of ITEMS.

    Returns
    -------
    tuple
        Customer number, item code at `level` (each -1 where the entity has none), cutoff in
        microseconds, and the features by name; n rows each.
    """
    other = [feature.name for feature in features if feature.entity != entity]
    if other:
        raise ConfigError(f"The features {other} are not of the entity {entity!r}.")
    return _columns(history, features, layout_of(features), cutoffs, entity, level, threads)


def _columns(
    history: History,
    features: Sequence[Feature],
    layout: Layout,
    cutoffs: Sequence[int],
    entity: Entity,
    level: str,
    threads: int | None,
) -> Columns:
    groups = history.groups(entity, level)
    parts = []
    for number, tallied in tally(history, groups, layout, sorted(set(cutoffs)), threads):
        columns = {feature.name: feature.finish(tallied) for feature in features}
        parts.append((groups.customer[number], groups.item[number], tallied.cutoffs, columns))
    if len(parts) == 1:
        return parts[0]
    if not parts:
        nothing = np.zeros(0, np.int64)
        return nothing, nothing, nothing, {feature.name: np.zeros(0) for feature in features}
    customer, item, at = (np.concatenate([part[place] for part in parts]) for place in range(3))
    names = [feature.name for feature in features]
    return customer, item, at, {n: np.concatenate([part[3][n] for part in parts]) for n in names}


def moment(at: int) -> datetime:
    """Return microseconds since 1970 as a time."""
    return EPOCH + timedelta(microseconds=at)
