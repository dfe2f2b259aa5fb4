"""Compute every feature at every cutoff."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa

from patron.errors import ConfigError
from patron.features.base import Entity, Feature, Tally
from patron.features.tally import tally
from patron.history import History
from patron.schema import FEATURES, TIME

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def compute_features(
    history: History, features: Sequence[Feature], cutoffs: Sequence[int]
) -> pa.Table:
    """Return the FEATURES table: one row per customer known at each cutoff.

    No feature sees a row that lies after the cutoff or became known after it: features are
    finished from tallies, and the kernel that makes the tallies leaves such rows out.

    Parameters
    ----------
    history
        All interactions, the future included.
    features
        What to compute; those of items and pairs are left out here.
    cutoffs
        Microseconds since 1970.
    """
    own = [feature for feature in features if feature.entity == "customer"]
    customer, _, at, columns = feature_columns(history, own, cutoffs, "customer")
    return FEATURES.check(
        pa.table(
            {
                "customer_id": pa.array(history.customers[customer], pa.string()),
                "cutoff": pa.array(at).cast(TIME),
                **columns,
            }
        )
    )


Columns = tuple[np.ndarray, np.ndarray, np.ndarray, dict[str, np.ndarray]]


def feature_columns(
    history: History,
    features: Sequence[Feature],
    cutoffs: Sequence[int],
    entity: Entity,
    level: str = "item",
) -> Columns:
    """Return the features of one entity as columns of numbers.

    Returns
    -------
    tuple
        Customer number, item code at `level` (each -1 where the entity has none), cutoff in
        microseconds, and the features by name; n rows each.
    """
    other = [feature.name for feature in features if feature.entity != entity]
    if other:
        raise ConfigError(f"The features {other} are not of the entity {entity!r}.")
    groups = history.groups(entity, level)
    needed: list[Tally] = [one for feature in features for one in feature.tallies()]
    parts = []
    for number, tallied in tally(history, groups, needed, sorted(set(cutoffs))):
        columns = {feature.name: feature.finish(tallied) for feature in features}
        parts.append((groups.customer[number], groups.item[number], tallied.cutoffs, columns))
    if not parts:
        nothing = np.zeros(0, np.int64)
        return nothing, nothing, nothing, {feature.name: np.zeros(0) for feature in features}
    customer, item, at = (np.concatenate([part[place] for part in parts]) for place in range(3))
    names = [feature.name for feature in features]
    return customer, item, at, {n: np.concatenate([part[3][n] for part in parts]) for n in names}


def moment(at: int) -> datetime:
    """Return microseconds since 1970 as a time."""
    return EPOCH + timedelta(microseconds=at)
