"""Put together all that is known of how good a model is."""

from collections.abc import Sequence
from typing import Any

from patron.arrays import different
from patron.features import Feature
from patron.features.compute import moment
from patron.models.review import Review, Told
from patron.training.curves import gain_points
from patron.training.review.case import Case
from patron.training.review.judged import beside, calibration, calibration_error
from patron.training.review.moved import moved
from patron.training.review.parts import protected, segments
from patron.training.review.strengths import strengths
from patron.training.review.windows import windows


def make_review(case: Case, attributes: Sequence[str], params: dict[str, Any]) -> Review:
    """Return all that is known of how good a model is.

    Everything is taken on the window that judged the model, on a sample of its customers where
    they are many. Nothing here changes the model or chooses anything.

    Parameters
    ----------
    case
        The model and its rows.
    attributes
        Names of the attributes that are protected.
    params
        Parameters of its estimator.
    """
    of_features, of_score = moved(case)
    found = strengths(case)
    by_attribute = tuple(protected(case, attributes))
    there = {one.by for one in by_attribute}
    formula = case.formula_answer
    return Review(
        task=case.model.task,
        kind=case.model.kind,
        model=case.model.name,
        grade=case.graded.grade,
        strongest=case.graded.strongest,
        metric=case.measures.judge.decisive,
        judged_at=moment(int(case.test.cutoff[0])),
        horizon_days=case.model.horizon_days,
        learnt_at=(moment(int(case.learnt.cutoff.min())), moment(int(case.learnt.cutoff.max()))),
        learnt=len(case.learnt),
        judged=len(case.test),
        looked_at=len(case.rows),
        customers=len(different(case.test.customer)),
        beside=tuple(beside(case)),
        calibration=calibration(case),
        error=calibration_error(case),
        gains=_pairs(gain_points(case.rows.label, case.answer)),
        formula_gains=() if formula is None else _pairs(gain_points(case.rows.label, formula)),
        windows=windows(case),
        segments=tuple(segments(case, found)),
        protected=by_attribute,
        unknown=tuple(name for name in attributes if name not in there),
        strengths=found,
        moved=of_features,
        score_moved=of_score,
        features=tuple(_told(feature) for feature in case.used),
        params=params,
    )


def _pairs(points: Sequence[tuple[float, ...]]) -> tuple[tuple[float, float], ...]:
    return tuple((x, y) for x, y in points)


def _told(feature: Feature) -> Told:
    kind = type(feature).__module__.rpartition(".")[2]
    words = (feature.says or feature.wording()).replace("{value}", "…")
    return Told(feature.name, kind, feature.idea, words, ())
