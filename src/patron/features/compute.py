"""Compute every feature at every cutoff."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa

from patron.arrays import as_arrow, texts
from patron.errors import ConfigError
from patron.features.base import Entity, Feature
from patron.features.plan import Layout
from patron.features.tally import Told, tally_parts
from patron.history import History
from patron.schema import FEATURES, REAL, TIME, WHOLE

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def compute_features(
    history: History | Iterable[History],
    features: Sequence[Feature],
    cutoffs: Sequence[int],
    threads: int | None = None,
) -> pa.Table:
    """Return the FEATURES table: one row per customer there was and known at each cutoff.

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
    grouped = ((part, part.groups("customer")) for part in parts)

    def table(told: Told) -> pa.Table:
        customer = told.groups.customer[told.number]
        first = customer[0] if len(customer) else 0
        last = customer[-1] if len(customer) else -1
        ids = texts(told.history.customers[first : last + 1].tolist())
        # One row a customer and cutoff by construction, so the key needs no check.
        columns = {
            "customer_id": ids.take(as_arrow(customer - first, WHOLE)),
            "cutoff": as_arrow(told.tallied.cutoffs, TIME),
        }
        for feature in own:
            columns[feature.name] = as_arrow(feature.finish(told.tallied), REAL)
        return pa.table(columns)

    tables = list(tally_parts(grouped, layout_of(own), sorted(set(cutoffs)), table, threads))
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
    parts = list(feature_parts(history, features, cutoffs, entity, level, threads))
    if len(parts) == 1:
        return parts[0]
    if not parts:
        nothing = np.zeros(0, np.int64)
        return nothing, nothing, nothing, {feature.name: np.zeros(0) for feature in features}
    customer, item, at = (np.concatenate([part[place] for part in parts]) for place in range(3))
    names = [feature.name for feature in features]
    return customer, item, at, {n: np.concatenate([part[3][n] for part in parts]) for n in names}


def feature_parts(
    history: History,
    features: Sequence[Feature],
    cutoffs: Sequence[int],
    entity: Entity,
    level: str = "item",
    threads: int | None = None,
) -> Iterator[Columns]:
    """Yield what `feature_columns` returns, some groups at a time, so that memory is bounded."""
    other = [feature.name for feature in features if feature.entity != entity]
    if other:
        raise ConfigError(f"The features {other} are not of the entity {entity!r}.")
    layout = layout_of(features)

    def finished(told: Told) -> Columns:
        groups, number = told.groups, told.number
        columns = {feature.name: feature.finish(told.tallied) for feature in features}
        return groups.customer[number], groups.item[number], told.tallied.cutoffs, columns

    for rows, moments in _each_interaction_once(history, entity, sorted(set(cutoffs))):
        grouped = [(rows, rows.groups(entity, level))]
        yield from tally_parts(grouped, layout, moments, finished, threads)


def _each_interaction_once(
    history: History, entity: Entity, cutoffs: Sequence[int]
) -> Iterator[tuple[History, Sequence[int]]]:
    """Yield a history in which no group of the entity holds an interaction twice, and its cutoffs.

    An item's rows are of many customers, and where one of them became part of another, both have
    the same interactions: those of who had not ended by the cutoff count.
    """
    if entity != "item" or not len(history.former):
        yield history, cutoffs
        return
    for cutoff in cutoffs:
        yield history.existing(cutoff), [cutoff]


def moment(at: int) -> datetime:
    """Return microseconds since 1970 as a time."""
    return EPOCH + timedelta(microseconds=at)
