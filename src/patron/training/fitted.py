"""Fit and calibrate one model, on nothing but what was over by the cutoff that judges it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from patron.errors import CutoffError
from patron.features import Feature
from patron.history import History, micros
from patron.models import Answering, ModelSpec
from patron.models.boosted import Boosted
from patron.models.boosted_probability import BoostedProbability
from patron.models.formula import Formula
from patron.models.hurdle_regressor import HurdleRegressor
from patron.models.offer_ranker import OfferRanker
from patron.tasks import Cutoffs, Task, choose_cutoffs, newest_cutoffs
from patron.training.folds import Fold, make_folds
from patron.training.frame import Frame, make_frame
from patron.training.search import fit, search
from patron.training.total import forecast_total

# So many horizons ago a window counts half for the rate of a yes. On earlier windows a rate that
# followed the last one alone ran after the seasons; one that forgot nothing ran behind the trend.
HORIZONS_TO_HALF = 2
# So many windows calibrate a probability: an odd one must not rule. On windows before the judged
# ones three were no better than two.
WINDOWS = 2
# Where there are fewer of the rarer answer a feature, trees mistake chance for a pattern, and the
# columns that formulas look at answer beside them too (Peduzzi et al., 1996, "A simulation study of
# the number of events per variable in logistic regression analysis", J. Clinical Epidemiology 49).
ENOUGH_A_FEATURE = 10
# More rows than this teach trees of a few leaves nothing, but cost time and memory.
MOST_ROWS = 1_000_000
# So many of the later window tell as well as all when more rounds do not help.
MOST_WATCHED = 250_000


@dataclass(frozen=True)
class Fitted:
    """An estimator, what it learnt from and what will judge it.

    Parameters
    ----------
    estimator
        Fitted and calibrated.
    columns
        Features in the order in which it saw them.
    trials
        What the search tried.
    cutoffs
        Moments that it was trained, calibrated and will be judged at.
    learnt, test
        Rows that it learnt from in the end, and those that judge it.
    """

    estimator: Answering
    columns: tuple[str, ...]
    trials: Sequence[Mapping[str, Any]]
    cutoffs: Cutoffs
    learnt: Frame
    test: Frame


def fit_model(
    history: History,
    task: Task,
    possible: Sequence[Feature],
    spec: ModelSpec,
    trials: int,
    seed: int,
    journal: Path | None = None,
) -> Fitted:
    """Return the estimator of a task, fitted, calibrated and brought up to date.

    Parameters and rounds are chosen by learning at the train cutoffs and looking at the window
    after them, which also calibrates, and weighs the formulas that answer beside the trees of a
    model of customers (where answers are rare the single columns among them too). Where that is a
    probability, the window before that one has as much of a say in rounds, slopes and weights: its
    answers come from an estimator of its own, which has learnt at the train cutoffs that were over
    by then. The model then learns anew, with all of that settled, at as many cutoffs that end with
    the newest of these windows. Money is brought to the total that `forecast_total` expects; its
    interval is learnt with the total that was to be expected then.

    Parameters
    ----------
    possible
        Features that the model and the formulas may look at; the other parameters are those of
        `patron.training.train`.

    Raises
    ------
    CutoffError
        If the history is too short, nobody can be asked about, or all answers are alike.
    """
    cutoffs = choose_cutoffs(history, task)
    again = newest_cutoffs(history, task)
    every = sorted({*cutoffs.train, cutoffs.later, cutoffs.test, *again})
    # The history is walked through once, and the parts share memory where they overlap.
    whole = make_frame(history, task, possible, every)
    learn, later, test = (
        whole.at(some) for some in (cutoffs.train, [cutoffs.later], [cutoffs.test])
    )
    for frame, purpose in ((learn, "learn from"), (later, "calibrate on"), (test, "judge on")):
        check_labels(task, frame, purpose)
    columns = [feature.name for feature in possible if spec.uses(feature.name)]
    params, tried = search(spec, task, columns, learn, later, trials, seed, journal)
    # What learns about items has drawn its customers already.
    most = len(learn) if task.about_items else MOST_ROWS
    some, ahead = learn.sample(most, seed), later.sample(MOST_WATCHED, seed)
    # A matrix lasts as long as somebody holds it; those of many rows are made once, and let go.
    rows = some.matrix(columns)
    estimator = fit(spec.make_estimator(**params), task, columns, some, ahead)
    if isinstance(estimator, Boosted) and not task.about_items:
        asked = later.matrix(columns)
        formulas = _formulas(estimator, spec, some, columns)
        _stand_beside(estimator, some, later, task, formulas, columns)
        del rows, some, ahead
        if isinstance(estimator, BoostedProbability):
            folds = make_folds(task, learn, later, WINDOWS)[:-1]
            drawn = [(a.sample(MOST_WATCHED, seed), b.sample(MOST_WATCHED, seed)) for a, b in folds]
            estimators = [spec.make_estimator(**params) for _ in drawn]
            earlier = _earlier(estimators, drawn, task, formulas, columns)
            estimator.calibrate(asked, later.label, earlier)
        else:
            estimator.calibrate(asked, later.label)
            _expect_total(estimator, task, spec, columns, learn, later)
            estimator.calibrate(asked, later.label)
        newest = whole.at(again).sample(MOST_ROWS, seed)
        weight, asked = _weight(newest, task), test.matrix(columns)
        estimator.refit(newest.matrix(columns), newest.label, asked, weight)
        _expect_total(estimator, task, spec, columns, newest, test)
        return Fitted(estimator, tuple(columns), tried, cutoffs, newest, test)
    del rows, some
    asked = later.matrix(columns)
    estimator.calibrate(asked, later.label)
    if isinstance(estimator, OfferRanker):
        learn = whole.at(again)
        rows = learn.matrix(columns)
        estimator.refit(rows, learn.label, asked, groups=learn.groups)
    return Fitted(estimator, tuple(columns), tried, cutoffs, learn, test)


def _earlier(
    estimators: Sequence[Answering],
    folds: Sequence[Fold],
    task: Task,
    formulas: Sequence[Formula],
    columns: list[str],
) -> list[tuple[BoostedProbability, np.ndarray[Any, Any], np.ndarray[Any, Any]]]:
    """Return an estimator of each earlier window, fitted on what was over by then, and its rows."""
    found = []
    for estimator, (past, ahead) in zip(estimators, folds, strict=True):
        fit(estimator, task, columns, past, ahead)
        if isinstance(estimator, BoostedProbability):
            _stand_beside(estimator, past, ahead, task, formulas, columns)
            found.append((estimator, ahead.matrix(columns), ahead.label))
    return found


def _formulas(
    estimator: Boosted, spec: ModelSpec, learn: Frame, columns: list[str]
) -> Sequence[Formula]:
    """Return the formulas that may stand beside the trees, single columns where answers are rare.

    Elsewhere trees learn from a column all that it says, and a column says no probability.
    """
    positive = int(np.count_nonzero(learn.label > 0))
    rarer = min(positive, len(learn) - positive)
    is_enough = rarer >= ENOUGH_A_FEATURE * len(columns)
    if is_enough or not isinstance(estimator, BoostedProbability):
        return spec.against
    return [formula.as_probability() for formula in spec.against]


def _stand_beside(
    estimator: Boosted,
    past: Frame,
    ahead: Frame,
    task: Task,
    formulas: Sequence[Formula],
    columns: list[str],
) -> None:
    """Let formulas that learnt from `past` stand beside the trees."""
    horizon = task.horizon.total_seconds() / 86_400
    X, now = past.matrix(columns), ahead.matrix(columns)
    estimator.stand_beside(formulas, columns, horizon, X, past.label, now)


def check_labels(task: Task, frame: Frame, purpose: str) -> None:
    """Raise CutoffError if all answers are alike: no model and no formula could be told apart."""
    if not len(frame):
        raise CutoffError(
            f"{task.name}: there is no customer to {purpose}; look at `active_within` and `kind` "
            "in tasks.yaml and at `patron doctor`."
        )
    if (frame.label == frame.label[0]).all():
        raise CutoffError(
            f"{task.name}: all {len(frame):,} answers to {purpose} are the same "
            f"({frame.label[0]:g}); choose a horizon and an `active_within` after which customers "
            "differ, and look at `patron doctor`."
        )


def _weight(frame: Frame, task: Task) -> np.ndarray[Any, Any]:
    """Return how much each row counts for the rate: half at two horizons before the newest."""
    age = (frame.cutoff.max() - frame.cutoff) / micros(task.horizon)
    return np.asarray(0.5 ** (age / HORIZONS_TO_HALF))


def _expect_total(
    estimator: Answering, task: Task, spec: ModelSpec, columns: list[str], past: Frame, now: Frame
) -> None:
    """Bring the answers of a model of money to the total that is to be expected of `now`."""
    if not isinstance(estimator, HurdleRegressor):
        return
    horizon = task.horizon.total_seconds() / 86_400
    total = forecast_total(past, now, spec.against, horizon)
    if total is not None:
        estimator.bring_total_to(total, now.matrix(columns))
