"""A tile of the overview: a figure, or a chart with its numbers as a table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Series:
    """A line or the bars of a chart; `style` is one of model, formula and chance."""

    name: str
    style: str
    values: Sequence[float]


@dataclass(frozen=True)
class Plot:
    """A chart for the script, and the same numbers as a table.

    `kind` is ``bars`` or ``line``; `x_text` names the places of bars, empty for numbers;
    `x_unit` and `y_unit` are ``share``, ``count`` or ``money``.
    """

    kind: str
    x: Sequence[float]
    series: Sequence[Series]
    x_label: str
    y_label: str
    x_unit: str = "count"
    y_unit: str = "count"
    x_text: Sequence[str] = ()

    def data(self, currency: str) -> dict[str, Any]:
        """Return what the script draws."""
        series = [vars(one) for one in self.series]
        return {**vars(self), "series": series, "currency": currency}


@dataclass(frozen=True)
class Tile:
    """One tile; a figure has a `value`, a chart a `plot`, and both of the others a table.

    `as_of` says up to when what it is made from was known.
    """

    name: str
    title: str
    reading: str
    value: str = ""
    plot: Plot | None = None
    header: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = field(default=())
    shares: Sequence[float] = ()
    as_of: str = ""
