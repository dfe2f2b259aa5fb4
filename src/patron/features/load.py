"""Read the features that a workspace declares."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from patron.catalog import kinds
from patron.config import build, read_entries
from patron.errors import ConfigError
from patron.features.base import Feature

DURATION = TypeAdapter(timedelta)
EVER = "ever"


def load_features(path: Path) -> list[Feature]:
    """Return the features that the file at `path` lists, in its order.

    An entry with ``windows: [P30D, ever]`` stands for one feature a window, called
    ``<name>_30d`` and ``<name>_ever``.

    Raises
    ------
    ConfigError
        If an entry cannot be meant or a name repeats.
    """
    known = kinds(Feature, "patron.features")
    features = [
        build(single, known, where)
        for where, entry in read_entries(path)
        for single in _each_window(entry, where)
    ]
    repeated = [name for name, n in Counter(f.name for f in features).items() if n > 1]
    if repeated:
        raise ConfigError(f"{path} gives the name(s) {repeated} to several features.")
    return features


def _each_window(entry: dict[str, Any], where: str) -> Iterator[dict[str, Any]]:
    if "windows" not in entry:
        yield entry
        return
    rest = {key: value for key, value in entry.items() if key != "windows"}
    if not isinstance(entry["windows"], list) or not entry["windows"]:
        raise ConfigError(f"{where}: windows must be a list such as [P30D, ever].")
    for window in entry["windows"]:
        if window == EVER:
            yield {**rest, "name": f"{rest.get('name')}_ever"}
            continue
        try:
            if not isinstance(window, str):
                raise ConfigError(_wish(where, window))
            length = DURATION.validate_python(window)
        except ValidationError as error:
            raise ConfigError(_wish(where, window)) from error
        yield {**rest, "name": f"{rest.get('name')}_{_short(length)}", "window": window}


def _short(length: timedelta) -> str:
    """Return a length as part of a name: 30d, 12h, or 90s."""
    for unit, letter in ((timedelta(days=1), "d"), (timedelta(hours=1), "h")):
        if length % unit == timedelta(0):
            return f"{length // unit}{letter}"
    return f"{length // timedelta(seconds=1)}s"


def _wish(where: str, window: object) -> str:
    return f"{where}: windows holds {window!r}, but must hold durations such as P30D, or ever."
