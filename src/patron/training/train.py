"""Fit, calibrate and judge one model."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from patron.errors import ConfigError
from patron.features import Feature
from patron.features.compute import moment
from patron.history import History, micros
from patron.models import Model, ModelSpec
from patron.models.population import usual_of
from patron.models.remembered import remember_answers
from patron.models.review import Review
from patron.tasks import Cutoffs, Task
from patron.training.curves import Points, calibration_points, gain_points
from patron.training.declared import declared
from patron.training.duel import Challenger, Duel, NoDuel, fight
from patron.training.fitted import fit_model
from patron.training.grade import Graded, grade
from patron.training.review import Case, make_review
from patron.training.timing import learn_timing

log = logging.getLogger(__name__)

# So many quantiles of the judged population's answers stand for it in percentiles.
QUANTILES = 1001


@dataclass(frozen=True)
class Trained:
    """A model, how it was made and how it was judged.

    Parameters
    ----------
    model, graded
        The model and its grade.
    params
        Parameters of its estimator.
    trials
        What the search tried.
    cutoffs
        Moments that it was trained, calibrated and judged at.
    calibration, gains, formula_gains
        Curves of the judged window; see `patron.training.curves`.
    judged
        Features of the rows that judged the model, shape (n, k).
    review
        All that its report says of it.
    duel
        How it did beside the champion; None where there was none.
    """

    model: Model
    graded: Graded
    params: Mapping[str, Any]
    trials: Sequence[Mapping[str, Any]]
    cutoffs: Cutoffs
    calibration: Points
    gains: Points
    formula_gains: Points
    judged: np.ndarray[Any, Any]
    review: Review
    duel: Duel | NoDuel | None = None


@remember_answers()
def train(
    history: History,
    task: Task,
    features: Sequence[Feature],
    spec: ModelSpec,
    trials: int,
    seed: int,
    *,
    journal: Path | None = None,
    champion: Model | None = None,
    protected: Sequence[str] = (),
) -> Trained:
    """Return the model of a task, graded on the newest window whose answers are known.

    The estimator learns at the train cutoffs, is stopped, chosen and calibrated on the window
    after them, and judged on the one after that.

    Parameters
    ----------
    history
        All interactions.
    features
        All features that the workspace declares.
    spec
        What to build and what to grade it against.
    trials
        Sets of parameters to try; 0 takes those of the file.
    seed
        Seed of the search and of the bootstrap.
    journal
        File that keeps the trials of the search; see `search`.
    champion
        The present champion, which answers on the same window.
    protected
        Attributes for whose groups the review says how good the model is.

    Raises
    ------
    ConfigError
        If the model has no feature, or a formula looks at one that there is not.
    CutoffError
        If the history is too short, nobody can be asked about, or all answers are alike.
    """
    entities = ("customer", "item", "pair") if task.about_items else ("customer",)
    possible = [feature for feature in features if feature.entity in entities]
    used = [feature for feature in possible if spec.uses(feature.name)]
    _check_features(spec, used, {feature.name for feature in possible})
    fitted = fit_model(history, task, possible, spec, trials, seed, journal)
    estimator, cutoffs, test = fitted.estimator, fitted.cutoffs, fitted.test
    judged = test.matrix(fitted.columns)
    answer = estimator.answer(judged)
    model = Model(
        task=task.name,
        kind=task_kind(task),
        estimator_kind=spec.estimator,
        estimator=estimator,
        columns=fitted.columns,
        features=tuple(declared(feature) for feature in used),
        horizon_days=task.horizon.total_seconds() / 86_400,
        trained_until=moment(cutoffs.later + micros(task.reach)),
        level=getattr(task, "level", None),
        timing=learn_timing(history, task, fitted.columns, fitted.learnt, seed),
        reference=tuple(np.quantile(answer, np.linspace(0, 1, QUANTILES)).tolist()),
        population=usual_of(fitted.columns, judged),
    )
    interval = estimator.interval(judged)
    graded = grade(task, model.name, fitted.learnt, test, answer, interval, spec.against, seed)
    strongest = graded.formulas.get(graded.strongest)
    challenger = Challenger(possible, spec, test, answer)
    duel = None if champion is None else fight(history, task, champion, challenger, seed)
    calibration, gains = calibration_points(test.label, answer), gain_points(test.label, answer)
    formula_gains = [] if strongest is None else gain_points(test.label, strongest)
    facts = {
        "grade": graded.grade,
        "strongest_formula": graded.strongest,
        "metrics": dict(graded.metrics),
        "calibration": calibration,
        "gains": gains,
        "formula_gains": formula_gains,
    }
    model = replace(model, facts=facts)
    graded = replace(graded, table=_renamed(graded, model.name))
    log.info(
        "train %s: %s rows of %d features, grade %s",
        task.name,
        f"{len(fitted.learnt):,}",
        len(fitted.columns),
        graded.grade,
    )
    params = estimator.get_params()  # type: ignore[attr-defined]
    case = Case(history, task, spec, tuple(used), model, graded, fitted.learnt, test, seed)
    return Trained(
        model=model,
        graded=graded,
        params=params,
        trials=fitted.trials,
        cutoffs=cutoffs,
        calibration=calibration,
        gains=gains,
        formula_gains=formula_gains,
        judged=judged,
        review=make_review(case, protected, params),
        duel=duel,
    )


def task_kind(task: Task) -> str:
    """Return the ``type`` that declares a task."""
    return type(task).__module__.rpartition(".")[2]


def _check_features(spec: ModelSpec, used: Sequence[Feature], known: set[str]) -> None:
    if not used:
        raise ConfigError(
            f"The {spec.task} model: without {list(spec.without)} leaves no feature of the "
            f"{len(known)} that features.yaml declares for it."
        )
    for formula in spec.against:
        missing = [name for name in formula.columns() if name not in known]
        if missing:
            raise ConfigError(
                f"The formula {formula.name!r} of the {spec.task} model looks at the feature(s) "
                f"{missing}, but features.yaml declares none of that name."
            )


def _renamed(graded: Graded, name: str) -> Any:
    import pyarrow as pa

    table = graded.table
    place = table.schema.get_field_index("model")
    return table.set_column(place, "model", pa.array([name] * table.num_rows, pa.string()))
