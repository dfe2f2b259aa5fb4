"""Read the features that a workspace declares."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from patron.catalog import kinds
from patron.config import build, did_you_mean, read_entries
from patron.errors import ConfigError
from patron.features.base import Feature

DURATION = TypeAdapter(timedelta)
EVER = "ever"
INCLUDE = "include"
# Sets of features that come along, one file each.
SETS = Path(__file__).parent / "sets"


def load_features(path: Path) -> list[Feature]:
    """Return the features that the file at `path` lists, in its order.

    An entry with ``windows: [P30D, ever]`` stands for one feature a window, called
    ``<name>_30d`` and ``<name>_ever``. An entry ``{include: retail}`` stands for the features of
    the set of that name.

    Raises
    ------
    ConfigError
        If an entry cannot be meant or a name repeats.
    """
    known = kinds(Feature, "patron.features")
    features: list[Feature] = []
    places: dict[str, str] = {}
    for where, entry in _entries(path):
        for single in _each_window(entry, where):
            feature = build(single, known, where)
            if feature.name in places:
                raise ConfigError(
                    f"{path} gives the name(s) {[feature.name]} to several features: "
                    f"{places[feature.name]} and {where}."
                )
            places[feature.name] = where
            features.append(feature)
    return features


def load_set(name: str) -> list[Feature]:
    """Return the features of a set that comes along, such as ``retail``.

    Raises
    ------
    ConfigError
        If there is no such set.
    """
    return load_features(_set(name, "features"))


def _entries(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the entries of a file and those of the sets that it includes."""
    for where, entry in read_entries(path):
        if INCLUDE not in entry:
            yield where, entry
            continue
        if len(entry) > 1:
            others = ", ".join(sorted(set(entry) - {INCLUDE}))
            raise ConfigError(f"{where}: include stands alone, but found {others} beside it.")
        yield from read_entries(_set(entry[INCLUDE], where))


def _set(name: Any, where: str) -> Path:
    known = sorted(path.stem for path in SETS.glob("*.yaml"))
    if name not in known:
        raise ConfigError(
            f"{where}: include is {name!r}, but must be one of: {', '.join(known)}"
            f"{did_you_mean(name, known)}."
        )
    return SETS / f"{name}.yaml"


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
