"""The history as it would be if some of it were not collected."""

from dataclasses import replace

import numpy as np

from patron.history.history import History


def without_facts(history: History, names: tuple[str, ...]) -> History:
    """Return the history without some attributes or relations, by name."""
    told = history.attributes
    left_out = [told.names.index(name) for name in names if name in told.names]
    kept = ~np.isin(told.name, left_out)
    until = told.known_until
    facts = replace(
        told,
        owner=told.owner[kept],
        name=told.name[kept],
        value=told.value[kept],
        known_at=told.known_at[kept],
        known_until=None if until is None else until[kept],
    )
    return replace(history, attributes=facts)


def without_kind(history: History, kind: str) -> History:
    """Return the history without the interactions of a kind."""
    return history.where(~history.is_any("kind", (kind,)))


def without_column(history: History, column: str, kind: str) -> History:
    """Return the history in which no interaction of a kind has a value in a column.

    Parameters
    ----------
    column
        A column of numbers or text, such as ``amount`` or ``item``.
    """
    rows = history.is_any("kind", (kind,))
    if column in history.numbers:
        values = np.where(rows, np.nan, history.numbers[column])
        return replace(history, numbers={**history.numbers, column: values})
    codes = np.where(rows, -1, history.codes[column]).astype(history.codes[column].dtype)
    return replace(history, codes={**history.codes, column: codes})


def without_level(history: History, level: str) -> History:
    """Return the history in which no item has a group of a level, such as ``brand``."""
    groups = np.full_like(history.levels[level], -1)
    return replace(history, levels={**history.levels, level: groups})
