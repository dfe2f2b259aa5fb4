"""Charts of a model's report: what the book does not draw."""

from collections.abc import Sequence

from patron.models.review import Review, Strength
from patron.report.charts import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Chart,
    Dot,
    Line,
    Point,
    Tick,
    calibration_chart,
    gains_chart,
    round_ticks,
    thinned,
)
from patron.report.facts import Curves
from patron.report.model.said import interval, metric_name
from patron.report.wording import day, is_known, number

MOST_ROWS = 11
DOT = 2.2
TICKS = 4


class _Span:
    """From numbers between two bounds to places on the drawing."""

    def __init__(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        self._x, self._y = _wide(x), _wide(y)

    def x(self, value: float) -> float:
        low, high = self._x
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (value - low) / (high - low), 1)

    def y(self, value: float) -> float:
        low, high = self._y
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - low) / (high - low), 1)

    def path(self, points: Sequence[Point]) -> str:
        return "M" + " L".join(f"{self.x(x)},{self.y(y)}" for x, y in points)

    def ticks(self, digits: int = 2) -> tuple[Tick, ...]:
        """Return marks of the upright axis."""
        low, high = self._y
        at = [low + (high - low) * step / TICKS for step in range(TICKS + 1)]
        return tuple(Tick(self.y(value), number(value, digits)) for value in at)

    def marks(self) -> tuple[Tick, ...]:
        """Return marks of the lying axis."""
        low, high = self._x
        digits = 0 if high - low >= TICKS else 2
        at = [low + (high - low) * step / 2 for step in range(3)]
        return tuple(Tick(self.x(value), number(value, digits)) for value in at)


def _wide(bounds: tuple[float, float]) -> tuple[float, float]:
    low, high = bounds
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def curves(review: Review, currency: str) -> tuple[Chart, ...]:
    """Return the calibration, and how much is caught early."""
    found = Curves.of(
        [(one.said, one.true.value, one.n) for one in review.calibration],
        review.gains,
        review.strongest,
        review.formula_gains,
    )
    charts = [lift_chart(review)]
    if review.gains:
        charts.insert(0, gains_chart(review.kind, found))
    if review.calibration:
        charts.insert(0, calibration_chart(review.kind, found, currency))
    return tuple(charts)


def lift_chart(review: Review) -> Chart:
    """Return how many times denser the cases are among the rows ranked first."""
    lines = [("Model", "model", _lift(review.gains))]
    if review.formula_gains:
        lines.append((review.strongest, "formula", _lift(review.formula_gains)))
    highest = round_ticks(max((y for _, _, points in lines for _, y in points), default=1.0))
    span = _Span((0.0, 1.0), (0.0, highest[-1]))
    drawn = [Line(name, style, span.path(points)) for name, style, points in lines if points]
    chance = Line("Picked blindly", "chance", span.path([(0.0, 1.0), (1.0, 1.0)]))
    return Chart(
        title="Lift",
        reading="How many times as many cases as among all, among those ranked first.",
        x_label="Share ranked first",
        y_label="Lift",
        x_ticks=tuple(Tick(span.x(share), f"{share:.0%}") for share in (0.0, 0.25, 0.5, 0.75, 1.0)),
        y_ticks=tuple(Tick(span.y(tick), f"{tick:g}") for tick in highest),
        lines=(*drawn, chance),
        header=("Share ranked first", "Lift of the model"),
        rows=tuple((f"{x:.0%}", number(y)) for x, y in thinned(lines[0][2], MOST_ROWS)),
    )


def _lift(gains: Sequence[Point]) -> list[Point]:
    return [(x, y / x) for x, y in gains if x > 0]


def windows_chart(review: Review) -> Chart | None:
    """Return the decisive metric over the windows, or None where there is one only."""
    windows = review.windows
    if len(windows) < 2:
        return None
    at = [float(place) for place in range(len(windows))]
    sizes = [size for one in windows for size in (*one.model, *one.formula) if is_known(size)]
    span = _Span((0.0, at[-1]), (min(sizes), max(sizes)))
    mine = [(x, one.model.value) for x, one in zip(at, windows, strict=True)]
    other = [
        (x, one.formula.value)
        for x, one in zip(at, windows, strict=True)
        if is_known(one.formula.value)
    ]
    bars = " ".join(
        span.path([(x, one.model.low), (x, one.model.high)])
        for x, one in zip(at, windows, strict=True)
        if is_known(one.model.low)
    )
    lines = [Line("Model", "model", span.path(mine))]
    if other:
        lines.append(Line(review.strongest, "formula", span.path(other)))
    if bars:
        lines.append(Line("95 % interval of the model", "model", bars))
    name = metric_name(review.metric)
    return Chart(
        title=f"{name} over time",
        reading="One place a window, the judged one at the right.",
        x_label="Start of the window",
        y_label=name,
        x_ticks=tuple(
            Tick(span.x(x), f"{one.cutoff:%d %b}") for x, one in zip(at, windows, strict=True)
        ),
        y_ticks=span.ticks(3),
        lines=tuple(lines),
        dots=tuple(Dot(span.x(x), span.y(y), DOT + 1) for x, y in mine),
        header=("From", "Model", review.strongest or "Formula"),
        rows=tuple(
            (day(one.cutoff), interval(one.model), interval(one.formula)) for one in windows
        ),
    )


def dependence_chart(strength: Strength, unit: str) -> Chart:
    """Return how far a feature moved answers, by its value: one dot a customer."""
    dots = strength.dots
    xs, ys = [x for x, _ in dots], [y for _, y in dots]
    span = _Span((min(xs), max(xs)), (min([*ys, 0.0]), max([*ys, 0.0])))
    middle = [(min(xs), 0.0), (max(xs), 0.0)]
    return Chart(
        title=strength.feature,
        reading=f"Contribution to the answer, in {unit}, by the feature's value.",
        x_label=strength.feature,
        y_label="Contribution",
        x_ticks=span.marks(),
        y_ticks=span.ticks(3 if max(map(abs, ys)) < 1 else 1),
        lines=(Line("No contribution", "chance", span.path(middle)),),
        dots=tuple(Dot(span.x(x), span.y(y), DOT) for x, y in dots),
        header=(strength.feature, "Contribution"),
        rows=tuple((number(x), number(y, 3)) for x, y in thinned(sorted(dots), MOST_ROWS)),
    )
