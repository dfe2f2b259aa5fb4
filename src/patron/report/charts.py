"""Curves as geometry: what a template needs to draw a chart, and the numbers behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, log10, sqrt

from patron.report.facts import Curves, Gain
from patron.report.language import say
from patron.report.wording import capital, count, number, percent, round_money

Point = tuple[float, float]

# Units of the drawing; at the width of a telephone one unit is about one pixel.
WIDTH, HEIGHT = 360, 280
LEFT, RIGHT, TOP, BOTTOM = 52, 14, 28, 44
MOST_POINTS = 101
MOST_ROWS = 11
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
# What the share of cases that were caught is called, by task.
CAUGHT = {
    "churn": "Share of those who left",
    "lifetime_value": "Share of the value",
    "next_offer": "Share of what was taken",
}


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: where on the drawing, and its text."""

    at: float
    text: str


@dataclass(frozen=True)
class Line:
    """A line of a chart; `style` is one of model, formula and chance."""

    name: str
    style: str
    path: str


@dataclass(frozen=True)
class Dot:
    """A dot of a chart."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class Chart:
    """One chart, ready to draw, with the same numbers as a table."""

    title: str
    reading: str
    x_label: str
    y_label: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    lines: tuple[Line, ...]
    dots: tuple[Dot, ...] = ()
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    width: int = field(default=WIDTH)
    height: int = field(default=HEIGHT)
    left: int = field(default=LEFT)
    right: int = field(default=WIDTH - RIGHT)
    top: int = field(default=TOP)
    bottom: int = field(default=HEIGHT - BOTTOM)


@dataclass(frozen=True)
class Scale:
    """From numbers to places on the drawing; both axes start at nought."""

    x_end: float = 1.0
    y_end: float = 1.0

    def x(self, value: float) -> float:
        """Return the distance from the drawing's left edge."""
        return round(LEFT + (WIDTH - LEFT - RIGHT) * value / self.x_end, 1)

    def y(self, value: float) -> float:
        """Return the distance from the drawing's top edge."""
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / self.y_end, 1)

    def line(self, name: str, style: str, points: Sequence[Point]) -> Line:
        """Return a line through `points`, thinned to about a hundred of them."""
        places = [f"{self.x(x)},{self.y(y)}" for x, y in thinned(points, MOST_POINTS)]
        return Line(name, style, "M" + " L".join(places))


def thinned(points: Sequence[Point], most: int) -> list[Point]:
    """Return at most `most` of the points, evenly chosen, the first and the last among them."""
    if len(points) <= most:
        return list(points)
    step = (len(points) - 1) / (most - 1)
    return [points[round(number * step)] for number in range(most)]


def share_chart(
    title: str,
    reading: str,
    x_label: str,
    y_label: str,
    curves: Sequence[tuple[str, str, list[Point]]],
) -> Chart:
    """Return a chart of shares against shares, each curve given as name, style and points."""
    scale = Scale()
    first = curves[0]
    return Chart(
        title=title,
        reading=reading,
        x_label=x_label,
        y_label=y_label,
        x_ticks=tuple(Tick(scale.x(share), percent(share)) for share in SHARES),
        y_ticks=tuple(Tick(scale.y(share), percent(share)) for share in SHARES),
        lines=tuple(scale.line(*curve) for curve in curves),
        header=(x_label, f"{y_label}: {first[0]}"),
        rows=tuple((percent(x), percent(y)) for x, y in thinned(first[2], MOST_ROWS)),
    )


def gains_chart(task: str, curves: Curves) -> Chart:
    """Return how many of the cases are caught among the customers ranked first."""
    lines = [(say("Model"), "model", _from_nought(curves.gains))]
    if curves.formula_gains:
        name = capital(curves.formula or say("Naive formula"))
        lines.append((name, "formula", _from_nought(curves.formula_gains)))
    lines.append((say("Picked blindly"), "chance", [(0.0, 0.0), (1.0, 1.0)]))
    asked = say("suggestions" if task == "next_offer" else "customers")
    return share_chart(
        say("How much is caught early"),
        say("The higher the line rises at the left, the fewer {asked} it takes.", asked=asked),
        say("Share of {asked}", asked=asked),
        say(CAUGHT.get(task, "Share of the cases")),
        lines,
    )


def calibration_chart(task: str, curves: Curves, currency: str) -> Chart:
    """Return what the model said against what came true, one dot per group of customers."""
    groups = curves.calibration
    is_money = task == "lifetime_value"
    most = max((max(g.predicted, g.observed) for g in groups), default=0.0)
    ticks = round_ticks(most)
    told: Callable[[float], str] = (lambda x: round_money(x, currency)) if is_money else percent
    on_axis: Callable[[float], str] = (lambda x: number(x, 0)) if is_money else percent
    scale = Scale(ticks[-1], ticks[-1])
    largest = max((group.n for group in groups), default=1)
    unit = f", {currency}" if is_money else ""
    return Chart(
        title=say("Whether it can be taken at its word"),
        reading=say("Each dot is a group of customers. On the line, what was said came true."),
        x_label=say("Said by the model") + unit,
        y_label=say("Came true") + unit,
        x_ticks=tuple(Tick(scale.x(tick), on_axis(tick)) for tick in ticks),
        y_ticks=tuple(Tick(scale.y(tick), on_axis(tick)) for tick in ticks),
        lines=(scale.line(say("Said is seen"), "chance", [(0.0, 0.0), (ticks[-1], ticks[-1])]),),
        dots=tuple(
            Dot(scale.x(g.predicted), scale.y(g.observed), _radius(g.n, largest)) for g in groups
        ),
        header=(say("Said"), say("Came true"), say("Customers")),
        rows=tuple((told(g.predicted), told(g.observed), count(g.n)) for g in groups),
    )


def round_ticks(most: float) -> tuple[float, ...]:
    """Return three to six round numbers from nought to at least `most`."""
    if most <= 0:
        return (0.0, 1.0)
    size = 10.0 ** floor(log10(most / 4))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor * 5 >= most)
    return tuple(step * number for number in range(ceil(most / step) + 1))


def _from_nought(gains: Sequence[Gain]) -> list[Point]:
    points = [(gain.customers, gain.caught) for gain in gains]
    return points if points[:1] == [(0.0, 0.0)] else [(0.0, 0.0), *points]


def _radius(n: int, largest: int) -> float:
    return round(2.5 + 3.5 * sqrt(n / max(largest, 1)), 1)
