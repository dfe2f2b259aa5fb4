"""All that is known of how good a model is: what its report and its card are written from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from patron.models.metrics import Interval
from patron.models.metrics.drift import Drift


class Beside(NamedTuple):
    """One metric of a model on the judged window, and that of a naive formula on the same rows.

    `difference` is model less formula on the same samples of customers. Where the metric is of
    the model alone, `formula` is empty and `other` and `difference` are None.
    """

    metric: str
    model: Interval
    formula: str
    other: Interval | None
    difference: Interval | None


class Said(NamedTuple):
    """What a model said on average of the `n` rows of a bin, and what came true."""

    said: float
    true: Interval
    n: int


class Window(NamedTuple):
    """The decisive metric on one window, by a model that learnt from what was over before it.

    `is_own` tells the model itself, on the window that judged it, from models of its recipe.
    """

    cutoff: datetime
    rows: int
    learnt: int
    base: float
    model: Interval
    formula: Interval
    is_own: bool


class Group(NamedTuple):
    """How good a model is for some of the customers.

    Parameters
    ----------
    name
        What the customers have in common, such as ``45-54``.
    customers
        How many they are.
    base
        Mean of the true answers.
    metric
        The decisive metric among them; None where they are too few to tell.
    gap
        Mean of what was said less what came true.
    chosen
        Share of them among the tenth of all customers ranked first; None where items are ranked.
    """

    name: str
    customers: int
    base: Interval
    metric: Interval | None
    gap: Interval
    chosen: Interval | None


class Split(NamedTuple):
    """All customers, split by what is known of them."""

    by: str
    groups: tuple[Group, ...]


class Strength(NamedTuple):
    """How far a feature moves answers: the mean size of its contribution, and of all its share.

    `dots` are pairs of a value and its contribution, of some customers.
    """

    feature: str
    size: float
    share: float
    dots: tuple[tuple[float, float], ...] = ()


class Moved(NamedTuple):
    """How far a feature, or the score, moved from what was learnt from.

    `now` is None where the present was not looked at.
    """

    name: str
    judged: Drift
    now: Drift | None


class Told(NamedTuple):
    """One feature as the report lists it; `fields` are those of the sources that it is made of."""

    name: str
    type: str
    idea: str
    words: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Review:
    """How good a model is, for whom, since when, and from what it answers.

    Parameters
    ----------
    task, kind, model
        Name and type of the task, and name of the model.
    grade, strongest, metric
        The grade, the formula that it compares with, and the decisive metric.
    judged_at, horizon_days
        Moment from which the judged window starts, and its length.
    learnt_at
        First and last moment that the model learnt from.
    learnt, judged, looked_at
        Rows that it learnt from, rows that judged it, and how many of these the intervals and
        groups were taken on.
    customers
        Customers that judged it.
    beside
        Metrics beside the strongest formula.
    calibration, error
        Bins of the answers, and the mean distance of what was said and what came true; None for
        money.
    gains, formula_gains
        Points (share of rows, share caught), highest first.
    windows
        The decisive metric over time, the earliest window first.
    segments, protected
        Groups by what moves answers most, and by the attributes that are protected.
    unknown
        Protected attributes of which nothing is known.
    strengths
        Features by how far they move answers, the strongest first; contributions are in `unit`.
    moved, score_moved
        Drift of features, the strongest first, and of the score.
    features
        What the model looks at.
    params, versions
        Parameters of its estimator, and versions of the lake's tables.
    """

    task: str
    kind: str
    model: str
    grade: str
    strongest: str
    metric: str
    judged_at: datetime
    horizon_days: float
    learnt_at: tuple[datetime, datetime]
    learnt: int
    judged: int
    looked_at: int
    customers: int
    beside: tuple[Beside, ...]
    calibration: tuple[Said, ...]
    error: Interval | None
    gains: tuple[tuple[float, float], ...]
    formula_gains: tuple[tuple[float, float], ...]
    windows: tuple[Window, ...] = ()
    segments: tuple[Split, ...] = ()
    protected: tuple[Split, ...] = ()
    unknown: tuple[str, ...] = ()
    strengths: tuple[Strength, ...] = ()
    moved: tuple[Moved, ...] = ()
    score_moved: Moved | None = None
    features: tuple[Told, ...] = ()
    params: Mapping[str, object] = field(default_factory=dict)
    versions: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_money(self) -> bool:
        """Whether the answers are amounts of money."""
        return self.metric == "gini"

    @property
    def about_items(self) -> bool:
        """Whether the answers are of items ranked for each customer."""
        return self.metric.startswith("ndcg")
